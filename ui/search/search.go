// Package search looks through the Book in commands, for screens that filter or
// sort: one search at a time, a new one cancels the last, and a Book that moves
// on is looked through again.
//
// It never says what is looked for: that is a screen's Look.
package search

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
)

const (
	// pause is the least time between two searches of a Book that keeps
	// changing.
	pause = 150 * time.Millisecond
	// LookUpEvery is after how many records a Look sees whether it was cancelled.
	LookUpEvery = 4096
)

// Instant is what is looked at: the Book, and when that is.
type Instant struct {
	Book *state.View
	Now  time.Time
}

// Look goes through a Book. What was found last, by this Look or another, saves
// it from looking at all of it again. It reports false when ctx ended it.
type Look[Found any] func(ctx context.Context, at Instant, last Found) (found Found, whole bool)

// Search is what is looked for and how far that is. The zero Search looks for
// nothing.
type Search[Found any] struct {
	look       Look[Found]
	generation int
	cancel     context.CancelFunc
	last       Found
	// running is set while a search is on its way, behind when the Book moved on
	// meanwhile, anew until the first search of a Look has ended.
	running, behind, anew bool
}

// Ended is a search's own message.
type Ended[Found any] struct {
	generation int
	found      Found
}

// Needed reports whether there is anything to look for.
func (s *Search[Found]) Needed() bool { return s.look != nil }

// Awaited reports whether what was asked for last has no answer yet.
func (s *Search[Found]) Awaited() bool { return s.anew }

// Begin looks for something else. A nil Look ends the search.
func (s *Search[Found]) Begin(at Instant, look Look[Found]) tea.Cmd {
	if s.cancel != nil {
		s.cancel()
	}
	s.generation++
	s.look, s.cancel = look, nil
	s.running, s.behind, s.anew = false, false, look != nil
	if look == nil {
		return nil
	}
	return s.start(at, 0)
}

// Renew looks through a Book that has changed, as soon as that is due.
func (s *Search[Found]) Renew(at Instant) tea.Cmd {
	if s.running {
		s.behind = true
		return nil
	}
	return s.start(at, pause)
}

// Take takes in the end of a search: what was found, and whether it is the
// first answer to something else than before. A stale end is not ok.
func (s *Search[Found]) Take(msg tea.Msg, at Instant) (found Found, anew, ok bool, cmd tea.Cmd) {
	ended, is := msg.(Ended[Found])
	if !is || ended.generation != s.generation || !s.running {
		return found, false, false, nil
	}
	behind := s.behind
	s.last = ended.found
	anew, s.running, s.behind, s.anew = s.anew, false, false, false
	if behind {
		cmd = s.start(at, pause)
	}
	return ended.found, anew, true, cmd
}

func (s *Search[Found]) start(at Instant, after time.Duration) tea.Cmd {
	ctx, cancel := context.WithCancel(context.Background())
	s.running, s.behind, s.cancel = true, false, cancel
	s.generation++
	look, last, generation := s.look, s.last, s.generation
	return func() tea.Msg {
		if after > 0 && !wait(ctx, after) {
			return nil
		}
		found, whole := look(ctx, at, last)
		if !whole {
			return nil
		}
		return Ended[Found]{generation, found}
	}
}

func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
