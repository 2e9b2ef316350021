package cells

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"coffer/theme"
)

// Pen writes lines of bounded width. Whatever is written past the bound is cut,
// so no line of a pen is ever wider than it may be. The zero Pen writes
// nothing; begin with NewPen or Reset.
type Pen struct {
	frame []byte
	// column is where the next cell goes, bound where the line ends.
	column, bound int
	lines         int
	strong        bool
}

// NewPen makes a pen for lines of width cells.
func NewPen(width int) *Pen {
	return &Pen{bound: max(width, 0)}
}

// Reset starts a new frame and keeps the memory of the last one.
func (p *Pen) Reset(width int) {
	*p = Pen{frame: p.frame[:0], bound: max(width, 0)}
}

// Left is how many cells the line still has.
func (p *Pen) Left() int { return p.bound - p.column }

// Column is how many cells of the line are written.
func (p *Pen) Column() int { return p.column }

// Lines is how many lines were ended.
func (p *Pen) Lines() int { return p.lines }

// Bound sets where the line ends and returns where it ended before. Panels
// that share a line bound the pen to their own part of it.
func (p *Pen) Bound(column int) int {
	before := p.bound
	p.bound = column
	return before
}

// Strong makes all that follows heavier, or not: the weight of a selected row.
func (p *Pen) Strong(strong bool) { p.strong = strong }

// Text writes the text, cut at the end of the line.
func (p *Pen) Text(style theme.Style, text string) {
	if text == "" || p.Left() <= 0 {
		return
	}
	width := Width(text)
	if width > p.Left() {
		p.Cell(style, text, p.Left())
		return
	}
	p.put(style, text)
	p.column += width
}

// Raw writes text that is styled already, cut at the end of the line.
func (p *Pen) Raw(text string) {
	width := ansi.StringWidth(text)
	if width > p.Left() {
		text = ansi.Truncate(text, max(p.Left(), 0), "") + "\x1b[m"
		width = ansi.StringWidth(text)
	}
	p.frame = append(p.frame, text...)
	p.column += width
}

// Cell writes the text in exactly width cells, cut with an ellipsis or filled
// up on the right.
func (p *Pen) Cell(style theme.Style, text string, width int) {
	width = min(width, p.Left())
	if width <= 0 {
		return
	}
	taken := Width(text)
	switch {
	case taken <= width:
		p.put(style, text)
	case isASCII(text):
		p.putCut(style, text[:width-1])
		taken = width
	default:
		text = ansi.Truncate(text, width, "…")
		taken = Width(text)
		p.put(style, text)
	}
	p.spaces(width - taken)
	p.column += width
}

// Span is a stretch of a text, in bytes: from the first to before the last.
type Span struct{ From, To int }

// Marked is Cell with some stretches of the text in another style. They are in
// order and don't overlap.
func (p *Pen) Marked(style, mark theme.Style, text string, width int, spans []Span) {
	width = min(width, p.Left())
	if len(spans) == 0 || width <= 0 {
		p.Cell(style, text, width)
		return
	}
	taken, ellipsis := Width(text), ""
	if taken > width {
		if isASCII(text) {
			text = text[:width-1]
		} else {
			text = ansi.Truncate(text, width-1, "")
		}
		ellipsis = "…"
		taken = Width(text) + 1
	}
	done := 0
	for _, span := range spans {
		from, to := min(span.From, len(text)), min(span.To, len(text))
		p.put(style, text[done:from])
		p.put(mark, text[from:to])
		done = to
	}
	p.put(style, text[done:])
	p.put(style, ellipsis)
	p.spaces(width - taken)
	p.column += width
}

// Right writes the text in exactly width cells, aligned on the right.
func (p *Pen) Right(style theme.Style, text string, width int) {
	width = min(width, p.Left())
	if missing := width - Width(text); missing > 0 {
		p.Skip(missing)
		width -= missing
	}
	p.Cell(style, text, width)
}

// RightASCII is Right for ASCII text in bytes, which costs no string. It is
// not cut: what doesn't fit makes the cell wider.
func (p *Pen) RightASCII(style theme.Style, text []byte, width int) {
	p.Skip(width - len(text))
	if len(text) > p.Left() {
		text = text[:max(p.Left(), 0)]
	}
	p.putBytes(style, text)
	p.column += len(text)
}

