package api

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"
)

// Money is an amount of a currency in its minor units (cents for USD).
type Money struct {
	Cents int64
	// Currency is the bank's word for it; "" where it told none.
	Currency string
	// Beyond is set for a sum that lies beyond Cents, which then is the nearest
	// amount that there is.
	Beyond bool
}

// NotTold stands for what the bank left out.
const NotTold = "not told"

// Code is the upper-case ISO 4217 code. A currency that isn't on the list keeps
// the word it came with, and one that wasn't told is "": neither is ever taken
// for a currency that is known. What has the same Code can be added up.
func (m Money) Code() string {
	if code, _, known := CurrencyCode(m.Currency); known {
		return code
	}
	return m.Currency
}

// Decimals is how many decimals the amount has in major units: 2 for USD, 0
// for JPY, 3 for KWD. Where the currency wasn't told, the bank's own name of
// the field, cents, stands for 2. known is false where there are no major
// units, because nobody here knows how many minor ones make one.
func (m Money) Decimals() (places int32, known bool) {
	const cents = 2
	if m.Currency == "" {
		return cents, true
	}
	_, places, known = CurrencyCode(m.Currency)
	return places, known
}

// Decimal is the amount in major units, exact; of a currency that isn't known,
// in minor units.
func (m Money) Decimal() decimal.Decimal {
	places, _ := m.Decimals()
	return decimal.New(m.Cents, -places)
}

// String is the amount as people read it: $12,480.22, 123,456 JPY.
func (m Money) String() string { return string(m.Append(nil)) }

// Append adds the amount as people read it to text. There is one notation for
// all currencies: thousands grouped by commas, a point before the decimals, and
// the code behind it, except for the three whose sign means one currency only:
//
//	$12,480.22 · €80.00 · £5.00 · 12,480.22 CAD · 123,456 JPY · 12.345 KWD
//	12,345 minor units XTS · 12.00 (currency not told) · more than $92.00
func (m Money) Append(text []byte) []byte {
	if m.Beyond {
		if m.Cents < 0 {
			text = append(text, "less than "...)
		} else {
			text = append(text, "more than "...)
		}
	}
	magnitude := uint64(m.Cents)
	if m.Cents < 0 {
		text = append(text, '-')
		magnitude = -magnitude
	}
	code := m.Code()
	sign := safeSign(code)
	text = append(text, sign...)
	places, known := m.Decimals()
	text = appendMajor(text, magnitude, int(places))
	switch {
	case code == "":
		return append(text, " (currency "+NotTold+")"...)
	case !known:
		text = append(text, " minor units"...)
	case sign != "":
		return text
	}
	return append(append(text, ' '), code...)
}

// appendMajor adds an amount in major units.
func appendMajor(text []byte, minor uint64, places int) []byte {
	whole := minor
	for range places {
		whole /= 10
	}
	text = AppendGrouped(text, whole)
	if places == 0 {
		return text
	}
	var scratch [20]byte
	digits := strconv.AppendUint(scratch[:0], minor, 10)
	text = append(text, '.')
	for range places - len(digits) {
		text = append(text, '0')
	}
	return append(text, digits[max(len(digits)-places, 0):]...)
}

// AppendGrouped adds a number with its thousands grouped: 1,204.
func AppendGrouped(text []byte, n uint64) []byte {
	const group = 3
	var scratch [20]byte
	digits := strconv.AppendUint(scratch[:0], n, 10)
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%group == 0 {
			text = append(text, ',')
		}
		text = append(text, digit)
	}
	return text
}

// safeSign is the sign of a currency that has it for itself; "" for all others:
// a kr or a ¥ is that of several, and some signs are written from right to left.
func safeSign(code string) string {
	switch code {
	case "USD":
		return "$"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	}
	return ""
}

// Exact is the amount in major units with all its digits, as text for programs:
// 12480.22. It is "" where the major units aren't known, or the amount isn't.
func (m Money) Exact() string {
	places, known := m.Decimals()
	if !known || m.Beyond {
		return ""
	}
	return m.Decimal().StringFixed(places)
}

// Minus is the amount less another of the same currency. What no int64 holds is
// the nearest amount that there is, and Beyond.
func (m Money) Minus(other Money) Money {
	difference := m.Cents - other.Cents
	switch {
	case other.Cents > 0 && difference > m.Cents:
		return Money{Cents: math.MinInt64, Currency: m.Currency, Beyond: true}
	case other.Cents < 0 && difference < m.Cents:
		return Money{Cents: math.MaxInt64, Currency: m.Currency, Beyond: true}
	}
	return Money{Cents: difference, Currency: m.Currency, Beyond: m.Beyond || other.Beyond}
}

// SameCurrency reports whether both are amounts of one currency, and it is told.
func (m Money) SameCurrency(other Money) bool {
	code := m.Code()
	return code != "" && code == other.Code()
}
