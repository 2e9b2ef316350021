package spends

import (
	"slices"

	"coffer/state"
	"coffer/ui/spendrow"
)

// rows is requests in some order.
type rows interface {
	Len() int
	ID(index int) string
	Rank(id string) (index int, there bool)
	// at is the record as it is in the book.
	at(book *state.View, index int) *state.Kept
}

// newest is all requests, newest first, as the Book keeps them.
type newest struct{ book *state.View }

func (n newest) Len() int            { return n.book.Spends.Len() }
func (n newest) ID(index int) string { return n.book.Spends.Kept(index).ID() }

func (n newest) Rank(id string) (int, bool) {
	kept := n.book.Kept(id)
	if kept == nil {
		return 0, false
	}
	return n.book.Spends.Sequence.Rank(kept)
}

func (n newest) at(_ *state.View, index int) *state.Kept { return n.book.Spends.Kept(index) }

// found is what a search over one version of the Book came to. The records may
// have changed since; the order is that of the search.
type found struct {
	book    *state.View
	spends  []*state.Kept
	compare func(a, b *state.Kept) int
}

func (f *found) Len() int            { return len(f.spends) }
func (f *found) ID(index int) string { return f.spends[index].ID() }

func (f *found) Rank(id string) (int, bool) {
	kept := f.book.Kept(id)
	if kept == nil {
		return 0, false
	}
	return slices.BinarySearchFunc(f.spends, kept, f.compare)
}

func (f *found) at(book *state.View, index int) *state.Kept {
	if current := book.Kept(f.spends[index].ID()); current != nil {
		return current
	}
	return f.spends[index]
}

// order is how the list is sorted.
type order struct {
	column   spendrow.Column
	reversed bool
}

func (o order) usual() bool { return o == order{} }
