package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"coffer/state"
)

// pendingTreasury has twenty requests that wait, the oldest first by number.
func pendingTreasury() *fakeTreasury {
	fake := newFake(sandboxBank())
	fake.put(state.Changes{Balances: []*state.Balance{balance()}})
	for i := range 20 {
		fake.put(state.Changes{Spends: []*state.Spend{request(fmt.Sprintf("req_%02d", i), state.NeedsApproval, int64(30_000+100*i),
			fmt.Sprintf("Merchant %02d", i), "load test", time.Hour-time.Duration(i)*time.Minute)}})
	}
	fake.book.SetFeed(liveFeed())
	return fake
}

func pending() []string {
	var ids []string
	for i := range 20 {
		ids = append(ids, fmt.Sprintf("req_%02d", i))
	}
	return ids
}

func TestTwentyPendingRequestsAreReviewedWithAKeyEach(t *testing.T) {
	t.Parallel()
	for name, into := range map[string][]string{"in the list": {"2"}, "in the details": {"2", "enter"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			within(t, pendingTreasury, 120, 36, func(d *dashboard) {
				d.press(into...)
				for i, id := range pending() {
					if got := d.spend().ID; got != id {
						t.Fatalf("number %d is %s", i, got)
					}
					if d.detailed {
						d.shows(id, "Who asks", "Why it waits", "Before", "After", "this is the first request for this merchant")
					}
					d.press("o")
				}
				if !slices.Equal(d.treasury.opened, pending()) || len(d.visited) != len(pending()) {
					t.Errorf("noted %v, visited %d", d.treasury.opened, len(d.visited))
				}
			})
		})
	}
}

func TestTwentyMarkedRequestsAreOpenedAtOnce(t *testing.T) {
	t.Parallel()
	within(t, pendingTreasury, 120, 36, func(d *dashboard) {
		d.press("2")
		for range pending() {
			d.press("space")
		}
		d.press("O", "y")
		slices.Sort(d.treasury.opened)
		if !slices.Equal(d.treasury.opened, pending()) || len(d.visited) != len(pending()) {
			t.Errorf("noted %v, visited %d", d.treasury.opened, len(d.visited))
		}
	})
}

// TestDecidingInTheDetailsLeadsToTheNext holds a key that follows against the
// request that is shown: none is passed over unread.
func TestDecidingInTheDetailsLeadsToTheNext(t *testing.T) {
	t.Parallel()
	within(t, pendingTreasury, 120, 36, func(d *dashboard) {
		d.press("2", "enter", "o")
		d.shows("req_01", "Merchant 01")
		d.press("J")
		d.shows("req_02", "Merchant 02")
		d.press("d", "tab", "y")
		d.shows("req_03", "Merchant 03")
		d.press("esc")
		if got := d.spend().ID; got != "req_03" {
			t.Errorf("the list is on %s", got)
		}
	})
}

func TestDetailsSayWhatIsLeftToDecide(t *testing.T) {
	t.Parallel()
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.press("2", "enter")
		d.shows("After it       1 request left to decide, $420.00")
		decided := request("req_01jwxzz77b2", state.Approved, 42_000, "Anthropic", "batch of evaluations", 3*time.Minute)
		d.put(state.Changes{Spends: []*state.Spend{decided}})
		d.shows("After it       nothing is left to decide")
	})
}
