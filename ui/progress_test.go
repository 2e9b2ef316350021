package ui

import (
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
