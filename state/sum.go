package state

import (
	"math"
	"math/bits"

	"coffer/api"
)

// Sum adds up cents exactly, also beyond what cents can say: what is taken away
// again leaves what there was, and no sum ever turns its sign around. The zero
// Sum is nothing.
type Sum struct {
	high int64
	low  uint64
}

// Plus is the sum with cents more, or fewer.
func (s Sum) Plus(cents int64) Sum {
	const signBit = 63
	return s.Add(Sum{high: cents >> signBit, low: uint64(cents)})
}

// Minus is the sum with cents fewer, or more.
func (s Sum) Minus(cents int64) Sum {
	return s.sub(Sum{}.Plus(cents))
}

// signed is the sum with cents more, or fewer where the sign is below 0.
func (s Sum) signed(cents int64, sign int) Sum {
	if sign < 0 {
		return s.Minus(cents)
	}
	return s.Plus(cents)
}

// Add is both sums together.
func (s Sum) Add(other Sum) Sum {
	low, carry := bits.Add64(s.low, other.low, 0)
	return Sum{high: s.high + other.high + int64(carry), low: low}
}

func (s Sum) sub(other Sum) Sum {
	low, borrow := bits.Sub64(s.low, other.low, 0)
	return Sum{high: s.high - other.high - int64(borrow), low: low}
}

// Zero reports whether the sum is nothing.
func (s Sum) Zero() bool { return s == Sum{} }

// Compare is -1, 0 or 1 where the sum is less than, as much as or more than the
// other.
func (s Sum) Compare(other Sum) int {
	switch {
	case s.high < other.high, s.high == other.high && s.low < other.low:
		return -1
	case s == other:
		return 0
	}
	return 1
}

// Cents is the sum, or the nearest amount that there is; beyond is set where
// that isn't the sum itself.
func (s Sum) Cents() (cents int64, beyond bool) {
	switch {
	case s.high > 0 || (s.high == 0 && s.low > math.MaxInt64):
		return math.MaxInt64, true
	case s.high < -1 || (s.high == -1 && s.low <= math.MaxInt64):
		return math.MinInt64, true
	}
	return int64(s.low), false
}

// Money is the sum as an amount of a currency.
func (s Sum) Money(currency string) api.Money {
	cents, beyond := s.Cents()
	return api.Money{Cents: cents, Currency: currency, Beyond: beyond}
}
