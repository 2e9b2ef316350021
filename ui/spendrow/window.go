package spendrow

import "coffer/state"

// Window is the visible requests, unpacked once for as long as they stay the
// same. The zero Window is empty.
type Window struct {
	panes []pane
}

type pane struct {
	kept  *state.Kept
	spend *state.Spend
}

// Resize tells how many rows are visible.
func (w *Window) Resize(rows int) {
	if rows = max(rows, 1); len(w.panes) != rows {
		w.panes = make([]pane, rows)
	}
}

// Spend is the request in a row of the list.
func (w *Window) Spend(row int, kept *state.Kept) *state.Spend {
	if len(w.panes) == 0 {
		return kept.Spend()
	}
	// A scrolled row keeps its pane.
	shown := &w.panes[row%len(w.panes)]
	if shown.kept != kept {
		*shown = pane{kept, kept.Spend()}
	}
	return shown.spend
}
