package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/keymap"
	"coffer/ui/screen"
)

// savedWidth is the most that the name of a saved filter takes of the tab line.
const savedWidth = 18

// tabCount is how many tabs there are: the screens, and behind them the saved
// filters.
func (m *Model) tabCount() int { return screenCount + len(m.options.Filters) }

// currentTab is the tab that is shown.
func (m *Model) currentTab() int {
	if m.showsSaved() {
		return screenCount + m.saved - 1
	}
	return m.current
}

// showsSaved reports whether a saved filter is what is shown.
func (m *Model) showsSaved() bool { return m.current == spendsScreen && m.holdsSaved() }

// holdsSaved reports whether 1 Spends is filtered by a saved filter as it was
// saved. Once it is changed by hand it is the screen's own.
func (m *Model) holdsSaved() bool {
	return m.saved > 0 && m.spends.Filter() == m.options.Filters[m.saved-1].Filter
}

// turnTo shows a tab.
func (m *Model) turnTo(tab int) tea.Cmd {
	held := m.holdsSaved()
	m.current, m.detailed, m.filtering = min(tab, screenCount), false, false
	switch {
	case tab >= screenCount:
		if !held {
			m.ownFilter = m.spends.Filter()
		}
		m.current, m.saved = spendsScreen, tab-screenCount+1
		return m.spends.SetFilter(m.options.Filters[m.saved-1].Filter)
	case tab == spendsScreen && held:
		m.saved = 0
		return m.spends.SetFilter(m.ownFilter)
	}
	return nil
}

// keysFor is the keys without those of filters that nobody has saved.
func keysFor(keys *keymap.Map, filters []SavedFilter) *keymap.Map {
	var without []keymap.Command
	for command := keymap.ShowFilter1 + keymap.Command(len(filters)); command <= keymap.ShowFilter4; command++ {
		without = append(without, command)
	}
	return keys.Without(without...)
}

func (m *Model) drawSavedTab(c *screen.Canvas, tab int) {
	name := m.theme.Muted
	if tab == m.currentTab() {
		name = m.theme.Accent.Strong()
	}
	m.drawTabName(c, name, tab)
}

func (m *Model) drawTabName(c *screen.Canvas, style theme.Style, tab int) {
	c.Pen.Text(style, m.tabKey(tab))
	c.Pen.Skip(1)
	c.Pen.Text(style, m.tabTitle(tab))
}

// tabKey is the key of a tab; "" for saved filters beyond the keys.
func (m *Model) tabKey(tab int) string {
	if tab < screenCount {
		return m.keys.Key(keymap.ShowSpends + keymap.Command(tab))
	}
	if command := keymap.ShowFilter1 + keymap.Command(tab-screenCount); command <= keymap.ShowFilter4 {
		return m.keys.Key(command)
	}
	return ""
}

func (m *Model) tabTitle(tab int) string {
	if tab < screenCount {
		return m.keys.Binding(keymap.ShowSpends + keymap.Command(tab)).Title()
	}
	return cells.Cut(m.options.Filters[tab-screenCount].Name, savedWidth)
}
