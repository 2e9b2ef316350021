package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/ui/keymap"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// mouse takes in the mouse: the wheel scrolls what is under it, a click selects
// a row or a tab, and a click on the selected row opens its details. Dialogs
// are for the keyboard.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	if !m.options.Mouse || !m.dialogs.Empty() {
		return nil
	}
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		switch at.Button {
		case tea.MouseWheelUp:
			m.wheel(at.X, -wheelRows)
		case tea.MouseWheelDown:
			m.wheel(at.X, wheelRows)
		}
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft {
			return m.click(at.X, at.Y)
		}
	}
	return nil
}

func (m *Model) wheel(column, rows int) {
	if m.detailed || m.overPane(column) {
		m.details.Scroll(rows)
		return
	}
	m.screen().Scroll(rows)
}

func (m *Model) click(column, line int) tea.Cmd {
	if line == m.layout.tabs {
		for i, tab := range m.tabs {
			if column >= tab.from && column < tab.to {
				return m.turnTo(i)
			}
		}
		return nil
	}
	row := line - m.layout.body
	if m.detailed || m.overPane(column) || row < 0 || row >= m.layout.bodyLines {
		return nil
	}
	if m.screen().Click(row) {
		return m.run(keymap.OpenDetails)
	}
	return nil
}

func (m *Model) overPane(column int) bool {
	return m.layout.paneColumn > 0 && !m.detailed && column >= m.layout.paneColumn
}
