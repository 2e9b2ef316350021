package words

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestWhatTheBankHoldsBackIsSaidWithWhenItGoesOn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 8, 14, 3, 22, 0, time.UTC)
	for name, test := range map[string]struct {
		feed state.Feed
		want string
	}{
		"nothing":              {state.Feed{}, ""},
		"a pause":              {state.Feed{PausedUntil: state.MomentOf(now.Add(30 * time.Second))}, "asking goes on at 14:03:52."},
		"a blink":              {state.Feed{PausedUntil: state.MomentOf(now.Add(time.Second))}, ""},
		"a pause that is over": {state.Feed{PausedUntil: state.MomentOf(now.Add(-time.Minute))}, ""},
		"a scope":              {state.Feed{Withheld: "The bank doesn't tell this key its balance."}, "its balance. [insufficient_scope]"},
	} {
		if got := HeldBack(test.feed, now, time.UTC); !strings.HasSuffix(got, test.want) || (test.want == "") != (got == "") {
			t.Errorf("%s is said as %q", name, got)
		}
	}
}

func TestADoubtThatNobodyAsksAboutAnyMoreIsTheBanksToSettle(t *testing.T) {
	t.Parallel()
	created := state.MomentOf(time.Date(2026, 5, 8, 14, 0, 0, 0, time.UTC))
	intent := &state.Intent{Kind: state.IntentSpend, State: state.IntentUnknown, CreatedAt: created}
	if got := InDoubt(intent, created.Add(23*time.Hour)); got != "outcome unknown" {
		t.Errorf("after 23 hours it is called %q", got)
	}
	if got := InDoubt(intent, created.Add(24*time.Hour)); got != "not known, ask the bank" {
		t.Errorf("after a day it is called %q", got)
	}
}
