package spends

import (
	"context"
	"slices"
	"sync"

	"coffer/state"
	"coffer/ui/filter"
	"coffer/ui/search"
	"coffer/ui/spendrow"
)

// wanted is which requests are listed, and in which order.
type wanted struct {
	query filter.Query
	order order
}

// look is how the wanted are found; nil when the Book's own order is what is
// wanted.
func (w wanted) look() search.Look[*listing] {
	if w.query.Empty() && w.order.usual() {
		return nil
	}
	return func(ctx context.Context, at search.Instant, last *listing) (*listing, bool) {
		found := &listing{book: at.Book, order: w.order, sorted: at.Book.Spends.Sequence}
		if w.order.column != spendrow.ByAge {
			found.sorted = sortBy(ctx, w.order.column, at.Book, last)
		}
		if w.query.Empty() || ctx.Err() != nil {
			return found, ctx.Err() == nil
		}
		var before *filter.Sifted
		if last != nil {
			before = last.sifted
		}
		var whole bool
		found.sifted, whole = w.query.Sift(ctx, found.sorted, state.MomentOf(at.Now), before)
		return found, whole
	}
}

// sortBy is all requests in the order of a column. Once they are, only what has
// changed since is put in its place.
func sortBy(ctx context.Context, column spendrow.Column, book *state.View, last *listing) state.Sequence[*state.Kept] {
	if last != nil && last.order.column == column {
		gone, came := state.Differences(last.book.Spends.Sequence, book.Spends.Sequence)
		return last.sorted.Changed(gone, came)
	}
	all := make([]*state.Kept, 0, book.Spends.Len())
	for chunk := range book.Spends.Chunks() {
		all = append(all, chunk...)
	}
	return state.SequenceOf(column.Compare, sorted(ctx, all, column.Compare))
}

// sorted sorts two halves at once and merges them. What it returns is
// meaningless once ctx has ended.
func sorted(ctx context.Context, all []*state.Kept, compare func(a, b *state.Kept) int) []*state.Kept {
	lower, upper := all[:len(all)/2], all[len(all)/2:]
	var working sync.WaitGroup
	for _, half := range [][]*state.Kept{lower, upper} {
		working.Go(func() { slices.SortFunc(half, compare) })
	}
	working.Wait()
	merged := make([]*state.Kept, 0, len(all))
	for len(lower) > 0 && len(upper) > 0 && ctx.Err() == nil {
		if compare(lower[0], upper[0]) <= 0 {
			merged, lower = append(merged, lower[0]), lower[1:]
		} else {
			merged, upper = append(merged, upper[0]), upper[1:]
		}
	}
	return append(append(merged, lower...), upper...)
}
