package filter

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"coffer/state"
)

// workers is how many go through a sequence at once.
const workers = 2

// Sifted is a sequence of requests looked at through a question: those that
// have all of it as it was typed, and behind them those that only resemble it,
// each in the order of the sequence. It never changes, and a Sift of a later
// version of the sequence looks at those chunks alone that are new to it.
type Sifted struct {
	Totals Totals

	query    Query
	sequence state.Sequence[*state.Kept]
	chunks   []sifted
	// typed and loose are how many of either stand before each chunk, and, last,
	// of how many there are.
	typed, loose []int
	// changes is when the answer next changes by itself; 0 for never.
	changes state.Moment
}

// sifted is the answer for one chunk.
type sifted struct {
	block        *block
	typed, loose set
	sums         []Sum
	byAccount    []Sum
	notTold      int
	changes      state.Moment
}

// Totals sums up what a question leaves.
type Totals struct {
	// Loose is how many of Count only resemble what was typed.
	Count, Loose int
	// Sums has a sum for each currency, the largest count first, and ByAccount one
	// for each account and currency.
	Sums, ByAccount []Sum
	// NotTold is how many of Count the sums are without, because their amount
	// isn't told, or can't be.
	NotTold int
}

// Sum is what was asked for in one currency.
type Sum struct {
	state.Money
	// Account is whose requests they are; "" in the sum of all.
	Account string
	Count   int

	total state.Sum
}

// Sift asks the question of every request of the sequence, as it is now. What
// the previous answer, which may be nil and to any question, has looked at
// already is not looked at again. It reports false when ctx ended it.
func (q Query) Sift(ctx context.Context, sequence state.Sequence[*state.Kept], now state.Moment, previous *Sifted) (*Sifted, bool) {
	s := &Sifted{query: q, sequence: sequence}
	chunks := slices.Collect(sequence.Chunks())
	s.chunks = make([]sifted, len(chunks))
	known := previous.known()
	var next atomic.Int64
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(chunks) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				before := known[&chunks[i][0]]
				if before != nil && len(before.block.kept) != len(chunks[i]) {
					before = nil
				}
				s.chunks[i] = q.sift(chunks[i], now, before, previous)
			}
		})
	}
	working.Wait()
	if ctx.Err() != nil {
		return nil, false
	}
	s.sumUp()
	return s, true
}

func (q Query) sift(kept []*state.Kept, now state.Moment, before *sifted, previous *Sifted) sifted {
	var b *block
	switch {
	case before == nil:
		b = newBlock(kept)
	case previous.query.text == q.text && (before.changes == 0 || now < before.changes):
		return *before
	default:
		b = before.block
	}
	s := sifted{block: b, changes: q.changes(b, now)}
	s.typed, s.loose = q.answer(b, now)
	both := s.typed
	both.or(s.loose)
	for g := range b.currencies {
		members := b.currencies[g].members
		members.and(both)
		unsummed := members
		unsummed.without(b.summable)
		s.notTold += unsummed.count()
		members.and(b.summable)
		for a := range b.accounts {
			of := b.accounts[a].members
			of.and(members)
			sum := Sum{Money: state.Money{Currency: b.currencies[g].word}, Account: b.accounts[a].word}
			for i := range of.each() {
				sum.total = sum.total.Plus(b.cents[i])
				sum.Count++
			}
			if sum.Count > 0 {
				s.byAccount = addSum(s.byAccount, sum)
				sum.Account = ""
				s.sums = addSum(s.sums, sum)
			}
		}
	}
	return s
}

// known is the chunks that have been looked at, by where they begin.
func (s *Sifted) known() map[**state.Kept]*sifted {
	if s == nil {
		return nil
	}
	known := make(map[**state.Kept]*sifted, len(s.chunks))
	for i := range s.chunks {
		known[&s.chunks[i].block.kept[0]] = &s.chunks[i]
	}
	return known
}

func (s *Sifted) sumUp() {
	s.typed, s.loose = make([]int, len(s.chunks)+1), make([]int, len(s.chunks)+1)
	for i := range s.chunks {
		chunk := &s.chunks[i]
		s.typed[i+1] = s.typed[i] + chunk.typed.count()
		s.loose[i+1] = s.loose[i] + chunk.loose.count()
		s.Totals.NotTold += chunk.notTold
		for _, sum := range chunk.sums {
			s.Totals.Sums = addSum(s.Totals.Sums, sum)
		}
		for _, sum := range chunk.byAccount {
			s.Totals.ByAccount = addSum(s.Totals.ByAccount, sum)
		}
		if chunk.changes != 0 && (s.changes == 0 || chunk.changes < s.changes) {
			s.changes = chunk.changes
		}
	}
	s.Totals.Loose = s.loose[len(s.chunks)]
	s.Totals.Count = s.typed[len(s.chunks)] + s.Totals.Loose
	largest := func(a, b Sum) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Account, b.Account), strings.Compare(a.Currency, b.Currency))
	}
	slices.SortFunc(s.Totals.Sums, largest)
	slices.SortFunc(s.Totals.ByAccount, largest)
}

// addSum adds to the sum of the same account and currency.
func addSum(sums []Sum, one Sum) []Sum {
	code := one.Code()
	i := slices.IndexFunc(sums, func(sum Sum) bool { return sum.Currency == code && sum.Account == one.Account })
	if i < 0 {
		i = len(sums)
		sums = append(sums, Sum{Account: one.Account})
	}
	sum := &sums[i]
	sum.total = sum.total.Add(one.total)
	sum.Money = sum.total.Money(code)
	sum.Count += one.Count
	return sums
}

// Len is how many there are.
func (s *Sifted) Len() int { return s.Totals.Count }

// At is the request at index, which must be in [0, Len).
func (s *Sifted) At(index int) *state.Kept {
	starts, loose := s.typed, false
	if typed := s.typed[len(s.chunks)]; index >= typed {
		starts, loose, index = s.loose, true, index-typed
	}
	i := sort.Search(len(s.chunks), func(i int) bool { return starts[i+1] > index })
	chunk := &s.chunks[i]
	hits := &chunk.typed
	if loose {
		hits = &chunk.loose
	}
	return chunk.block.kept[hits.at(index-starts[i])]
}

// Rank is where a request of the sequence stands, and whether it is among what
// answers. One that isn't has the place of the next that is, as it was typed.
func (s *Sifted) Rank(kept *state.Kept) (int, bool) {
	rank, found := s.sequence.Rank(kept)
	for i := range s.chunks {
		chunk := &s.chunks[i]
		size := len(chunk.block.kept)
		if rank >= size && i < len(s.chunks)-1 {
			rank -= size
			continue
		}
		rank = min(rank, size-1)
		if chunk.loose.has(rank) {
			return s.typed[len(s.chunks)] + s.loose[i] + chunk.loose.before(rank), found
		}
		return s.typed[i] + chunk.typed.before(rank), found && chunk.typed.has(rank)
	}
	return 0, false
}

// Due reports whether the answer has changed by itself.
func (s *Sifted) Due(now state.Moment) bool { return s.changes != 0 && now >= s.changes }
