package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/ui/screen"
)

// filterOf is the filter of the screen in front; "" where it has none.
func (m *Model) filterOf() string {
	if filterable, ok := m.screen().(screen.Filterable); ok {
		return filterable.Filter()
	}
	return ""
}

// unfinished says what the filter that is being typed lacks; "" for nothing.
func (m *Model) unfinished() string {
	if filterable, ok := m.screen().(screen.Filterable); ok && m.filtering {
		return filterable.Unfinished()
	}
	return ""
}

// editFilter lets a person go on typing the filter of the screen in front.
func (m *Model) editFilter() tea.Cmd {
	filterable, ok := m.screen().(screen.Filterable)
	if !ok {
		return nil
	}
	m.filtering = true
	m.filter.Placeholder = filterable.FilterHint()
	m.filter.SetValue(filterable.Filter())
	return nil
}

// tickFilters lets what is filtered by age follow the time.
func (m *Model) tickFilters() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.screens {
		if filterable, ok := s.(screen.Filterable); ok {
			cmds = append(cmds, filterable.Tick(m.now))
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) setFilter(text string) tea.Cmd {
	if filterable, ok := m.screen().(screen.Filterable); ok {
		return filterable.SetFilter(text)
	}
	return nil
}

func (m *Model) pressInFilter(key tea.KeyPressMsg) tea.Cmd {
	switch key.String() {
	case "enter", "tab", "down":
		m.filtering = false
		return nil
	case "esc":
		m.filtering = false
		m.filter.SetValue("")
	default:
		if !m.filter.Update(key) {
			return nil
		}
	}
	return m.setFilter(m.filter.Value())
}
