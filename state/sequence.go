package state

import (
	"iter"
	"slices"
	"sort"
)

// ChunkSize is how many entries one chunk holds at most. A change
// copies one chunk and the list of chunks, so it balances the two.
const ChunkSize = 256

// Sequence is an immutable sorted list. Readers may keep one for as long as
// they like; Get, Rank and Insert cost O(log n) plus one chunk.
type Sequence[T any] struct {
	compare func(a, b T) int
	chunks  []chunk[T]
	// starts[i] is how many entries stand before chunk i.
	starts []int
	size   int
}

type chunk[T any] struct {
	entries []T
}

// NewSequence makes an empty sequence in the order of compare, which must tell
// any two different entries apart.
func NewSequence[T any](compare func(a, b T) int) Sequence[T] {
	return Sequence[T]{compare: compare}
}

// Len is how many entries there are.
func (s Sequence[T]) Len() int { return s.size }

// At is the entry at index, which must be in [0, Len).
func (s Sequence[T]) At(index int) T {
	if first := s.chunks[0].entries; index < len(first) {
		// What comes first is what screens show most.
		return first[index]
	}
	i := sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > index }) - 1
	return s.chunks[i].entries[index-s.starts[i]]
}

// Rank is how many entries stand before the entry, and whether it is there itself.
func (s Sequence[T]) Rank(entry T) (int, bool) {
	return s.RankFunc(func(other T) int { return s.compare(other, entry) })
}

// RankFunc is Rank of the entry for which order is 0; it is negative for those
// before it and positive for those behind.
func (s Sequence[T]) RankFunc(order func(entry T) int) (int, bool) {
	if len(s.chunks) == 0 {
		return 0, false
	}
	i, j, found := s.find(order)
	return s.starts[i] + j, found
}

// Find is the entry that equals probe in the order, if it is there.
func (s Sequence[T]) Find(probe T) (T, bool) {
	return s.FindFunc(func(other T) int { return s.compare(other, probe) })
}

// FindFunc is the entry for which order is 0, as for RankFunc.
func (s Sequence[T]) FindFunc(order func(entry T) int) (T, bool) {
	var none T
	if len(s.chunks) == 0 {
		return none, false
	}
	i, j, found := s.find(order)
	if !found {
		return none, false
	}
	return s.chunks[i].entries[j], true
}

// From yields the entries from index on, in order.
func (s Sequence[T]) From(index int) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for ; index < s.size; index++ {
			if !yield(index, s.At(index)) {
				return
			}
		}
	}
}

// Chunks yields the entries in runs, none of them empty. A run never changes,
// and two versions of a sequence share all that no change has touched: they
// are the same when they begin at the same address and are as long.
func (s Sequence[T]) Chunks() iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for i := range s.chunks {
			if !yield(s.chunks[i].entries) {
				return
			}
		}
	}
}

// editor changes a sequence while copying each chunk at most once per batch.
// The sequence that it began with stays as it was.
type editor[T any] struct {
	Sequence[T]
	owned []bool
}

func (s Sequence[T]) edit() *editor[T] {
	edited := &editor[T]{Sequence: s, owned: make([]bool, len(s.chunks))}
	edited.chunks = slices.Clone(s.chunks)
	return edited
}

// done is the changed sequence; the editor must not be used after it.
func (e *editor[T]) done() Sequence[T] {
	e.starts = make([]int, len(e.chunks))
	e.size = 0
	for i := range e.chunks {
		e.starts[i] = e.size
		e.size += len(e.chunks[i].entries)
	}
	return e.Sequence
}

// put adds the entry, or replaces its equal.
func (e *editor[T]) put(entry T) {
	if len(e.chunks) == 0 {
		e.chunks = []chunk[T]{{entries: []T{entry}}}
		e.owned = []bool{true}
		return
	}
	i, j, found := e.place(entry)
	if found {
		e.own(i)
		e.chunks[i].entries[j] = entry
		return
	}
	if len(e.chunks[i].entries) == ChunkSize {
		i, j = e.split(i, j)
	}
	e.own(i)
	e.chunks[i].entries = slices.Insert(e.chunks[i].entries, j, entry)
}

// remove takes the entry out, if it is there.
func (e *editor[T]) remove(entry T) {
	if len(e.chunks) == 0 {
		return
	}
	i, j, found := e.place(entry)
	if !found {
		return
	}
	e.own(i)
	e.chunks[i].entries = slices.Delete(e.chunks[i].entries, j, j+1)
	if len(e.chunks[i].entries) == 0 {
		e.chunks = slices.Delete(e.chunks, i, i+1)
		e.owned = slices.Delete(e.owned, i, i+1)
	}
}

func (e *editor[T]) own(i int) {
	if e.owned[i] {
		return
	}
	e.chunks[i].entries = append(make([]T, 0, ChunkSize), e.chunks[i].entries...)
	e.owned[i] = true
}

// split makes room for an entry at place j of the full chunk i, and tells where
// it goes now. Halves would stay half empty for ever where entries come in
// order, as they do at both ends, so there the full chunk stays full.
func (e *editor[T]) split(i, j int) (int, int) {
	switch {
	case j == ChunkSize && i == len(e.chunks)-1:
		e.insert(i+1, make([]T, 0, ChunkSize))
		return i + 1, 0
	case j == 0 && i == 0:
		e.insert(0, make([]T, 0, ChunkSize))
		return 0, 0
	}
	const half = ChunkSize / 2
	whole := e.chunks[i].entries
	e.insert(i+1, append(make([]T, 0, ChunkSize), whole[half:]...))
	e.chunks[i].entries = append(make([]T, 0, ChunkSize), whole[:half]...)
	e.owned[i] = true
	if j > half {
		return i + 1, j - half
	}
	return i, j
}

func (e *editor[T]) insert(i int, entries []T) {
	e.chunks = slices.Insert(e.chunks, i, chunk[T]{entries})
	e.owned = slices.Insert(e.owned, i, true)
}

func (e *editor[T]) place(entry T) (i, j int, found bool) {
	return e.find(func(other T) int { return e.compare(other, entry) })
}

// find is the chunk and place of the entry for which order is 0, or where it
// would go. There is at least one chunk, and none is empty.
func (s Sequence[T]) find(order func(entry T) int) (i, j int, found bool) {
	i = sort.Search(len(s.chunks), func(i int) bool { return order(s.chunks[i].entries[0]) > 0 }) - 1
	i = max(i, 0)
	entries := s.chunks[i].entries
	j = sort.Search(len(entries), func(j int) bool { return order(entries[j]) >= 0 })
	return i, j, j < len(entries) && order(entries[j]) == 0
}
