package details

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/history"
	"coffer/ui/screen"
)

const (
	// gatherPause lets a cursor that runs through the list pass by.
	gatherPause = 120 * time.Millisecond
	// gatherLimit is the longest that gathering may take.
	gatherLimit = 10 * time.Second
)

// Trail reads every entry about a record, oldest first.
type Trail func(ctx context.Context, subject string) ([]state.Entry, error)

// Gathered is the details' own message: what had to be looked up arrived.
type Gathered struct {
	generation int
	trail      []state.Entry
	history    history.Answer
	problem    *state.Problem
}

// Gather looks up what the record itself doesn't hold: its trail and its
// surroundings. It returns nil when there is nothing to look up.
func (d *Details) Gather(book *state.View, trail Trail) tea.Cmd {
	id := ID(d.subject)
	if !d.stale || id == "" {
		return nil
	}
	d.stale = false
	d.generation++
	if d.cancel != nil {
		d.cancel()
	}
	ctx, cancel := context.WithTimeout(context.Background(), gatherLimit)
	d.cancel = cancel
	subject, generation := d.subject, d.generation
	return func() tea.Msg {
		defer cancel()
		select {
		case <-time.After(gatherPause):
		case <-ctx.Done():
			return nil
		}
		gathered := Gathered{generation: generation}
		if spend, ok := subject.(*state.Spend); ok {
			if amount, ok := spend.Summable(); ok {
				gathered.history = history.Ask(ctx, book, history.Question{
					Merchant: spend.Merchant, Amount: amount, At: spend.Born(), Except: spend.ID,
				})
			}
		}
		entries, err := trail(ctx, id)
		gathered.trail, gathered.problem = entries, state.ExplainRead(err)
		if ctx.Err() == context.Canceled {
			return nil
		}
		return gathered
	}
}

// ID is the id of the record that a subject is, or is about.
func ID(subject screen.Subject) string {
	switch subject := subject.(type) {
	case *state.Spend:
		return subject.ID
	case *state.Swap:
		return subject.ID
	case *state.Intent:
		return subject.ID
	case *state.Entry:
		return subject.Subject
	}
	return ""
}
