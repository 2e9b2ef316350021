package command

import (
	"coffer/state"
	"coffer/ui/words"
)

// The records below are what commands write as JSON. Their names are what the
// export and the man page call the same things, and they never change their
// meaning. Amounts are exact decimals as text, times UTC with milliseconds;
// what isn't known is left out.

// spendRecord is a spend request.
type spendRecord struct {
	SpendID string `json:"spend_id,omitempty"`
	Status  string `json:"status,omitempty"`
	// Final is false while the bank may still change the status; a status that
	// isn't known here is open.
	Final bool `json:"final"`
	// Amount is in major units; left out where nobody here knows how many minor
	// ones make one. AmountCents is the bank's own figure, in minor units.
	Amount         string `json:"amount,omitempty"`
	Currency       string `json:"currency,omitempty"`
	AmountCents    *int64 `json:"amount_cents,omitempty"`
	Merchant       string `json:"merchant,omitempty"`
	Reason         string `json:"reason,omitempty"`
	DecisionReason string `json:"decision_reason,omitempty"`
	ApprovalURL    string `json:"approval_url,omitempty"`
	Account        string `json:"account,omitempty"`
	Team           string `json:"team,omitempty"`
	CreatedAt      string `json:"created_at,omitempty"`
	DecidedAt      string `json:"decided_at,omitempty"`
	// Source and SeenAt are where the last fact came from, and when.
	Source string `json:"source,omitempty"`
	SeenAt string `json:"seen_at,omitempty"`
	// Discrepancies is what the bank said other than was asked for here, and
	// Bewares is that and all else that doesn't fit, in words.
	Discrepancies []discrepancyRecord `json:"discrepancies,omitempty"`
	Bewares       []string            `json:"bewares,omitempty"`
	// Contradicted is set when two facts of the bank can't both be so.
	Contradicted bool `json:"contradicted,omitempty"`
	// UnknownSince is since when the bank says that it doesn't know the request;
	// Unreadable is set where it says so to a key that may be another account's.
	UnknownSince string `json:"unknown_since,omitempty"`
	Unreadable   bool   `json:"unreadable,omitempty"`
}

func recordOfSpend(spend *state.Spend) *spendRecord {
	made := &spendRecord{
		SpendID:        spend.ID,
		Status:         string(spend.Status),
		Final:          !spend.Open(),
		AmountCents:    spend.Cents,
		Merchant:       spend.Merchant,
		Reason:         spend.Reason,
		DecisionReason: spend.DecisionReason,
		ApprovalURL:    spend.ApprovalURL,
		Account:        spend.Account,
		Team:           spend.Team,
		CreatedAt:      spend.CreatedAt.ISO(),
		DecidedAt:      spend.DecidedAt.ISO(),
		Source:         string(spend.LastSource),
		SeenAt:         spend.LastSeen.ISO(),
		Discrepancies:  recordsOfDiscrepancies(spend.Discrepancies()),
		Bewares:        spend.Bewares(),
		Contradicted:   spend.Contradicted,
		UnknownSince:   spend.UnknownSince().ISO(),
		Unreadable:     spend.Unreadable(),
	}
	money, told := spend.Money()
	if money.Currency != "" {
		made.Currency = money.Code()
		if told {
			made.Amount = amountOf(money)
		}
	}
	return made
}

// swapRecord is a swap.
type swapRecord struct {
	SwapID    string       `json:"swap_id"`
	Status    string       `json:"status"`
	Final     bool         `json:"final"`
	Reference string       `json:"reference,omitempty"`
	TxHash    string       `json:"tx_hash,omitempty"`
	Provider  string       `json:"provider,omitempty"`
	Account   string       `json:"account,omitempty"`
	Quote     *quoteRecord `json:"quote,omitempty"`
	// The executed figures are the bank's own; one that it doesn't tell is left
	// out.
	ExecutedSellAmount string            `json:"executed_sell_amount,omitempty"`
	ExecutedBuyAmount  string            `json:"executed_buy_amount,omitempty"`
	ExecutedFees       map[string]string `json:"executed_fees,omitempty"`
	// Discrepancies are what the bank said that doesn't fit what was confirmed,
	// or what it said before.
	Discrepancies []discrepancyRecord `json:"discrepancies,omitempty"`
	Contradicted  bool                `json:"contradicted,omitempty"`
	// Bewares is that and all else that doesn't fit, in words.
	Bewares []string `json:"bewares,omitempty"`
	// Adjustments are the entries of the books that adjust the booking, in words.
	Adjustments []string `json:"adjustments,omitempty"`
	// UnknownSince and Unreadable are as for a spend request.
	UnknownSince string `json:"unknown_since,omitempty"`
	Unreadable   bool   `json:"unreadable,omitempty"`

	SubmittedAt string `json:"submitted_at,omitempty"`
	SettledAt   string `json:"settled_at,omitempty"`
	Source      string `json:"source,omitempty"`
	SeenAt      string `json:"seen_at,omitempty"`
}

