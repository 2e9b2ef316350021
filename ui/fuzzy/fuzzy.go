// Package fuzzy is how little of a name has to be typed: its letters in their
// order, whatever stands between. It serves short lists, such as the palette
// and the tokens of a swap, and looks through no records.
package fuzzy

import (
	"strings"
	"unicode"
)

// Score tells how well text matches what was typed; both are compared without
// regard to case, and spaces in typed count for nothing. Letters that begin
// words and that follow each other count more.
func Score(text, typed string) (score int, matches bool) {
	wanted := []rune(strings.ToLower(strings.Join(strings.Fields(typed), "")))
	const begins, follows = 8, 4
	next, last := 0, -2
	before := ' '
	for i, r := range []rune(strings.ToLower(text)) {
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
