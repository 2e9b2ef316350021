package state

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/api"
)

// ReadText reads what a person typed or pasted for a text that others read, a
// merchant or a reason, as it is sent: one line, trimmed, without characters
// that can't be seen or that change how others are drawn. Joiners that a script
// or an emoji needs stay. leftOut names what was taken out, in the plural, like
// "control characters"; it is "" for nothing. problem is set for a text that
// holds a key or a secret, which is never repeated in it; name is how the text
// is called in the sentence.
func ReadText(name, raw string) (text, leftOut string, problem *Problem) {
	text, kinds := cleanTyped(raw)
	// A key may be whole only without what was pasted into it, or only with it.
	if HoldsSecret(raw) || HoldsSecret(text) {
		return "", kinds.String(), &Problem{
			Happened: "The " + name + " holds a key or a secret.",
			Meaning:  "Nothing was sent: everyone who sees the request would read it.",
			Advice:   "Write it without.",
			Outcome:  api.NotSent,
		}
	}
	return text, kinds.String(), nil
}

// IsTypable reports whether a character may stand in a typed text at all. Of
// joiners it depends on their neighbours whether they stay, see ReadText.
func IsTypable(r rune) bool { return kindOf(r) == plainRune || kindOf(r) == joinerRune }

// IsDrawn reports whether a typed character takes part in how a text is drawn
// here: joiners are sent and not drawn, since terminals don't agree on their
// width.
func IsDrawn(r rune) bool { return kindOf(r) != joinerRune }

// LeftOut names the kinds of those characters of a text that may not be typed,
// as ReadText names them.
func LeftOut(raw string) string {
	var kinds typedKinds
	for i, r := range raw {
		kinds.note(kindAt(raw, i, r))
	}
	return kinds.String()
}

// typedKind is what a character is to a typed text.
type typedKind int

const (
	plainRune typedKind = iota
	// joinerRune stays where a script or an emoji needs it.
	joinerRune
	controlRune
	directionRune
	invisibleRune
	unreadableRune
	typedKindCount
)

var typedKindNames = [typedKindCount]string{
	joinerRune:     "invisible characters",
	controlRune:    "control characters",
	directionRune:  "characters that turn the direction of text",
	invisibleRune:  "invisible characters",
	unreadableRune: "characters that can't be read",
}

type typedKinds [typedKindCount]bool

// note takes in a kind that is left out; a joiner is, where nothing needs it.
func (k *typedKinds) note(kind typedKind) {
	switch kind {
	case plainRune, joinerRune:
	default:
		k[kind] = true
	}
}

// String is the names of the kinds; "" for none.
func (k *typedKinds) String() string {
	var names []string
	for kind, is := range k {
		if is {
			names = append(names, typedKindNames[kind])
		}
	}
	return strings.Join(names, " and ")
}

func kindAt(text string, at int, r rune) typedKind {
	if r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)) {
		return unreadableRune
	}
	return kindOf(r)
}

func kindOf(r rune) typedKind {
	switch {
	case r >= ' ' && r <= '~', unicode.IsSpace(r):
		return plainRune
	case unicode.IsControl(r):
		return controlRune
	case r == zwj, r == zwnj, unicode.Is(unicode.Variation_Selector, r), r == mongolianSeparator:
		return joinerRune
	case unicode.Is(unicode.Bidi_Control, r):
		return directionRune
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		// They are of the class of invisible ones, and are seen.
		return plainRune
	case unicode.Is(unicode.Cf, r), isFiller(r):
		return invisibleRune
	case r == utf8.RuneError, !unicode.IsPrint(r):
		return unreadableRune
	}
	return plainRune
}

const (
	zwj                = '\u200D'
	zwnj               = '\u200C'
	mongolianSeparator = '\u180E'
	keycap             = '\u20E3'
)

// cleanTyped takes a typed text without what may not be sent.
func cleanTyped(raw string) (text string, kinds typedKinds) {
	var runes []rune
	for i, r := range raw {
		switch kind := kindAt(raw, i, r); kind {
		case plainRune, joinerRune:
			if unicode.IsSpace(r) {
				r = ' '
			}
			runes = append(runes, r)
		default:
			kinds.note(kind)
		}
	}
	var clean strings.Builder
	before := []rune(nil)
	for i, r := range runes {
		if kindOf(r) == joinerRune && !needed(r, before, runes[i+1:]) {
			kinds[invisibleRune] = true
			continue
		}
		before = append(before, r)
		clean.WriteRune(r)
	}
	return strings.TrimSpace(clean.String()), kinds
}

// needed reports whether a joiner between others changes what is read, so that
// it belongs to the text.
func needed(joiner rune, before, after []rune) bool {
	if len(before) == 0 {
		return false
	}
	last, next := before[len(before)-1], rune(0)
	if len(after) > 0 {
		next = after[0]
	}
	switch {
	case joiner == '\uFE0E' || joiner == '\uFE0F':
		return isPictograph(last) || (next == keycap && strings.ContainsRune("0123456789#*", last))
	case joiner == mongolianSeparator || (joiner >= '\u180B' && joiner <= '\u180F'):
		return unicode.Is(unicode.Mongolian, last)
	case joiner >= 0xE0100:
		return unicode.Is(unicode.Han, last)
	case joiner != zwj && joiner != zwnj:
		return false
	case isPictograph(next) && isPictograph(base(before)):
		return joiner == zwj
	case kindOf(last) == joinerRune:
		return false
	}
	script := joiningScript(letter(before))
	switch {
	case script == nil:
		return false
	case next != 0 && unicode.Is(script, next):
		return true
	}
	// At the end of a word ZWJ still changes the shape of what is before it.
	return joiner == zwj && (script == unicode.Arabic || strings.ContainsRune(viramas, last))
}

// base is the last character that is neither a variation selector nor a tone
// of skin.
func base(runes []rune) rune {
	for i := len(runes) - 1; i >= 0; i-- {
		if r := runes[i]; r != '\uFE0F' && (r < 0x1F3FB || r > 0x1F3FF) {
			return r
		}
	}
	return 0
}

// letter is the last character that isn't a mark of several scripts.
func letter(runes []rune) rune {
	for i := len(runes) - 1; i >= 0; i-- {
		if !unicode.Is(unicode.Inherited, runes[i]) {
			return runes[i]
		}
	}
	return 0
}

// isPictograph reports whether emoji may be made of a character.
func isPictograph(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2190 && r <= 0x2BFF, r == '\u3030', r == '\u303D', r == '\u3297', r == '\u3299':
		return true
	}
	return r == '©' || r == '®' || r == '\u203C' || r == '\u2049' || r == '\u2122' || r == '\u2139'
}

// viramas join the letters around them in the scripts of India and beyond.
const viramas = "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u1039\u17D2"

// joiningScripts are those whose letters take another shape beside others, so
// that joiners between them are read.
var joiningScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
	unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer,
	unicode.Myanmar, unicode.Tibetan,
}

func joiningScript(r rune) *unicode.RangeTable {
	for _, script := range joiningScripts {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}
