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
	// Days are the last 31, oldest first, today last, and InAll what they come to.
	Days  []DaySpending
	InAll api.Money
	// Merchants and Accounts are of this month, the largest first.
	Merchants, Accounts []Share
	// Month is what was spent this month in all.
	Month api.Money
	// Others are this month's sums in other currencies, which no chart adds up.
	Others []api.Money

	month Sum
}

// DaySpending is what was approved on a day. Cents is the nearest amount that
// there is.
type DaySpending struct {
	// Day is its midnight, in the time zone of the Book.
	Day    time.Time
	Cents  int64
	Beyond bool
}

// Share is what a merchant or an account has of the month. Cents is the nearest
// amount that there is; Beyond is set where that isn't the sum itself.
type Share struct {
	Name   string
	Cents  int64
	Beyond bool
	Count  int

	sum Sum
}

// Money is an amount of the currency, as a day or a share has it.
func (s *Spending) Money(cents int64, beyond bool) api.Money {
	return api.Money{Cents: cents, Currency: s.Currency, Beyond: beyond}
}

// Rest is what of the month the given shares don't have.
func (s *Spending) Rest(shares []Share) api.Money {
	rest := s.month
	for _, share := range shares {
		rest = rest.sub(share.sum)
	}
	return rest.Money(s.Currency)
}

// spending keeps the sums behind Spending, by adding and taking away single
// records, so that no change costs a walk over all of them.
type spending struct {
	location *time.Location
	// days are sums by date and currency.
	days map[string]map[string]Sum
	// months are the shares of this month, and of any that clocks disagree
	// about; what lies before oldest is not kept.
	months map[string]*monthShares
	oldest string
	// periods are what each account came to in each calendar month of UTC, by
	// which the bank counts.
	periods map[string]map[accountCurrency]Sum
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
	return &spending{
		location: location,
		days:     make(map[string]map[string]Sum),
		months:   make(map[string]*monthShares),
		periods:  make(map[string]map[accountCurrency]Sum),
	}
}

func (s *spending) add(spend *Spend)  { s.count(spend, 1) }
func (s *spending) take(spend *Spend) { s.count(spend, -1) }

func (s *spending) count(spend *Spend, sign int) {
	if spend.Status != api.Approved {
		return
	}
	money, summable := spend.Summable()
	if !summable {
		return
	}
	s.told = nil
	settled := spend.settled().Time()
	at := settled.In(s.location)
	currency := money.Code()
	date := at.Format(time.DateOnly)
	if s.days[date] == nil {
		s.days[date] = make(map[string]Sum)
	}
	s.days[date][currency] = s.days[date][currency].signed(money.Cents, sign)

	period, key := settled.Format(monthOnly), accountCurrency{spend.Account, currency}
	if s.periods[period] == nil {
		s.periods[period] = make(map[accountCurrency]Sum)
	}
	s.periods[period][key] = s.periods[period][key].signed(money.Cents, sign)

	month := at.Format(monthOnly)
	if month < s.oldest {
		return
	}
	if s.months[month] == nil {
		s.months[month] = &monthShares{merchants: make(map[string]map[string]*Share), accounts: make(map[string]map[string]*Share)}
	}
	countShare(s.months[month].merchants, currency, spend.Merchant, money.Cents, sign)
	countShare(s.months[month].accounts, currency, spend.Account, money.Cents, sign)
}

// seen is what an account came to in a calendar month of UTC.
func (s *spending) seen(account, currency string, month time.Time) Sum {
	return s.periods[month.UTC().Format(monthOnly)][accountCurrency{account, currency}]
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
	sums := make(map[string]Sum)
	for i := range told.Days {
		told.Days[i].Day = time.Date(today.Year(), today.Month(), today.Day()-spendingDays+1+i, 0, 0, 0, 0, s.location)
		for currency, sum := range s.days[told.Days[i].Day.Format(time.DateOnly)] {
			sums[currency] = sums[currency].Add(sum)
		}
	}
	told.Currency = largestSum(sums)
	if sums[preferred].Compare(Sum{}) > 0 || len(sums) == 0 {
		told.Currency = preferred
	}
	told.InAll = sums[told.Currency].Money(told.Currency)
	for i := range told.Days {
		day := &told.Days[i]
		day.Cents, day.Beyond = s.days[day.Day.Format(time.DateOnly)][told.Currency].Cents()
	}
	told.Month = Sum{}.Money(told.Currency)
	if shares := s.months[month]; shares != nil {
		told.Merchants = largestShares(shares.merchants[told.Currency])
		told.Accounts = largestShares(shares.accounts[told.Currency])
		others := make(map[string]Sum)
		for currency, accounts := range shares.accounts {
			for _, share := range accounts {
				others[currency] = others[currency].Add(share.sum)
			}
		}
		told.month = others[told.Currency]
		told.Month = told.month.Money(told.Currency)
		delete(others, told.Currency)
		told.Others = moneyOf(others)
	}
	s.told, s.toldDay, s.preferred = told, day, preferred
	return told
}

func countShare(sums map[string]map[string]*Share, currency, name string, cents int64, sign int) {
	if sums[currency] == nil {
		sums[currency] = make(map[string]*Share)
	}
	share := sums[currency][name]
	if share == nil {
		share = &Share{Name: name}
		sums[currency][name] = share
	}
	share.sum = share.sum.signed(cents, sign)
	share.Cents, share.Beyond = share.sum.Cents()
	share.Count += sign
	if share.Count == 0 {
		delete(sums[currency], name)
	}
}

// largestSum is the currency with the largest sum.
func largestSum(sums map[string]Sum) string {
	chosen, any := "", false
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		if !any || sums[currency].Compare(sums[chosen]) > 0 {
			chosen, any = currency, true
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
	return cmp.Or(b.sum.Compare(a.sum), strings.Compare(a.Name, b.Name))
}
