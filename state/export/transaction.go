package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// unitPlaces is how many decimals the unit of account is written with at least.
const unitPlaces = 2

// transaction moves money between accounts. The amounts of each commodity sum
// to zero.
type transaction struct {
	at state.Moment
	// code is the reference or the request's id.
	code string
	// links name what else tells of it.
	links    []string
	payee    string
	words    string
	notes    []note
	postings []posting
	// pending marks one with figures that nobody told, or that are assumed.
	pending bool
}

// note is a fact about a transaction, under a name of lower-case letters and
// underscores.
type note struct{ name, value string }

// posting changes what an account holds of a commodity. Cost is nil, or what
// the amount was traded for.
type posting struct {
	account   string
	amount    decimal.Decimal
	commodity string
	// places is how many decimals are written at least.
	places int32
	cost   *cost
}

// cost is above zero, for the whole amount.
type cost struct {
	amount    decimal.Decimal
	commodity string
}

func (p posting) text() string { return exact(p.amount, p.places) }

// exact writes all digits there are, and at least the given decimals.
func exact(amount decimal.Decimal, places int32) string {
	text := amount.String()
	if point := amount.StringFixed(places); len(point) > len(text) {
		return point
	}
	return text
}

// book is an entry of the books as a transaction; why is set when there is none
// to be made.
func (a Accounts) book(receipt Receipt) (made transaction, why string) {
	entry := receipt.entry
	if !entry.Moved.Known() {
		return transaction{}, "its amounts are not known here"
	}
	sold, bought := entry.Moved.Sold.Amount, entry.Moved.Bought.Amount
	made = transaction{
		at:    receipt.at,
		code:  receipt.Reference,
		links: []string{receipt.Reference, receipt.SwapID},
		payee: receipt.Provider,
		words: fmt.Sprintf("Swap %s %s for %s %s", sold, receipt.SellToken, bought, receipt.BuyToken),
		notes: notes(
			"adjusts", receipt.Adjusts, "booked_at", receipt.BookedAt,
			"swap_id", receipt.SwapID, "provider", receipt.Provider, "account", receipt.Account, "tx_hash", receipt.TxHash,
			"quote_id", receipt.QuoteID, "settled_at", receipt.SettledAt, "submitted_at", receipt.SubmittedAt,
			"executed_from", receipt.ExecutedFrom, "policy", receipt.Policy, "policy_checked_at", receipt.PolicyCheckedAt,
			"confirmed_by", receipt.ConfirmedBy, "confirmed_at", receipt.ConfirmedAt, "idempotency_key", receipt.IdempotencyKey,
			"contradicted", flag(receipt.Contradicted), "discrepancies", receipt.discrepancies(),
		),
		pending: !entry.Moved.Told(),
	}
	if receipt.Adjusts != "" {
		made.links = append(made.links, receipt.Adjusts)
		made.words = "Adjust " + receipt.Adjusts + ": " + strings.ReplaceAll(entry.Change(), " → ", " to ")
		a.trade(&made, receipt, entry.Before, decimal.Decimal.Neg)
		a.trade(&made, receipt, entry.Moved, func(amount decimal.Decimal) decimal.Decimal { return amount })
		made.net()
		return made, ""
	}
	a.trade(&made, receipt, entry.Moved, func(amount decimal.Decimal) decimal.Decimal { return amount })
	if sold.IsPositive() && bought.IsPositive() {
		// The cost stands on both sides of what was sold, so that it tells the
		// price and moves nothing.
		price := &cost{bought, receipt.BuyToken}
		made.postings[0].cost, made.postings[1].cost = price, price
	}
	made.postings = slices.DeleteFunc(made.postings, func(p posting) bool { return p.amount.IsZero() })
	return made, ""
}

// trade moves what a swap moved, or with another sign takes it back. Each
// commodity balances by itself, through the market.
func (a Accounts) trade(made *transaction, receipt Receipt, moved state.Movement, sign func(decimal.Decimal) decimal.Decimal) {
	if !moved.Known() {
		return
	}
	market := a.market(receipt.Provider)
	sold, bought := sign(moved.Sold.Amount), sign(moved.Bought.Amount)
	made.postings = append(made.postings,
		posting{account: a.wallet(moved.SellToken, receipt.Account), amount: sold.Neg(), commodity: moved.SellToken},
		posting{account: market, amount: sold, commodity: moved.SellToken},
		posting{account: market, amount: bought.Neg(), commodity: moved.BuyToken},
		posting{account: a.wallet(moved.BuyToken, receipt.Account), amount: bought, commodity: moved.BuyToken})
	for _, kind := range moved.Fees.Kinds() {
		if fee := sign(moved.Fees[kind]); !fee.IsZero() {
			made.move(a.wallet(state.UnitOfAccount, receipt.Account), a.fee(kind), fee, state.UnitOfAccount, unitPlaces)
		}
	}
}

// net makes one posting of all that an account gets of a commodity, and none
// where that is nothing.
func (t *transaction) net() {
	var netted []posting
	for _, p := range t.postings {
		same := func(other posting) bool { return other.account == p.account && other.commodity == p.commodity }
		if i := slices.IndexFunc(netted, same); i >= 0 {
			netted[i].amount = netted[i].amount.Add(p.amount)
			netted[i].places = max(netted[i].places, p.places)
		} else {
			netted = append(netted, p)
		}
	}
	t.postings = slices.DeleteFunc(netted, func(p posting) bool { return p.amount.IsZero() })
}

// pay is an approved request as a transaction; why is set when there is none
// to be made.
func (a Accounts) pay(spend Spend) (made transaction, why string) {
	amount, err := decimal.NewFromString(spend.Amount)
	switch {
	case spend.AmountCents == nil:
		return transaction{}, "the bank didn't tell its amount"
	case spend.Currency == "":
		return transaction{}, "the bank didn't tell its currency"
	case err != nil || !amount.IsPositive():
		return transaction{}, "its amount is not known here"
	}
	made = transaction{
		at:    spend.at,
		code:  spend.SpendID,
		links: []string{spend.SpendID},
		payee: spend.Merchant,
		words: spend.Reason,
		notes: notes(
			"spend_id", spend.SpendID, "decided_at", spend.Time, "created_at", spend.CreatedAt, "merchant", spend.Merchant,
			"decision_reason", spend.DecisionReason, "account", spend.Account, "team", spend.Team,
			"asked_by", spend.AskedBy, "asked_at", spend.AskedAt, "decided_by", spend.DecidedBy, "contradicted", flag(spend.Contradicted),
			"discrepancies", spend.discrepancies(),
		),
	}
	made.move(a.wallet(spend.Currency, spend.Account), a.spend(spend), amount, spend.Currency, -amount.Exponent())
	return made, ""
}

func (t *transaction) move(from, to string, amount decimal.Decimal, commodity string, places int32) {
	t.postings = append(t.postings,
		posting{account: to, amount: amount, commodity: commodity, places: places},
		posting{account: from, amount: amount.Neg(), commodity: commodity, places: places})
}

// notes takes names and values in turn, and leaves out what is not known.
func notes(pairs ...string) []note {
	var made []note
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			made = append(made, note{pairs[i], pairs[i+1]})
		}
	}
	return made
}

// mark is the sign of the ledgers for what is settled, or still pending.
func (t *transaction) mark() string {
	if t.pending {
		return "!"
	}
	return "*"
}

func flag(set bool) string {
	if set {
		return "yes"
	}
	return ""
}
