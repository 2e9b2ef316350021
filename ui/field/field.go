// Package field is a line of text that a person types: one for every form,
// filter and palette. Bubbles' textinput does the editing. What is drawn is
// ours: the terminal's own cursor, so that input methods compose where they
// should, on the right cell behind wide characters too.
//
// It never reads the clipboard: pastes come from the terminal.
package field

import (
	"cmp"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"coffer/state"
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
	// KeepsJoiners is set for a text that others read, in which scripts and emoji
	// need joiners; see state.ReadText. They are kept and not drawn.
	KeepsJoiners bool

	input textinput.Model
	begun bool
	// leftOut is what the last key or paste lost.
	leftOut string
	// first is the first character shown when the text is wider than its room.
	first int
}

const defaultLimit = 400

// Value is what was typed.
func (f *Field) Value() string { return f.input.Value() }

// Empty reports whether nothing is typed.
func (f *Field) Empty() bool { return f.Value() == "" }

// LeftOut names what the last key or paste brought that may not be typed, like
// "control characters"; "" for nothing.
func (f *Field) LeftOut() string { return f.leftOut }

// SetValue replaces the text and puts the cursor behind it.
func (f *Field) SetValue(text string) {
	f.begin()
	f.first = 0
	f.input.SetValue(f.accepted(text))
	f.input.CursorEnd()
}

// Update takes in a key or a paste and reports whether the text changed.
func (f *Field) Update(msg tea.Msg) (changed bool) {
	f.begin()
	before := f.Value()
	f.leftOut = ""
	switch msg := msg.(type) {
	case tea.PasteMsg:
		f.insert(msg.Content)
	case tea.KeyPressMsg:
		if msg.Text != "" {
			f.insert(msg.Text)
		} else {
			f.press(msg)
		}
	}
	return f.Value() != before
}

// Draw writes the field in exactly width cells.
func (f *Field) Draw(pen *cells.Pen, t *theme.Theme, width int) {
	if f.Empty() {
		pen.Cell(t.Muted, f.Placeholder, width)
		return
	}
	pen.Cell(t.Text, drawn(f.scrolled(width)), width)
}

// Column is where the cursor stands in a field of that width.
func (f *Field) Column(width int) int {
	shown := f.scrolled(width)
	return min(cells.Width(drawn(shown[:f.input.Position()-f.first])), max(width-1, 0))
}

// begin makes the input of a Field that is used for the first time.
func (f *Field) begin() {
	if f.begun {
		return
	}
	f.begun = true
	f.input = textinput.New()
	f.input.SetVirtualCursor(false)
	f.input.CharLimit = cmp.Or(f.Limit, defaultLimit)
	f.input.KeyMap = editingKeys()
	f.input.Focus()
}

// editingKeys is the library's, without those that it would look elsewhere for:
// its paste runs a program of the desktop, and it has suggestions, which no
// field here makes.
func editingKeys() textinput.KeyMap {
	keys := textinput.DefaultKeyMap()
	keys.DeleteCharacterBackward.SetKeys("backspace", "ctrl+h", "shift+backspace")
	keys.DeleteWordBackward.SetKeys("ctrl+w", "alt+backspace", "ctrl+backspace")
	// Deleting the word ahead panics on the last character in bubbles 2.1.1.
	for _, binding := range []*key.Binding{
		&keys.Paste, &keys.AcceptSuggestion, &keys.NextSuggestion, &keys.PrevSuggestion, &keys.DeleteWordForward,
	} {
		binding.SetEnabled(false)
	}
	return keys
}

// insert puts text at the cursor. It goes in as a paste, because a text such as
// "end" would pass for the key of that name.
func (f *Field) insert(text string) {
	f.leftOut = state.LeftOut(text)
	f.edit(tea.PasteMsg{Content: f.accepted(strings.TrimRight(text, "\r\n"))})
}

// press takes in an editing key, again while it stands between a letter and
// its combining marks: they move and go together.
func (f *Field) press(pressed tea.KeyPressMsg) {
	if key.Matches(pressed, f.input.KeyMap.DeleteCharacterBackward) {
		for f.isMark(f.input.Position()-1) && f.edit(pressed) {
		}
	}
	for f.edit(pressed) && f.isMark(f.input.Position()) {
	}
}

// edit hands a message to the input and reports whether it did anything.
func (f *Field) edit(msg tea.Msg) bool {
	text, position := f.input.Value(), f.input.Position()
	f.input, _ = f.input.Update(msg)
	return f.input.Position() != position || f.input.Value() != text
}

func (f *Field) isMark(at int) bool {
	text := []rune(f.input.Value())
	return at >= 0 && at < len(text) && isMark(text[at])
}

// isMark reports whether a character has no place of its own.
func isMark(r rune) bool { return unicode.Is(unicode.M, r) || !state.IsDrawn(r) }

// drawn is characters without those that have no place of their own on every
// terminal.
func drawn(text []rune) string {
	const leaveOut = -1
	return strings.Map(func(r rune) rune {
		if !state.IsDrawn(r) {
			return leaveOut
		}
		return r
	}, string(text))
}

// accepted is the text without what can't be drawn in one line, or may not be
// typed here.
func (f *Field) accepted(text string) string {
	const leaveOut = -1
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			r = ' '
		}
		if !state.IsTypable(r) || (!f.KeepsJoiners && !state.IsDrawn(r)) || (f.Accepts != nil && !f.Accepts(r)) {
			return leaveOut
		}
		return r
	}, text)
}

// scrolled is the text from the first character on that keeps the cursor inside
// the room.
func (f *Field) scrolled(width int) []rune {
	text, cursor := []rune(f.Value()), f.input.Position()
	f.first = min(f.first, cursor)
	for f.first < cursor && cells.Width(drawn(text[f.first:cursor])) >= max(width, 1) {
		f.first++
		for f.first < cursor && isMark(text[f.first]) {
			f.first++
		}
	}
	return text[f.first:]
}
