package filter

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// bound is an amount that others are compared with, in major units. The zero
// bound bounds nothing.
type bound struct {
	amount decimal.Decimal
	// twoDigits is the amount in minor units of a currency with two digits,
	// which nearly all are.
	twoDigits int64
	set       bool
	strict    bool
}

// isAmount reports whether a word without a name is about the amount: >100.
func isAmount(word string) bool {
	return strings.HasPrefix(word, ">") || strings.HasPrefix(word, "<")
}

// withAmount reads >100, >=100, <5, 50..200 and 99.50.
func (t term) withAmount(value string) (term, bool) {
	if from, to, isRange := strings.Cut(value, ".."); isRange {
		t.least, t.most = readBound(from), readBound(to)
		return t, t.least.set || t.most.set
	}
	for _, sign := range []string{">=", "<=", ">", "<"} {
		rest, has := strings.CutPrefix(value, sign)
		if !has {
			continue
		}
		limit := readBound(rest)
		limit.strict = len(sign) == 1
		if sign[0] == '>' {
			t.least = limit
		} else {
			t.most = limit
		}
		return t, limit.set
	}
	t.least = readBound(value)
	t.most = t.least
	return t, t.least.set
}

func readBound(text string) bound {
	text = strings.TrimPrefix(strings.ReplaceAll(text, ",", ""), "$")
	const longest = 20
	if text == "" || len(text) > longest || strings.ContainsAny(text, "eE") {
		return bound{}
	}
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return bound{}
	}
	b := bound{amount: amount, set: true}
	if cents := amount.Shift(2); cents.IsInteger() && cents.BigInt().IsInt64() {
		b.twoDigits = cents.IntPart()
	} else {
		b.twoDigits = unfit
	}
	return b
}

// comparable reports whether an amount can be held against bounds at all: how
// many minor units of an unknown currency make one isn't known.
func comparable(money state.Money) bool {
	_, known := money.Decimals()
	return known
}

// unfit marks an amount that has no exact count of two-digit minor units.
const unfit = -1 << 63

// below reports whether the bound, as the least, lets the request through.
func (b bound) below(money state.Money) bool {
	return !b.set || b.compare(money) > 0 || (!b.strict && b.compare(money) == 0)
}

// above reports whether the bound, as the most, lets the request through.
func (b bound) above(money state.Money) bool {
	return !b.set || b.compare(money) < 0 || (!b.strict && b.compare(money) == 0)
}

// compare needs the amount in major units; see comparable.
func (b bound) compare(money state.Money) int {
	if (money.Currency == "usd" || money.Currency == "USD") && b.twoDigits != unfit {
		switch {
		case money.Cents > b.twoDigits:
			return 1
		case money.Cents < b.twoDigits:
			return -1
		}
		return 0
	}
	return money.Decimal().Cmp(b.amount)
}
