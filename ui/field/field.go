// Package field is a line of text that a person types: one for every form,
// filter and palette. It shows the terminal's own cursor, so that input
// methods compose where they should, and it holds wide characters straight.
package field

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/cells"
)

// Field is one line of input. The zero Field is empty and takes any text.
type Field struct {
	// Placeholder is shown while nothing is typed.
	Placeholder string
	// Limit is the most characters it takes; 0 for 400.
	Limit int
	// Accepts, when set, says which characters may be typed.
	Accepts func(r rune) bool

	text   []rune
	cursor int
	// first is the first character shown when the text is wider than its room.
	first int
}

const defaultLimit = 400

// Value is what was typed.
func (f *Field) Value() string { return string(f.text) }

// Empty reports whether nothing is typed.
func (f *Field) Empty() bool { return len(f.text) == 0 }

// SetValue replaces the text and puts the cursor behind it.
func (f *Field) SetValue(text string) {
	f.text, f.cursor, f.first = nil, 0, 0
	f.insert(text)
}

// Update takes in a key or a paste and reports whether the text changed, and
// whether the field had a use for the message at all.
func (f *Field) Update(msg tea.Msg) (changed, used bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.insert(msg.Content), true
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return false, false
}

// Draw writes the field in exactly width cells.
func (f *Field) Draw(pen *cells.Pen, t *theme.Theme, width int) {
	if f.Empty() {
		pen.Cell(t.Muted, f.Placeholder, width)
		return
	}
	f.scroll(width)
	pen.Cell(t.Text, string(f.text[f.first:]), width)
}

// Column is where the cursor stands in a field of that width.
func (f *Field) Column(width int) int {
	f.scroll(width)
	return min(cells.Width(string(f.text[f.first:f.cursor])), max(width-1, 0))
}

func (f *Field) press(key tea.KeyPressMsg) (changed, used bool) {
	switch key.String() {
	case "left", "ctrl+b":
		f.cursor = f.before(f.cursor)
	case "right", "ctrl+f":
		f.cursor = f.after(f.cursor)
	case "home", "ctrl+a":
		f.cursor = 0
	case "end", "ctrl+e":
		f.cursor = len(f.text)
	case "ctrl+left", "alt+left", "alt+b":
		f.cursor = f.wordBefore()
	case "ctrl+right", "alt+right", "alt+f":
		f.cursor = f.wordAfter()
	case "backspace", "ctrl+h", "shift+backspace":
		return f.remove(f.before(f.cursor), f.cursor), true
	case "delete":
		return f.remove(f.cursor, f.after(f.cursor)), true
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		return f.remove(f.wordBefore(), f.cursor), true
	case "ctrl+u":
		return f.remove(0, f.cursor), true
	case "ctrl+k":
		return f.remove(f.cursor, len(f.text)), true
	default:
		if key.Text == "" {
			return false, false
		}
		return f.insert(key.Text), true
	}
	return false, true
}

// insert puts text at the cursor. What can't be drawn in one line is left out.
func (f *Field) insert(text string) bool {
	limit := f.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	var added []rune
	for _, r := range strings.TrimRight(text, "\r\n") {
		if r == '\t' || r == '\n' || r == '\r' {
			r = ' '
		}
		if !unicode.IsPrint(r) && !unicode.Is(unicode.M, r) || r == unicode.ReplacementChar {
			continue
		}
		if f.Accepts != nil && !f.Accepts(r) {
			continue
		}
		if len(f.text)+len(added) >= limit {
			break
		}
		added = append(added, r)
	}
	if len(added) == 0 {
		return false
	}
	f.text = append(f.text[:f.cursor:f.cursor], append(added, f.text[f.cursor:]...)...)
	f.cursor += len(added)
	return true
}

func (f *Field) remove(from, to int) bool {
	if from >= to {
		return false
	}
	f.text = append(f.text[:from:from], f.text[to:]...)
	f.cursor = from
	return true
}

// before and after step over a character together with its combining marks.
func (f *Field) before(at int) int {
	at = max(at-1, 0)
	for at > 0 && unicode.Is(unicode.M, f.text[at]) {
		at--
	}
	return at
}

func (f *Field) after(at int) int {
	at = min(at+1, len(f.text))
	for at < len(f.text) && unicode.Is(unicode.M, f.text[at]) {
		at++
	}
	return at
}

func (f *Field) wordBefore() int {
	at := f.cursor
	for at > 0 && f.text[at-1] == ' ' {
		at--
	}
	for at > 0 && f.text[at-1] != ' ' {
		at--
	}
	return at
}

func (f *Field) wordAfter() int {
	at := f.cursor
	for at < len(f.text) && f.text[at] == ' ' {
		at++
	}
	for at < len(f.text) && f.text[at] != ' ' {
		at++
	}
	return at
}

// scroll keeps the cursor inside the room.
func (f *Field) scroll(width int) {
	f.first = min(f.first, f.cursor)
	for f.first < f.cursor && cells.Width(string(f.text[f.first:f.cursor])) >= max(width, 1) {
		f.first = f.after(f.first)
	}
}
