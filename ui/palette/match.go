package palette

import (
	"cmp"
	"slices"

	"coffer/ui/fuzzy"
	"coffer/ui/keymap"
)

// hits is the actions that match, the best first.
type hits []keymap.Binding

func (h hits) Len() int            { return len(h) }
func (h hits) ID(index int) string { return h[index].Name }

func (h hits) Rank(id string) (int, bool) {
	index := slices.IndexFunc(h, func(b keymap.Binding) bool { return b.Name == id })
	return index, index >= 0
}

// match finds the bindings whose title or name has the typed letters in their
// order, the best match first.
func match(bindings []keymap.Binding, typed string) hits {
	type scored struct {
		binding keymap.Binding
		score   int
	}
	var found []scored
	for _, binding := range bindings {
		score, matches := fuzzy.Score(binding.Title(), typed)
		byName, matchesName := fuzzy.Score(binding.Name, typed)
		if matches || matchesName {
			found = append(found, scored{binding, max(score, byName)})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	matched := make(hits, len(found))
	for i := range found {
		matched[i] = found[i].binding
	}
	return matched
}
