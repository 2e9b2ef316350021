package state

import (
	"maps"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// Balance is the budget and balance context of one account, in minor units of
// Currency. A nil figure is one that the bank didn't tell.
type Balance struct {
	Account    string `json:"account,omitempty"`
	Team       string `json:"team,omitempty"`
	Currency   string `json:"currency,omitempty"`
	Available  *int64 `json:"available,omitempty"`
	Budget     *int64 `json:"budget,omitempty"`
	Spent      *int64 `json:"spent,omitempty"`
	BudgetLeft *int64 `json:"budget_left,omitempty"`
	Pending    *int64 `json:"pending,omitempty"`
	Period     string `json:"period,omitempty"`
	// Tokens is what can be swapped, by symbol; nil when the bank doesn't tell.
	Tokens     map[string]decimal.Decimal `json:"tokens,omitempty"`
	AsOf       Moment                     `json:"as_of,omitempty"`
	SeenAt     Moment                     `json:"seen_at,omitempty"`
	LastSource Source                     `json:"last_source,omitempty"`
}

// Money is cents of the balance's currency.
func (b *Balance) Money(cents int64) api.Money {
	return api.Money{Cents: cents, Currency: b.Currency}
}

// Left is what is left of the period's budget: the bank's word, or else what
// budget and spending leave, where it told both. told is false where neither
// is known.
func (b *Balance) Left() (cents int64, told bool) {
	switch {
	case b == nil:
		return 0, false
	case b.BudgetLeft != nil:
		return *b.BudgetLeft, true
	case b.Budget != nil && b.Spent != nil:
		return b.Money(*b.Budget).Minus(b.Money(*b.Spent)).Cents, true
	}
	return 0, false
}

// Used is how much of the period's budget is used, and the budget. told is
// false where the bank told no budget, or nothing that says how much is used.
func (b *Balance) Used() (used, budget int64, told bool) {
	left, known := b.Left()
	if !known || b.Budget == nil || *b.Budget <= 0 {
		return 0, 0, false
	}
	return b.Money(*b.Budget).Minus(b.Money(left)).Cents, *b.Budget, true
}

// BalancePoint is what was available at a time.
type BalancePoint struct {
	At        Moment
	Available int64
	// Account is set in the journal's points alone; the Book's are of the total.
	Account string
}

// ObserveBalance is the fact in the bank's answer about the balance.
func ObserveBalance(answer api.Answer[api.Balance], seen Moment) Observation {
	told := answer.Value
	return Observation{
		Source:  SourcePoll,
		SeenAt:  seen,
		TraceID: SafeID(answer.TraceID),
		Raw:     answer.Raw,
		Balance: &Balance{
			Account:    SafeID(told.AccountID),
			Team:       SafeID(told.TeamID),
			Currency:   SafeCurrency(told.Currency),
			Available:  told.AvailableCents,
			Budget:     told.BudgetCents,
			Spent:      told.SpentCents,
			BudgetLeft: told.RemainingBudgetCents,
			Pending:    told.PendingCents,
			Period:     SafeID(told.BudgetPeriod),
			Tokens:     knownTokens(told.Tokens),
			AsOf:       MomentOf(answer.AsOf),
			SeenAt:     seen,
			LastSource: SourcePoll,
		},
	}
}

// knownTokens leaves out what nothing here can name.
func knownTokens(told map[string]decimal.Decimal) map[string]decimal.Decimal {
	var known map[string]decimal.Decimal
	for symbol, held := range told {
		if _, named := api.TokenBySymbol(symbol); named && !held.IsNegative() {
			if known == nil {
				known = make(map[string]decimal.Decimal, len(told))
			}
			known[symbol] = held
		}
	}
	return known
}

// mergeBalance keeps the newer telling. A balance moves both ways, so only
// its time orders it.
func mergeBalance(known, told Balance) Balance {
	if told.stamp().compare(known.stamp()) > 0 {
		return told
	}
	return known
}

// stamp orders tellings by the bank's time as far as that can be: a time that is
// far from when it was heard orders by the latter, so that one wrong time can't
// outlast all that comes later.
func (b *Balance) stamp() Stamp {
	const apart = 5 * time.Minute
	asOf := min(max(b.AsOf, b.SeenAt.Add(-apart)), b.SeenAt.Add(apart))
	return Stamp{AsOf: asOf, Seen: b.SeenAt}
}

func (b Balance) sameFigures(other Balance) bool {
	return sameFigure(b.Available, other.Available) && sameFigure(b.Budget, other.Budget) && sameFigure(b.Spent, other.Spent) &&
		sameFigure(b.BudgetLeft, other.BudgetLeft) && sameFigure(b.Pending, other.Pending) && b.Account == other.Account &&
		maps.EqualFunc(b.Tokens, other.Tokens, decimal.Decimal.Equal)
}
