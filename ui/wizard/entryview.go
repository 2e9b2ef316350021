package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
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
		if problem := w.entry.problems[at]; problem != "" {
			w.drawFieldProblem(p, problem)
		}
	}
	if w.problem == nil {
		return
	}
	p.blank()
	p.headline(theme.ToneWarn, theme.GlyphUncertain, "No quote.", w.problem.Error())
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
			w.drawTokens(pen, w.entry.token(at))
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

// drawTokens lists what can be chosen, with what is chosen in its weight.
func (w *Wizard) drawTokens(pen *cells.Pen, chosen string) {
	list := cells.Width("← → ") + cells.Width(knownTokens())
	if pen.Left() < list {
		return
	}
	pen.Text(w.Theme.Key, "← →")
	for _, token := range state.Tokens() {
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
