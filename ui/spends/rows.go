package spends

import (
	"coffer/state"
	"coffer/ui/filter"
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

// listing is what a search over one version of the Book came to. The records
// may have changed since; the order is that of the search.
type listing struct {
	book  *state.View
	order order
	// sorted is all requests in the order of the column.
	sorted state.Sequence[*state.Kept]
	// sifted is those of them that answer the filter; nil without one.
	sifted *filter.Sifted
}

func (l *listing) Len() int {
	if l.sifted != nil {
		return l.sifted.Len()
	}
	return l.sorted.Len()
}

func (l *listing) ID(index int) string { return l.entry(index).ID() }

func (l *listing) Rank(id string) (int, bool) {
	kept := l.book.Kept(id)
	if kept == nil {
		return 0, false
	}
	rank, there := 0, false
	if l.sifted != nil {
		rank, there = l.sifted.Rank(kept)
	} else {
		rank, there = l.sorted.Rank(kept)
	}
	return l.turned(rank), there
}

func (l *listing) at(book *state.View, index int) *state.Kept {
	listed := l.entry(index)
	if current := book.Kept(listed.ID()); current != nil {
		return current
	}
	return listed
}

func (l *listing) entry(index int) *state.Kept {
	if l.sifted != nil {
		return l.sifted.At(l.turned(index))
	}
	return l.sorted.At(l.turned(index))
}

// turned is a place in the order the other way round, when that is asked for.
// What only resembles the filter stays behind the rest.
func (l *listing) turned(index int) int {
	first, behind := 0, l.Len()
	if l.sifted != nil {
		typed := l.sifted.Totals.Count - l.sifted.Totals.Loose
		if index >= typed {
			first = typed
		} else {
			behind = typed
		}
	}
	if !l.order.reversed {
		return index
	}
	return first + behind - 1 - index
}

// order is how the list is sorted.
type order struct {
	column   spendrow.Column
	reversed bool
}

func (o order) usual() bool { return o == order{} }
