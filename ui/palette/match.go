package palette

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

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
// order. Letters that begin words and that follow each other count more.
func match(bindings []keymap.Binding, typed string) hits {
	typed = strings.ToLower(strings.Join(strings.Fields(typed), ""))
	type scored struct {
		binding keymap.Binding
		score   int
	}
	var found []scored
	for _, binding := range bindings {
		score, matches := scoreOf(strings.ToLower(binding.Title()), typed)
		byName, matchesName := scoreOf(strings.ToLower(binding.Name), typed)
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

func scoreOf(text, typed string) (score int, matches bool) {
	wanted := []rune(typed)
	const begins, follows = 8, 4
	next, last := 0, -2
	before := ' '
	for i, r := range []rune(text) {
		if next < len(wanted) && r == wanted[next] {
			score++
			if !unicode.IsLetter(before) {
				score += begins
			}
			if last == i-1 {
				score += follows
			}
			next, last = next+1, i
		}
		before = r
	}
	return score, next == len(wanted)
}
