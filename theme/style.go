package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// closing ends every style. Styles never nest: a row is styled by the piece.
const closing = "\x1b[m"

// Style is how a piece of text looks. Lip Gloss renders its sequences once, when
// the theme is built, so using it costs two copies. The zero Style is the
// terminal's own look.
type Style struct {
	open, strong string
}

// Append adds the text in this style to frame.
func (s Style) Append(frame []byte, text string) []byte {
	return appendIn(frame, s.open, text)
}

// AppendStrong adds the text in this style's heavier weight to frame. The
// weight marks a selected row.
func (s Style) AppendStrong(frame []byte, text string) []byte {
	return appendIn(frame, s.strong, text)
}

// AppendBytes is Append for text that is not a string.
func (s Style) AppendBytes(frame, text []byte) []byte {
	return appendIn(frame, s.open, text)
}

// AppendStrongBytes is AppendStrong for text that is not a string.
func (s Style) AppendStrongBytes(frame, text []byte) []byte {
	return appendIn(frame, s.strong, text)
}

// Render is the text in this style, for places where allocating is fine.
func (s Style) Render(text string) string {
	return string(s.Append(nil, text))
}

// Strong is the style whose usual weight is the heavier one.
func (s Style) Strong() Style {
	return Style{open: s.strong, strong: s.strong}
}

func appendIn[T string | []byte](frame []byte, open string, text T) []byte {
	if len(text) == 0 {
		return frame
	}
	if open == "" {
		return append(frame, text...)
	}
	frame = append(frame, open...)
	frame = append(frame, text...)
	return append(frame, closing...)
}

// styleOf takes the sequences that a Lip Gloss style puts before its text. What
// is heavy is never faint: most terminals show only one of the two.
func styleOf(look lipgloss.Style) Style {
	return Style{open: opening(look), strong: opening(look.Faint(false).Bold(true))}
}

// quiet is a style that is never heavy: what only stands around the rest doesn't
// change when a row is selected, and so isn't written again.
func quiet(look lipgloss.Style) Style {
	return Style{open: opening(look), strong: opening(look)}
}

func opening(look lipgloss.Style) string {
	const marker = "x"
	before, _, _ := strings.Cut(look.Render(marker), marker)
	return before
}
