package state

import (
	"slices"
)

// SetAccounts notes which accounts there are and how fresh the facts about
// each are. Their balances are the Book's own.
func (b *Book) SetAccounts(accounts []Account, now Moment) {
	accounts = slices.Clone(accounts)
	for i := range accounts {
		accounts[i].Balance = b.balances[accounts[i].ID]
	}
	if slices.Equal(accounts, b.view.Accounts) {
		return
	}
	b.view.Accounts = accounts
	if len(accounts) > 0 && accounts[0].ID != "" {
		b.view.Bank.Account = accounts[0].ID
	}
	b.addUp(nil, now)
	b.view.Version++
}

// ownAccounts tells which accounts there is a key of here.
func (b *Book) ownAccounts() func(account string) bool { return b.view.ownAccounts() }

func (b *Book) putBalances(told []*Balance, history []BalancePoint, now Moment) {
	for _, balance := range told {
		merged := *balance
		if known := b.balances[balance.Account]; known != nil {
			merged = mergeBalance(*known, merged)
		}
		b.balances[balance.Account] = &merged
		if merged.Account != "" && len(b.view.Accounts) == 0 {
			b.view.Bank.Account = merged.Account
		}
		if merged.Team != "" && b.view.Bank.Team == "" {
			b.view.Bank.Team = merged.Team
		}
	}
	if len(told) == 0 && len(history) == 0 {
		return
	}
	b.view.Accounts = slices.Clone(b.view.Accounts)
	for i := range b.view.Accounts {
		b.view.Accounts[i].Balance = b.balances[b.view.Accounts[i].ID]
	}
	b.addUp(history, now)
	b.view.Version++
}

// addUp brings the total and its history up to date. Points of history are
// older than what the total comes to now.
func (b *Book) addUp(history []BalancePoint, now Moment) {
	parts := counted(b.balances, b.view.Accounts)
	ids := make([]string, 0, len(parts))
	newest := Moment(0)
	for _, part := range parts {
		ids = append(ids, part.Account)
		newest = max(newest, part.SeenAt)
	}
	slices.Sort(ids)
	if len(b.parts) > 0 && !slices.Equal(ids, b.parts) {
		// It is the total of other accounts: what it came to before is no trend.
		b.view.BalanceHistory = nil
	}
	b.parts = ids
	b.view.Balance = totalOf(parts)
	if total := b.view.Balance; total != nil && total.Available != nil {
		history = append(slices.Clone(history), BalancePoint{At: newest, Available: *total.Available})
	}
	if len(history) == 0 {
		return
	}
	points := slices.Clone(b.view.BalanceHistory)
	for _, point := range history {
		points = addPoint(points, point)
	}
	oldest := now.Add(-historyKept)
	b.view.BalanceHistory = slices.DeleteFunc(points, func(point BalancePoint) bool { return point.At < oldest })
}

// addPoint keeps one point a step: the last of it.
func addPoint(points []BalancePoint, point BalancePoint) []BalancePoint {
	step := func(m Moment) int64 { return int64(m) / historyStep.Milliseconds() }
	if last := len(points) - 1; last >= 0 && step(points[last].At) == step(point.At) {
		points[last] = point
		return points
	}
	return append(points, point)
}
