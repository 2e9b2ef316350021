package torture

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"coffer/api"
	"coffer/state"
)

// TestNetworkSleepIsNoticedAndNothingFromBeforeItIsTrusted lets a machine sleep
// for less time than would make anything due or the feed silent.
func TestNetworkSleepIsNoticedAndNothingFromBeforeItIsTrusted(t *testing.T) {
	t.Parallel()
	w, err := openTown(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	var ids []string
	for i := range 5 {
		request := spendFor(fmt.Sprintf("before the sleep, %d", i))
		request.AmountCents = approvalThreshold + 1
		asked, err := w.direct.CreateSpend(t.Context(), request, uuid.NewString())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, asked.Value.ID)
	}
	w.await(t, "a live feed and five requests", time.Minute, func(v *state.View) bool {
		return v.Feed.Mode == state.FeedLive && v.Waiting.Count == len(ids) && v.Balance != nil
	})
	w.outage.Store(true)
	// In one go, as clocks do when a machine wakes up.
	w.clock.Advance(8 * time.Second)
	woke := state.MomentOf(w.clock.Now())
	w.await(t, "that the feed is not proven any more", 2*time.Second, func(v *state.View) bool { return v.Feed.Mode == state.FeedPolling })
	w.await(t, "that everything open was asked for again", 20*time.Second, func(v *state.View) bool {
		return !slices.ContainsFunc(ids, func(id string) bool { return v.Spend(id).LastSeen < woke })
	})
	w.outage.Store(false)
	if _, err := w.direct.DecideSpend(t.Context(), ids[3], api.Decision{Decision: api.Decline}); err != nil {
		t.Fatal(err)
	}
	w.await(t, "a live feed again", 2*time.Minute, func(v *state.View) bool {
		return v.Feed.Mode == state.FeedLive && v.Spend(ids[3]).Status == api.Declined
	})
}

// await lets at most so much simulated time pass until the Book shows
// something, in steps too small to matter to anyone.
func (w *town) await(t *testing.T, what string, within time.Duration, holds func(*state.View) bool) {
	t.Helper()
	const step = 20 * time.Millisecond
	for passed := time.Duration(0); !holds(w.engine.View()); passed += step {
		if passed > within {
			t.Fatalf("the Book never showed %s; the feed is %+v", what, w.engine.View().Feed)
		}
		w.clock.Advance(step)
		w.breathe()
	}
}