func recordOfSwap(swap *state.Swap) *swapRecord {
	made := &swapRecord{
		SwapID:      swap.ID,
		Status:      string(swap.Status),
		Final:       !swap.Open(),
		Reference:   swap.Reference,
		TxHash:      swap.TxHash,
		Provider:    swap.Provider,
		Account:     swap.Account,
		SubmittedAt: swap.SubmittedAt.ISO(),
		SettledAt:   swap.SettledAt.ISO(),
		Source:      string(swap.LastSource),
		SeenAt:      swap.LastSeen.ISO(),
	}
	if swap.Terms != nil {
		made.Quote = recordOfQuote(swap.Terms)
	}
	made.Discrepancies, made.Contradicted = recordsOfDiscrepancies(swap.Discrepancies), swap.Contradicted
	made.Bewares, made.Adjustments = words.SwapBeware(swap), words.Adjustments(swap)
	made.UnknownSince, made.Unreadable = swap.UnknownSince().ISO(), swap.Unreadable()
	if told := swap.Executed; told != nil {
		if told.Sold != nil {
			made.ExecutedSellAmount = told.Sold.String()
		}
		if told.Bought != nil {
			made.ExecutedBuyAmount = told.Bought.String()
		}
		for kind, fee := range told.Fees {
			if made.ExecutedFees == nil {
				made.ExecutedFees = make(map[string]string, len(told.Fees))
			}
			made.ExecutedFees[kind] = fee.String()
		}
	}
	return made
}

// discrepancyRecord is something that the bank said that doesn't fit, and when.
type discrepancyRecord struct {
	Field    string `json:"field"`
	Asked    string `json:"asked"`
	Answered string `json:"answered"`
	At       string `json:"at,omitempty"`
}

func recordsOfDiscrepancies(discrepancies []state.Discrepancy) []discrepancyRecord {
	var made []discrepancyRecord
	for _, differs := range discrepancies {
		made = append(made, discrepancyRecord{differs.Field, differs.Asked, differs.Answered, differs.At.ISO()})
	}
	return made
}

// quoteRecord is a price that the bank stands by until it expires.
type quoteRecord struct {
	QuoteID         string            `json:"quote_id"`
	SellToken       string            `json:"sell_token"`
	SellAmount      string            `json:"sell_amount"`
	BuyToken        string            `json:"buy_token"`
	BuyAmount       string            `json:"buy_amount"`
	MinimumReceived string            `json:"minimum_received,omitempty"`
	SlippageBPS     *int64            `json:"slippage_bps,omitempty"`
	FeeCurrency     string            `json:"fee_currency,omitempty"`
	FeeTotal        string            `json:"fee_total,omitempty"`
	Fees            map[string]string `json:"fees,omitempty"`
	Provider        string            `json:"provider,omitempty"`
	Route           []string          `json:"route,omitempty"`
	Account         string            `json:"account,omitempty"`
	ExpiresAt       string            `json:"expires_at,omitempty"`
	Policy          string            `json:"policy,omitempty"`
	PolicyReasons   []string          `json:"policy_reasons,omitempty"`
	// PriceImpactBPS is absent where the bank doesn't tell.
	PriceImpactBPS *int64 `json:"price_impact_bps,omitempty"`
	// UnreadFees are the kinds of fee that came in a form that can't be read.
	UnreadFees []string `json:"unread_fees,omitempty"`
	// EarlierPrice is the price that this one was held against; absent where none
	// is known here, and then nothing was compared.
	EarlierPrice *earlierPriceRecord `json:"earlier_price,omitempty"`
	// Cautions are the reasons to look twice at it, and Accepted is what a person
	// typed against the gravest of them before the swap was executed.
	Cautions []string `json:"cautions,omitempty"`
	Accepted string   `json:"accepted,omitempty"`
	// ConfirmedBy and ConfirmedAt are who executed it here, and when.
	ConfirmedBy string `json:"confirmed_by,omitempty"`
	ConfirmedAt string `json:"confirmed_at,omitempty"`
}

// earlierPriceRecord is an earlier trade of a quote's tokens, in its direction.
type earlierPriceRecord struct {
	Sold   string `json:"sold"`
	Bought string `json:"bought"`
	At     string `json:"at"`
	// Executed is false for one that was only quoted.
	Executed bool `json:"executed"`
}

func recordOfQuote(terms *state.SwapTerms) *quoteRecord {
	made := &quoteRecord{
		QuoteID:       terms.QuoteID,
		SellToken:     terms.SellToken,
		SellAmount:    terms.SellAmount.String(),
		BuyToken:      terms.BuyToken,
		BuyAmount:     terms.ExpectedBuy.String(),
		SlippageBPS:   terms.SlippageBPS,
		Provider:      terms.Provider,
		Route:         terms.Route,
		Account:       terms.Account,
		ExpiresAt:     terms.ExpiresAt.ISO(),
		Policy:        string(terms.Policy),
		PolicyReasons: terms.PolicyReasons,

		PriceImpactBPS: terms.ImpactBPS,
		UnreadFees:     terms.UnreadFees,

		Accepted:    terms.Accepted,
		ConfirmedBy: terms.ConfirmedBy,
		ConfirmedAt: terms.ConfirmedAt.ISO(),
	}
	if earlier := terms.Earlier; earlier != nil {
		made.EarlierPrice = &earlierPriceRecord{earlier.Sold.String(), earlier.Bought.String(), earlier.At.ISO(), earlier.Executed}
	}
	for _, caution := range terms.Warnings() {
		made.Cautions = append(made.Cautions, caution.Text)
	}
	if terms.MinimumReceived != nil {
		made.MinimumReceived = terms.MinimumReceived.String()
	}
	if total, told := terms.Fees.Total(); told {
		made.FeeCurrency, made.FeeTotal = state.UnitOfAccount, total.String()
	}
	for kind, fee := range terms.Fees {
		if made.Fees == nil {
			made.Fees = make(map[string]string, len(terms.Fees))
		}
		made.Fees[kind] = fee.String()
	}
	return made
}

// amountOf is an amount in major units; "" where nobody here knows them, as for
// a currency that isn't on the list of ISO codes.
func amountOf(money state.Money) string { return money.Exact() }
