package wizard

import (
	"strings"

	"coffer/theme"
	"coffer/ui/cells"
)

// rank says which lines give way first when the terminal is low: the highest.
type rank int

const (
	mustShow rank = iota
	figureRank
	reasonRank
	detailRank
	stepperRank
	passedRank
	blankRank
)

// page is lines of a bounded width, each with its rank.
type page struct {
	pen   *cells.Pen
	theme *theme.Theme
	width int
	ranks []rank
	// cursorLine and cursorColumn are where a person types; -1 for nowhere.
	cursorLine, cursorColumn int
}

func newPage(t *theme.Theme, width int) *page {
	return &page{pen: cells.NewPen(width), theme: t, width: width, cursorLine: -1}
}

// line lets draw fill a line.
func (p *page) line(r rank, draw func(pen *cells.Pen)) {
	draw(p.pen)
	p.pen.End()
	p.ranks = append(p.ranks, r)
}

func (p *page) blank() { p.line(blankRank, func(*cells.Pen) {}) }

// text writes words in one look, wrapped.
func (p *page) text(r rank, style theme.Style, text string) {
	for _, line := range cells.Wrap(text, p.width) {
		p.line(r, func(pen *cells.Pen) { pen.Text(style, line) })
	}
}

// headline is a state as a person has to see it: glyph, word, and what it
// means, wrapped beneath itself.
func (p *page) headline(tone theme.Tone, glyph, word, rest string) {
	style := p.theme.Tone(tone)
	lines := cells.Wrap(strings.TrimRight(word+" "+rest, " "), p.width-2)
	for i, line := range lines {
		p.line(mustShow, func(pen *cells.Pen) {
			if i > 0 {
				pen.Skip(2)
				pen.Text(p.theme.Text, line)
				return
			}
			pen.Text(style, glyph)
			pen.Skip(1)
			if strings.HasPrefix(line, word) {
				pen.Text(style.Strong(), word)
				pen.Text(p.theme.Text, line[len(word):])
				return
			}
			pen.Text(style.Strong(), line)
		})
	}
}

// point is one of a list, wrapped beneath itself.
func (p *page) point(r rank, tone theme.Tone, glyph, text string) {
	for i, line := range cells.Wrap(text, p.width-4) {
		p.line(r, func(pen *cells.Pen) {
			pen.Skip(2)
			if i == 0 {
				pen.Text(p.theme.Tone(tone), glyph)
			} else {
				pen.Skip(1)
			}
			pen.Skip(1)
			pen.Text(p.theme.Text, line)
		})
	}
}

// typing notes that the cursor stands in the line that is drawn next.
func (p *page) typing(column int) {
	p.cursorLine, p.cursorColumn = p.pen.Lines(), column
}

// shows reports whether all lines of a rank stand in height lines.
func (p *page) shows(r rank, height int) bool {
	needed := 0
	for _, other := range p.ranks {
		if other <= r {
			needed++
		}
	}
	return needed <= height
}

// fit is what of the page stands in height lines, and the line of the cursor.
func (p *page) fit(height int) (lines []string, cursorLine int) {
	if p.pen.Lines() == 0 || height <= 0 {
		return nil, -1
	}
	lines = strings.Split(p.pen.String(), "\n")
	excess := len(lines) - height
	dropped := make([]bool, len(lines))
	for r := blankRank; r > mustShow && excess > 0; r-- {
		for i := len(lines) - 1; i >= 0 && excess > 0; i-- {
			if p.ranks[i] == r && i != p.cursorLine {
				dropped[i] = true
				excess--
			}
		}
	}
	kept := lines[:0]
	cursorLine = -1
	for i, line := range lines {
		if dropped[i] {
			continue
		}
		if i == p.cursorLine {
			cursorLine = len(kept)
		}
		kept = append(kept, line)
	}
	if cursorLine >= height {
		kept = kept[cursorLine-height+1:]
		cursorLine = height - 1
	}
	return kept[:min(len(kept), height)], cursorLine
}
