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
// records, so that no change costs a walk over all of them.
type tallies struct {
	location *time.Location
	open     map[string]tally
	// days are by the date of the decision, in the location.
	days map[string]*dayTally
}

type tally struct {
	count int
	cents sum
}

type dayTally struct {
	spent              map[string]sum
	approved, declined int
}

func newTallies(location *time.Location) *tallies {
	return &tallies{location: location, open: make(map[string]tally), days: make(map[string]*dayTally)}
}

func (t *tallies) add(spend *Spend)  { t.count(spend, 1) }
func (t *tallies) take(spend *Spend) { t.count(spend, -1) }

func (t *tallies) count(spend *Spend, sign int) {
	currency := spend.Money().Code()
	if spend.Waiting() {
		open := t.open[currency]
		open.count += sign
		open.cents = open.cents.plus(int64(sign) * spend.Cents)
		t.open[currency] = open
		return
	}
	if !spend.Status.Final() {
		return
	}
	day := t.dayOf(spend.settled())
	switch spend.Status {
	case api.Approved:
		day.approved += sign
		day.spent[currency] = day.spent[currency].plus(int64(sign) * spend.Cents)
	case api.Declined:
		day.declined += sign
	}
}

func (t *tallies) dayOf(moment Moment) *dayTally {
	date := moment.Time().In(t.location).Format(time.DateOnly)
	day := t.days[date]
	if day == nil {
		day = &dayTally{spent: make(map[string]sum)}
		t.days[date] = day
	}
	return day
}

func (t *tallies) waiting() Waiting {
	var waiting Waiting
	currencies := slices.SortedFunc(maps.Keys(t.open), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.open[b].count, t.open[a].count), strings.Compare(a, b))
	})
	for _, currency := range currencies {
		if open := t.open[currency]; open.count > 0 {
			waiting.Count += open.count
			waiting.Sums = append(waiting.Sums, api.Money{Cents: open.cents.cents(), Currency: currency})
		}
	}
	return waiting
}

func (t *tallies) day(now time.Time) Today {
	var today Today
	day := t.days[now.In(t.location).Format(time.DateOnly)]
	if day == nil {
		return today
	}
	today.Approved, today.Declined = day.approved, day.declined
	for _, currency := range slices.Sorted(maps.Keys(day.spent)) {
		if cents := day.spent[currency].cents(); cents != 0 {
			today.Spent = append(today.Spent, api.Money{Cents: cents, Currency: currency})
		}
	}
	return today
}

func (w Waiting) equal(other Waiting) bool {
	return w.Count == other.Count && w.Oldest == other.Oldest && slices.Equal(w.Sums, other.Sums)
}

func (t Today) equal(other Today) bool {
	return t.Approved == other.Approved && t.Declined == other.Declined && slices.Equal(t.Spent, other.Spent)
}

// settled is when the request became final: the bank's word, else the time of
// the fact that said so.
func (s *Spend) settled() Moment {
	return cmp.Or(s.DecidedAt, s.Stamps[spendStatus].time(), s.Born())
}
