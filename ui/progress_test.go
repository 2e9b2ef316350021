package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
)

func TestTheTerminalsBarTellsWhatIsUnderWay(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		if d.View().ProgressBar != nil {
			t.Error("a bar where none is wanted")
		}
		d.Model.options.Progress = true
		if bar := d.View().ProgressBar; bar == nil || bar.State != tea.ProgressBarWarning {
			t.Errorf("with an unknown outcome the bar is %+v", bar)
		}
	})
	within(t, loadingTreasury, 120, 36, func(d *dashboard) {
		d.Model.options.Progress = true
		bar := d.View().ProgressBar
		if loading := d.Model.book.Loading; bar == nil || bar.State != tea.ProgressBarDefault || bar.Value != loading.Loaded*100/loading.Total {
			t.Errorf("while the journal is read the bar is %+v", bar)
		}
	})
	within(t, floodedTreasury, 120, 36, func(d *dashboard) {
		d.Model.options.Progress = true
		if bar := d.View().ProgressBar; bar == nil || bar.State != tea.ProgressBarDefault || bar.Value != 25 {
			t.Errorf("while history arrives the bar is %+v", bar)
		}
	})
	within(t, startingTreasury, 120, 36, func(d *dashboard) {
		d.Model.options.Progress = true
		if bar := d.View().ProgressBar; bar != nil {
			t.Errorf("with nothing under way the bar is %+v", bar)
		}
		d.put(state.Changes{Swaps: []*state.Swap{{ID: "swap_1", Status: state.SwapPending}}})
		if bar := d.View().ProgressBar; bar == nil || bar.State != tea.ProgressBarIndeterminate {
			t.Errorf("while a swap settles the bar is %+v", bar)
		}
	})
}

// floodedTreasury has the first quarter of a long history.
func floodedTreasury() *fakeTreasury {
	fake := normalTreasury()
	feed := liveFeed()
	feed.Behind = 3 * (fake.book.View().Spends.Len() + fake.book.View().Swaps.Len())
	fake.book.SetFeed(feed)
	return fake
}

func TestAFirstFloodOfHistoryShowsHowFarItIsAndIsUsableMeanwhile(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 16}} {
		within(t, floodedTreasury, size[0], size[1], func(d *dashboard) {
			d.shows("███░░░░░░░░░ 51 of 204 fetched")
			d.press("2", "enter")
			d.shows("model inference for support agent")
			d.press("esc", "1", "/", "f", "i", "g", "m", "a", "enter")
			d.shows("Figma", "11 found · $929.00")
			d.press("esc")
			d.treasury.book.SetFeed(liveFeed())
			d.put(state.Changes{})
			if strings.Contains(d.plain(), "fetched") {
				t.Errorf("it still fetches:\n%s", d.plain())
			}
		})
	}
}

// TestNothingWaitsIsNeverSaidBeforeAllIsHere holds an empty queue against a list
// that goes on.
func TestNothingWaitsIsNeverSaidBeforeAllIsHere(t *testing.T) {
	t.Parallel()
	fetching := func() *fakeTreasury {
		fake := emptyTreasury()
		feed := liveFeed()
		feed.Behind = 19_800
		fake.book.SetFeed(feed)
		return fake
	}
	within(t, fetching, 120, 36, func(d *dashboard) {
		for _, screen := range []string{"1", "2", "3"} {
			d.press(screen)
			d.shows("More is on its way", "19,800 records that are not here yet")
		}
		for _, guess := range []string{"Nothing waits", "No spend request yet", "0 requests", "nothing waits", "0 approved"} {
			if strings.Contains(d.plain(), guess) {
				t.Errorf("it says %q:\n%s", guess, d.plain())
			}
		}
		d.treasury.book.SetFeed(liveFeed())
		d.press("2")
		d.put(state.Changes{})
		d.shows("Nothing waits for you")
	})
}
