package budget

import (
	"math/big"
	"strconv"
	"time"

	"coffer/state"
)

// monthly is the only period whose bounds are known: a calendar month, in UTC.
const monthly = "monthly"

// paceLeast is how much of the period has to be over before its pace says
// anything.
const paceLeast = 24 * time.Hour

// most is the first percentage that is not written out.
const most = 1000

// Pace says which share of the budget will be used by the end of the period
// when it goes on like this: " · on course for 112 %". It is "" where that
// can't be told; over is set when it is more than all of it.
func Pace(balance *state.Balance, now time.Time) (text string, over bool) {
	used, whole, told := balance.Used()
	if !told || balance.Period != monthly {
		return "", false
	}
	now = now.UTC()
	begun := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	month, gone := begun.AddDate(0, 1, 0).Sub(begun), now.Sub(begun)
	if gone < paceLeast || used < 0 {
		return "", false
	}
	// Cents times nanoseconds leave an int64 soon.
	expected := new(big.Int).Mul(big.NewInt(used), big.NewInt(100*int64(month/time.Second)))
	expected.Div(expected, new(big.Int).Mul(big.NewInt(whole), big.NewInt(int64(gone/time.Second))))
	percent := int64(most)
	if expected.IsInt64() {
		percent = expected.Int64()
	}
	if percent >= most {
		return " · on course for over 999 %", true
	}
	return " · on course for " + strconv.FormatInt(percent, 10) + " %", percent > 100
}
