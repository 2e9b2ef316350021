package state

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// counted are the balances that the total is made of: those of the accounts
// with a key, in their order. Without accounts all count.
func counted(balances map[string]*Balance, accounts []Account) []*Balance {
	var of []*Balance
	for _, account := range accounts {
		if told := balances[account.ID]; account.Keyed && told != nil {
			of = append(of, told)
		}
	}
	if len(accounts) > 0 {
		return of
	}
	for _, told := range balances {
		of = append(of, told)
	}
	return of
}

// totalOf adds up the balances of several accounts; it is nil when there is
// none, or when their currencies differ. A figure that one of them lacks is
// lacking. It is as old as its oldest part.
func totalOf(balances []*Balance) *Balance {
	if len(balances) == 0 {
		return nil
	}
	if len(balances) == 1 {
		return balances[0]
	}
	total := *balances[0]
	total.Account = ""
	for _, told := range balances[1:] {
		if !told.Money(0).SameCurrency(total.Money(0)) {
			return nil
		}
		total.Available = plus(total.Available, told.Available)
		total.Budget = plus(total.Budget, told.Budget)
		total.Spent = plus(total.Spent, told.Spent)
		total.BudgetLeft = plus(total.BudgetLeft, told.BudgetLeft)
		total.Pending = plus(total.Pending, told.Pending)
		total.Tokens = plusTokens(total.Tokens, told.Tokens)
		total.AsOf, total.SeenAt = min(total.AsOf, told.AsOf), min(total.SeenAt, told.SeenAt)
		if told.Period != total.Period {
			total.Period = ""
		}
	}
	return &total
}

// plus adds up two figures. Where no amount can say what they come to it is not
// told, as where one of them isn't: half a total misleads.
func plus(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	cents, beyond := Sum{}.Plus(*a).Plus(*b).Cents()
	if beyond {
		return nil
	}
	return &cents
}

func plusTokens(a, b map[string]decimal.Decimal) map[string]decimal.Decimal {
	if a == nil || b == nil {
		return nil
	}
	sums := maps.Clone(a)
	for token, held := range b {
		sums[token] = sums[token].Add(held)
	}
	return sums
}

// totalHistory makes one line of the accounts' own points, oldest first: at
// each, what was available in all. It begins where all that count are known;
// an account without a point has had for as long what it has now.
func totalHistory(points []BalancePoint, balances []*Balance, accounts []Account) []BalancePoint {
	told := make(map[string]*Balance)
	for _, balance := range balances {
		told[balance.Account] = balance
	}
	known := make(map[string]int64)
	counts := make(map[string]bool)
	for _, balance := range counted(told, accounts) {
		counts[balance.Account] = true
		silent := !slices.ContainsFunc(points, func(point BalancePoint) bool { return point.Account == balance.Account })
		if silent && balance.Available != nil {
			known[balance.Account] = *balance.Available
		}
	}
	var total []BalancePoint
	for _, point := range points {
		if !counts[point.Account] {
			continue
		}
		known[point.Account] = point.Available
		if len(known) < len(counts) {
			continue
		}
		var sum Sum
		for _, available := range known {
			sum = sum.Plus(available)
		}
		available, _ := sum.Cents()
		total = append(total, BalancePoint{At: point.At, Available: available})
	}
	return total
}
