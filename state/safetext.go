package state

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/api/secrets"
)

const (
	// maxTextRunes bounds what one field may hold on a screen.
	maxTextRunes = 400
	// maxMarks is how many combining marks one letter may carry.
	maxMarks = 2
)

// SafeText makes text from outside safe to draw: valid UTF-8, one line, no
// control, escape, bidi, zero-width or invisible character, no flood of
// combining marks, and of bounded length. It holds no key and no secret: a mark
// stands in its place.
func SafeText(raw string) string {
	hidden := secrets.Redact(raw)
	clean := cleanText(hidden)
	if clean == hidden {
		return clean
	}
	// A secret may be whole only before the cleaning, or only after it.
	return secrets.Redact(clean)
}

// HoldsSecret reports whether there is a key or a secret in a text that somebody
// typed, one that this process holds or whatever has the shape of one.
func HoldsSecret(text string) bool { return secrets.Contains(text) }

func cleanText(raw string) string {
	if isPlain(raw, maxTextRunes) {
		return raw
	}
	var safe strings.Builder
	safe.Grow(min(len(raw), maxTextRunes))
	runes, marks, spaced := 0, 0, true
	for _, r := range raw {
		switch {
		case unicode.IsSpace(r):
			if spaced {
				continue
			}
			r, spaced, marks = ' ', true, 0
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks || spaced || invisible(r) {
				continue
			}
		case r == utf8.RuneError, !unicode.IsPrint(r), invisible(r):
			continue
		default:
			spaced, marks = false, 0
		}
		if runes++; runes > maxTextRunes {
			safe.WriteRune('…')
			break
		}
		safe.WriteRune(r)
	}
	return strings.TrimRight(safe.String(), " ")
}

// SafeURL is an address from outside, or "" when it is not one that can be
// shown and opened just as it came: a repaired address is another address.
func SafeURL(raw string) string {
	const longest = 2_000
	parsed, err := url.Parse(raw)
	if err != nil || len(raw) > longest || strings.ContainsFunc(raw, notURLRune) {
		return ""
	}
	if secrets.Contains(raw) {
		return ""
	}
	if (parsed.Scheme != "https" && parsed.Scheme != "http") || parsed.Host == "" || parsed.User != nil {
		return ""
	}
	return raw
}

func notURLRune(r rune) bool { return r <= ' ' || r > '~' }

// isPlain is the way of nearly all texts: printable ASCII, single spaces.
func isPlain(text string, limit int) bool {
	if len(text) > limit || strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") || strings.Contains(text, "  ") {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// invisible runes are printable to Unicode yet draw nothing, or change how
// their neighbours are drawn or how wide they are.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return true
	case isFiller(r):
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF:
		// Skin tones join the emoji before them in some terminals only.
		return true
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		// Regional indicators pair up into flags in some terminals only.
		return true
	}
	return false
}

// isFiller reports whether a character is a letter, mark or symbol to Unicode
// that nobody sees.
func isFiller(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0x2800, 0x17B4, 0x17B5:
		return true
	}
	return false
}
