package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// drawReceipt draws a swap that the bank has taken: first on its way, then the
// receipt.
func (w *Wizard) drawReceipt(p *page) {
	if w.swap == nil {
		p.headline(theme.ToneInfo, theme.GlyphWaiting, "submitted", "· the bank took it")
		p.blank()
		w.drawFigures(p, w.terms)
		return
	}
	w.drawProgress(p)
	p.blank()
	terms := w.terms
	if w.swap.Terms != nil {
		terms = w.swap.Terms
	}
	w.drawFigures(p, terms)
	p.blank()
	w.pair(p, mustShow, "Reference", w.swap.Reference)
	for _, beware := range words.SwapBeware(w.swap) {
		p.text(mustShow, w.Theme.Tone(theme.ToneBad), theme.GlyphUncertain+" Beware "+beware)
	}
	w.drawExecuted(p)
	for _, adjustment := range words.Adjustments(w.swap) {
		w.pair(p, mustShow, "Adjusted by", adjustment)
	}
	w.pair(p, mustShow, "Swap", w.swap.ID)
	w.pair(p, mustShow, "Transaction", w.swap.TxHash)
	if w.swap.Provider != terms.Provider {
		w.pair(p, figureRank, "Provider", w.swap.Provider)
	}
	w.pair(p, detailRank, "Quote", terms.QuoteID)
	w.pair(p, reasonRank, "Policy", policyWords(terms, w))
	w.pair(p, reasonRank, "Confirmed by", confirmedWords(terms, w))
	w.pair(p, detailRank, "Key", w.Book.ExecuteKey(w.swap))
	w.pair(p, passedRank, "Confirmation", terms.Confirmation)
}

// drawExecuted says what moved, and briefly where that is all assumed, since
// the quoted figures stand above.
func (w *Wizard) drawExecuted(p *page) {
	moved, known := w.swap.Moved()
	if known && moved.Sold.From == state.FromQuote && moved.Bought.From == state.FromQuote && moved.FeesFrom != state.FromBank {
		w.pair(p, mustShow, "Executed", words.AsQuoted)
		return
	}
	w.pair(p, mustShow, "Executed", words.Executed(w.swap))
	if known {
		w.pair(p, mustShow, "Fees paid", words.ExecutedFees(w.swap))
	}
}

// drawProgress writes: ◔ submitted 14:02:20 → waiting for the chain, and then
// ● confirmed · submitted 14:02:20 → confirmed 14:02:41.
func (w *Wizard) drawProgress(p *page) {
	status := words.SwapStatus(w.swap.Status)
	road := ""
	if w.swap.SubmittedAt.Known() {
		road = words.When(w.Now, w.swap.SubmittedAt, w.Location)
		if w.swap.Status != state.SwapSubmitted {
			road = "· submitted " + road
		}
	}
	if w.swap.Open() {
		road += " → waiting for the chain"
	} else if w.swap.SettledAt.Known() {
		road += " → " + status.Word + " " + words.When(w.Now, w.swap.SettledAt, w.Location)
	}
	p.headline(status.Tone, status.Glyph, status.Word, road)
	if w.step == state.FlowFailed {
		p.text(reasonRank, w.Theme.Text, words.FellThrough(w.swap))
	}
}

// pair writes a label and its value; a long value wraps beneath itself.
func (w *Wizard) pair(p *page, r rank, label, value string) {
	width := labelWidth
	if p.width < narrow {
		width = narrowLabelWidth
	}
	for i, line := range cells.Wrap(value, p.width-width) {
		p.line(r, func(pen *cells.Pen) {
			if i == 0 {
				pen.Cell(w.Theme.Muted, cells.Cut(label, width-1), width)
			} else {
				pen.Skip(width)
			}
			pen.Text(w.Theme.Text, line)
		})
	}
}

func policyWords(terms *state.SwapTerms, w *Wizard) string {
	verdict := words.PolicyVerdict(terms.Policy).Word
	if terms.CheckedAt.Known() {
		verdict += " · " + words.When(w.Now, terms.CheckedAt, w.Location)
	}
	return verdict
}

func confirmedWords(terms *state.SwapTerms, w *Wizard) string {
	who := terms.ConfirmedBy
	if terms.ConfirmedAt.Known() {
		who += " · " + words.When(w.Now, terms.ConfirmedAt, w.Location)
	}
	return who
}
