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

// amountRecord is an amount with its currency.
type amountRecord struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

func recordsOfMoney(sums []state.Money) []amountRecord {
	made := make([]amountRecord, 0, len(sums))
	for _, sum := range sums {
		made = append(made, amountRecord{Amount: amountOf(sum), Currency: sum.Code()})
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
