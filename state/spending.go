package state

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"coffer/api"
)

// spendingDays is how many days the spending tells of, today among them.
const spendingDays = 31

// sharesKept is how many merchants and accounts a screen has room for, and more.
const sharesKept = 40

// Spending is what approved requests came to, day by day and since the first
// of the month. It never changes.
type Spending struct {
	// Currency is the balance's, or else the one that most was approved in of
	// late; the figures are in it, in minor units.
	Currency string
	// Days are the last 31, oldest first, today last.
	Days []DaySpending
	// Merchants and Accounts are of this month, the largest first.
	Merchants, Accounts []Share
	// Month is what was spent this month in all.
	Month int64
	// Others are this month's sums in other currencies, which no chart adds up.
	Others []api.Money
}

// DaySpending is what was approved on a day.
type DaySpending struct {
	// Day is its midnight, in the time zone of the Book.
	Day   time.Time
	Cents int64
}

// Share is what a merchant or an account has of the month.
type Share struct {
	Name  string
	Cents int64
	Count int
}

// spending keeps the sums behind Spending, by adding and taking away single
// records, so that no change costs a walk over all of them.
type spending struct {
	location *time.Location
	// days are sums by date and currency.
	days map[string]map[string]int64
	// months are the shares of this month, and of any that clocks disagree
	// about; what lies before oldest is not kept.
	months map[string]*monthShares
	oldest string
	// told is what was last made of it, for that day and preferred currency, until
	// something changes.
	told               *Spending
	toldDay, preferred string
}

// monthShares is a month's sums by currency, and then by name.
type monthShares struct {
	merchants, accounts map[string]map[string]*Share
}

const monthOnly = "2006-01"

func newSpending(location *time.Location) *spending {
	return &spending{location: location, days: make(map[string]map[string]int64), months: make(map[string]*monthShares)}
}

func (s *spending) add(spend *Spend)  { s.count(spend, 1) }
func (s *spending) take(spend *Spend) { s.count(spend, -1) }

func (s *spending) count(spend *Spend, sign int) {
	if spend.Status != api.Approved {
		return
	}
	s.told = nil
	at := spend.settled().Time().In(s.location)
	currency := spend.Money().Code()
	cents := int64(sign) * spend.Cents
	date := at.Format(time.DateOnly)
	if s.days[date] == nil {
		s.days[date] = make(map[string]int64)
	}
	s.days[date][currency] += cents
	month := at.Format(monthOnly)
	if month < s.oldest {
		return
	}
	if s.months[month] == nil {
		s.months[month] = &monthShares{merchants: make(map[string]map[string]*Share), accounts: make(map[string]map[string]*Share)}
	}
	countShare(s.months[month].merchants, currency, spend.Merchant, cents, sign)
	countShare(s.months[month].accounts, currency, spend.Account, cents, sign)
}

// at is the spending as of a time, in the preferred currency where anything was
// approved in it.
func (s *spending) at(now time.Time, preferred string) *Spending {
	today := now.In(s.location)
	day := today.Format(time.DateOnly)
	if s.told != nil && s.toldDay == day && s.preferred == preferred {
		return s.told
	}
	month := today.Format(monthOnly)
	s.oldest = month
	maps.DeleteFunc(s.months, func(kept string, _ *monthShares) bool { return kept < month })
	told := &Spending{Days: make([]DaySpending, spendingDays)}
	sums := make(map[string]int64)
	for i := range told.Days {
		told.Days[i].Day = time.Date(today.Year(), today.Month(), today.Day()-spendingDays+1+i, 0, 0, 0, 0, s.location)
		for currency, cents := range s.days[told.Days[i].Day.Format(time.DateOnly)] {
			sums[currency] += cents
		}
	}
	told.Currency = largestSum(sums)
	if sums[preferred] > 0 {
		told.Currency = preferred
	}
	for i := range told.Days {
		told.Days[i].Cents = s.days[told.Days[i].Day.Format(time.DateOnly)][told.Currency]
	}
	if shares := s.months[month]; shares != nil {
		told.Merchants = largestShares(shares.merchants[told.Currency])
		told.Accounts = largestShares(shares.accounts[told.Currency])
		for _, currency := range slices.Sorted(maps.Keys(shares.accounts)) {
			var sum Share
			for _, share := range shares.accounts[currency] {
				sum.Cents += share.Cents
			}
			switch {
			case currency == told.Currency:
				told.Month = sum.Cents
			case sum.Cents != 0:
				told.Others = append(told.Others, api.Money{Cents: sum.Cents, Currency: currency})
			}
		}
	}
	s.told, s.toldDay, s.preferred = told, day, preferred
	return told
}

func countShare(sums map[string]map[string]*Share, currency, name string, cents int64, count int) {
	if sums[currency] == nil {
		sums[currency] = make(map[string]*Share)
	}
	share := sums[currency][name]
	if share == nil {
		share = &Share{Name: name}
		sums[currency][name] = share
	}
	share.Cents += cents
	share.Count += count
	if share.Count == 0 {
		delete(sums[currency], name)
	}
}

// largestSum is the currency with the largest sum.
func largestSum(sums map[string]int64) string {
	chosen := ""
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		if chosen == "" || sums[currency] > sums[chosen] {
			chosen = currency
		}
	}
	return chosen
}

// largestShares is the largest, in order, found in one pass: there may be as
// many merchants as requests.
func largestShares(all map[string]*Share) []Share {
	kept := make([]Share, 0, sharesKept+1)
	for _, share := range all {
		if len(kept) == sharesKept && largerShare(*share, kept[sharesKept-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(kept, *share, largerShare)
		kept = slices.Insert(kept, i, *share)
		kept = kept[:min(len(kept), sharesKept)]
	}
	return kept
}

func largerShare(a, b Share) int {
	return cmp.Or(cmp.Compare(b.Cents, a.Cents), strings.Compare(a.Name, b.Name))
}
