package torture

import (
	"errors"
	"fmt"
	"maps"
	"sync"

	"coffer/api"
	"coffer/state"
)

// witness remembers all that the engines of one folder ever showed, over all
// their lives, and notices when one of them takes something back.
type witness struct {
	mu sync.Mutex
	// intents, spends and swaps are the last sighting of each, by id.
	intents, spends, swaps map[string]sighting
	// present is the intents that the engine of now has shown.
	present map[string]sighting
	// doubted is the intents whose outcome was unknown for a while.
	doubted map[string]bool
	// quotes is the quote that each order to swap got.
	quotes map[string]string
	// recorded and problems are how each order was answered.
	recorded map[string]bool
	problems map[string]*problem
	wrong    []error
}

func newWitness() *witness {
	return &witness{
		intents: make(map[string]sighting), spends: make(map[string]sighting), swaps: make(map[string]sighting),
		present: make(map[string]sighting), doubted: make(map[string]bool),
		quotes: make(map[string]string), recorded: make(map[string]bool), problems: make(map[string]*problem),
	}
}

// newLife forgets what the last engine had on its screen.
func (w *witness) newLife() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.present)
}

// see takes in a line of an engine.
func (w *witness) see(seen sighting) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch seen.What {
	case sawQuoted:
		w.quotes[seen.Order] = seen.Effect
	case sawProblem:
		w.problems[seen.Order] = seen.Problem
	case sawRecorded:
		w.recorded[seen.Order] = true
		if _, known := w.intents[seen.ID]; !known {
			fresh := sighting{What: sawIntent, ID: seen.ID, State: string(state.IntentRecorded), Effect: seen.Effect}
			w.intents[seen.ID], w.present[seen.ID] = fresh, fresh
		}
	case sawIntent:
		before := w.intents[seen.ID]
		if before.resolved() && (seen.State != before.State || seen.Subject != before.Subject) {
			w.accuse("intent %s was shown as %s %s, then as %s %s", seen.ID, before.State, before.Subject, seen.State, seen.Subject)
		}
		w.intents[seen.ID], w.present[seen.ID] = seen, seen
		if seen.State == string(state.IntentUnknown) {
			w.doubted[seen.ID] = true
		}
	case sawSpend:
		before := w.spends[seen.ID]
		if api.SpendStatus(before.State).Final() && seen.State != before.State {
			w.accuse("request %s was shown as %s, then as %s", seen.ID, before.State, seen.State)
		}
		w.spends[seen.ID] = seen
	case sawSwap:
		before := w.swaps[seen.ID]
		if before.Reference != "" && seen.Reference != before.Reference {
			w.accuse("swap %s was booked as %s, then as %q", seen.ID, before.Reference, seen.Reference)
		}
		w.swaps[seen.ID] = seen
	}
}

func (w *witness) accuse(format string, arguments ...any) {
	w.wrong = append(w.wrong, fmt.Errorf(format, arguments...))
}

// verdict is everything that an engine took back so far.
func (w *witness) verdict() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.wrong...)
}

// unresolved is the intents on the screen of now whose outcome is not known.
func (w *witness) unresolved() []sighting {
	w.mu.Lock()
	defer w.mu.Unlock()
	var open []sighting
	for _, intent := range w.present {
		if !intent.resolved() {
			open = append(open, intent)
		}
	}
	return open
}

// intentOf is the intent that an order became, if it did, and whether it was
// ever in doubt.
func (w *witness) intentOf(order string) (intent sighting, doubted, found bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	effect := order
	if quote, swaps := w.quotes[order]; swaps {
		effect = quote
	}
	for _, intent := range w.intents {
		if intent.Effect == effect {
			return intent, w.doubted[intent.ID], true
		}
	}
	return sighting{Effect: effect}, false, false
}

// answered reports whether the screen said how an order ended, for now.
func (w *witness) answered(order string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.recorded[order] || w.problems[order] != nil
}

func (w *witness) problemOf(order string) *problem {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.problems[order]
}

// compare holds the journal that a killed engine left against what was shown.
func (w *witness) compare(left *remains) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var wrong []error
	for id, shown := range w.intents {
		kept, found := left.intents[id]
		switch {
		case !found:
			wrong = append(wrong, fmt.Errorf("intent %s was shown and is not in the journal", id))
		case shown.resolved() && (string(kept.State) != shown.State || kept.Subject != shown.Subject):
			wrong = append(wrong, fmt.Errorf("intent %s was shown as %s %s, and the journal has %s %s",
				id, shown.State, shown.Subject, kept.State, kept.Subject))
		}
	}
	for id, shown := range w.spends {
		kept, found := left.spends[id]
		if !found || (api.SpendStatus(shown.State).Final() && string(kept.Status) != shown.State) {
			wrong = append(wrong, fmt.Errorf("request %s was shown as %s, and the journal has %q", id, shown.State, kept.Status))
		}
	}
	for id, shown := range w.swaps {
		kept, found := left.swaps[id]
		if !found || (shown.Reference != "" && (kept.Reference != shown.Reference || left.references[id] != shown.Reference)) {
			wrong = append(wrong, fmt.Errorf("swap %s was shown as booked %q, and the journal has %q and %q",
				id, shown.Reference, kept.Reference, left.references[id]))
		}
	}
	return errors.Join(wrong...)
}

// allPresent reports whether the engine of now shows every intent that its
// predecessor left open.
func (w *witness) allPresent(left *remains) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, intent := range left.intents {
		if _, shown := w.present[id]; intent.Unresolved() && !shown {
			return false
		}
	}
	return true
}

// records is the last sighting of each request and each swap.
func (w *witness) records() (spends, swaps map[string]sighting) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.spends), maps.Clone(w.swaps)
}
