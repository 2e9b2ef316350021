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

// mostViews is how many encodings around each other are undone.
const mostViews = 4

// find is where the secrets of a text stand, in order, none within another.
func find(text string) []finding {
	return apart(text, findWithin(text, mostViews))
}

// findWithin is what stands in a text as it is, and behind the encodings in it,
// in no order.
func findWithin(text string, views int) []finding {
	found := known.Load().find(text, findShapes(text))
	if views == 0 {
		return found
	}
	decoded, is := viewOf(text)
	if !is {
		return found
	}
	for _, one := range findWithin(decoded.text, views-1) {
		one.from, one.to = decoded.span(one.from, one.to)
		found = append(found, one)
	}
	return found
}

// apart orders findings and joins those that stand within each other.
func apart(text string, found []finding) []finding {
	slices.SortFunc(found, func(a, b finding) int { return a.from - b.from })
	joined := found[:0]
	for _, one := range found {
		if len(joined) > 0 && one.from < joined[len(joined)-1].to {
			last := &joined[len(joined)-1]
			if one.from == last.from && last.prefix == "" {
				last.prefix = one.prefix
			}
			last.to = max(last.to, one.to)
			continue
		}
		joined = append(joined, one)
	}
	for i := range joined {
		joined[i].text = text[joined[i].from:joined[i].to]
	}
	return joined
}

// shape is what the keys or secrets of one kind begin with.
type shape struct {
	prefix string
	// kinds are what stands between the prefix and the rest, one of them; nil for
	// nothing.
	kinds []string
	// isWord is whether ordinary words end like the prefix: it counts only where
	// a word begins.
	isWord bool
	// also are the bytes that the rest is made of besides letters and digits.
	also string
}

var (
	spendingKinds = []string{"test_", "live_"}
	// shapes are those of Dino: spending keys, team keys, the older team keys,
	// webhook secrets.
	shapes = [...]shape{
		{prefix: "din_", kinds: spendingKinds}, {prefix: "dba_", isWord: true}, {prefix: "mid_", isWord: true}, {prefix: "whsec_", also: "+/"},
	}
)

// begins reports whether a text begins like one of this kind. Where words begin
// so, too, it has to go on like a key.
func (s *shape) begins(text string) bool {
	if len(text) < len(s.prefix) || !strings.EqualFold(text[:len(s.prefix)], s.prefix) {
		return false
	}
	if s.isWord {
		_, is := s.rest(text, len(s.prefix))
		return is
	}
	return s.kinds == nil || s.hasKind(text[len(s.prefix):])
}

// hasKind reports whether what stands behind the prefix begins with a kind.
func (s *shape) hasKind(rest string) bool {
	return slices.ContainsFunc(s.kinds, func(kind string) bool { return len(rest) >= len(kind) && strings.EqualFold(rest[:len(kind)], kind) })
}

// minShape is how many letters and digits the rest of a key has in one piece, at
// least. Ids of records and words of people that begin like a key are shorter,
// or have a _ or a blank in them.
const minShape = 16

// findShapes is what nobody has to hold to know it for a key or a secret.
func findShapes(text string) []finding {
	var found []finding
	for at := 0; ; {
		next := strings.IndexByte(text[at:], '_')
		if next < 0 {
			return found
		}
		at += next + 1
		if shaped, is := shapeAt(text, at); is {
			found = append(found, shaped)
			at = shaped.to
		}
	}
}

// shapeAt is the key whose prefix ends before at.
func shapeAt(text string, at int) (finding, bool) {
	if at < len("din_") || strings.IndexByte("naNdDcCA", text[at-2]) < 0 {
		return finding{}, false
	}
	for i := range shapes {
		known := &shapes[i]
		from := at - len(known.prefix)
		if from < 0 || !strings.EqualFold(text[from:at], known.prefix) {
			continue
		}
		if known.isWord && from > 0 && (isWordByte(text[from-1]) || text[from-1] == '_') {
			return finding{}, false
		}
		rest, is := known.rest(text, at)
		if !is {
			return finding{}, false
		}
		to := rest
		for to < len(text) && isKeyByte(text[to]) {
			to++
		}
		to = rest + len(strings.TrimRight(text[rest:to], ".=/"))
		return finding{from: from, to: to, prefix: text[from:at]}, true
	}
	return finding{}, false
}

// rest is the end of the piece behind a prefix that makes it a key.
func (s *shape) rest(text string, at int) (end int, is bool) {
	if s.kinds != nil {
		if !s.hasKind(text[at:]) {
			return 0, false
		}
		at += len("test_")
	}
	end, hasDigit := at, false
	for end < len(text) && (isWordByte(text[end]) || strings.IndexByte(s.also, text[end]) >= 0) {
		hasDigit = hasDigit || text[end] >= '0' && text[end] <= '9'
		end++
	}
	return end, hasDigit && end-at >= minShape
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

func isKeyByte(b byte) bool {
	return isWordByte(b) || strings.IndexByte("_-.~+/=%", b) >= 0
}