// Amount writes an amount in exactly width cells, with its decimal point
// places+1 cells before the end, a code behind the digits included. One without
// decimals keeps the others' columns; what stands further behind the point than
// that moves left.
func (p *Pen) Amount(style theme.Style, amount []byte, width, places int) {
	taken := utf8.RuneCount(amount)
	behind := max(places+1-utf8.RuneCount(amount[DecimalPoint(amount):]), 0)
	before := width - taken - behind
	if before < 0 {
		behind = max(behind+before, 0)
	}
	p.Skip(before)
	if taken > p.Left() {
		p.Cell(style, string(amount), p.Left())
		return
	}
	p.putBytes(style, amount)
	p.column += taken
	p.Skip(behind)
}

// DecimalPoint is where an amount's point stands, or would stand behind its
// first group of digits.
func DecimalPoint(amount []byte) int {
	isDigit := func(b byte) bool { return b >= '0' && b <= '9' }
	at := 0
	for at < len(amount) && !isDigit(amount[at]) {
		at++
	}
	for at < len(amount) && (isDigit(amount[at]) || amount[at] == ',') {
		at++
	}
	return at
}

// Middle writes an identifier in exactly width cells, cut in its middle and
// aligned on the right.
func (p *Pen) Middle(style theme.Style, id string, width int) {
	width = min(width, p.Left())
	const tail, sign = 3, "…"
	if len(id) <= width || width < 2*tail+2 || !isASCII(id) {
		p.Right(style, CutMiddle(id, width), width)
		return
	}
	var scratch [128]byte
	cut := append(scratch[:0], id[:min(width-tail-1, len(scratch)-tail-len(sign))]...)
	cut = append(append(cut, sign...), id[len(id)-tail:]...)
	p.putBytes(style, cut)
	p.column += width
}

// Skip leaves cells blank.
func (p *Pen) Skip(cells int) {
	cells = min(cells, p.Left())
	if cells <= 0 {
		return
	}
	p.spaces(cells)
	p.column += cells
}

// To leaves blank what is missing up to the column.
func (p *Pen) To(column int) { p.Skip(column - p.column) }

// Repeat writes a glyph of one cell many times.
func (p *Pen) Repeat(style theme.Style, glyph string, cells int) {
	cells = min(cells, p.Left())
	if cells <= 0 {
		return
	}
	if glyph == theme.GlyphRule && cells <= len(theme.Rule)/len(theme.GlyphRule) {
		p.put(style, theme.Rule[:cells*len(theme.GlyphRule)])
	} else {
		p.put(style, strings.Repeat(glyph, cells))
	}
	p.column += cells
}

// End ends the line.
func (p *Pen) End() {
	p.frame = append(p.frame, '\n')
	p.column = 0
	p.lines++
}

// String is all that was written, without the last line's end.
func (p *Pen) String() string {
	written := p.frame
	if n := len(written); n > 0 && written[n-1] == '\n' {
		written = written[:n-1]
	}
	return string(written)
}

func (p *Pen) put(style theme.Style, text string) {
	if p.strong {
		p.frame = style.AppendStrong(p.frame, text)
		return
	}
	p.frame = style.Append(p.frame, text)
}

// putCut writes ASCII text and the ellipsis as one piece without joining them
// in memory first.
func (p *Pen) putCut(style theme.Style, text string) {
	var scratch [512]byte
	if len(text)+utf8.UTFMax > len(scratch) {
		p.put(style, text+"…")
		return
	}
	p.putBytes(style, append(append(scratch[:0], text...), "…"...))
}

func (p *Pen) putBytes(style theme.Style, text []byte) {
	if p.strong {
		p.frame = style.AppendStrongBytes(p.frame, text)
		return
	}
	p.frame = style.AppendBytes(p.frame, text)
}

func (p *Pen) spaces(cells int) {
	const blank = "                                                                "
	for cells > 0 {
		n := min(cells, len(blank))
		p.frame = append(p.frame, blank[:n]...)
		cells -= n
	}
}
