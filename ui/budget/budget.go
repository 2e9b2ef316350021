// Package budget draws what an amount does to the budget: before and after, as
// two bars.
package budget

import (
	"math"
	"strconv"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const (
	barWidth  = 24
	tightest  = 8
	warnsFrom = 90
)

// BeforeAndAfter writes the two bars, or nothing when the bank hasn't told what
// is left of the budget or the amount is in another currency. Without the
// budget itself there are amounts and no bars.
func BeforeAndAfter(s *sheet.Sheet, t *theme.Theme, balance *state.Balance, amount state.Money) {
	left, told := balance.Left()
	if !told || !balance.Money(0).SameCurrency(amount) {
		return
	}
	bar(s, t, "Before", balance, left)
	bar(s, t, "After", balance, less(left, amount.Cents))
}

// Known reports whether the bank told what is left of the budget.
func Known(balance *state.Balance) bool {
	_, told := balance.Left()
	return told
}

// Tone is how a used share of the budget looks.
func Tone(used, budget int64) theme.Tone {
	switch percent := gauge.Percent(used, budget); {
	case used > budget:
		return theme.ToneBad
	case percent >= warnsFrom:
		return theme.ToneWarn
	}
	return theme.ToneAccent
}

// bar writes a bar, the share of the budget that is used, and what is left. The
// bar gives way to the amount.
func bar(s *sheet.Sheet, t *theme.Theme, label string, balance *state.Balance, left int64) {
	budget := int64(0)
	if balance.Budget != nil {
		budget = *balance.Budget
	}
	used := less(budget, left)
	tone, rest := theme.ToneMuted, words.Money(balance.Money(left))+" left"
	if left < 0 {
		tone, rest = theme.ToneBad, words.Money(balance.Money(less(0, left)))+" over"
	}
	s.Row(label, func(pen *cells.Pen) {
		const percent, gap = 6, 2
		if budget <= 0 {
			pen.Text(t.Tone(tone), rest)
			return
		}
		if width := min(barWidth, pen.Left()-percent-gap-cells.Width(rest)); width >= tightest {
			gauge.Bar(pen, t, t.Tone(Tone(used, budget)), used, budget, width)
		}
		pen.Right(t.Text, strconv.Itoa(gauge.Percent(used, budget))+" %", percent)
		pen.Skip(gap)
		pen.Text(t.Tone(tone), rest)
	})
}

// less is a − b, or the nearest amount that there is: one that is beyond all
// measure must never look small.
func less(a, b int64) int64 {
	switch difference := a - b; {
	case b > 0 && difference > a:
		return math.MinInt64
	case b < 0 && difference < a:
		return math.MaxInt64
	default:
		return difference
	}
}
