package ui

import (
	"testing"
	"time"

	"coffer/state"
)

func TestADecisionMadeElsewhereClosesTheQuestion(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("2", "a", "tab")
		decided := request("req_01jwxabc9f2", state.Declined, 60_000, "OpenAI", "inference", 12*time.Minute)
		decided.DecidedAt = ago(30 * time.Second)
		d.put(state.Changes{Spends: []*state.Spend{decided}})
		d.shows("declined elsewhere at 14:02:52 — nothing left to decide", "esc close")
		d.press("y", "tab", "y")
		if len(d.treasury.told) != 0 {
			t.Errorf("told %v", d.treasury.told)
		}
		d.press("esc", "a")
		d.shows("approve — disabled: this one is already declined")
	})
}

func TestTheCursorGoesOnAfterADecision(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.put(state.Changes{Spends: []*state.Spend{request("req_last", state.NeedsApproval, 30_000, "AWS", "x", time.Minute)}})
		for _, want := range []string{"req_last", "req_01jwxzz77b2"} {
			d.press("2")
			held := d.spend()
			d.press("d", "tab", "y")
			if got := d.spend().ID; got != want {
				t.Fatalf("the cursor is on %s, want %s", got, want)
			}
			decided := *held
			decided.Status, decided.DecidedAt = state.Declined, ago(0)
			d.put(state.Changes{Spends: []*state.Spend{&decided}})
		}
	})
}

func TestTypingOnNeverAnswersTheQuestion(t *testing.T) {
	for name, pause := range map[string]time.Duration{"fast": 50 * time.Millisecond, "slow": 600 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			within(t, normalTreasury, 120, 36, func(d *dashboard) {
				d.press("2", "a")
				for _, key := range []string{"c", "l", "tab", "c", "a", "t", "space", "o", "n", "l", "y", "enter"} {
					d.press(key)
					time.Sleep(pause)
				}
				if len(d.treasury.told) != 0 {
					t.Errorf("typing decided: %v", d.treasury.told)
				}
			})
		})
	}
}
