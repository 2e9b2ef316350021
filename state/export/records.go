package export

import (
	"cmp"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// Receipt is a swap as it is exported. Times are UTC with milliseconds, amounts
// exact decimals as text.
type Receipt struct {
	// Reference is the accounting reference, like SW-2026-000123; only a
	// confirmed swap has one.
	Reference string `json:"reference,omitempty"`
	SwapID    string `json:"swap_id"`
	Status    string `json:"status"`
	// Time is what the receipt is filed under.
	Time        string `json:"time"`
	SubmittedAt string `json:"submitted_at,omitempty"`
	SettledAt   string `json:"settled_at,omitempty"`
	Account     string `json:"account,omitempty"`

	QuoteID        string   `json:"quote_id,omitempty"`
	QuoteExpiresAt string   `json:"quote_expires_at,omitempty"`
	Provider       string   `json:"provider,omitempty"`
	Route          []string `json:"route,omitempty"`
	TxHash         string   `json:"tx_hash,omitempty"`

	SellToken       string            `json:"sell_token,omitempty"`
	QuotedSell      *decimal.Decimal  `json:"quoted_sell,omitempty"`
	BuyToken        string            `json:"buy_token,omitempty"`
	QuotedBuy       *decimal.Decimal  `json:"quoted_buy,omitempty"`
	MinimumReceived *decimal.Decimal  `json:"minimum_received,omitempty"`
	SlippageBPS     *int64            `json:"slippage_bps,omitempty"`
	QuotedFees      map[string]string `json:"quoted_fees,omitempty"`
	// The executed figures are those that moved; only a confirmed swap has them.
	ExecutedSell *decimal.Decimal  `json:"executed_sell,omitempty"`
	ExecutedBuy  *decimal.Decimal  `json:"executed_buy,omitempty"`
	ExecutedFees map[string]string `json:"executed_fees,omitempty"`
	// ExecutedFrom says whose word the executed figures are: "bank" when it
	// told them, "quote" when it told only that the quote was executed.
	ExecutedFrom string `json:"executed_from,omitempty"`
	FeeCurrency  string `json:"fee_currency,omitempty"`

	Policy          string   `json:"policy,omitempty"`
	PolicyReasons   []string `json:"policy_reasons,omitempty"`
	PolicyCheckedAt string   `json:"policy_checked_at,omitempty"`
	ConfirmedBy     string   `json:"confirmed_by,omitempty"`
	ConfirmedAt     string   `json:"confirmed_at,omitempty"`
	// Contradicted is set when two facts of the bank name different ends.
	Contradicted bool `json:"contradicted,omitempty"`

	at    state.Moment
	swap  *state.Swap
	fees  state.Fees
	moved bool
}

// Spend is a spend request as it is exported.
type Spend struct {
	SpendID string `json:"spend_id"`
	Status  string `json:"status"`
	// Time is what the request is filed under.
	Time      string `json:"time"`
	CreatedAt string `json:"created_at,omitempty"`
	DecidedAt string `json:"decided_at,omitempty"`
	// Amount is in major units of Currency, exact.
	Amount         string `json:"amount"`
	Currency       string `json:"currency"`
	Merchant       string `json:"merchant"`
	Reason         string `json:"reason"`
	DecisionReason string `json:"decision_reason,omitempty"`
	Account        string `json:"account,omitempty"`
	Team           string `json:"team,omitempty"`
	// AskedBy names the person here who asked; empty when an agent did.
	AskedBy string `json:"asked_by,omitempty"`
	AskedAt string `json:"asked_at,omitempty"`
	// DecidedBy names the person who decided it here; empty when it was decided
	// at the bank.
	DecidedBy string `json:"decided_by,omitempty"`
	// Contradicted is set when two facts of the bank name different ends.
	Contradicted bool `json:"contradicted,omitempty"`

	at    state.Moment
	moved bool
}

const (
	executedFromBank  = "bank"
	executedFromQuote = "quote"
)

func receiptOf(swap *state.Swap) Receipt {
	receipt := Receipt{
		Reference:    swap.Reference,
		SwapID:       swap.ID,
		Status:       string(swap.Status),
		Time:         stamped(filedSwap(swap)),
		SubmittedAt:  stamped(swap.SubmittedAt),
		SettledAt:    stamped(swap.SettledAt),
		Account:      swap.Account,
		Provider:     swap.Provider,
		TxHash:       swap.TxHash,
		Policy:       string(swap.Policy),
		Contradicted: swap.Contradicted,
		at:           filedSwap(swap),
		swap:         swap,
		moved:        swap.Status == state.SwapConfirmed,
	}
	terms := swap.Terms
	if terms == nil {
		return receipt
	}
	receipt.Account = cmp.Or(swap.Account, terms.Account)
	receipt.QuoteID = terms.QuoteID
	receipt.QuoteExpiresAt = stamped(terms.ExpiresAt)
	receipt.Provider = cmp.Or(swap.Provider, terms.Provider)
	receipt.Route = terms.Route
	receipt.SellToken, receipt.QuotedSell = terms.SellToken, &terms.SellAmount
	receipt.BuyToken, receipt.QuotedBuy = terms.BuyToken, &terms.ExpectedBuy
	receipt.MinimumReceived = terms.MinimumReceived
	receipt.SlippageBPS = terms.SlippageBPS
	receipt.QuotedFees = feeTexts(terms.Fees)
	receipt.FeeCurrency = state.UnitOfAccount
	// What a person read before confirming goes before what the bank says later.
	receipt.Policy = cmp.Or(string(terms.Policy), receipt.Policy)
	receipt.PolicyReasons = terms.PolicyReasons
	receipt.PolicyCheckedAt = stamped(terms.CheckedAt)
	receipt.ConfirmedBy = terms.ConfirmedBy
	receipt.ConfirmedAt = stamped(terms.ConfirmedAt)
	receipt.execute(swap)
	return receipt
}

// execute fills in what moved.
func (r *Receipt) execute(swap *state.Swap) {
	moved, isTold, known := swap.Moved()
	if !known {
		return
	}
	r.ExecutedSell, r.ExecutedBuy, r.fees = &moved.Sold, &moved.Bought, moved.Fees
	r.ExecutedFees, r.ExecutedFrom = feeTexts(moved.Fees), executedFromQuote
	if isTold {
		r.ExecutedFrom = executedFromBank
	}
}

func spendOf(spend *state.Spend, who hands) Spend {
	money := spend.Money()
	asked := who.asked[spend.ID]
	return Spend{
		SpendID:        spend.ID,
		Status:         string(spend.Status),
		Time:           stamped(filedSpend(spend)),
		CreatedAt:      stamped(spend.CreatedAt),
		DecidedAt:      stamped(spend.DecidedAt),
		Amount:         money.Exact(),
		Currency:       money.Code(),
		Merchant:       spend.Merchant,
		Reason:         spend.Reason,
		DecisionReason: spend.DecisionReason,
		Account:        spend.Account,
		Team:           spend.Team,
		AskedBy:        asked.who,
		AskedAt:        stamped(asked.at),
		DecidedBy:      who.decider(spend),
		Contradicted:   spend.Contradicted,
		at:             filedSpend(spend),
		moved:          spend.Status == state.Approved,
	}
}

// filedSwap is the time that a swap is filed under.
func filedSwap(swap *state.Swap) state.Moment {
	if swap.Open() {
		return swap.Born()
	}
	return cmp.Or(swap.SettledAt, swap.Born())
}

// filedSpend is the time that a request is filed under.
func filedSpend(spend *state.Spend) state.Moment {
	if spend.Open() {
		return spend.Born()
	}
	return spend.Settled()
}

func feeTexts(fees state.Fees) map[string]string {
	if len(fees) == 0 {
		return nil
	}
	texts := make(map[string]string, len(fees))
	for kind, fee := range fees {
		texts[kind] = exact(fee, unitPlaces)
	}
	return texts
}
