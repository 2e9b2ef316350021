package state

import (
	"iter"
	"slices"
	"sort"
)

// chunkSize is how many entries one chunk holds before it splits. A change
// copies one chunk and the list of chunks, so it balances the two.
const chunkSize = 256

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
	i := sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > index }) - 1
	return s.chunks[i].entries[index-s.starts[i]]
}

// Rank is how many entries stand before the entry, and whether it is there itself.
func (s Sequence[T]) Rank(entry T) (int, bool) {
	if len(s.chunks) == 0 {
		return 0, false
	}
	i, j, found := s.find(entry)
	return s.starts[i] + j, found
}

// Find is the entry that equals probe in the order, if it is there.
func (s Sequence[T]) Find(probe T) (T, bool) {
	var none T
	if len(s.chunks) == 0 {
		return none, false
	}
	i, j, found := s.find(probe)
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
	i, j, found := e.find(entry)
	e.own(i)
	if found {
		e.chunks[i].entries[j] = entry
		return
	}
	e.chunks[i].entries = slices.Insert(e.chunks[i].entries, j, entry)
	if len(e.chunks[i].entries) > chunkSize {
		e.split(i)
	}
}

// remove takes the entry out, if it is there.
func (e *editor[T]) remove(entry T) {
	if len(e.chunks) == 0 {
		return
	}
	i, j, found := e.find(entry)
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
	e.chunks[i].entries = append(make([]T, 0, chunkSize+1), e.chunks[i].entries...)
	e.owned[i] = true
}

func (e *editor[T]) split(i int) {
	whole := e.chunks[i].entries
	half := len(whole) / 2
	upper := append(make([]T, 0, chunkSize+1), whole[half:]...)
	clear(whole[half:])
	e.chunks[i].entries = whole[:half]
	e.chunks = slices.Insert(e.chunks, i+1, chunk[T]{entries: upper})
	e.owned = slices.Insert(e.owned, i+1, true)
}

// find is the chunk and place of the entry, or where it would go. There is at
// least one chunk, and none is empty.
func (s Sequence[T]) find(entry T) (i, j int, found bool) {
	i = sort.Search(len(s.chunks), func(i int) bool {
		return s.compare(s.chunks[i].entries[0], entry) > 0
	}) - 1
	i = max(i, 0)
	j, found = slices.BinarySearchFunc(s.chunks[i].entries, entry, s.compare)
	return i, j, found
}
