package secrets

import (
	"slices"
	"strings"
)

// finding is a secret within a text: the bytes from and up to to.
type finding struct {
	from, to int
	// prefix is how its kind begins, as it stands there; "" where that isn't told.
	prefix string
	text   string
}

// prefixes are what Dino's keys and secrets begin with: spending keys, team
// keys, the older team keys, webhook secrets.
func prefixes() [4]string { return [...]string{"din_", "dba_", "mid_", "whsec_"} }

// minShape is how many characters a key has behind its prefix, at least, where
// the prefix alone says little: mid_ begins ordinary words, too.
const minShape = 12

// find is where the secrets of a text stand, in order, none within another.
func find(text string) []finding {
	var found []finding
	for at := 0; ; {
		next := strings.IndexByte(text[at:], '_')
		if next < 0 {
			break
		}
		at += next + 1
		if shaped, is := shapeAt(text, at); is {
			found = append(found, shaped)
			at = shaped.to
		}
	}
	found = append(found, known.Load().find(text)...)
	if len(found) < 2 {
		return found
	}
	slices.SortFunc(found, func(a, b finding) int { return a.from - b.from })
	apart := found[:1]
	for _, one := range found[1:] {
		last := &apart[len(apart)-1]
		if one.from >= last.to {
			apart = append(apart, one)
			continue
		}
		last.to = max(last.to, one.to)
		last.text = text[last.from:last.to]
	}
	return apart
}

// shapeAt is the key whose prefix ends before at.
func shapeAt(text string, at int) (finding, bool) {
	if at < 2 || strings.IndexByte("naNdDcCA", text[at-2]) < 0 {
		return finding{}, false
	}
	for _, prefix := range prefixes() {
		from := at - len(prefix)
		if from < 0 || !strings.EqualFold(text[from:at], prefix) {
			continue
		}
		to := at
		for to < len(text) && isKeyByte(text[to]) {
			to++
		}
		rest := strings.TrimRight(text[at:to], ".=/")
		apart := from == 0 || !isWordByte(text[from-1])
		if !isKey(strings.ToLower(prefix), rest, apart) {
			return finding{}, false
		}
		to = at + len(rest)
		return finding{from, to, text[from:at], text[from:to]}, true
	}
	return finding{}, false
}

// isKey reports whether what follows a prefix is the rest of a key. apart is
// whether the prefix begins a word.
func isKey(prefix, rest string, apart bool) bool {
	kind, isSpending := "", prefix == "din_"
	for _, known := range []string{"test_", "live_"} {
		if after, is := strings.CutPrefix(strings.ToLower(rest), known); is && isSpending {
			kind, rest = known, after
		}
	}
	long := len(rest) >= minShape && strings.ContainsAny(rest, "0123456789")
	switch {
	case rest == "":
		// Sentences speak of din_test_ keys.
		return false
	case prefix == "mid_":
		return apart && long
	case !apart:
		return long || kind != "" && len(rest) >= minShape
	}
	return true
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

func isKeyByte(b byte) bool {
	return isWordByte(b) || strings.IndexByte("_-.~+/=%", b) >= 0
}
