package state

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"coffer/api"
)

// tallies are sums over all records, kept by adding and taking away single
// records, so that no change costs a walk over all of them. They are kept for
// each account: what one may spend says nothing of another.
type tallies struct {
	location *time.Location
	open     map[accountCurrency]tally
	// days are by the date of the decision, in the location.
	days map[string]*dayTally
	// records counts the requests of each account, and seen is whose there are
	// any of, in order; it is nil once that may have changed.
	records map[string]int
	seen    []string
}

// accountCurrency is what amounts are added up by.
type accountCurrency struct{ account, currency string }

type tally struct {
	count int
	cents Sum
	// unsummed is how many of count the sum is without.
	unsummed int
}

type dayTally struct {
	spent map[accountCurrency]Sum
	// approved and declined count decisions by account, and unsummed how many of
	// the approved the sums are without.
	approved, declined, unsummed map[string]int
}

func newTallies(location *time.Location) *tallies {
	return &tallies{location: location, open: make(map[accountCurrency]tally), days: make(map[string]*dayTally), records: make(map[string]int)}
}

func (t *tallies) add(spend *Spend)  { t.count(spend, 1) }
func (t *tallies) take(spend *Spend) { t.count(spend, -1) }

func (t *tallies) count(spend *Spend, sign int) {
	money, summable := spend.Summable()
	key := accountCurrency{spend.Account, money.Code()}
	t.countRecord(spend.Account, sign)
	if spend.Waiting() {
		open := t.open[key]
		open.count += sign
		if summable {
			open.cents = open.cents.signed(money.Cents, sign)
		} else {
			open.unsummed += sign
		}
		if open.count == 0 {
			delete(t.open, key)
			return
		}
		t.open[key] = open
		return
	}
	if !spend.Status.Final() {
		return
	}
	day := t.dayOf(spend.settled())
	switch spend.Status {
	case api.Approved:
		day.approved[spend.Account] += sign
		if summable {
			day.spent[key] = day.spent[key].signed(money.Cents, sign)
		} else {
			day.unsummed[spend.Account] += sign
		}
	case api.Declined:
		day.declined[spend.Account] += sign
	}
}

func (t *tallies) countRecord(account string, sign int) {
	before := t.records[account]
	t.records[account] = before + sign
	if t.records[account] == 0 {
		delete(t.records, account)
	}
	if account != "" && (before == 0 || before+sign == 0) {
		t.seen = nil
	}
}

// accounts is whose requests there are, in order of their ids. It is never
// changed in place.
func (t *tallies) accounts() []string {
	if t.seen == nil {
		t.seen = make([]string, 0, len(t.records))
		for account := range t.records {
			if account != "" {
				t.seen = append(t.seen, account)
			}
		}
		slices.Sort(t.seen)
	}
	return t.seen
}

func (t *tallies) dayOf(moment Moment) *dayTally {
	date := moment.Time().In(t.location).Format(time.DateOnly)
	day := t.days[date]
	if day == nil {
		day = &dayTally{spent: make(map[accountCurrency]Sum), approved: make(map[string]int), declined: make(map[string]int), unsummed: make(map[string]int)}
		t.days[date] = day
	}
	return day
}

// waiting sums up what waits in the accounts that count.
func (t *tallies) waiting(counts func(account string) bool) Waiting {
	open := make(map[string]tally)
	var waiting Waiting
	for key, of := range t.open {
		if !counts(key.account) {
			continue
		}
		all := open[key.currency]
		open[key.currency] = tally{all.count + of.count, all.cents.Add(of.cents), all.unsummed + of.unsummed}
		waiting.Count += of.count
	}
	currencies := slices.SortedFunc(maps.Keys(open), func(a, b string) int {
		return cmp.Or(cmp.Compare(open[b].count, open[a].count), strings.Compare(a, b))
	})
	for _, currency := range currencies {
		waiting.NotTold += open[currency].unsummed
		if open[currency].count > open[currency].unsummed {
			waiting.Sums = append(waiting.Sums, open[currency].cents.Money(currency))
			waiting.exact = append(waiting.exact, open[currency].cents)
		}
	}
	return waiting
}

// waitingByAccount is what waits in each account that has something waiting.
func (t *tallies) waitingByAccount() map[string]Waiting {
	byAccount := make(map[string]Waiting)
	for key := range t.open {
		if _, summed := byAccount[key.account]; !summed {
			byAccount[key.account] = t.waiting(func(account string) bool { return account == key.account })
		}
	}
	return byAccount
}

// day sums up the day so far in the accounts that count.
func (t *tallies) day(now time.Time, counts func(account string) bool) Today {
	var today Today
	day := t.days[now.In(t.location).Format(time.DateOnly)]
	if day == nil {
		return today
	}
	for account, count := range day.unsummed {
		if counts(account) {
			today.NotTold += count
		}
	}
	for account, count := range day.approved {
		if counts(account) {
			today.Approved += count
		}
	}
	for account, count := range day.declined {
		if counts(account) {
			today.Declined += count
		}
	}
	spent := make(map[string]Sum)
	for key, sum := range day.spent {
		if counts(key.account) {
			spent[key.currency] = spent[key.currency].Add(sum)
		}
	}
	today.Spent = moneyOf(spent)
	return today
}

// moneyOf is sums by currency as amounts, without those that are nothing.
func moneyOf(sums map[string]Sum) []api.Money {
	var amounts []api.Money
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		if sum := sums[currency]; !sum.Zero() {
			amounts = append(amounts, sum.Money(currency))
		}
	}
	return amounts
}

func (w Waiting) equal(other Waiting) bool {
	return w.Count == other.Count && w.NotTold == other.NotTold && w.Oldest == other.Oldest && slices.Equal(w.exact, other.exact) && slices.Equal(w.Sums, other.Sums)
}

func (t Today) equal(other Today) bool {
	return t.Approved == other.Approved && t.NotTold == other.NotTold && t.Declined == other.Declined && slices.Equal(t.Spent, other.Spent)
}

// settled is when the request became final: the bank's word where that can be,
// else the time of the fact that said so, by the bank or here.
func (s *Spend) settled() Moment {
	stamp := s.Stamps[spendStatus]
	return cmp.Or(s.decided(), s.believed(stamp.time()), stamp.Seen, s.Born())
}
