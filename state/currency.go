package state

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/api"
)

// SafeCurrency makes a currency's word from outside safe to draw, and keeps it
// the currency that it is: no two words become one, and none becomes a code of
// the list. What isn't a letter, a digit or a sign that takes one cell stands as
// the percent form of its bytes, as does a percent sign. A long word keeps its
// beginning and gets a hash of the whole.
func SafeCurrency(raw string) string {
	const longest, beginning = 12, 6
	if _, _, known := api.CurrencyCode(raw); known {
		return raw
	}
	var safe strings.Builder
	for i, width := 0, 0; i < len(raw) && safe.Len() <= 4*longest; i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(raw[i:])
		if inCurrency(r) {
			safe.WriteRune(r)
			continue
		}
		for _, b := range []byte(raw[i : i+width]) {
			fmt.Fprintf(&safe, "%%%02X", b)
		}
	}
	runes := []rune(safe.String())
	if len(runes) <= longest {
		return string(runes)
	}
	hash := sha256.Sum256([]byte(raw))
	return string(runes[:beginning]) + "…" + hex.EncodeToString(hash[:4])
}

// inCurrency reports whether a rune of a currency's word is drawn as it came, in
// one cell and from left to right.
func inCurrency(r rune) bool {
	const firstWide = 0x2E80
	switch {
	case r == '%':
		return false
	case r > ' ' && r <= '~':
		return true
	}
	return r < firstWide && r != utf8.RuneError && (unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) && unicode.IsLetter(r) ||
		unicode.Is(unicode.Sc, r) && !unicode.In(r, unicode.Arabic, unicode.Hebrew))
}
