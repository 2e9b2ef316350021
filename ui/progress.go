package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
)

// whole is all of a progress bar.
const whole = 100

// progress is the bar in the terminal's tab or task bar: how far long work
// is, that a swap settles, or that an outcome is unknown; nil for none.
func (m *Model) progress() *tea.ProgressBar {
	if !m.options.Progress {
		return nil
	}
	if part, all, _ := m.underWay(); all > 0 {
		return tea.NewProgressBar(tea.ProgressBarDefault, part*whole/all)
	}
	settling := false
	for _, intent := range m.book.Unresolved() {
		if intent.State == state.IntentUnknown {
			return tea.NewProgressBar(tea.ProgressBarWarning, whole)
		}
		settling = true
	}
	if m.book.Swaps.Len() > 0 {
		settling = settling || m.book.Swaps.At(0).Open()
	}
	if settling {
		return tea.NewProgressBar(tea.ProgressBarIndeterminate, 0)
	}
	return nil
}
