package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
)

const (
	confirmAsk  = "type execute to swap"
	confirmRoom = 20
)

// drawConfirm shows the frozen figures, who sends them, and the word to type.
func (w *Wizard) drawConfirm(p *page) {
	if w.cramped() {
		p.text(mustShow, w.Theme.Tone(theme.ToneBad), "execute — "+crampedReason)
		w.drawQuote(p)
		return
	}
	w.drawQuote(p)
	p.blank()
	w.drawVerdict(p)
	w.drawBeforeSending(p)
	p.text(detailRank, w.Theme.Muted, "The figures above are what is sent, in the name of "+w.Who+".")
	p.blank()
	if w.guard.Shut() {
		p.text(mustShow, w.Theme.Muted, "One moment: keys count again when the keyboard was quiet.")
		return
	}
	w.drawWord(p)
}

// drawBeforeSending lists what is looked at again before anything leaves.
func (w *Wizard) drawBeforeSending(p *page) {
	checks := []struct {
		stands bool
		text   string
	}{
		{w.left() > sendMargin, "3 s in hand"},
		{w.terms.Policy.Allows(), "this quote's verdict"},
		{w.lock() == nil, "no " + w.terms.SellToken + " in doubt"},
		{!w.Book.Bank.ReadOnly, "on disk first"},
	}
	p.line(detailRank, func(pen *cells.Pen) {
		for i, check := range checks {
			tone, glyph := theme.ToneGood, theme.GlyphMark
			if !check.stands {
				tone, glyph = theme.ToneBad, theme.GlyphBad
			}
			width := cells.Width(check.text) + 2
			if i > 0 {
				width += 2
			}
			if pen.Left() < width {
				return
			}
			if i > 0 {
				pen.Skip(2)
			}
			pen.Text(w.Theme.Tone(tone), glyph)
			pen.Skip(1)
			pen.Text(w.Theme.Muted, check.text)
		}
	})
}

// drawWord asks for what has to be typed: the percent of a large cost first,
// then the word.
func (w *Wizard) drawWord(p *page) {
	ask, typed, longest := confirmAsk, &w.word, len(confirmWord)
	if w.step == state.FlowCostly {
		accepted := w.terms.Typed()
		ask, typed, longest = "type "+accepted+" to go on", &w.percent, len(accepted)
	}
	column := cells.Width(ask) + 3
	if p.width < column+longest {
		p.text(mustShow, w.Theme.Strong, ask)
		column = 0
	}
	p.typing(column + typed.Column(confirmRoom))
	p.line(mustShow, func(pen *cells.Pen) {
		if column > 0 {
			pen.Text(w.Theme.Strong, ask)
			pen.To(column)
		}
		typed.Draw(pen, w.Theme, min(confirmRoom, pen.Left()))
	})
}

const crampedReason = "disabled: this terminal is too small to show what would be sent"

// hidden reports whether the quote's figures can't stand whole, so that nobody
// goes on with half a number.
func (w *Wizard) hidden() bool {
	if w.step != state.FlowQuoted && w.step != state.FlowCleared {
		return false
	}
	if newTable(figuresOf(w.terms), w.width).width > w.width {
		return true
	}
	p := newPage(w.Theme, w.width)
	w.drawQuote(p)
	return !p.shows(figureRank, w.height)
}

// drawHidden says so in place of the figures.
func (w *Wizard) drawHidden(p *page) {
	p.text(mustShow, w.Theme.Tone(theme.ToneBad), hiddenReason)
}

const hiddenReason = "too small to show the amounts: enlarge the terminal"

// cramped reports whether the terminal can't show every figure in full, so
// that nobody confirms what they can't see.
func (w *Wizard) cramped() bool {
	if newTable(figuresOf(w.terms), w.width).width > w.width {
		return true
	}
	p := newPage(w.Theme, w.width)
	w.drawQuote(p)
	w.drawVerdict(p)
	w.drawWord(p)
	return !p.shows(figureRank, w.height)
}
