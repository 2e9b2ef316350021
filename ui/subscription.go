package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/ui/news"
)

// awaitChange waits for one wake-up of the treasury and brings the Book as it
// is then. The root asks again after each.
func (m *Model) awaitChange() tea.Cmd {
	woken, ended, view := m.woken, m.ended, m.options.Treasury.View
	return func() tea.Msg {
		select {
		case _, open := <-woken:
			if !open {
				return nil
			}
			return news.BookChanged{Book: view()}
		case <-ended:
			return nil
		}
	}
}

// awaitTick waits for the next full second.
func (m *Model) awaitTick() tea.Cmd {
	clock, ended := m.options.Now, m.ended
	return func() tea.Msg {
		timer := time.NewTimer(time.Second - time.Duration(clock().Nanosecond()))
		defer timer.Stop()
		select {
		case <-timer.C:
			return news.Ticked{Now: clock()}
		case <-ended:
			return nil
		}
	}
}

// lookAt tells the treasury which open records are on screen, when those
// change: they are polled first.
func (m *Model) lookAt() tea.Cmd {
	ids := m.screen().OnScreen(nil)
	if spend := m.spend(); spend != nil && spend.Open() && !slices.Contains(ids, spend.ID) {
		ids = append(ids, spend.ID)
	}
	if slices.Equal(ids, m.looked) {
		return nil
	}
	m.looked = ids
	tell := m.options.Treasury.LookAt
	return func() tea.Msg {
		tell(ids)
		return nil
	}
}

// refresh polls at once.
func (m *Model) refresh() tea.Cmd {
	poll := m.options.Treasury.Refresh
	return func() tea.Msg {
		poll()
		return nil
	}
}

// quit ends the subscription and the program.
func (m *Model) quit() tea.Cmd {
	select {
	case <-m.ended:
	default:
		close(m.ended)
		m.unsubscribe()
	}
	return tea.Quit
}
