package state

import (
	"slices"
	"time"

	"coffer/api"
)

// Unseen is what the bank says was spent of an account's budget in its period
// beside what is known of it here. All three are of one currency.
type Unseen struct {
	Account string
	// Bank is what the bank says, Seen what the approved requests known here come
	// to, and Missing what they lack of it.
	Bank, Seen, Missing api.Money
}

// monthlyPeriod is the only period whose bounds are known: a calendar month, in
// UTC.
const monthlyPeriod = "monthly"

// unseen is where the bank says that more was spent than is known here. It is
// told only where both can be compared: the accounts and their currency are known,
// the period is one whose bounds are known, and the balance is of this one.
func (b *Book) unseen(now time.Time) []Unseen {
	if !b.view.Loading.Done() || b.view.Feed.Behind > 0 || b.view.Feed.List == ListReading {
		return nil
	}
	if slices.ContainsFunc(b.view.Accounts, func(account Account) bool { return account.Keyed && NamedByKey(account.ID) }) {
		// A request that webhooks tell of may be of any of them.
		return nil
	}
	var missing []Unseen
	for _, balance := range counted(b.balances, b.view.Accounts) {
		if balance.Spent == nil || balance.Period != monthlyPeriod || balance.Account == "" || !sameMonth(balance.SeenAt.Time(), now) {
			continue
		}
		bank := balance.Money(*balance.Spent)
		if !bank.SameCurrency(bank) {
			continue
		}
		seen := b.spending.seen(balance.Account, bank.Code(), now)
		if (Sum{}).Plus(bank.Cents).Compare(seen) > 0 {
			missing = append(missing, Unseen{
				Account: balance.Account, Bank: bank, Seen: seen.Money(bank.Code()),
				Missing: (Sum{}).Plus(bank.Cents).sub(seen).Money(bank.Code()),
			})
		}
	}
	return missing
}

func sameMonth(a, b time.Time) bool {
	return a.UTC().Format(monthOnly) == b.UTC().Format(monthOnly)
}

// InAll adds up what several accounts have unseen; false where there is none, or
// their currencies differ.
func InAll(unseen []Unseen) (Unseen, bool) {
	if len(unseen) == 0 {
		return Unseen{}, false
	}
	var bank, seen, missing Sum
	for _, one := range unseen {
		if !one.Bank.SameCurrency(unseen[0].Bank) || one.Seen.Beyond {
			return Unseen{}, false
		}
		bank, seen, missing = bank.Plus(one.Bank.Cents), seen.Plus(one.Seen.Cents), missing.Plus(one.Missing.Cents)
	}
	code := unseen[0].Bank.Code()
	return Unseen{Bank: bank.Money(code), Seen: seen.Money(code), Missing: missing.Money(code)}, true
}
