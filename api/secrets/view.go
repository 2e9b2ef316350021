package secrets

import (
	"html"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is a text with one layer of encodings undone, and without the characters
// that nobody sees.
type view struct {
	text  string
	edits []edit
}

// edit is a piece of the text, the bytes from and up to to, in whose place the
// view has width bytes at at.
type edit struct{ at, width, from, to int }

// viewOf undoes what addresses, JSON and web pages may write a character as. ok
// is false for a text that has none of it, which nearly all have not.
func viewOf(text string) (decoded view, ok bool) {
	if !mayEncode(text) {
		return view{}, false
	}
	var plain strings.Builder
	copied := 0
	for at := 0; at < len(text); {
		if !mayBegin[text[at]] {
			at++
			continue
		}
		instead, length := decodeAt(text[at:])
		if length == 0 {
			// A byte within a character begins nothing.
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
			continue
		}
		if plain.Cap() == 0 {
			plain.Grow(len(text))
		}
		plain.WriteString(text[copied:at])
		decoded.edits = append(decoded.edits, edit{plain.Len(), len(instead), at, at + length})
		plain.WriteString(instead)
		at += length
		copied = at
	}
	if len(decoded.edits) == 0 {
		return view{}, false
	}
	plain.WriteString(text[copied:])
	decoded.text = plain.String()
	return decoded, true
}

// span is where the bytes from and up to to of the view stand in its text.
func (v view) span(from, to int) (int, int) {
	start, _ := v.place(from)
	_, end := v.place(to - 1)
	return start, end
}

// place is where a byte of the view stands in its text.
func (v view) place(at int) (from, to int) {
	after := sort.Search(len(v.edits), func(i int) bool { return v.edits[i].at > at })
	if after == 0 {
		return at, at + 1
	}
	last := v.edits[after-1]
	if at < last.at+last.width {
		return last.from, last.to
	}
	from = at + last.to - last.at - last.width
	return from, from + 1
}

// mayBegin are the bytes that what decodeAt decodes begins with.
var mayBegin = func() (begins [256]bool) {
	for b := range begins {
		begins[b] = b < ' ' && b != '\n' && b != '\r' && b != '\t' || b >= 0x7F || strings.IndexByte(`%\&`, byte(b)) >= 0
	}
	return begins
}()

func mayEncode(text string) bool {
	for i := range len(text) {
		if mayBegin[text[i]] {
			return true
		}
	}
	return false
}

// decodeAt is what a text that begins with an encoded or invisible character has
// in its place, and how many bytes that takes. length is 0 where there is none.
func decodeAt(text string) (instead string, length int) {
	switch first := text[0]; {
	case first == '%':
		return decodeHex(text, len("%"), 2)
	case first == '\\':
		return decodeEscape(text)
	case first == '&':
		return decodeEntity(text)
	case first < utf8.RuneSelf:
		return "", 1
	}
	r, size := utf8.DecodeRuneInString(text)
	if isUnseen(r) {
		return "", size
	}
	return "", 0
}

// decodeHex decodes the digits behind skipped bytes.
func decodeHex(text string, skipped, digits int) (string, int) {
	end := skipped + digits
	if len(text) < end {
		return "", 0
	}
	code, err := strconv.ParseUint(text[skipped:end], 16, 32)
	if err != nil {
		return "", 0
	}
	if digits == 2 {
		return string([]byte{byte(code)}), end
	}
	return shown(rune(code)), end
}

// decodeEscape decodes what JSON and most languages write behind a backslash.
func decodeEscape(text string) (string, int) {
	if len(text) < 2 {
		return "", 0
	}
	switch second := text[1]; second {
	case 'u':
		if strings.HasPrefix(text, `\u{`) {
			const most = len(`\u{10FFFF}`)
			if end := strings.IndexByte(text[:min(len(text), most)], '}'); end > 0 {
				instead, length := decodeHex(text[:end], len(`\u{`), end-len(`\u{`))
				if length > 0 {
					length++
				}
				return instead, length
			}
		}
		return decodeHex(text, len(`\u`), 4)
	case 'U':
		return decodeHex(text, len(`\U`), 8)
	case 'x':
		return decodeHex(text, len(`\x`), 2)
	case 'n', 'r', 't', 'f', 'b', 'v':
		return " ", 2
	case '/', '\\', '"', '\'':
		return text[1:2], 2
	}
	return "", 0
}

// decodeEntity decodes what a web page writes behind an ampersand.
func decodeEntity(text string) (string, int) {
	const most = len("&ZeroWidthSpace;")
	end := strings.IndexByte(text[:min(len(text), most)], ';')
	if end < 0 {
		return "", 0
	}
	entity := text[:end+1]
	plain := html.UnescapeString(entity)
	if plain == entity {
		return "", 0
	}
	r, _ := utf8.DecodeRuneInString(plain)
	return shown(r), len(entity)
}

// shown is a character as it is seen: "" for one that nobody sees.
func shown(r rune) string {
	if r < ' ' || r == 0x7F || r >= utf8.RuneSelf && isUnseen(r) {
		return ""
	}
	return string(r)
}

// isUnseen reports whether a character behind ASCII draws nothing, or only marks
// the one before it.
func isUnseen(r rune) bool {
	switch {
	case r < 0xA0, r == 0xAD, r == utf8.RuneError, !utf8.ValidRune(r):
		return true
	case r < 0x300, r >= 0x3400 && r < 0xA000, r >= 0xAC00 && r < 0xD7A4:
		return false
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x2800:
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector, unicode.Noncharacter_Code_Point)
}
