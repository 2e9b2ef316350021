package export

import (
	"fmt"

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

// book is a swap as a transaction; why is set when there is none to be made.
func (a Accounts) book(receipt Receipt) (made transaction, why string) {
	if receipt.ExecutedSell == nil || receipt.SellToken == "" || receipt.BuyToken == "" {
		return transaction{}, "its amounts are not known here"
	}
	sold, bought := *receipt.ExecutedSell, *receipt.ExecutedBuy
	if !sold.IsPositive() || !bought.IsPositive() {
		return transaction{}, "its amounts are not above zero"
	}
	made = transaction{
		at:    receipt.at,
		code:  receipt.Reference,
		links: []string{receipt.Reference, receipt.SwapID},
		payee: receipt.Provider,
		words: fmt.Sprintf("Swap %s %s for %s %s", sold, receipt.SellToken, bought, receipt.BuyToken),
		notes: notes(
			"swap_id", receipt.SwapID, "provider", receipt.Provider, "account", receipt.Account, "tx_hash", receipt.TxHash,
			"quote_id", receipt.QuoteID, "settled_at", receipt.Time, "submitted_at", receipt.SubmittedAt,
			"executed_from", receipt.ExecutedFrom, "policy", receipt.Policy, "policy_checked_at", receipt.PolicyCheckedAt,
			"confirmed_by", receipt.ConfirmedBy, "confirmed_at", receipt.ConfirmedAt, "contradicted", flag(receipt.Contradicted),
		),
	}
	// Each commodity balances by itself, through the market. The cost stands on
	// both sides of what was sold, so that it tells the price and moves nothing.
	market, price := a.market(receipt.Provider), &cost{bought, receipt.BuyToken}
	made.postings = append(made.postings,
		posting{account: a.wallet(receipt.SellToken, receipt.Account), amount: sold.Neg(), commodity: receipt.SellToken, cost: price},
		posting{account: market, amount: sold, commodity: receipt.SellToken, cost: price},
		posting{account: market, amount: bought.Neg(), commodity: receipt.BuyToken},
		posting{account: a.wallet(receipt.BuyToken, receipt.Account), amount: bought, commodity: receipt.BuyToken})
	for _, kind := range receipt.fees.Kinds() {
		if fee := receipt.fees[kind]; !fee.IsZero() {
			made.move(a.wallet(state.UnitOfAccount, receipt.Account), a.fee(kind), fee, state.UnitOfAccount, unitPlaces)
		}
	}
	return made, ""
}

// pay is an approved request as a transaction; why is set when there is none
// to be made.
func (a Accounts) pay(spend Spend) (made transaction, why string) {
	amount, err := decimal.NewFromString(spend.Amount)
	if err != nil || !amount.IsPositive() {
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

func flag(set bool) string {
	if set {
		return "yes"
	}
	return ""
}
