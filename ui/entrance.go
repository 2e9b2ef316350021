package ui

import (
	tea "charm.land/bubbletea/v2"
)

// Entrance stands in for the dashboard while its treasury is being opened, so
// that the terminal is set up at the same time. It draws nothing: when opening
// fails, the person finds the terminal as it was, and the reason on it.
type Entrance struct {
	open func() (Options, error)
	// told is what arrived too early for the dashboard, keys included.
	told []tea.Msg
	err  error
}

// Enter makes a program whose dashboard is of what open returns. Open is
// called once, beside the terminal's own goroutine.
func Enter(open func() (Options, error)) *Entrance { return &Entrance{open: open} }

// Err is why there is no dashboard; nil when a person left before there was one.
func (e *Entrance) Err() error { return e.err }

// opened is the end of the opening.
type opened struct {
	dashboard *Model
	err       error
}

// Init begins to open.
func (e *Entrance) Init() tea.Cmd {
	open := e.open
	return func() tea.Msg {
		options, err := open()
		if err != nil {
			return opened{err: err}
		}
		return opened{dashboard: New(options)}
	}
}

// Update waits for the treasury, and then makes way for the dashboard.
func (e *Entrance) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case opened:
		if message.err != nil {
			e.err = message.err
			return e, tea.Quit
		}
		return e.handOver(message.dashboard)
	case tea.KeyPressMsg:
		if message.String() == "ctrl+c" {
			return e, tea.Quit
		}
	}
	e.told = append(e.told, message)
	return e, nil
}

// View is empty.
func (e *Entrance) View() tea.View { return tea.NewView("") }

func (e *Entrance) handOver(dashboard *Model) (tea.Model, tea.Cmd) {
	commands := []tea.Cmd{dashboard.Init()}
	var model tea.Model = dashboard
	for _, message := range e.told {
		var command tea.Cmd
		model, command = model.Update(message)
		commands = append(commands, command)
	}
	return model, tea.Batch(commands...)
}
