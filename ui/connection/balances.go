package connection

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

// balances writes what the bank told of each account's balance, and what of its
// spending isn't known here.
func (d *Connection) balances(s *sheet.Sheet) {
	s.Blank()
	if !d.Book.Several() {
		d.balance(s, d.Book.Balance)
	}
	for i, account := range d.Book.Accounts {
		if !d.Book.Several() || !account.Keyed {
			continue
		}
		if i > 0 {
			s.Blank()
		}
		s.Pair("Balance of", theme.ToneText, account.Title())
		d.balance(s, account.Balance)
	}
	coverage := d.Book.Coverage()
	for _, unseen := range d.Book.Unseen {
		label := "Not seen here"
		if d.Book.Several() {
			label = d.Book.AccountTitle(unseen.Account)
		}
		s.Pair(label, theme.ToneWarn, words.Unseen(unseen))
		s.Pair("Why", theme.ToneMuted, words.WhyUnseen(coverage))
	}
}

// balance writes each figure of one, told or not.
func (d *Connection) balance(s *sheet.Sheet, balance *state.Balance) {
	if balance == nil {
		s.Pair("Balance", theme.ToneMuted, state.NotTold+" yet")
		return
	}
	left, told := balance.Left()
	for _, figure := range []struct {
		label string
		cents *int64
	}{{"Available", balance.Available}, {"Budget", balance.Budget}, {"Spent of it", balance.Spent}, {"Left of it", centsOf(left, told)}, {"Pending", balance.Pending}} {
		tone, text := theme.ToneMuted, state.NotTold
		if figure.cents != nil {
			tone, text = theme.ToneText, words.Money(balance.Money(*figure.cents))
		}
		if figure.label == "Budget" && balance.Period != "" {
			text += ", " + balance.Period
		}
		s.Pair(figure.label, tone, text)
	}
	s.Pair("Told", theme.ToneText, words.When(d.Now, balance.SeenAt, d.Location)+", "+words.Fresh(d.Now, balance.SeenAt)+" ago")
}

func centsOf(cents int64, told bool) *int64 {
	if !told {
		return nil
	}
	return &cents
}
