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

// Spending is what approved requests of the accounts with a key here came to, day
// by day and since the first of the month. It never changes.
type Spending struct {
	// Currency is the balance's, or else the one that most was approved in of
	// late; the figures are in it, in minor units.
	Currency string
	// Days are the last 31, oldest first, today last, and InAll what they come to.
	Days  []DaySpending
	InAll api.Money
	// Merchants and Accounts are of this month, the largest first.
	Merchants, Accounts []Share
	// OtherAccounts are this month's of those that there is no key of here, and
	// Elsewhere what they come to, by currency. Nothing else counts them.
	OtherAccounts []Share
	Elsewhere     []api.Money
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

// RestOfAccounts is Rest of what all accounts have, those without a key too.
func (s *Spending) RestOfAccounts(shares []Share) api.Money {
	rest := s.month
	for _, share := range s.OtherAccounts {
		rest = rest.Add(share.sum)
	}
	for _, share := range shares {
		rest = rest.sub(share.sum)
	}
	return rest.Money(s.Currency)
}

// spending keeps the sums behind Spending, by adding and taking away single
// records, so that no change costs a walk over all of them.
type spending struct {
	location *time.Location
	// days are sums by date, account and currency.
	days map[string]map[accountCurrency]Sum
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
	toldOwn            []string
}

// monthShares is a month's sums by account and currency, in all and by merchant.
type monthShares struct {
	merchants map[accountCurrency]map[string]*Share
	accounts  map[accountCurrency]*Share
}

const monthOnly = "2006-01"

func newSpending(location *time.Location) *spending {
	return &spending{
		location: location,
		days:     make(map[string]map[accountCurrency]Sum),
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
	period, key := settled.Format(monthOnly), accountCurrency{spend.Account, currency}
	if s.days[date] == nil {
		s.days[date] = make(map[accountCurrency]Sum)
	}
	s.days[date][key] = s.days[date][key].signed(money.Cents, sign)
	if s.periods[period] == nil {
		s.periods[period] = make(map[accountCurrency]Sum)
	}
	s.periods[period][key] = s.periods[period][key].signed(money.Cents, sign)

	month := at.Format(monthOnly)
	if month < s.oldest {
		return
	}
	if s.months[month] == nil {
		s.months[month] = &monthShares{merchants: make(map[accountCurrency]map[string]*Share), accounts: make(map[accountCurrency]*Share)}
	}
	if s.months[month].merchants[key] == nil {
		s.months[month].merchants[key] = make(map[string]*Share)
	}
	countShare(s.months[month].merchants[key], spend.Merchant, spend.Merchant, money.Cents, sign)
	countShare(s.months[month].accounts, key, spend.Account, money.Cents, sign)
}

// seen is what an account came to in a calendar month of UTC.
func (s *spending) seen(account, currency string, month time.Time) Sum {
	return s.periods[month.UTC().Format(monthOnly)][accountCurrency{account, currency}]
}

// at is the spending as of a time of the accounts that own tells, in the preferred
// currency where anything was approved in it.
func (s *spending) at(now time.Time, preferred string, own func(account string) bool) *Spending {
	today := now.In(s.location)
	day := today.Format(time.DateOnly)
	owned := s.owned(own)
	if s.told != nil && s.toldDay == day && s.preferred == preferred && slices.Equal(s.toldOwn, owned) {
		return s.told
	}
	month := today.Format(monthOnly)
	s.oldest = month
	maps.DeleteFunc(s.months, func(kept string, _ *monthShares) bool { return kept < month })
	told := &Spending{Days: make([]DaySpending, spendingDays)}
	sums := make(map[string]Sum)
	byDay := make([]map[string]Sum, spendingDays)
	for i := range told.Days {
		told.Days[i].Day = time.Date(today.Year(), today.Month(), today.Day()-spendingDays+1+i, 0, 0, 0, 0, s.location)
		byDay[i] = make(map[string]Sum)
		for of, sum := range s.days[told.Days[i].Day.Format(time.DateOnly)] {
			if own(of.account) {
				byDay[i][of.currency] = byDay[i][of.currency].Add(sum)
				sums[of.currency] = sums[of.currency].Add(sum)
			}
		}
	}
	told.Currency = largestSum(sums)
	if sums[preferred].Compare(Sum{}) > 0 || len(sums) == 0 {
		told.Currency = preferred
	}
	told.InAll = sums[told.Currency].Money(told.Currency)
	for i := range told.Days {
		told.Days[i].Cents, told.Days[i].Beyond = byDay[i][told.Currency].Cents()
	}
	told.Month = Sum{}.Money(told.Currency)
	if shares := s.months[month]; shares != nil {
		told.divide(shares, own)
	}
	s.told, s.toldDay, s.preferred, s.toldOwn = told, day, preferred, owned
	return told
}

// owned are the accounts that anything was approved for and that own tells, in
// order.
func (s *spending) owned(own func(account string) bool) []string {
	var owned []string
	for _, sums := range s.periods {
		for of := range sums {
			if own(of.account) && !slices.Contains(owned, of.account) {
				owned = append(owned, of.account)
			}
		}
	}
	slices.Sort(owned)
	return owned
}

// divide says who had which part of the month.
func (s *Spending) divide(shares *monthShares, own func(account string) bool) {
	accounts, others := make(map[string]*Share), make(map[string]*Share)
	sums, elsewhere := make(map[string]Sum), make(map[string]Sum)
	var merchants []map[string]*Share
	for of, share := range shares.accounts {
		parts, into := accounts, sums
		if !own(of.account) {
			parts, into = others, elsewhere
		}
		into[of.currency] = into[of.currency].Add(share.sum)
		if of.currency != s.Currency {
			continue
		}
		parts[of.account] = share
		if own(of.account) {
			merchants = append(merchants, shares.merchants[of])
		}
	}
	s.Accounts, s.OtherAccounts = largestShares(accounts), largestShares(others)
	s.Merchants = largestShares(together(merchants))
	s.month = sums[s.Currency]
	s.Month = s.month.Money(s.Currency)
	delete(sums, s.Currency)
	s.Others, s.Elsewhere = moneyOf(sums), moneyOf(elsewhere)
}

// together adds up the shares of several accounts, each by its name.
func together(parts []map[string]*Share) map[string]*Share {
	if len(parts) == 1 {
		return parts[0]
	}
	whole := make(map[string]*Share)
	for _, part := range parts {
		for name, share := range part {
			sum := *share
			if known := whole[name]; known != nil {
				sum.sum, sum.Count = sum.sum.Add(known.sum), sum.Count+known.Count
				sum.Cents, sum.Beyond = sum.sum.Cents()
			}
			whole[name] = &sum
		}
	}
	return whole
}

func countShare[Key comparable](sums map[Key]*Share, key Key, name string, cents int64, sign int) {
	share := sums[key]
	if share == nil {
		share = &Share{Name: name}
		sums[key] = share
	}
	share.sum = share.sum.signed(cents, sign)
	share.Cents, share.Beyond = share.sum.Cents()
	share.Count += sign
	if share.Count == 0 {
		delete(sums, key)
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
