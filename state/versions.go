package state

import "slices"

// SequenceOf makes a sequence of entries that are in the order of compare
// already, each once.
func SequenceOf[T any](compare func(a, b T) int, sorted []T) Sequence[T] {
	edited := NewSequence(compare).edit()
	for run := range slices.Chunk(sorted, ChunkSize) {
		edited.append(run)
	}
	return edited.done()
}

// Changed is the sequence without what is gone and with what came. It costs
// what changed.
func (s Sequence[T]) Changed(gone, came []T) Sequence[T] {
	if len(gone)+len(came) == 0 {
		return s
	}
	edited := s.edit()
	for _, entry := range gone {
		edited.remove(entry)
	}
	for _, entry := range came {
		edited.put(entry)
	}
	return edited.done()
}

// Differences tells what only the earlier and what only the later of two
// versions of a sequence has. It looks into those chunks alone that the two
// don't share.
func Differences[T comparable](before, after Sequence[T]) (gone, came []T) {
	type run struct {
		first  *T
		length int
	}
	runOf := func(entries []T) run { return run{&entries[0], len(entries)} }
	shared := make(map[run]bool, before.Len()/ChunkSize+1)
	for entries := range before.Chunks() {
		shared[runOf(entries)] = false
	}
	fresh := make(map[T]bool)
	for entries := range after.Chunks() {
		if _, known := shared[runOf(entries)]; known {
			shared[runOf(entries)] = true
			continue
		}
		for _, entry := range entries {
			fresh[entry] = true
		}
	}
	for entries := range before.Chunks() {
		if shared[runOf(entries)] {
			continue
		}
		for _, entry := range entries {
			if fresh[entry] {
				delete(fresh, entry)
			} else {
				gone = append(gone, entry)
			}
		}
	}
	for entry := range fresh {
		came = append(came, entry)
	}
	return gone, came
}
