package swaps

import (
	"slices"

	"coffer/state"
	"coffer/ui/screen"
)

// rows is the confirmed swaps that are unresolved or came to nothing, then the
// swaps that the bank has.
type rows struct {
	book    *state.View
	intents []*state.Intent
}

func rowsOf(book *state.View) rows {
	r := rows{book: book}
	for _, intent := range book.Intents {
		if listed(intent) {
			r.intents = append(r.intents, intent)
		}
	}
	return r
}

// listed reports whether an intent has a row of its own. A person who was told
// that an outcome is unknown has to see what it came to, so only one that
// became a swap goes.
func listed(intent *state.Intent) bool {
	if intent.Kind != state.IntentSwap {
		return false
	}
	switch intent.State {
	case state.IntentRefused, state.IntentNotSent:
		return true
	}
	return intent.Unresolved()
}

func (r rows) Len() int { return len(r.intents) + r.book.Swaps.Len() }

func (r rows) at(index int) screen.Subject {
	if index < len(r.intents) {
		return r.intents[index]
	}
	return r.book.Swaps.At(index - len(r.intents))
}

func (r rows) ID(index int) string {
	if index < len(r.intents) {
		return r.intents[index].ID
	}
	return r.book.Swaps.At(index - len(r.intents)).ID
}

// Rank also finds an intent that became a swap: where the swap stands.
func (r rows) Rank(id string) (int, bool) {
	if i := slices.IndexFunc(r.intents, func(intent *state.Intent) bool { return intent.ID == id }); i >= 0 {
		return i, true
	}
	swap := r.book.Swap(r.became(id))
	if swap == nil {
		return 0, false
	}
	rank, there := r.book.Swaps.Rank(swap)
	return len(r.intents) + rank, there
}

// became is the swap that an intent became, and else the id itself.
func (r rows) became(id string) string {
	for _, intent := range r.book.Intents {
		if intent.ID == id && intent.Subject != "" {
			return intent.Subject
		}
	}
	return id
}
