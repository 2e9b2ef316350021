package wizard

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/words"
)

const (
	labelWidth = 16
	// narrow is the width under which labels are a word and notes are left out.
	narrow           = 44
	narrowLabelWidth = 9
	// noteRoom is the least a note needs beside its figure; with less it goes
	// beneath.
	noteRoom = 22
)

// figure is one line of the quote: a label, a number, and what is said of it.
type figure struct {
	label, short string
	sign         string
	amount       decimal.Decimal
	unit         string
	note         string
	// untold is set where the bank told no number.
	untold bool
}

// drawFigures writes the quote as figures aligned on the decimal point.
func (w *Wizard) drawFigures(p *page, terms *state.SwapTerms) {
	numbers := figuresOf(terms)
	if w.step == state.FlowFailed {
		numbers = missed(numbers)
	}
	table := newTable(numbers, p.width)
	ink := p.theme.Strong
	if w.step == state.FlowExpired {
		ink = p.theme.Muted
	}
	for _, number := range numbers {
		table.draw(p, number, ink)
	}
	provider := terms.Provider
	if provider == "" {
		provider = words.NotTold
	}
	table.drawText(p, "Provider", provider, routeNote(terms))
}

// receiveFigure is the place of what is received; the least of it follows.
const receiveFigure = 1

func figuresOf(terms *state.SwapTerms) []figure {
	numbers := []figure{
		{label: "You sell", short: "Sell", amount: terms.SellAmount, unit: terms.SellToken},
		{label: "You receive", short: "Receive", amount: terms.ExpectedBuy, unit: terms.BuyToken, note: rate(terms)},
		{label: "At least", short: "At least", note: "slippage " + words.Slippage(terms), untold: true},
		{label: "Fees", short: "Fees", untold: true},
	}
	if terms.MinimumReceived != nil {
		least := &numbers[receiveFigure+1]
		least.amount, least.unit, least.untold = *terms.MinimumReceived, terms.BuyToken, false
	}
	if total, told := terms.Fees.Total(); told {
		fees := &numbers[receiveFigure+2]
		fees.sign, fees.amount, fees.note, fees.untold = "$", total, feesNote(terms), false
	}
	return numbers
}

// missed is the figures of a swap that brought nothing.
func missed(numbers []figure) []figure {
	receive := numbers[receiveFigure]
	receive.label, receive.short, receive.note = "Not received", "Missed", "would have received"
	return append([]figure{numbers[0], receive}, numbers[receiveFigure+2:]...)
}

// table is where the columns of the figures stand.
type table struct {
	label, whole, fraction int
	note                   int
	// width is what the longest figure takes.
	width int
	// beneath is set when notes don't fit beside the figures.
	beneath, noNotes bool
}

func newTable(numbers []figure, width int) table {
	t := table{label: labelWidth}
	if width < narrow {
		t.label, t.noNotes = narrowLabelWidth, true
	}
	unit := 0
	for _, number := range numbers {
		if number.untold {
			continue
		}
		whole, fraction := number.parts()
		t.whole = max(t.whole, cells.Width(whole))
		t.fraction = max(t.fraction, cells.Width(fraction))
		unit = max(unit, cells.Width(number.unit))
	}
	const usualNote, gap = 38, 2
	t.width = t.label + t.whole + t.fraction + 1 + unit
	t.note = max(usualNote, t.width+gap)
	if width-t.note < noteRoom {
		t.note, t.beneath = t.label, true
	}
	return t
}

func (t table) draw(p *page, number figure, ink theme.Style) {
	whole, fraction := number.parts()
	t.row(p, number.note, figureRank, func(pen *cells.Pen) {
		label := number.label
		if t.noNotes {
			label = number.short
		}
		pen.Cell(p.theme.Muted, label, t.label)
		if number.untold {
			pen.Text(p.theme.Muted, words.NotTold)
			return
		}
		pen.Right(ink, whole, t.whole)
		pen.Cell(ink, fraction, t.fraction)
		pen.Skip(1)
		pen.Text(p.theme.Text, number.unit)
	})
}

func (t table) drawText(p *page, label, value, note string) {
	t.row(p, note, detailRank, func(pen *cells.Pen) {
		pen.Cell(p.theme.Muted, label, t.label)
		pen.Text(p.theme.Text, value)
	})
}

// row writes a line with its note beside it, or beneath where that is narrow.
func (t table) row(p *page, note string, r rank, draw func(pen *cells.Pen)) {
	notes := wrapNote(note, p.width-t.note)
	if t.noNotes {
		notes = nil
	}
	p.line(r, func(pen *cells.Pen) {
		draw(pen)
		if len(notes) > 0 && !t.beneath && pen.Column() < t.note {
			pen.To(t.note)
			pen.Text(p.theme.Muted, notes[0])
			notes = notes[1:]
		}
	})
	for _, rest := range notes {
		p.line(detailRank, func(pen *cells.Pen) {
			pen.To(t.note)
			pen.Text(p.theme.Muted, rest)
		})
	}
}

// wrapNote breaks a note between its parts where each of them fits a line.
func wrapNote(note string, width int) []string {
	const between = " · "
	var lines []string
	for _, part := range strings.Split(note, between) {
		last := len(lines) - 1
		switch {
		case cells.Width(part) > width:
			return cells.Wrap(note, width)
		case last >= 0 && cells.Width(lines[last]+between+part) <= width:
			lines[last] += between + part
		case part != "":
			lines = append(lines, part)
		}
	}
	return lines
}

// parts is the number before and from its decimal point on.
func (f figure) parts() (whole, fraction string) {
	whole, fraction, _ = strings.Cut(f.sign+words.Exactly(f.amount), ".")
	return whole, "." + fraction
}

// feesNote is each fee, and all of them as a share of the trade where one side
// of it is in dollars as the fees are.
func feesNote(terms *state.SwapTerms) string {
	var notes []string
	for _, kind := range terms.Fees.Kinds() {
		notes = append(notes, kind+" $"+words.Exactly(terms.Fees[kind]))
	}
	const places = 2
	for _, kind := range terms.MissingFees() {
		notes = append(notes, kind+" "+words.NotTold)
	}
	cost := terms.Cost()
	if cost.Known {
		notes = append(notes, cost.Fees.StringFixed(places)+" % of the trade")
	}
	if !cost.ImpactKnown {
		notes = append(notes, "price impact "+words.NotTold)
	}
	return strings.Join(notes, " · ")
}

func routeNote(terms *state.SwapTerms) string {
	return "route " + words.Route(terms, " → ")
}
