package state

import "slices"

// editor changes a sequence while copying each chunk and each group at most
// once per batch. The sequence that it began with stays as it was.
type editor[T any] struct {
	Sequence[T]
	batch *edit
}

func (s Sequence[T]) edit() *editor[T] {
	edited := &editor[T]{Sequence: s, batch: new(edit)}
	edited.groups = slices.Clone(s.groups)
	return edited
}

// done is the changed sequence; the editor must not be used after it.
func (e *editor[T]) done() Sequence[T] {
	e.starts = make([]int, len(e.groups))
	e.size = 0
	for i, group := range e.groups {
		if group.owner == e.batch {
			group.count()
		}
		e.starts[i] = e.size
		e.size += group.size
	}
	return e.Sequence
}

// count brings up to date where the chunks begin.
func (g *group[T]) count() {
	g.starts = make([]int, len(g.chunks))
	g.size = 0
	for i, chunk := range g.chunks {
		g.starts[i] = g.size
		g.size += len(chunk.entries)
	}
}

// put adds the entry, or replaces its equal.
func (e *editor[T]) put(entry T) {
	if len(e.groups) == 0 {
		e.append([]T{entry})
		return
	}
	at, found := e.find(func(other T) int { return e.compare(other, entry) })
	if found {
		e.own(at).entries[at.entry] = entry
		return
	}
	if len(e.groups[at.group].chunks[at.chunk].entries) == ChunkSize {
		at = e.split(at)
	}
	chunk := e.own(at)
	chunk.entries = slices.Insert(chunk.entries, at.entry, entry)
}

// append adds a chunk of entries that come behind all others.
func (e *editor[T]) append(entries []T) {
	if len(e.groups) == 0 {
		e.groups = []*group[T]{e.newGroup(nil)}
	}
	last := len(e.groups) - 1
	e.insert(last, len(e.groups[last].chunks), e.newChunk(entries))
}

// remove takes the entry out, if it is there.
func (e *editor[T]) remove(entry T) {
	if len(e.groups) == 0 {
		return
	}
	at, found := e.find(func(other T) int { return e.compare(other, entry) })
	if !found {
		return
	}
	chunk := e.own(at)
	chunk.entries = slices.Delete(chunk.entries, at.entry, at.entry+1)
	if len(chunk.entries) > 0 {
		return
	}
	group := e.ownGroup(at.group)
	group.chunks = slices.Delete(group.chunks, at.chunk, at.chunk+1)
	if len(group.chunks) == 0 {
		e.groups = slices.Delete(e.groups, at.group, at.group+1)
	}
}

func (e *editor[T]) newChunk(entries []T) *chunk[T] {
	return &chunk[T]{entries: append(make([]T, 0, ChunkSize), entries...), owner: e.batch}
}

func (e *editor[T]) newGroup(chunks []*chunk[T]) *group[T] {
	return &group[T]{chunks: append(make([]*chunk[T], 0, groupSize), chunks...), owner: e.batch}
}

// own is the chunk at a place, as one that may be changed.
func (e *editor[T]) own(at place) *chunk[T] {
	group := e.ownGroup(at.group)
	if known := group.chunks[at.chunk]; known.owner != e.batch {
		group.chunks[at.chunk] = e.newChunk(known.entries)
	}
	return group.chunks[at.chunk]
}

// ownGroup is the group, as one that may be changed.
func (e *editor[T]) ownGroup(i int) *group[T] {
	if known := e.groups[i]; known.owner != e.batch {
		e.groups[i] = e.newGroup(known.chunks)
	}
	return e.groups[i]
}

// split makes room for an entry in a full chunk, and tells where it goes now.
// Halves would stay half empty for ever where entries come in order, as they do
// at both ends, so there the full chunk stays full.
func (e *editor[T]) split(at place) place {
	lastGroup := len(e.groups) - 1
	switch {
	case at.entry == ChunkSize && at.group == lastGroup && at.chunk == len(e.groups[lastGroup].chunks)-1:
		return e.insert(at.group, at.chunk+1, e.newChunk(nil))
	case at == place{}:
		return e.insert(0, 0, e.newChunk(nil))
	}
	const half = ChunkSize / 2
	whole := e.groups[at.group].chunks[at.chunk].entries
	before, behind := e.newChunk(whole[:half]), e.newChunk(whole[half:])
	e.ownGroup(at.group).chunks[at.chunk] = before
	next := e.insert(at.group, at.chunk+1, behind)
	if at.entry > half {
		next.entry = at.entry - half
		return next
	}
	if next.chunk > 0 {
		return place{next.group, next.chunk - 1, at.entry}
	}
	return place{next.group - 1, len(e.groups[next.group-1].chunks) - 1, at.entry}
}

// insert puts a chunk into a group, which is split where it is full, and tells
// where the chunk is.
func (e *editor[T]) insert(group, chunk int, made *chunk[T]) place {
	const half = groupSize / 2
	if full := e.groups[group]; len(full.chunks) == groupSize {
		switch {
		case chunk == groupSize && group == len(e.groups)-1:
			e.groups = append(e.groups, e.newGroup(nil))
			group, chunk = group+1, 0
		case chunk == 0 && group == 0:
			e.groups = slices.Insert(e.groups, 0, e.newGroup(nil))
		default:
			before, behind := e.newGroup(full.chunks[:half]), e.newGroup(full.chunks[half:])
			e.groups[group] = before
			e.groups = slices.Insert(e.groups, group+1, behind)
			if chunk > half {
				group, chunk = group+1, chunk-half
			}
		}
	}
	into := e.ownGroup(group)
	into.chunks = slices.Insert(into.chunks, chunk, made)
	return place{group: group, chunk: chunk}
}
