package dialog

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/keymap"
)

const (
	// roomyWidth and roomyHeight are the smallest terminal in which a dialog
	// has a frame around it and the screen behind it.
	roomyWidth, roomyHeight = 60, 16
	// side is a border and the space inside it.
	side = 3
	// aboveAndBelow is both borders, a blank line under the title, one over
	// the hints, and the hints.
	aboveAndBelow = 5
	// uncovered is the screen's first line, which stays in sight.
	uncovered = 1
)

// Over draws the dialog in front of a screen of that size and returns the
// whole frame. The screen behind loses its colours, so that one thing is in
// front; only its first line keeps them, which says whose money it is.
func (s *Stack) Over(screen string, t *theme.Theme) string {
	d := s.Top()
	if d == nil {
		return screen
	}
	box := boxFor(d, s.width, s.height)
	lines := box.draw(d, t, s.height)
	if box.bare {
		return strings.Join(lines, "\n")
	}
	behind := strings.Split(screen, "\n")
	top, left := box.place(s.width, s.height, len(lines))
	var frame strings.Builder
	frame.Grow(len(screen))
	for i, line := range behind {
		if i > 0 {
			frame.WriteByte('\n')
		}
		if i < uncovered {
			frame.WriteString(line)
			continue
		}
		line = ansi.Strip(line)
		if i < top || i >= top+len(lines) {
			frame.WriteString(t.Border.Render(line))
			continue
		}
		before := cells.Pad(ansi.Truncate(line, left, ""), left)
		after := ansi.TruncateLeft(line, left+box.outerWidth(), "")
		frame.WriteString(t.Border.Render(before))
		frame.WriteString(lines[i-top])
		frame.WriteString(t.Border.Render(after))
	}
	return frame.String()
}

// Cursor is where the terminal's cursor stands on the screen, if it is shown.
func (s *Stack) Cursor() (column, line int, shown bool) {
	d := s.Top()
	if d == nil {
		return 0, 0, false
	}
	column, line, shown = d.Cursor()
	box := boxFor(d, s.width, s.height)
	if column >= box.width || line >= box.height {
		return 0, 0, false
	}
	if box.bare {
		return column, line + 1, shown
	}
	top, left := box.place(s.width, s.height, len(box.content(d))+aboveAndBelow)
	return left + side + column, top + 2 + line, shown
}

// box is the room of a dialog's View. A bare one fills the terminal.
type box struct {
	width, height int
	bare          bool
}

func boxFor(d Dialog, width, height int) box {
	if width < roomyWidth || height < roomyHeight {
		return box{width: max(width, 1), height: max(height-2, 1), bare: true}
	}
	return box{width: min(d.Width(), width-2*side-2), height: height - aboveAndBelow - uncovered}
}

func (b box) outerWidth() int { return b.width + 2*side }

// place is where the frame begins: in the middle, a little higher than that.
func (b box) place(width, height, lines int) (top, left int) {
	return max((height-lines)*2/5, uncovered), (width - b.outerWidth()) / 2
}

func (b box) content(d Dialog) []string {
	lines := strings.Split(d.View(), "\n")
	return lines[:min(len(lines), b.height)]
}

func (b box) draw(d Dialog, t *theme.Theme, terminalHeight int) []string {
	if b.bare {
		return b.drawBare(d, t, terminalHeight)
	}
	pen := cells.NewPen(b.outerWidth())
	pen.Text(t.Border, theme.CornerTopLeft+theme.GlyphRule)
	pen.Skip(1)
	pen.Text(t.Strong, cells.Cut(d.Title(), b.width))
	pen.Skip(1)
	pen.Repeat(t.Border, theme.GlyphRule, pen.Left()-1)
	pen.Text(t.Border, theme.CornerTopRight)
	pen.End()
	b.row(pen, t, func() {})
	for _, line := range b.content(d) {
		b.row(pen, t, func() { pen.Raw(line) })
	}
	b.row(pen, t, func() {})
	b.row(pen, t, func() { keymap.DrawHints(pen, t, d.Keys()) })
	pen.Text(t.Border, theme.CornerLowLeft)
	pen.Repeat(t.Border, theme.GlyphRule, pen.Left()-1)
	pen.Text(t.Border, theme.CornerLowRight)
	return strings.Split(pen.String(), "\n")
}

func (b box) row(pen *cells.Pen, t *theme.Theme, draw func()) {
	pen.Text(t.Border, theme.GlyphSide)
	pen.Skip(side - 1)
	outer := pen.Bound(side + b.width)
	draw()
	pen.Bound(outer)
	pen.To(b.outerWidth() - 1)
	pen.Text(t.Border, theme.GlyphSide)
	pen.End()
}

func (b box) drawBare(d Dialog, t *theme.Theme, terminalHeight int) []string {
	pen := cells.NewPen(b.width)
	pen.Text(t.Strong, d.Title())
	pen.End()
	for _, line := range b.content(d) {
		pen.Raw(line)
		pen.End()
	}
	for pen.Lines() < terminalHeight-1 {
		pen.End()
	}
	keymap.DrawHints(pen, t, d.Keys())
	pen.End()
	lines := strings.Split(pen.String(), "\n")
	return lines[:min(len(lines), max(terminalHeight, 1))]
}
