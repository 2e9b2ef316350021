package state

import (
	"iter"
	"sort"
)

// ChunkSize is how many entries one chunk holds at most, and groupSize how many
// chunks a group does. A change copies one chunk, one group and the list of
// groups, so they balance the three.
const (
	ChunkSize = 256
	groupSize = 64
)

// Sequence is an immutable sorted list. Readers may keep one for as long as
// they like; Get, Rank and Insert cost O(log n) plus one chunk and one group.
type Sequence[T any] struct {
	compare func(a, b T) int
	groups  []*group[T]
	// starts[i] is how many entries stand before group i.
	starts []int
	size   int
}

// group is a run of chunks; none is empty.
type group[T any] struct {
	chunks []*chunk[T]
	// starts[i] is how many entries of the group stand before its chunk i.
	starts []int
	size   int
	owner  *edit
}

type chunk[T any] struct {
	entries []T
	owner   *edit
}

// edit names a batch of changes: what bears its name was made in it, and may
// still change. It isn't empty, so that no two have the same address.
type edit struct{ _ byte }

// NewSequence makes an empty sequence in the order of compare, which must tell
// any two different entries apart.
func NewSequence[T any](compare func(a, b T) int) Sequence[T] {
	return Sequence[T]{compare: compare}
}

// Len is how many entries there are.
func (s Sequence[T]) Len() int { return s.size }

// At is the entry at index, which must be in [0, Len).
func (s Sequence[T]) At(index int) T {
	if first := s.groups[0].chunks[0].entries; index < len(first) {
		// What comes first is what screens show most.
		return first[index]
	}
	g := startedBefore(s.starts, index)
	within := s.groups[g]
	index -= s.starts[g]
	k := startedBefore(within.starts, index)
	return within.chunks[k].entries[index-within.starts[k]]
}

// startedBefore is the last of the runs that begins at index or before it.
func startedBefore(starts []int, index int) int {
	return sort.Search(len(starts), func(i int) bool { return starts[i] > index }) - 1
}

// Rank is how many entries stand before the entry, and whether it is there itself.
func (s Sequence[T]) Rank(entry T) (int, bool) {
	return s.RankFunc(func(other T) int { return s.compare(other, entry) })
}

// RankFunc is Rank of the entry for which order is 0; it is negative for those
// before it and positive for those behind.
func (s Sequence[T]) RankFunc(order func(entry T) int) (int, bool) {
	if len(s.groups) == 0 {
		return 0, false
	}
	at, found := s.find(order)
	return s.starts[at.group] + s.groups[at.group].starts[at.chunk] + at.entry, found
}

// Find is the entry that equals probe in the order, if it is there.
func (s Sequence[T]) Find(probe T) (T, bool) {
	return s.FindFunc(func(other T) int { return s.compare(other, probe) })
}

// FindFunc is the entry for which order is 0, as for RankFunc.
func (s Sequence[T]) FindFunc(order func(entry T) int) (T, bool) {
	var none T
	if len(s.groups) == 0 {
		return none, false
	}
	at, found := s.find(order)
	if !found {
		return none, false
	}
	return s.groups[at.group].chunks[at.chunk].entries[at.entry], true
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
		for _, group := range s.groups {
			for _, chunk := range group.chunks {
				if !yield(chunk.entries) {
					return
				}
			}
		}
	}
}

// find is the place of the entry for which order is 0, or where it would go.
// There is at least one entry.
func (s Sequence[T]) find(order func(entry T) int) (at place, found bool) {
	at.group = lastBefore(len(s.groups), func(i int) T { return s.groups[i].chunks[0].entries[0] }, order)
	chunks := s.groups[at.group].chunks
	at.chunk = lastBefore(len(chunks), func(i int) T { return chunks[i].entries[0] }, order)
	entries := chunks[at.chunk].entries
	at.entry = sort.Search(len(entries), func(i int) bool { return order(entries[i]) >= 0 })
	return at, at.entry < len(entries) && order(entries[at.entry]) == 0
}

// lastBefore is the last of n runs whose first entry isn't behind what is
// looked for, or the first of them.
func lastBefore[T any](n int, first func(int) T, order func(T) int) int {
	return max(0, sort.Search(n, func(i int) bool { return order(first(i)) > 0 })-1)
}

// place is where an entry stands: in which group, in which of its chunks, and
// where in that.
type place struct{ group, chunk, entry int }
