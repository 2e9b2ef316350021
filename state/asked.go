package state

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coffer/api"
)

// SpendAsked is what was asked for here, as it went out. Whatever the bank says
// of the request, then or later, is held against it.
type SpendAsked struct {
	Cents    int64  `json:"amount_cents"`
	Currency string `json:"currency"`
	// Merchant and Reason are as SafeKey makes them.
	Merchant string `json:"merchant_name"`
	Reason   string `json:"reason"`
	// Account and Team are whose key asked; "" where that isn't known.
	Account string `json:"agent_account_id,omitempty"`
	Team    string `json:"team_id,omitempty"`
}

// Money is the amount that was asked for.
func (a *SpendAsked) Money() api.Money { return api.Money{Cents: a.Cents, Currency: a.Currency} }

func askedOf(request SpendRequest, account, team string) *SpendAsked {
	return &SpendAsked{
		Cents:    request.AmountCents,
		Currency: SafeID(currencyValue(request.Currency)),
		Merchant: SafeKey(request.MerchantName),
		Reason:   SafeKey(request.Reason),
		Account:  account,
		Team:     team,
	}
}

func (a *SpendAsked) compare(b *SpendAsked) int {
	return cmp.Or(
		cmp.Compare(a.Cents, b.Cents), strings.Compare(a.Currency, b.Currency), strings.Compare(a.Merchant, b.Merchant),
		strings.Compare(a.Reason, b.Reason), strings.Compare(a.Account, b.Account), strings.Compare(a.Team, b.Team))
}

// joinAsked keeps one of both. A record is asked for once, so they differ only
// where two journals disagree.
func joinAsked(a, b *SpendAsked) *SpendAsked {
	if a == nil || (b != nil && b.compare(a) > 0) {
		return b
	}
	return a
}

// Variant is a value that the bank told of a field.
type Variant struct {
	// Field is the bank's own name of it.
	Field string `json:"field"`
	// Value is distinct for distinct values: an amount in minor units, a
	// currency's code in lower case, a text as SafeKey makes it.
	Value string `json:"value"`
	// Told is when the bank last told it.
	Told Stamp `json:"told"`
}

func (v Variant) same(other Variant) bool { return compareVariants(v, other) == 0 }

func compareVariants(a, b Variant) int {
	return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.Value, b.Value))
}

// fixed are the fields of a request that never change, by the bank's names, in
// the order in which they are told.
var fixed = []fixedField{
	{"amount_cents", spendAmount, amountValue, func(a *SpendAsked) string { return strconv.FormatInt(a.Cents, 10) }},
	{"currency", spendCurrency, func(s *Spend) string { return currencyValue(s.Currency) }, func(a *SpendAsked) string { return a.Currency }},
	{"merchant_name", spendMerchant, func(s *Spend) string { return s.Merchant }, func(a *SpendAsked) string { return a.Merchant }},
	{"agent_account_id", spendAccount, accountValue, func(a *SpendAsked) string { return a.Account }},
	{"team_id", spendTeam, func(s *Spend) string { return s.Team }, func(a *SpendAsked) string { return a.Team }},
}

type fixedField struct {
	name  string
	stamp spendField
	// of is the value as the record has it, for comparison; "" when not told.
	of func(*Spend) string
	// asked is the value that was asked for; "" when nobody said.
	asked func(*SpendAsked) string
}

// currencyValue is the same for the letters of one code alone, small or not: no
// other word is taken for a currency that is known.
func currencyValue(word string) string {
	if code, _, known := api.CurrencyCode(word); known {
		return strings.ToLower(code)
	}
	return word
}

func amountValue(s *Spend) string {
	if s.Cents == nil {
		return ""
	}
	return strconv.FormatInt(*s.Cents, 10)
}

// accountValue leaves out an account that was only taken from the key.
func accountValue(s *Spend) string {
	if s.Stamps[spendAccount] == (Stamp{}) {
		return ""
	}
	return s.Account
}

// oddVariants is what a fact, told at a time, tells of a field that is drawn as
// another.
func oddVariants(spend api.Spend, told Stamp) []Variant {
	if merchant := SafeKey(spend.MerchantName); merchant != SafeText(spend.MerchantName) {
		return []Variant{{"merchant_name", merchant, told}}
	}
	return nil
}

// values is every value that was told of a field, sorted.
func (s *Spend) values(of *fixedField) []Variant {
	var values []Variant
	for _, variant := range s.Variants {
		if variant.Field == of.name {
			values = append(values, variant)
		}
	}
	if value := of.of(s); len(values) == 0 && value != "" {
		values = append(values, Variant{of.name, value, s.Stamps[of.stamp]})
	}
	return values
}

