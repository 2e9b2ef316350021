package fuzzy

import "testing"

func TestLettersInTheirOrderMatch(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"": true, "new": true, "NSP": true, "n s p": true, "spend": true, "dn": false, "newspends": false,
	} {
		if _, got := Score("new spend", typed); got != want {
			t.Errorf("%q matches: %v", typed, got)
		}
	}
}

func TestBeginningsAndRunsCountMore(t *testing.T) {
	t.Parallel()
	better := func(one, other, typed string) {
		t.Helper()
		a, _ := Score(one, typed)
		b, _ := Score(other, typed)
		if a <= b {
			t.Errorf("%q scores %d for %q, and %q %d", one, a, typed, other, b)
		}
	}
	better("swap", "new spend", "sw")
	better("new spend", "answer", "ns")
	better("WBTC Wrapped Bitcoin", "USDT Tether", "bt")
}
