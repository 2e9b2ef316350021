package state

import (
	"math"
	"math/bits"
)

// sum adds up cents exactly, also beyond what cents can say: what is taken away
// again leaves what there was, and no sum ever turns its sign around.
type sum struct {
	high int64
	low  uint64
}

// plus is the sum with cents more, or fewer.
func (s sum) plus(cents int64) sum {
	low, carry := bits.Add64(s.low, uint64(cents), 0)
	const signBit = 63
	return sum{high: s.high + cents>>signBit + int64(carry), low: low}
}

// cents is the sum, or the nearest amount that there is.
func (s sum) cents() int64 {
	switch {
	case s.high > 0 || (s.high == 0 && s.low > math.MaxInt64):
		return math.MaxInt64
	case s.high < -1 || (s.high == -1 && s.low <= math.MaxInt64):
		return math.MinInt64
	}
	return int64(s.low)
}
