// Package flash marks rows that have just changed, once and briefly.
package flash

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// lasts is how long a row is marked.
const lasts = 900 * time.Millisecond

// Flash is the rows that are marked now. The zero Flash marks none.
type Flash struct {
	// Still keeps everything unmarked, for reduced motion.
	Still bool

	// marked has the round of each marked id.
	marked map[string]int
	round  int
}

// Ended is a round's own message.
type Ended struct{ round int }

// Mark marks rows and returns the command that ends it.
func (f *Flash) Mark(ids []string) tea.Cmd {
	if f.Still || len(ids) == 0 {
		return nil
	}
	if f.marked == nil {
		f.marked = make(map[string]int)
	}
	f.round++
	for _, id := range ids {
		f.marked[id] = f.round
	}
	ended := Ended{f.round}
	return tea.Tick(lasts, func(time.Time) tea.Msg { return ended })
}

// On reports whether a row is marked.
func (f *Flash) On(id string) bool {
	_, on := f.marked[id]
	return on
}

// Update takes in the end of a round.
func (f *Flash) Update(msg tea.Msg) {
	ended, ok := msg.(Ended)
	if !ok {
		return
	}
	for id, round := range f.marked {
		if round <= ended.round {
			delete(f.marked, id)
		}
	}
}
