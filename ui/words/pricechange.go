package words

import (
	"github.com/shopspring/decimal"

	"coffer/state"
)

// PriceChange is how a quote differs from the accepted one:
// receive 0.3412 → 0.3398 ETH (−0.41 %).
func PriceChange(c state.PriceChange) string {
	if c.Untold {
		return c.What + " " + Exactly(c.Before) + " " + c.Unit + " → " + NotTold
	}
	return c.What + " " + Exactly(c.Before) + " → " + Exactly(c.After) + " " + c.Unit + " (" + ChangePercent(c) + ")"
}

// ChangePercent is the change as a share of what was before: −0.41 %.
func ChangePercent(c state.PriceChange) string {
	if !c.Before.IsPositive() {
		return "from nothing"
	}
	const hundred, places = 100, 2
	share := c.After.Sub(c.Before).Mul(decimal.NewFromInt(hundred)).Div(c.Before)
	sign := "+"
	if share.IsNegative() {
		sign = "−"
	}
	if rounded := share.Abs().Round(places); rounded.IsPositive() {
		return sign + rounded.StringFixed(places) + " %"
	}
	if share.IsNegative() {
		return "under 0.01 % less"
	}
	return "under 0.01 % more"
}
