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
