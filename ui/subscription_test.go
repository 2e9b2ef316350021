package ui

import (
	"testing"
	"time"

	"coffer/state"
	"coffer/ui/news"
)

// busyTreasury changes right after it was looked at, and wakes whoever has
// subscribed by then, as a treasury that begins does.
type busyTreasury struct {
	*fakeTreasury
	subscribed, changed bool
}

func (b *busyTreasury) Subscribe() (<-chan struct{}, func()) {
	b.subscribed = true
	return b.fakeTreasury.Subscribe()
}

func (b *busyTreasury) View() *state.View {
	view := b.fakeTreasury.View()
	if !b.changed {
		b.changed = true
		b.put(state.Changes{Spends: []*state.Spend{request("req_early", state.Approved, 100, "AWS", "gpu", 0)}})
		if b.subscribed {
			b.woken <- struct{}{}
		}
	}
	return view
}

func TestWhatChangesWhileTheDashboardIsMadeIsNotMissed(t *testing.T) {
	t.Parallel()
	busy := &busyTreasury{fakeTreasury: startingTreasury()}
	dashboard := New(Options{Treasury: busy, Now: fixed})
	if dashboard.book.Spend("req_early") != nil {
		return
	}
	select {
	case <-dashboard.woken:
	default:
		t.Error("the dashboard shows what was, and nothing wakes it")
	}
}

func TestATickThatWasOvertakenDoesNotTurnTheClockBack(t *testing.T) {
	t.Parallel()
	dashboard := New(Options{Treasury: emptyTreasury(), Now: fixed})
	tick := func(after time.Duration) {
		dashboard.Update(news.Ticked{Now: fixed().Add(after)})
	}
	tick(10 * time.Second)
	tick(9 * time.Second)
	if got := dashboard.now.Sub(fixed()); got != 10*time.Second {
		t.Errorf("a late tick turned the clock to %s", got)
	}
	tick(-time.Hour)
	if got := dashboard.now.Sub(fixed()); got != -time.Hour {
		t.Errorf("a clock that was set back is not followed: %s", got)
	}
}
