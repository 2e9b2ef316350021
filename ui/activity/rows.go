package activity

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"coffer/state"
	"coffer/ui/filter"
	"coffer/ui/search"
)

// rows is entries, newest first. They are named by their number.
type rows interface {
	Len() int
	ID(index int) string
	Rank(id string) (index int, there bool)
	at(index int) *state.Entry
}

// newest is the activity as the Book keeps it.
type newest struct{ book *state.View }

func (n newest) Len() int                  { return n.book.Activity.Len() }
func (n newest) ID(index int) string       { return name(n.at(index)) }
func (n newest) at(index int) *state.Entry { return n.book.Activity.At(index) }

func (n newest) Rank(id string) (int, bool) {
	seq, named := number(id)
	if !named {
		return 0, false
	}
	return n.book.Activity.Rank(&state.Entry{Seq: seq})
}

// found is the entries that answer a filter.
type found []*state.Entry

func (f found) Len() int                  { return len(f) }
func (f found) ID(index int) string       { return name(f[index]) }
func (f found) at(index int) *state.Entry { return f[index] }

func (f found) Rank(id string) (int, bool) {
	seq, named := number(id)
	if !named {
		return 0, false
	}
	return slices.BinarySearchFunc(f, seq, func(entry *state.Entry, seq int64) int { return cmp.Compare(seq, entry.Seq) })
}

func lookFor(query filter.Query) search.Look[found] {
	return func(ctx context.Context, at search.Instant, _ found) (found, bool) {
		var hits found
		for i, entry := range at.Book.Activity.From(0) {
			if i%search.LookUpEvery == 0 && ctx.Err() != nil {
				return nil, false
			}
			if query.MatchesEntry(entry, state.MomentOf(at.Now)) {
				hits = append(hits, entry)
			}
		}
		return hits, ctx.Err() == nil
	}
}

func name(entry *state.Entry) string { return strconv.FormatInt(entry.Seq, 10) }

func number(id string) (int64, bool) {
	seq, err := strconv.ParseInt(id, 10, 64)
	return seq, err == nil
}
