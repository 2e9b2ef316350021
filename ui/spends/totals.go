package spends

import (
	"coffer/ui/filter"
	"coffer/ui/words"
)

// totals is what a filter leaves, in words: 1,204 found · $12,480.22 + €80.00.
func totals(found filter.Totals) string {
	if found.Count == 0 {
		return "none found"
	}
	text := words.Count(found.Count) + " found"
	for i, sum := range found.Sums {
		between := " · "
		if i > 0 {
			between = " + "
		}
		text += between + words.Money(sum.Money)
	}
	if found.NotTold > 0 {
		text += " + " + words.Count(found.NotTold) + " " + words.NotTold
	}
	switch {
	case found.Loose == found.Count:
		text += " · none as typed"
	case found.Loose > 0:
		text += " · " + words.Count(found.Loose) + " only alike"
	}
	return text
}
