package ui

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
	"coffer/ui/news"
)

func TestThePolicyOfASwapMadeElsewhereIsWhatTheBankSays(t *testing.T) {
	within(t, startingTreasury, 120, 40, func(d *dashboard) {
		elsewhere := terms()
		elsewhere.Policy, elsewhere.PolicyReasons, elsewhere.CheckedAt = "", nil, 0
		d.put(state.Changes{Swaps: []*state.Swap{
			{ID: "swap_1", Status: state.SwapFailed, Policy: state.PolicyPass, Terms: elsewhere, FirstSeen: ago(time.Minute)},
		}})
		d.press("3", "enter")
		d.shows("● passed, says the bank", "failed on chain — the bank booked no trade", "would have received 0.3412 ETH")
	})
}

func TestFreshnessKeepsItsPlaceAsItAges(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		var at []int
		for _, later := range []time.Duration{0, 4 * time.Second, 9 * time.Second, 50 * time.Second, 5 * time.Minute} {
			d.send(news.Ticked{Now: fixed().Add(later)})
			line, _, _ := strings.Cut(d.plain(), "\n")
			at = append(at, strings.Index(line, "◉ live"))
			if !strings.HasSuffix(strings.TrimRight(line, " "), fixed().Add(later).Format("15:04:05")+" UTC") {
				t.Errorf("the clock is not at the end: %q", line)
			}
		}
		for _, column := range at {
			if column != at[0] {
				t.Fatalf("it stands at %v", at)
			}
		}
	})
}

func TestTheTrailSaysWhoDecided(t *testing.T) {
	made := func() *fakeTreasury {
		fake := startingTreasury()
		decided := request("req_1", state.Approved, 60_000, "OpenAI", "inference", time.Minute)
		fake.put(state.Changes{Spends: []*state.Spend{decided}})
		fake.trail = []state.Entry{
			{Seq: 1, At: ago(2 * time.Minute), Source: state.SourcePoll, Subject: "req_1", Status: "needs_approval"},
			{Seq: 2, At: ago(time.Minute), Who: "ada", Deed: state.DeedDecided, Subject: "req_1", Text: "approve · fine"},
			{Seq: 3, At: ago(time.Minute), Source: state.SourceCreated, Subject: "req_1", Status: "approved"},
		}
		return fake
	}
	within(t, made, 120, 40, func(d *dashboard) {
		d.press("enter")
		d.shows("by ada, here", "decided · ada: approve · fine", "poll     needs approval")
		if strings.Index(d.plain(), "decided · ada") > strings.Index(d.plain(), "here     approved") {
			t.Errorf("the effect stands before the decision:\n%s", d.plain())
		}
	})
}
