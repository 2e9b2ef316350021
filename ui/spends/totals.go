package spends

import (
	"coffer/ui/cells"
	"coffer/ui/filter"
	"coffer/ui/words"
)

// totals is what a filter leaves, in words: 1,204 found · $12,480.22 + €80.00.
// Where it is of several accounts, the sum of each stands behind it.
func totals(found filter.Totals, title func(account string) string) string {
	if found.Count == 0 {
		return "none found"
	}
	text := words.Count(found.Count) + " found"
	for i, sum := range found.Sums {
		between := " · "
		if i > 0 {
			between = " + "
		}
		text += between + words.Money(sum.Money)
	}
	if found.NotTold > 0 {
		text += " + " + words.Count(found.NotTold) + " " + words.NotTold
	}
	text += byAccount(found.ByAccount, title)
	switch {
	case found.Loose == found.Count:
		text += " · none as typed"
	case found.Loose > 0:
		text += " · " + words.Count(found.Loose) + " only alike"
	}
	return text
}

// mostAccounts is how many accounts have their sums said.
const mostAccounts = 3

// byAccount is the sums of each account, the one with the most requests first:
// · research $1,200.00, support $80.00 + 2 more. It is "" for one account.
func byAccount(sums []filter.Sum, title func(account string) string) string {
	var accounts []string
	amounts := make(map[string]string)
	for _, sum := range sums {
		if amount, begun := amounts[sum.Account]; begun {
			amounts[sum.Account] = amount + " + " + words.Money(sum.Money)
			continue
		}
		accounts = append(accounts, sum.Account)
		amounts[sum.Account] = words.Money(sum.Money)
	}
	if len(accounts) < 2 {
		return ""
	}
	text, between := "", " · "
	for _, account := range accounts[:min(len(accounts), mostAccounts)] {
		name := title(account)
		if name == "" {
			name = "account " + words.NotTold
		}
		text += between + cells.CutMiddle(name, shortName) + " " + amounts[account]
		between = ", "
	}
	if more := len(accounts) - mostAccounts; more > 0 {
		text += " + " + words.Count(more) + " more"
	}
	return text
}

// shortName is how many cells an account's name gets beside its sum.
const shortName = 13
