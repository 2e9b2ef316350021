package command

import "coffer/state"

// balanceRecord is what one account may spend.
type balanceRecord struct {
	// Account is the bank's id, Name what the config calls it.
	Account      string `json:"account,omitempty"`
	Name         string `json:"name,omitempty"`
	Currency     string `json:"currency"`
	Available    string `json:"available,omitempty"`
	BudgetPeriod string `json:"budget_period,omitempty"`
	Budget       string `json:"budget,omitempty"`
	Spent        string `json:"spent,omitempty"`
	BudgetLeft   string `json:"budget_left,omitempty"`
	Pending      string `json:"pending,omitempty"`
	SeenAt       string `json:"seen_at,omitempty"`
}

func recordOfBalance(name string, balance *state.Balance) balanceRecord {
	figure := func(cents *int64) string {
		if cents == nil {
			return ""
		}
		return amountOf(balance.Money(*cents))
	}
	return balanceRecord{
		Account:      balance.Account,
		Name:         name,
		Currency:     balance.Money(0).Code(),
		Available:    figure(balance.Available),
		BudgetPeriod: balance.Period,
		Budget:       figure(balance.Budget),
		Spent:        figure(balance.Spent),
		BudgetLeft:   figure(balance.BudgetLeft),
		Pending:      figure(balance.Pending),
		SeenAt:       stamped(balance.SeenAt),
	}
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

// fields say what is available first.
func (b balanceRecord) fields() fields {
	name := "available"
	if b.Name != "" {
		name = b.Name
	}
	text := b.Available
	if text == "" {
		text = "unknown"
	}
	text += " " + b.Currency
	if b.BudgetLeft != "" {
		text += " · " + b.BudgetLeft + " left of the budget"
		if b.Budget != "" {
			text += " of " + b.Budget
		}
	}
	return fields{{name, text}}
}
