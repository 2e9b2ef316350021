package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// drawCautions says what stands against the quote, louder with every rung, and
// what nobody here can tell.
func (w *Wizard) drawCautions(p *page) {
	for _, caution := range w.terms.Cautions() {
		text := words.Caution(caution, w.Now, w.Location)
		switch caution.Level {
		case state.CostNotice:
			p.line(detailRank, func(pen *cells.Pen) {
				pen.Text(p.theme.Tone(theme.ToneInfo), theme.GlyphDot)
				pen.Text(p.theme.Text, " "+caution.Title+" "+text)
			})
		case state.CostWarning:
			p.headline(theme.ToneWarn, theme.GlyphUncertain, caution.Title, text)
		case state.CostTyped:
			if w.step != state.FlowConfirm && caution.Typed == w.terms.Typed() {
				text += ". " + caution.Typed + " has to be typed before this can be confirmed."
			}
			p.headline(theme.ToneBad, theme.GlyphUncertain, caution.Title, text)
		case state.CostNever:
			p.headline(theme.ToneBad, theme.GlyphBad, caution.Title, text+": this can't be executed.")
		}
	}
	if cost := w.terms.Cost(); cost.FeesTold && !cost.Known {
		p.text(detailRank, p.theme.Muted, "What share of the trade the fees are isn't known: neither token is in dollars, as they are.")
	}
}
