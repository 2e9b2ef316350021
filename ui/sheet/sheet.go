// Package sheet lays out facts one below the other: headings, labels with
// values that wrap beneath themselves, and free lines. Details, receipts and
// dialogs are sheets.
package sheet

import (
	"strings"

	"coffer/theme"
	"coffer/ui/cells"
)

// Sheet is lines of a bounded width.
type Sheet struct {
	pen   *cells.Pen
	theme *theme.Theme
	width int
	label int
}

// New begins a sheet; label is how many cells labels get, with the space
// behind them.
func New(t *theme.Theme, width, label int) *Sheet {
	return &Sheet{pen: cells.NewPen(width), theme: t, width: width, label: min(label, width/2)}
}

// Heading begins a section. All but the first have a blank line above.
func (s *Sheet) Heading(title string) {
	if s.pen.Lines() > 0 {
		s.Blank()
	}
	s.pen.Text(s.theme.Heading.Strong(), title)
	s.pen.End()
}

// Pair writes a label and its value. A long value wraps beneath itself; an
// empty one leaves the pair out.
func (s *Sheet) Pair(label string, tone theme.Tone, value string) {
	for i, line := range cells.Wrap(value, max(s.width-s.label, 1)) {
		if i == 0 {
			s.pen.Cell(s.theme.Muted, label, s.label)
		} else {
			s.pen.Skip(s.label)
		}
		s.pen.Text(s.theme.Tone(tone), line)
		s.pen.End()
	}
}

// Row writes a label and lets draw fill what is left of the line.
func (s *Sheet) Row(label string, draw func(pen *cells.Pen)) {
	s.pen.Cell(s.theme.Muted, label, s.label)
	s.Line(draw)
}

// Line lets draw fill a line.
func (s *Sheet) Line(draw func(pen *cells.Pen)) {
	draw(s.pen)
	s.pen.End()
}

// Text writes words, wrapped.
func (s *Sheet) Text(tone theme.Tone, text string) {
	for _, line := range cells.Wrap(text, s.width) {
		s.pen.Text(s.theme.Tone(tone), line)
		s.pen.End()
	}
}

// Blank leaves a line free.
func (s *Sheet) Blank() { s.pen.End() }

// Lines is all lines so far.
func (s *Sheet) Lines() []string {
	if s.pen.Lines() == 0 {
		return nil
	}
	return strings.Split(s.pen.String(), "\n")
}

// String is all lines so far, as one text.
func (s *Sheet) String() string { return s.pen.String() }