// joinVariants is the union of what both were told, field by field. A field of
// which all that was told is one value, drawn as it came, needs none.
func joinVariants(a, b *Spend) []Variant {
	var joined []Variant
	for i := range fixed {
		field := &fixed[i]
		x, y := field.of(a), field.of(b)
		if len(a.Variants)+len(b.Variants) == 0 && (x == y || x == "" || y == "") {
			continue
		}
		values := latestOfEach(append(a.values(field), b.values(field)...))
		plain := func(drawn string) bool { return drawn == "" || drawn == values[0].Value }
		if len(values) == 0 || (len(values) == 1 && x+y != "" && plain(x) && plain(y)) {
			continue
		}
		joined = append(joined, values...)
	}
	slices.SortFunc(joined, compareVariants)
	return joined
}

// latestOfEach has each value once, as it was told last, sorted.
func latestOfEach(values []Variant) []Variant {
	slices.SortFunc(values, func(a, b Variant) int { return cmp.Or(compareVariants(a, b), -a.Told.compare(b.Told)) })
	return slices.CompactFunc(values, Variant.same)
}

// Discrepancies is all that the bank said of the request that isn't what was
// asked for here. It only ever grows.
func (s *Spend) Discrepancies() []Discrepancy {
	var derived []Discrepancy
	if s.Asked != nil {
		for i := range fixed {
			field := &fixed[i]
			asked := field.asked(s.Asked)
			if asked == "" {
				continue
			}
			values := s.values(field)
			all := append([]string{asked}, valuesOf(values)...)
			for _, value := range values {
				if value.Value != asked {
					derived = append(derived, Discrepancy{
						Field: field.name, Asked: s.drawn(field.name, asked, s.Asked.Currency, all),
						Answered: s.drawn(field.name, value.Value, s.Currency, all), At: value.Told.Seen,
					})
				}
			}
		}
	}
	return joinDiscrepancies(derived, s.Noted)
}

func valuesOf(variants []Variant) []string {
	values := make([]string, len(variants))
	for i, variant := range variants {
		values[i] = variant.Value
	}
	return values
}

// drawn is a value of a field, one of all that there are, as people read it.
func (s *Spend) drawn(field, value, currency string, all []string) string {
	switch field {
	case "amount_cents":
		if cents, err := strconv.ParseInt(value, 10, 64); err == nil {
			return api.Money{Cents: cents, Currency: currency}.String()
		}
	case "currency":
		return api.Money{Currency: value}.Code()
	case "merchant_name":
		return distinctText(value, all)
	}
	return drawnKey(value)
}

// Contradiction is said of a record of which two facts can't both be so: they
// name different final states, or are two bodies of one event. It reads
// as a sentence without its full stop.
const Contradiction = "two facts of the bank contradict each other; the bank has to say which is true"

// Beware is something that doesn't fit, as a sentence, and when the bank said
// each side of it, as far as that is known.
type Beware struct {
	Text string
	At   []Moment
}

// Bewares is what doesn't fit about the request, each as a sentence: what isn't
// as asked for, what was told in more than one way, and what can't be.
func (s *Spend) Bewares() []string {
	var texts []string
	for _, beware := range s.DatedBewares() {
		texts = append(texts, beware.Text)
	}
	return texts
}

// DatedBewares is Bewares with their times.
func (s *Spend) DatedBewares() []Beware {
	var bewares []Beware
	for _, discrepancy := range s.Discrepancies() {
		bewares = append(bewares, Beware{sentence(discrepancy.String(), ""), []Moment{discrepancy.At}})
	}
	for i := range fixed {
		field := &fixed[i]
		values := s.values(field)
		if len(values) < 2 || (s.Asked != nil && field.asked(s.Asked) != "") {
			continue
		}
		drawn, told := make([]string, len(values)), make([]Moment, len(values))
		for i, value := range values {
			drawn[i], told[i] = s.drawn(field.name, value.Value, s.Currency, valuesOf(values)), value.Told.Seen
		}
		bewares = append(bewares, Beware{fmt.Sprintf("The bank told more than one %s: %s.", fieldNames[field.name], strings.Join(drawn, " and ")), told})
	}
	if money, told := s.Money(); told && money.Cents < 0 {
		bewares = append(bewares, Beware{Text: fmt.Sprintf("The bank told a negative amount, %s.", money)})
	}
	for _, odd := range s.oddTimes() {
		bewares = append(bewares, Beware{Text: odd})
	}
	if s.Contradicted {
		bewares = append(bewares, Beware{Text: sentence(Contradiction, "")})
	}
	return bewares
}

// Fits reports whether nothing needs a Beware.
func (s *Spend) Fits() bool {
	if s.Contradicted || len(s.oddTimes()) > 0 {
		return false
	}
	if s.Asked == nil && len(s.Variants) == 0 && len(s.Noted) == 0 {
		return s.Cents == nil || *s.Cents >= 0
	}
	return len(s.Bewares()) == 0
}
