package wizard

import (
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/words"
)

// priceChange is how a quote compares with the accepted one for the same
// trade. The zero priceChange is no change.
type priceChange struct {
	// what names the figure that changed, before and after in unit.
	what          string
	before, after decimal.Decimal
	unit          string
	worse         bool
}

// compare takes a lower receipt as worse, and a lower least receipt too: a
// wider slippage is a worse price in disguise.
func compare(accepted, quoted *state.SwapTerms) priceChange {
	if accepted == nil || !sameTrade(accepted, quoted) {
		return priceChange{}
	}
	receive := changeOf("receive", accepted.ExpectedBuy, quoted.ExpectedBuy, quoted.BuyToken)
	least := changeOf("at least", accepted.MinimumReceived, quoted.MinimumReceived, quoted.BuyToken)
	if !receive.worse && least.worse {
		return least
	}
	return receive
}

func sameTrade(a, b *state.SwapTerms) bool {
	return a.SellToken == b.SellToken && a.BuyToken == b.BuyToken && a.SellAmount.Equal(b.SellAmount)
}

func changeOf(what string, before, after decimal.Decimal, unit string) priceChange {
	if before.Equal(after) {
		return priceChange{}
	}
	return priceChange{what: what, before: before, after: after, unit: unit, worse: after.LessThan(before)}
}

func (c priceChange) any() bool { return c.what != "" }

// String is: receive 0.3412 → 0.3398 ETH (−0.41 %).
func (c priceChange) String() string {
	return c.what + " " + words.Exactly(c.before) + " → " + words.Exactly(c.after) + " " + c.unit + " (" + c.percent() + ")"
}

func (c priceChange) percent() string {
	if !c.before.IsPositive() {
		return "from nothing"
	}
	const hundred, places = 100, 2
	share := c.after.Sub(c.before).Mul(decimal.NewFromInt(hundred)).Div(c.before)
	sign := "+"
	if share.IsNegative() {
		sign = "−"
	}
	if rounded := share.Abs().Round(places); rounded.IsPositive() {
		return sign + rounded.StringFixed(places) + " %"
	}
	return sign + "less than 0.01 %"
}

// rate is what one of the dearer token costs in the other: 1 ETH = 2,930.83 USDC.
func rate(terms *state.SwapTerms) string {
	sold, bought := terms.SellAmount, terms.ExpectedBuy
	if !sold.IsPositive() || !bought.IsPositive() {
		return ""
	}
	dear, cheap, price := terms.BuyToken, terms.SellToken, sold.Div(bought)
	if bought.GreaterThan(sold) {
		dear, cheap, price = cheap, dear, bought.Div(sold)
	}
	places := int32(2)
	if price.LessThan(decimal.NewFromInt(100)) {
		places = 4
	}
	return "1 " + dear + " = " + words.Exactly(price.Round(places)) + " " + cheap
}
