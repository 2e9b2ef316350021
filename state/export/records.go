package export

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// Receipt is a swap as it is exported, or an adjustment of one. Times are UTC
// with milliseconds, amounts exact decimals as text.
type Receipt struct {
	// Reference is the accounting reference, like SW-2026-000123; only what is
	// booked has one.
	Reference string `json:"reference,omitempty"`
	// Adjusts is the reference of the booking that this adjusts. The executed
	// figures of an adjustment are what it adds to those before it, so that all
	// of a swap sum up to what it moved; it repeats none of the quoted ones.
	Adjusts string `json:"adjusts,omitempty"`
	// BookedAt is when the entry was made.
	BookedAt string `json:"booked_at,omitempty"`
	SwapID   string `json:"swap_id"`
	Status   string `json:"status"`
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
	// The executed figures are those that moved, as they were known when they
	// were booked. One that nobody told is left out.
	ExecutedSell *decimal.Decimal  `json:"executed_sell,omitempty"`
	ExecutedBuy  *decimal.Decimal  `json:"executed_buy,omitempty"`
	ExecutedFees map[string]string `json:"executed_fees,omitempty"`
	// ExecutedFrom says whose word the executed figures are: "bank" when it
	// told them, "quote" when it told only that the quote was executed, and
	// "sell=bank buy=quote fees=not_told" where they differ.
	ExecutedFrom string `json:"executed_from,omitempty"`
	FeeCurrency  string `json:"fee_currency,omitempty"`

	Policy          string   `json:"policy,omitempty"`
	PolicyReasons   []string `json:"policy_reasons,omitempty"`
	PolicyCheckedAt string   `json:"policy_checked_at,omitempty"`
	ConfirmedBy     string   `json:"confirmed_by,omitempty"`
	ConfirmedAt     string   `json:"confirmed_at,omitempty"`
	IdempotencyKey  string   `json:"idempotency_key,omitempty"`
	// Contradicted is set when two facts of the bank can't both be so.
	Contradicted bool `json:"contradicted,omitempty"`
	// Discrepancies are what the bank said that doesn't fit what was confirmed.
	Discrepancies []Discrepancy `json:"discrepancies,omitempty"`

	at    state.Moment
	swap  *state.Swap
	fees  state.Fees
	entry *state.BookEntry
}

// Discrepancy is something that the bank said that doesn't fit. It has no time:
// the bank may say it again, and the same span gives the same bytes.
type Discrepancy struct {
	Field    string `json:"field"`
	Asked    string `json:"asked"`
	Answered string `json:"answered"`
}

// Spend is a spend request as it is exported.
type Spend struct {
	SpendID string `json:"spend_id"`
	Status  string `json:"status"`
	// Time is what the request is filed under.
	Time      string `json:"time"`
	CreatedAt string `json:"created_at,omitempty"`
	DecidedAt string `json:"decided_at,omitempty"`
	// Amount is in major units of Currency, exact; empty where nobody here knows
	// how many minor ones make one. AmountCents is the bank's own figure. What
	// the bank didn't tell is left out.
	Amount         string `json:"amount,omitempty"`
	AmountCents    *int64 `json:"amount_cents,omitempty"`
	Currency       string `json:"currency,omitempty"`
	Merchant       string `json:"merchant,omitempty"`
	Reason         string `json:"reason,omitempty"`
	DecisionReason string `json:"decision_reason,omitempty"`
	Account        string `json:"account,omitempty"`
	Team           string `json:"team,omitempty"`
	// AskedBy names the person here who asked; empty when an agent did.
	AskedBy string `json:"asked_by,omitempty"`
	AskedAt string `json:"asked_at,omitempty"`
	// DecidedBy names the person who decided it here; empty when it was decided
	// at the bank.
	DecidedBy string `json:"decided_by,omitempty"`
	// Contradicted is set when two facts of the bank can't both be so.
	Contradicted bool `json:"contradicted,omitempty"`
	// Discrepancies is what the bank said other than was asked for here.
	Discrepancies []Discrepancy `json:"discrepancies,omitempty"`

	at    state.Moment
	moved bool
}

// receiptsOf are the entries of the books about a swap, or the swap alone where
// there are none.
func receiptsOf(swap *state.Swap) []Receipt {
	entries := swap.Entries()
	if len(entries) == 0 {
		return []Receipt{receiptOf(swap)}
	}
	receipts := make([]Receipt, 0, len(entries))
	for i := range entries {
		entry := &entries[i]
		receipt := receiptOf(swap)
		receipt.entry, receipt.at, receipt.Time = entry, entry.Date, entry.Date.ISO()
		receipt.Reference, receipt.Adjusts, receipt.BookedAt = entry.Reference, entry.Adjusts, entry.At.ISO()
		if entry.Adjusts != "" {
			receipt.QuotedSell, receipt.QuotedBuy, receipt.MinimumReceived, receipt.QuotedFees = nil, nil, nil, nil
		}
		receipt.execute(*entry)
		receipts = append(receipts, receipt)
	}
	return receipts
}

