package config

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest is the known name that a person most likely meant; "" when none is
// near.
func nearest(typed string, known []string) string {
	const longest = 64
	if len(typed) > longest {
		return ""
	}
	typed = strings.ToLower(strings.ReplaceAll(typed, "-", "_"))
	best, least := "", len(typed)/3+2
	for _, name := range known {
		if len(typed) > 2 && strings.HasPrefix(name, typed+"_") {
			return name
		}
		if distance := levenshtein.ComputeDistance(typed, strings.ToLower(name)); distance < least {
			best, least = name, distance
		}
	}
	return best
}

// didYouMean is the end of a sentence about an unknown name.
func didYouMean(typed string, known []string) string {
	if name := nearest(typed, known); name != "" {
		return fmt.Sprintf("; did you mean %q?", name)
	}
	return "; known are " + strings.Join(known, ", ")
}

// misspelt is the variable that a person most likely meant by one that nothing
// reads; "" when none is that near. It is far stricter than nearest: other
// programs have variables too.
func misspelt(name string, known []string) string {
	const typos = 2
	for _, candidate := range known {
		if distance := levenshtein.ComputeDistance(name, candidate); distance > 0 && distance <= typos {
			return candidate
		}
	}
	return ""
}
