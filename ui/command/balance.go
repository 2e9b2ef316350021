package command

import (
	"time"

	"coffer/state"
	"coffer/ui/words"
)

// balanceRecord is what one account may spend. Each figure that the bank told
// stands twice: in major units, and as the bank named and wrote it.
type balanceRecord struct {
	// Account is the bank's id, Name what the config calls it.
	Account              string `json:"account,omitempty"`
	AccountID            string `json:"account_id,omitempty"`
	Name                 string `json:"name,omitempty"`
	Currency             string `json:"currency,omitempty"`
	Available            string `json:"available,omitempty"`
	AvailableCents       *int64 `json:"available_cents,omitempty"`
	BudgetPeriod         string `json:"budget_period,omitempty"`
	Budget               string `json:"budget,omitempty"`
	BudgetCents          *int64 `json:"budget_cents,omitempty"`
	Spent                string `json:"spent,omitempty"`
	SpentCents           *int64 `json:"spent_cents,omitempty"`
	BudgetLeft           string `json:"budget_left,omitempty"`
	RemainingBudgetCents *int64 `json:"remaining_budget_cents,omitempty"`
	Pending              string `json:"pending,omitempty"`
	PendingCents         *int64 `json:"pending_cents,omitempty"`
	// SeenCents is what the approved requests known here come to in the period, and
	// NotSeenCents what of spent_cents they lack; both are left out where nothing
	// is lacking or the two can't be compared.
	SeenCents    *int64 `json:"seen_cents,omitempty"`
	NotSeenCents *int64 `json:"not_seen_cents,omitempty"`
	SeenAt       string `json:"seen_at,omitempty"`

	balance *state.Balance
	unseen  *state.Unseen
}

func recordOfBalance(name string, balance *state.Balance) balanceRecord {
	figure := func(cents *int64) string {
		if cents == nil {
			return ""
		}
		return amountOf(balance.Money(*cents))
	}
	return balanceRecord{
		Account:              balance.Account,
		AccountID:            balance.Account,
		Name:                 name,
		Currency:             balance.Money(0).Code(),
		Available:            figure(balance.Available),
		AvailableCents:       balance.Available,
		BudgetPeriod:         balance.Period,
		Budget:               figure(balance.Budget),
		BudgetCents:          balance.Budget,
		Spent:                figure(balance.Spent),
		SpentCents:           balance.Spent,
		BudgetLeft:           figure(balance.BudgetLeft),
		RemainingBudgetCents: balance.BudgetLeft,
		Pending:              figure(balance.Pending),
		PendingCents:         balance.Pending,
		SeenAt:               balance.SeenAt.ISO(),
		balance:              balance,
	}
}

// withUnseen adds what the bank says was spent and isn't known here.
func (b balanceRecord) withUnseen(view *state.View) balanceRecord {
	if view == nil {
		return b
	}
	for _, unseen := range view.Unseen {
		if unseen.Account == b.Account && !unseen.Seen.Beyond && b.SpentCents != nil && *b.SpentCents == unseen.Bank.Cents {
			b.unseen, b.SeenCents, b.NotSeenCents = &unseen, &unseen.Seen.Cents, &unseen.Missing.Cents
		}
	}
	return b
}

// amountRecord is a sum with its currency.
type amountRecord struct {
	// Amount is in major units, AmountCents in the bank's minor ones. A sum that
	// no amount of cents can say has MoreThanCents in their place.
	Amount        string `json:"amount,omitempty"`
	Currency      string `json:"currency,omitempty"`
	AmountCents   *int64 `json:"amount_cents,omitempty"`
	MoreThanCents *int64 `json:"more_than_cents,omitempty"`
}

func recordOfMoney(sum state.Money) amountRecord {
	if sum.Beyond {
		return amountRecord{MoreThanCents: &sum.Cents, Currency: sum.Code()}
	}
	return amountRecord{Amount: amountOf(sum), AmountCents: &sum.Cents, Currency: sum.Code()}
}

func recordsOfMoney(sums []state.Money) []amountRecord {
	made := make([]amountRecord, 0, len(sums))
	for _, sum := range sums {
		made = append(made, recordOfMoney(sum))
	}
	return made
}

// fields say what is available first, and then whatever the bank told of the
// budget.
func (b balanceRecord) fields(now time.Time) fields {
	name := "available"
	if b.Name != "" {
		name = b.Name
	}
	balance := b.balance
	text := state.NotTold
	if balance.Available != nil {
		text = words.Money(balance.Money(*balance.Available))
	}
	left, told := balance.Left()
	switch {
	case told && balance.Budget != nil:
		text += " · " + words.Money(balance.Money(left)) + " left of the budget of " + words.Money(balance.Money(*balance.Budget))
	case told:
		text += " · " + words.Money(balance.Money(left)) + " left of the budget"
	case balance.Budget != nil:
		text += " · budget " + words.Money(balance.Money(*balance.Budget))
	case balance.Spent != nil:
		text += " · " + words.Money(balance.Money(*balance.Spent)) + " spent"
	}
	if balance.Pending != nil {
		text += " · " + words.Money(balance.Money(*balance.Pending)) + " pending"
	}
	if age := now.Sub(balance.SeenAt.Time()); balance.SeenAt.Known() && age > staleBalance {
		text += " · as of " + words.When(now, balance.SeenAt, time.Local)
	}
	made := fields{{name, text}}
	if b.unseen != nil {
		made.add("not seen here", words.Unseen(*b.unseen)+", because "+words.WhyUnseen(state.CoverageJournal))
	}
	return made
}

// staleBalance is how old a balance may be before it is dated.
const staleBalance = time.Minute