// discrepancies is all of them in one cell.
func (s Spend) discrepancies() string { return sentences(s.Discrepancies) }

func sentences(discrepancies []Discrepancy) string {
	texts := make([]string, len(discrepancies))
	for i, differs := range discrepancies {
		texts[i] = state.Discrepancy{Field: differs.Field, Asked: differs.Asked, Answered: differs.Answered}.String()
	}
	return strings.Join(texts, "; ")
}

func discrepanciesOf(known []state.Discrepancy) []Discrepancy {
	var made []Discrepancy
	for _, differs := range known {
		made = append(made, Discrepancy{differs.Field, differs.Asked, differs.Answered})
	}
	return made
}

func receiptOf(swap *state.Swap) Receipt {
	receipt := Receipt{
		SwapID:       swap.ID,
		Status:       string(swap.Status),
		Time:         filedSwap(swap).ISO(),
		SubmittedAt:  swap.SubmittedAt.ISO(),
		SettledAt:    swap.SettledAt.ISO(),
		Account:      swap.Account,
		Provider:     swap.Provider,
		TxHash:       swap.TxHash,
		Policy:       string(swap.Policy),
		Contradicted: swap.Contradicted,
		at:           filedSwap(swap),
		swap:         swap,
	}
	receipt.Discrepancies = discrepanciesOf(swap.Discrepancies)
	terms := swap.Terms
	if terms == nil {
		return receipt
	}
	receipt.Account = cmp.Or(swap.Account, terms.Account)
	receipt.QuoteID = terms.QuoteID
	receipt.QuoteExpiresAt = terms.ExpiresAt.ISO()
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
	receipt.PolicyCheckedAt = terms.CheckedAt.ISO()
	receipt.ConfirmedBy = terms.ConfirmedBy
	receipt.ConfirmedAt = terms.ConfirmedAt.ISO()
	receipt.IdempotencyKey = terms.Key
	return receipt
}

// execute fills in what the entry adds to the books.
func (r *Receipt) execute(entry state.BookEntry) {
	before, moved := entry.Before, entry.Moved
	r.ExecutedFrom = executedFrom(moved)
	if !moved.Known() {
		return
	}
	r.SellToken, r.BuyToken = moved.SellToken, moved.BuyToken
	sold, bought := moved.Sold.Amount.Sub(before.Sold.Amount), moved.Bought.Amount.Sub(before.Bought.Amount)
	r.ExecutedSell, r.ExecutedBuy = &sold, &bought
	if moved.FeesFrom == "" {
		return
	}
	r.FeeCurrency = state.UnitOfAccount
	r.fees = make(state.Fees, len(moved.Fees))
	for kind, fee := range moved.Fees {
		r.fees[kind] = fee
	}
	for kind, fee := range before.Fees {
		r.fees[kind] = r.fees[kind].Sub(fee)
	}
	r.ExecutedFees = feeTexts(r.fees)
}

// executedFrom is whose word the figures are; "" where no amount is known.
func executedFrom(moved state.Movement) string {
	sold, bought, fees := basis(moved.Sold.From), basis(moved.Bought.From), basis(moved.FeesFrom)
	switch {
	case moved.Sold.From == "" && moved.Bought.From == "":
		return ""
	case sold == bought && bought == fees:
		return sold
	}
	return "sell=" + sold + " buy=" + bought + " fees=" + fees
}

func basis(from state.Basis) string { return cmp.Or(string(from), "not_told") }

func spendOf(spend *state.Spend, who hands) Spend {
	amount := ""
	money, told := spend.Money()
	if told && spend.Currency != "" {
		amount = money.Exact()
	}
	asked := who.asked[spend.ID]
	made := Spend{
		SpendID:        spend.ID,
		Status:         string(spend.Status),
		Time:           filedSpend(spend).ISO(),
		CreatedAt:      spend.CreatedAt.ISO(),
		DecidedAt:      spend.DecidedAt.ISO(),
		Amount:         amount,
		AmountCents:    spend.Cents,
		Merchant:       spend.Merchant,
		Reason:         spend.Reason,
		DecisionReason: spend.DecisionReason,
		Account:        spend.Account,
		Team:           spend.Team,
		AskedBy:        asked.who,
		AskedAt:        asked.at.ISO(),
		DecidedBy:      who.decider(spend),
		Contradicted:   spend.Contradicted,
		Discrepancies:  discrepanciesOf(spend.Discrepancies()),
		at:             filedSpend(spend),
		moved:          spend.Status == state.Approved,
	}
	if spend.Currency != "" {
		made.Currency = money.Code()
	}
	return made
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

// number is where the receipt stands in the books.
func (r Receipt) number() int64 {
	if r.entry == nil {
		return 0
	}
	return r.entry.Number
}

// discrepancies says what doesn't fit, in one line.
func (r Receipt) discrepancies() string { return sentences(r.Discrepancies) }
