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
}

func compareVariants(a, b Variant) int {
	return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.Value, b.Value))
}

// fixed are the fields of a request that never change, by the bank's names, in
// the order in which they are told.
var fixed = []struct {
	name string
	// of is the value as the record has it, for comparison; "" when not told.
	of func(*Spend) string
	// asked is the value that was asked for; "" when nobody said.
	asked func(*SpendAsked) string
}{
	{"amount_cents", amountValue, func(a *SpendAsked) string { return strconv.FormatInt(a.Cents, 10) }},
	{"currency", func(s *Spend) string { return currencyValue(s.Currency) }, func(a *SpendAsked) string { return a.Currency }},
	{"merchant_name", func(s *Spend) string { return s.Merchant }, func(a *SpendAsked) string { return a.Merchant }},
	{"agent_account_id", accountValue, func(a *SpendAsked) string { return a.Account }},
	{"team_id", func(s *Spend) string { return s.Team }, func(a *SpendAsked) string { return a.Team }},
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

// oddVariants is what a fact tells of a field that is drawn as another.
func oddVariants(spend api.Spend) []Variant {
	if merchant := SafeKey(spend.MerchantName); merchant != SafeText(spend.MerchantName) {
		return []Variant{{"merchant_name", merchant}}
	}
	return nil
}

// values is every value that was told of a field, sorted.
func (s *Spend) values(name string, of func(*Spend) string) []string {
	var values []string
	for _, variant := range s.Variants {
		if variant.Field == name {
			values = append(values, variant.Value)
		}
	}
	if value := of(s); len(values) == 0 && value != "" {
		values = append(values, value)
	}
	return values
}

// joinVariants is the union of what both were told, field by field. A field of
// which all that was told is one value, drawn as it came, needs none.
func joinVariants(a, b *Spend) []Variant {
	var joined []Variant
	for _, field := range fixed {
		x, y := field.of(a), field.of(b)
		if len(a.Variants)+len(b.Variants) == 0 && (x == y || x == "" || y == "") {
			continue
		}
		values := slices.Concat(a.values(field.name, field.of), b.values(field.name, field.of))
		slices.Sort(values)
		values = slices.Compact(values)
		plain := func(drawn string) bool { return drawn == "" || drawn == values[0] }
		if len(values) == 0 || (len(values) == 1 && x+y != "" && plain(x) && plain(y)) {
			continue
		}
		for _, value := range values {
			joined = append(joined, Variant{field.name, value})
		}
	}
	slices.SortFunc(joined, compareVariants)
	return joined
}

// Discrepancies is all that the bank said of the request that isn't what was
// asked for here. It only ever grows.
func (s *Spend) Discrepancies() []Discrepancy {
	var derived []Discrepancy
	if s.Asked != nil {
		for _, field := range fixed {
			asked := field.asked(s.Asked)
			if asked == "" {
				continue
			}
			for _, value := range s.values(field.name, field.of) {
				if value != asked {
					derived = append(derived, Discrepancy{Field: field.name, Asked: s.drawn(field.name, asked, s.Asked.Currency), Answered: s.drawn(field.name, value, s.Currency)})
				}
			}
		}
	}
	return joinDiscrepancies(derived, s.Noted)
}

// drawn is a value of a field as people read it.
func (s *Spend) drawn(field, value, currency string) string {
	switch field {
	case "amount_cents":
		if cents, err := strconv.ParseInt(value, 10, 64); err == nil {
			return api.Money{Cents: cents, Currency: currency}.String()
		}
	case "currency":
		return api.Money{Currency: value}.Code()
	}
	return drawnKey(value)
}

// TwoEnds is said of a record of which two facts name different final states,
// as a sentence without its full stop.
const TwoEnds = "two facts name different final states; the bank has to say which is true"

// Bewares is what doesn't fit about the request, each as a sentence: what isn't
// as asked for, what was told in more than one way, and what can't be.
func (s *Spend) Bewares() []string {
	var bewares []string
	for _, discrepancy := range s.Discrepancies() {
		bewares = append(bewares, sentence(discrepancy.String(), ""))
	}
	for _, field := range fixed {
		values := s.values(field.name, field.of)
		if len(values) < 2 || (s.Asked != nil && field.asked(s.Asked) != "") {
			continue
		}
		drawn := make([]string, len(values))
		for i, value := range values {
			drawn[i] = s.drawn(field.name, value, s.Currency)
		}
		bewares = append(bewares, fmt.Sprintf("The bank told more than one %s: %s.", fieldNames[field.name], strings.Join(drawn, " and ")))
	}
	if money, told := s.Money(); told && money.Cents < 0 {
		bewares = append(bewares, fmt.Sprintf("The bank told a negative amount, %s.", money))
	}
	if s.Contradicted {
		bewares = append(bewares, sentence(TwoEnds, ""))
	}
	return bewares
}

// Fits reports whether nothing needs a Beware.
func (s *Spend) Fits() bool {
	if s.Contradicted {
		return false
	}
	if s.Asked == nil && len(s.Variants) == 0 && len(s.Noted) == 0 {
		return s.Cents == nil || *s.Cents >= 0
	}
	return len(s.Bewares()) == 0
}
