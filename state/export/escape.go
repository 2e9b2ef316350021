package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escaped writes text on one line, so that what can't stand in a format becomes
// the percent form of its bytes: control and invisible characters, spaces other
// than the space, bytes that are no UTF-8, and whatever the format reads as its
// own. A percent sign before two hexadecimal digits is one of those, so that
// unescaping gives the text back.
func escaped(text string, reserved string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '%' || unprintable(r) || strings.ContainsRune(reserved, r) }) {
		return text
	}
	var out strings.Builder
	for i, width := 0, 0; i < len(text); i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(text[i:])
		switch {
		case unprintable(r), strings.ContainsRune(reserved, r), r == '%' && hexAt(text, i+1) && hexAt(text, i+2):
			for _, b := range []byte(text[i : i+width]) {
				fmt.Fprintf(&out, "%%%02X", b)
			}
		default:
			out.WriteString(text[i : i+width])
		}
	}
	return out.String()
}

// edged is escaped for a place whose reader drops spaces at the ends.
func edged(text, reserved string) string {
	inner := strings.TrimLeft(text, " ")
	before := len(text) - len(inner)
	inner = strings.TrimRight(inner, " ")
	after := len(text) - before - len(inner)
	return strings.Repeat("%20", before) + escaped(inner, reserved) + strings.Repeat("%20", after)
}

// unprintable also holds the replacement character, because invalid bytes
// decode to it.
func unprintable(r rune) bool {
	return r == utf8.RuneError || (r != ' ' && (!unicode.IsPrint(r) || unicode.IsSpace(r)))
}

func hexAt(text string, i int) bool {
	return i < len(text) && strings.IndexByte("0123456789abcdefABCDEF", text[i]) >= 0
}
