// Package guard keeps a dialog that moves money from taking keys that were
// meant for what stood there before: it lets nothing through until the
// keyboard was quiet for a moment.
package guard

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	quiet = 400 * time.Millisecond
	limit = 1500 * time.Millisecond
)

// Guard is shut from its Start until the keyboard was quiet for 400 ms, or
// 1.5 s have passed. The zero Guard is open.
type Guard struct {
	serial uint64
	keys   int
	shut   bool
}

// Waited is a guard's own message. A dialog hands what it gets to Update.
type Waited struct {
	serial uint64
	// keys is how many had been pressed when the wait began; any is true for
	// the longest wait.
	keys int
	any  bool
}

// Start shuts the guard. The serial tells its messages from those of others
// and of its own earlier starts, so give a new one each time.
func (g *Guard) Start(serial uint64) tea.Cmd {
	*g = Guard{serial: serial, shut: true}
	return tea.Batch(
		g.wait(),
		tea.Tick(limit, func(time.Time) tea.Msg { return Waited{serial: serial, any: true} }),
	)
}

// Shut reports whether keys are to be ignored.
func (g *Guard) Shut() bool { return g.shut }

// Ignores reports whether the key is to be ignored, because the guard is shut
// or because the key is only held down. The command goes on waiting for quiet.
func (g *Guard) Ignores(key tea.KeyPressMsg) (bool, tea.Cmd) {
	if !g.shut {
		return key.IsRepeat, nil
	}
	g.keys++
	return true, g.wait()
}

// Update takes in the guard's own messages.
func (g *Guard) Update(msg tea.Msg) {
	if waited, ok := msg.(Waited); ok && waited.serial == g.serial && (waited.any || waited.keys == g.keys) {
		g.shut = false
	}
}

func (g *Guard) wait() tea.Cmd {
	waited := Waited{serial: g.serial, keys: g.keys}
	return tea.Tick(quiet, func(time.Time) tea.Msg { return waited })
}
