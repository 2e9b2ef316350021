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
	p.text(detailRank, w.Theme.Muted, "The figures above are what is sent, in the name of "+w.Who+".")
	p.blank()
	if w.guard.Shut() {
		p.text(mustShow, w.Theme.Muted, "One moment: keys count again when the keyboard was quiet.")
		return
	}
	w.drawWord(p)
}

func (w *Wizard) drawWord(p *page) {
	column := cells.Width(confirmAsk) + 3
	if p.width < column+len(confirmWord) {
		p.text(mustShow, w.Theme.Strong, confirmAsk)
		column = 0
	}
	p.typing(column + w.word.Column(confirmRoom))
	p.line(mustShow, func(pen *cells.Pen) {
		if column > 0 {
			pen.Text(w.Theme.Strong, confirmAsk)
			pen.To(column)
		}
		w.word.Draw(pen, w.Theme, min(confirmRoom, pen.Left()))
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
