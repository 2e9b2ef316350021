package spends

import (
	"context"
	"slices"

	"coffer/state"
	"coffer/ui/filter"
	"coffer/ui/search"
)

// wanted is which requests are listed, and in which order.
type wanted struct {
	query filter.Query
	order order
}

// look is how the wanted are found; nil when the Book's own order is what is
// wanted.
func (w wanted) look() search.Look[*found] {
	if w.query.Empty() && w.order.usual() {
		return nil
	}
	return func(ctx context.Context, book *state.View) (*found, bool) {
		hits := &found{book: book, compare: w.order.column.Compare(w.order.reversed)}
		var spend state.Spend
		for i, kept := range book.Spends.Sequence.From(0) {
			if i%search.LookUpEvery == 0 && ctx.Err() != nil {
				return nil, false
			}
			kept.Read(&spend)
			if w.query.Matches(&spend) {
				hits.spends = append(hits.spends, kept)
			}
		}
		if !w.order.usual() {
			slices.SortFunc(hits.spends, hits.compare)
		}
		return hits, ctx.Err() == nil
	}
}
