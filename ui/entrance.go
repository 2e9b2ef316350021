package ui

import (
	tea "charm.land/bubbletea/v2"
)

// Entrance stands in for the dashboard while its treasury is being opened, so
// that the terminal is set up at the same time. It draws nothing but what is
// waited for: when opening fails, the person finds the terminal as it was, and
// the reason on it.
type Entrance struct {
	open  func() (Options, error)
	waits <-chan string
	// waiting is what is waited for, where that takes more than a moment.
	waiting string
	// told is what arrived too early for the dashboard, keys included.
	told []tea.Msg
	err  error
}

// Enter makes a program whose dashboard is of what open returns. Open is
// called once, beside the terminal's own goroutine; waits, unless
// nil, tells what it waits for, and is closed once it returned.
func Enter(open func() (Options, error), waits <-chan string) *Entrance {
	return &Entrance{open: open, waits: waits}
}

// Err is why there is no dashboard; nil when a person left before there was one.
func (e *Entrance) Err() error { return e.err }

// opened is the end of the opening.
type opened struct {
	dashboard *Model
	err       error
}

// waited tells what the opening waits for.
type waited struct{ sentence string }

// Init begins to open.
func (e *Entrance) Init() tea.Cmd {
	open, waits := e.open, e.waits
	opening := func() tea.Msg {
		options, err := open()
		if err != nil {
			return opened{err: err}
		}
		return opened{dashboard: New(options)}
	}
	if waits == nil {
		return opening
	}
	return tea.Batch(opening, func() tea.Msg {
		sentence, told := <-waits
		if !told {
			return nil
		}
		return waited{sentence}
	})
}

// Update waits for the treasury, and then makes way for the dashboard.
func (e *Entrance) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case opened:
		e.waiting = ""
		if message.err != nil {
			e.err = message.err
			return e, tea.Quit
		}
		return e.handOver(message.dashboard)
	case waited:
		e.waiting = message.sentence
		return e, nil
	case tea.KeyPressMsg:
		if new(keyboard).key(message, false).String() == "ctrl+c" {
			return e, tea.Quit
		}
	}
	e.told = append(e.told, message)
	return e, nil
}

// View is empty, unless something is waited for.
func (e *Entrance) View() tea.View { return tea.NewView(e.waiting) }

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
