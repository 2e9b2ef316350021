package state

import (
	"testing"
)

func FuzzReadAmount(f *testing.F) {
	for _, seed := range []string{"1,234.50", "$1,234.50", "0.000000000000000001", "1e10", "-5", "1,5", "١٢٣", "12\x00", "9999999999999999999999999", " 7 "} {
		f.Add(seed, int32(2))
	}
	f.Fuzz(func(t *testing.T, typed string, places int32) {
		places = max(0, min(places, 18))
		amount, problem := ReadAmount(typed, places)
		if problem != nil {
			if problem.Happened == "" {
				t.Fatalf("%q is refused without a word", typed)
			}
			return
		}
		if !amount.IsPositive() || -amount.Exponent() > places+1 {
			t.Fatalf("%q became %s", typed, amount)
		}
		if !amount.Equal(amount.Truncate(places)) {
			t.Fatalf("%q has more than %d decimals: %s", typed, places, amount)
		}
		again, problem := ReadAmount(amount.String(), places)
		if problem != nil || !again.Equal(amount) {
			t.Fatalf("%q became %s, which becomes %s (%v)", typed, amount, again, problem)
		}
	})
}
