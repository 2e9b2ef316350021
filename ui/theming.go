package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/news"
)

// schemeEdited is a change of the file that the scheme came from.
type schemeEdited struct {
	scheme theme.Scheme
	err    error
}

// awaitScheme waits for the next change of the scheme's file.
func (m *Model) awaitScheme() tea.Cmd {
	edited, ended := m.options.EditedScheme, m.ended
	if edited == nil {
		return nil
	}
	return func() tea.Msg {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go func() {
			select {
			case <-ended:
				cancel()
			case <-ctx.Done():
			}
		}()
		scheme, err := edited(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return schemeEdited{scheme, err}
	}
}

// takeScheme puts an edited scheme on. One that can't be read changes nothing.
func (m *Model) takeScheme(edited schemeEdited) tea.Cmd {
	if edited.err != nil {
		said := m.notices.say(theme.ToneWarn, "The theme stays as it was: "+edited.err.Error()+".")
		return tea.Batch(said, m.awaitScheme())
	}
	return tea.Batch(m.wear(edited.scheme), m.awaitScheme())
}

// wear changes the look at once.
func (m *Model) wear(scheme theme.Scheme) tea.Cmd {
	m.scheme = scheme
	return m.chooseTheme()
}

func (m *Model) chooseTheme() tea.Cmd {
	m.theme = m.scheme.Build(!m.light, m.depth)
	return m.tellDialogs(news.ThemeChosen{Theme: m.theme})
}
