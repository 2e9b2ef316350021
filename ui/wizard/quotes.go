package wizard

import (
	"time"

	"coffer/state"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// quotesKept is how many quotes of a trade stand side by side.
const quotesKept = 3

// quotes are the last ones of one trade, oldest first.
type quotes []arrival

// arrival is a quote and when it came.
type arrival struct {
	terms *state.SwapTerms
	at    time.Time
}

// with is the quotes with a newer one. Those of another trade go.
func (q quotes) with(terms *state.SwapTerms, at time.Time) quotes {
	if len(q) > 0 && !state.SameTrade(q[len(q)-1].terms, terms) {
		q = nil
	}
	kept := append(quotes{}, q[max(len(q)-quotesKept+1, 0):]...)
	return append(kept, arrival{terms, at})
}

func feeTotal(terms *state.SwapTerms) string {
	total, told := terms.Fees.Total()
	if !told {
		return words.NotTold
	}
	return "$" + words.Exactly(total)
}

// draw sets the quotes side by side, the newest last, with what each would
// have brought against the first of them. One alone is no comparison.
func (q quotes) draw(p *page, now time.Time, location *time.Location) {
	if len(q) < 2 || p.width < narrow {
		return
	}
	const gap = 3
	rows := [4][]string{{"Quotes"}, {"Receive"}, {"Fees"}, {"From first"}}
	for i, one := range q {
		at := words.When(now, state.MomentOf(one.at), location)
		if i == len(q)-1 {
			at += " now"
		}
		change := "—"
		if i > 0 {
			if moved := state.Changed("", q[0].terms.ExpectedBuy, one.terms.ExpectedBuy, ""); !one.terms.ExpectedBuy.Equal(q[0].terms.ExpectedBuy) {
				change = words.ChangePercent(moved)
			}
		}
		rows[0] = append(rows[0], at)
		rows[1] = append(rows[1], words.Exactly(one.terms.ExpectedBuy))
		rows[2] = append(rows[2], feeTotal(one.terms))
		rows[3] = append(rows[3], change)
	}
	widths := make([]int, len(rows[0]))
	total := 0
	for column := 1; column < len(widths); column++ {
		for _, row := range rows {
			widths[column] = max(widths[column], cells.Width(row[column]))
		}
		total += widths[column] + gap
	}
	if labelWidth+total > p.width {
		return
	}
	p.line(blankRank, func(*cells.Pen) {})
	for i, row := range rows {
		p.line(detailRank, func(pen *cells.Pen) {
			pen.Cell(p.theme.Muted, row[0], labelWidth)
			for column := 1; column < len(row); column++ {
				style := p.theme.Text
				switch {
				case i == 0:
					style = p.theme.Muted
				case column == len(row)-1:
					style = p.theme.Strong
				}
				pen.Right(style, row[column], widths[column])
				pen.Skip(gap)
			}
		})
	}
}
