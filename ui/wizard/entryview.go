package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/words"
)

var entryLabels = [entryFields]string{"Sell", "Buy", "Amount"}

const (
	entryLabelWidth = 10
	entryGutter     = 2
	tokenRoom       = 12
	// usualAmount keeps the token in its place while an everyday amount is typed.
	usualAmount = len("1,000.00")
)

// drawEntry draws the fields, each with the sentence that stands against it.
func (w *Wizard) drawEntry(p *page) {
	for at := range entryFields {
		w.drawField(p, at)
		switch problem := w.entry.problems[at]; {
		case problem != "":
			w.drawFieldProblem(p, problem)
		case at == amountField:
			w.drawReading(p)
		}
	}
	problem := w.problem
	if problem == nil {
		problem = w.Book.Bank.QuoteProblem()
	}
	if problem == nil {
		return
	}
	p.blank()
	p.headline(theme.ToneWarn, theme.GlyphUncertain, "No quote.", problem.Error())
}

func (w *Wizard) drawField(p *page, at entryField) {
	t, focused := w.Theme, at == w.entry.focused
	line := figureRank
	start := entryGutter + entryLabelWidth
	room := max(min(p.width-start, tokenRoom), 0)
	if at == amountField {
		room = max(p.width-start-tokenRoom, min(p.width-start, tokenRoom))
	}
	if focused {
		line = mustShow
		p.typing(start + w.entry.fields[at].Column(room))
	}
	p.line(line, func(pen *cells.Pen) {
		if focused {
			pen.Text(t.Accent, theme.GlyphGutter)
		}
		pen.To(entryGutter)
		pen.Cell(t.Muted, entryLabels[at], entryLabelWidth)
		if at == amountField {
			w.drawAmount(pen, room)
			return
		}
		if focused && w.entry.filled {
			pen.Cell(t.Strong, w.entry.token(at), room)
		} else {
			w.entry.fields[at].Draw(pen, t, room)
		}
		if focused {
			w.drawTokens(pen, at)
		}
	})
}

func (w *Wizard) drawAmount(pen *cells.Pen, room int) {
	amount := &w.entry.fields[amountField]
	used := cells.Width(amount.Placeholder)
	if !amount.Empty() {
		used = max(cells.Width(amount.Value()), usualAmount)
	}
	used = min(room, used+1)
	amount.Draw(pen, w.Theme, used)
	pen.Skip(1)
	pen.Text(w.Theme.Muted, w.entry.token(sellField))
}

// drawReading says how the amount is read before it is sent anywhere, and how
// much there is.
func (w *Wizard) drawReading(p *page) {
	token := w.entry.token(sellField)
	held := w.Book.Held(w.account, token)
	read, problem := w.entry.amount()
	said, tone := "", theme.ToneMuted
	switch {
	case w.entry.fields[amountField].Empty() || problem != nil || !read.Amount.IsPositive():
		if held != nil {
			said = words.Exactly(*held) + " " + token + " held"
		}
	case held == nil:
		said = "= " + words.Exactly(read.Amount) + " " + token
	case read.Amount.GreaterThan(*held):
		said, tone = "= "+words.Exactly(read.Amount)+" "+token+" · more than the "+words.Exactly(*held)+" held", theme.ToneWarn
	case read.Share.IsPositive():
		said = "= " + words.Exactly(read.Amount) + " " + token + " · " + read.Share.String() + " % of " + words.Exactly(*held)
	default:
		said = "= " + words.Exactly(read.Amount) + " " + token + " of " + words.Exactly(*held) + " held"
	}
	for _, line := range cells.Wrap(said, max(p.width-entryGutter-entryLabelWidth, 1)) {
		p.line(detailRank, func(pen *cells.Pen) {
			pen.To(entryGutter + entryLabelWidth)
			pen.Text(w.Theme.Tone(tone), line)
		})
	}
}

// drawTokens lists what can be chosen, with what is chosen in its weight: all
// tokens, or those that what was typed so far can mean.
func (w *Wizard) drawTokens(pen *cells.Pen, at entryField) {
	chosen, tokens := w.entry.token(at), state.Tokens()
	if !w.entry.filled && chosen != "" {
		tokens = candidates(chosen)
		if meant := meantBy(chosen); len(meant) == 1 {
			chosen = meant[0].Symbol
		}
	}
	list := cells.Width("← → ") + cells.Width(symbols(tokens, " "))
	if pen.Left() < list || len(tokens) == 0 {
		return
	}
	pen.Text(w.Theme.Key, "← →")
	for _, token := range tokens {
		pen.Skip(1)
		if token.Symbol == chosen {
			pen.Text(w.Theme.Accent, token.Symbol)
		} else {
			pen.Text(w.Theme.Muted, token.Symbol)
		}
	}
}

func (w *Wizard) drawFieldProblem(p *page, problem string) {
	indent := entryGutter + entryLabelWidth
	if p.width < narrow {
		indent = entryGutter
	}
	for _, line := range cells.Wrap(problem, p.width-indent) {
		p.line(reasonRank, func(pen *cells.Pen) {
			pen.Skip(indent)
			pen.Text(w.Theme.Tone(theme.ToneBad), line)
		})
	}
}
