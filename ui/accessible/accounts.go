package accessible

import (
	"strings"
	"time"

	"coffer/state"
	"coffer/ui/words"
)

// keyed are the accounts that can be asked for something.
func keyed(view *state.View) []state.Account {
	var with []state.Account
	for _, account := range view.Accounts {
		if account.Keyed {
			with = append(with, account)
		}
	}
	return with
}

// balancesKnown reports whether the bank has told what each account has.
func balancesKnown(view *state.View) bool {
	for _, account := range keyed(view) {
		if account.Balance == nil {
			return false
		}
	}
	return len(keyed(view)) > 0 || view.Balance != nil
}

// account asks which account is meant, where there are several.
func (t *talk) account(into *string) (stopped bool, err error) {
	choice := keyed(t.view())
	if len(choice) < 2 {
		return false, nil
	}
	titles := strings.Join(titlesOf(choice), ", ")
	return t.until("Which account? "+titles+":", func(answer string) *state.Problem {
		for _, account := range choice {
			if answer != "" && (strings.EqualFold(answer, account.Name) || answer == account.ID) {
				*into = account.Title()
				return nil
			}
		}
		return &state.Problem{Happened: "There is no such account with a key here.", Advice: "There are " + titles + "."}
	})
}

func titlesOf(accounts []state.Account) []string {
	var titles []string
	for _, account := range accounts {
		titles = append(titles, account.Title())
	}
	return titles
}

// of is an account as it stands in the sentence about a record, with a comma
// before it; "" where there is one account only.
func (t *talk) of(account string) string {
	view := t.view()
	if !view.Several() || account == "" {
		return ""
	}
	return ", account " + view.AccountTitle(account)
}

// balances says what is available and what is left of the budget, by account
// where there are several.
func (t *talk) balances(view *state.View) {
	if !view.Several() {
		t.balance("Available", "Budget", view.Balance)
		return
	}
	if view.Balance != nil {
		t.balance("Available in all", "Budget in all", view.Balance)
	}
	for _, account := range keyed(view) {
		t.balance("Available to "+account.Title(), "Budget of "+account.Title(), account.Balance)
	}
}

// staleBalance is how old a balance gets before it is dated.
const staleBalance = 3 * time.Minute

// dated says how old a balance is that is no longer asked for in time.
func (t *talk) dated(balance *state.Balance) string {
	if !balance.SeenAt.Known() || t.Now().Sub(balance.SeenAt.Time()) <= staleBalance {
		return ""
	}
	return ", as it was " + words.Ago(t.Now(), balance.SeenAt)
}

// balance says whatever the bank told of it, and what it didn't tell.
func (t *talk) balance(available, budget string, balance *state.Balance) {
	if balance == nil {
		t.say("%s: not told yet.", available)
		return
	}
	if balance.Available == nil {
		t.say("%s: %s.", available, state.NotTold)
	} else {
		t.say("%s: %s%s.", available, words.Money(balance.Money(*balance.Available)), t.dated(balance))
	}
	left, told := balance.Left()
	switch {
	case told && balance.Budget != nil:
		t.say("%s: %s left of %s.", budget, words.Money(balance.Money(left)), words.Money(balance.Money(*balance.Budget)))
	case told:
		t.say("%s: %s left.", budget, words.Money(balance.Money(left)))
	case balance.Budget != nil:
		t.say("%s: %s in all, what is left is %s.", budget, words.Money(balance.Money(*balance.Budget)), state.NotTold)
	case balance.Spent != nil:
		t.say("%s: %s spent.", budget, words.Money(balance.Money(*balance.Spent)))
	default:
		t.say("%s: %s.", budget, state.NotTold)
	}
	if balance.Pending != nil {
		t.say("Pending: %s.", words.Money(balance.Money(*balance.Pending)))
	}
}
