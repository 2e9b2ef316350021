package export

import (
	"cmp"
	"slices"
	"strings"

	"coffer/state"
)

// pageSize is how many spend requests are in memory at a time.
const pageSize = 2_000

// place is where a record stands in an export: by time, then by id, which no
// order of arrival changes.
type place struct {
	at state.Moment
	id string
}

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.at, other.at), strings.Compare(p.id, other.id))
}

func (r *run) receipts() error {
	swaps, err := r.source.Swaps(r.ctx)
	if err != nil {
		return err
	}
	r.progress.Looked = len(swaps)
	var receipts []Receipt
	for _, swap := range swaps {
		for _, receipt := range receiptsOf(swap) {
			if r.request.Span.holds(receipt.at) {
				receipts = append(receipts, receipt)
			}
		}
	}
	slices.SortFunc(receipts, func(a, b Receipt) int {
		return cmp.Or(place{a.at, a.SwapID}.compare(place{b.at, b.SwapID}), cmp.Compare(a.number(), b.number()))
	})
	r.progress.Found = len(receipts)
	for _, receipt := range receipts {
		if err := r.wrote(r.shape.receipt(receipt)); err != nil {
			return err
		}
	}
	return nil
}

// spends walks the journal twice: once for the order, keeping a time and an id
// of each request, and once for the requests themselves, a page at a time.
func (r *run) spends() error {
	var places []place
	err := r.source.EachSpend(r.ctx, func(spend *state.Spend) error {
		if at := filedSpend(spend); r.request.Span.holds(at) {
			places = append(places, place{at, spend.ID})
			r.progress.Found++
		}
		r.progress.Looked++
		r.told(r.progress.Looked)
		return r.ctx.Err()
	})
	if err != nil {
		return err
	}
	slices.SortFunc(places, place.compare)
	who, err := r.hands()
	if err != nil {
		return err
	}
	for page := range slices.Chunk(places, pageSize) {
		if err := r.spendPage(page, who); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) spendPage(page []place, who hands) error {
	ids := make([]string, len(page))
	for i, place := range page {
		ids[i] = place.id
	}
	spends, err := r.source.SpendsOf(r.ctx, ids)
	if err != nil {
		return err
	}
	slices.SortFunc(spends, func(a, b *state.Spend) int {
		return place{filedSpend(a), a.ID}.compare(place{filedSpend(b), b.ID})
	})
	for _, spend := range spends {
		if err := r.wrote(r.shape.spend(spendOf(spend, who))); err != nil {
			return err
		}
	}
	return nil
}
