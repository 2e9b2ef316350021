package spends

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/filter"
)

const (
	// searchPause is the least time between two searches of a Book that keeps
	// changing.
	searchPause = 150 * time.Millisecond
	// lookUpEvery is after how many records a search looks whether it was
	// cancelled.
	lookUpEvery = 4096
)

// Searched is the screen's own message: a search ended.
type Searched struct {
	generation int
	found      *found
}

// search is what is looked for and how far that is.
type search struct {
	query      filter.Query
	order      order
	generation int
	cancel     context.CancelFunc
	// behind is set when the Book moved on while a search ran.
	running, behind bool
}

// needed reports whether the Book's own order isn't what is wanted.
func (s *search) needed() bool { return !s.query.Empty() || !s.order.usual() }

// begin cancels what runs and searches anew, after pause.
func (s *search) begin(book *state.View, pause time.Duration) tea.Cmd {
	s.stop()
	if !s.needed() {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.running, s.behind, s.cancel = true, false, cancel
	query, order, generation := s.query, s.order, s.generation
	return func() tea.Msg {
		if pause > 0 && !wait(ctx, pause) {
			return nil
		}
		hits, whole := run(ctx, book, query, order)
		if !whole {
			return nil
		}
		return Searched{generation, hits}
	}
}

// stop cancels what runs.
func (s *search) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	s.generation++
	s.running, s.behind, s.cancel = false, false, nil
}

func run(ctx context.Context, book *state.View, query filter.Query, order order) (*found, bool) {
	hits := &found{book: book, compare: order.column.Compare(order.reversed)}
	for i, spend := range book.Spends.From(0) {
		if i%lookUpEvery == 0 && ctx.Err() != nil {
			return nil, false
		}
		if query.Matches(spend) {
			hits.spends = append(hits.spends, spend)
		}
	}
	if !order.usual() {
		slices.SortFunc(hits.spends, hits.compare)
	}
	return hits, ctx.Err() == nil
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
