package wizard

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
)

// drawCost says what the swap costs where that is more than usual, louder with
// every rung, and where nobody can tell.
func (w *Wizard) drawCost(p *page) {
	cost := w.terms.Cost()
	switch cost.Level() {
	case state.CostNotice:
		p.line(detailRank, func(pen *cells.Pen) {
			pen.Text(p.theme.Tone(theme.ToneInfo), theme.GlyphDot)
			pen.Text(p.theme.Text, " Costs "+costPercent(cost)+" % of the trade: "+costParts(cost))
		})
	case state.CostWarning:
		p.headline(theme.ToneWarn, theme.GlyphUncertain, "LARGE COST", costPercent(cost)+" % of the trade: "+costParts(cost))
	case state.CostTyped:
		rest := costPercent(cost) + " % of the trade: " + costParts(cost) + "."
		if w.step != state.FlowConfirm {
			rest += " That percent has to be typed before the swap can be confirmed."
		}
		p.headline(theme.ToneBad, theme.GlyphUncertain, "VERY LARGE COST", rest)
	default:
		if !cost.Known && len(w.terms.Fees) > 0 {
			p.text(detailRank, p.theme.Muted, "What share of the trade the fees are isn't known: neither token is in dollars, as they are.")
		}
	}
}

// costPercent is the whole cost as it is shown and typed: 12.34.
func costPercent(cost state.Cost) string {
	const places = 2
	return cost.Percent().StringFixed(places)
}

func costParts(cost state.Cost) string {
	const places = 2
	parts := "fees " + cost.Fees.StringFixed(places) + " %"
	if !cost.Known {
		parts = "fees not counted"
	}
	if !cost.ImpactKnown {
		return parts + ", price impact not told"
	}
	return parts + ", price impact " + cost.Impact.StringFixed(places) + " %"
}
