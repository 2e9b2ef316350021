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
	// worse is set when less is received; beyond, when that is more than a
	// person lets pass.
	worse, beyond bool
	// untold is set when what was told before is not told any more.
	untold bool
}

// compare takes a lower receipt as worse, and a lower least receipt too: a
// wider slippage is a worse price in disguise. Up to tolerance, in percent, it
// is let pass.
func compare(accepted, quoted *state.SwapTerms, tolerance decimal.Decimal) priceChange {
	if accepted == nil || !sameTrade(accepted, quoted) {
		return priceChange{}
	}
	receive := changeOf("receive", accepted.ExpectedBuy, quoted.ExpectedBuy, quoted.BuyToken)
	least := leastChange(accepted, quoted)
	receive.beyond, least.beyond = receive.exceeds(tolerance), least.exceeds(tolerance)
	if least.worse && (!receive.worse || (least.beyond && !receive.beyond)) {
		return least
	}
	return receive
}

// leastChange takes a minimum that is no longer promised as the worst change.
func leastChange(accepted, quoted *state.SwapTerms) priceChange {
	switch before, after := accepted.MinimumReceived, quoted.MinimumReceived; {
	case before == nil || before.IsZero():
		return priceChange{}
	case after == nil:
		return priceChange{what: "at least", before: *before, unit: quoted.BuyToken, worse: true, untold: true}
	default:
		return changeOf("at least", *before, *after, quoted.BuyToken)
	}
}

// exceeds reports whether the change is for the worse by more than tolerance
// percent, not rounded.
func (c priceChange) exceeds(tolerance decimal.Decimal) bool {
	const hundred = 100
	return c.worse && (c.untold || c.before.Sub(c.after).Mul(decimal.NewFromInt(hundred)).GreaterThan(c.before.Mul(tolerance)))
}

func sameTrade(a, b *state.SwapTerms) bool {
	return a.Account == b.Account && a.SellToken == b.SellToken && a.BuyToken == b.BuyToken && a.SellAmount.Equal(b.SellAmount)
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
	if c.untold {
		return c.what + " " + words.Exactly(c.before) + " " + c.unit + " → " + words.NotTold
	}
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
	if share.IsNegative() {
		return "under 0.01 % less"
	}
	return "under 0.01 % more"
}

// rate is the price both ways, the dearer token first:
// 1 ETH = 2,930.83 USDC · 1 USDC = 0.000341201 ETH.
func rate(terms *state.SwapTerms) string {
	sold, bought := terms.SellAmount, terms.ExpectedBuy
	if !sold.IsPositive() || !bought.IsPositive() {
		return ""
	}
	dear, cheap, price, inverse := terms.BuyToken, terms.SellToken, sold.Div(bought), bought.Div(sold)
	if bought.GreaterThan(sold) {
		dear, cheap, price, inverse = cheap, dear, inverse, price
	}
	return "1 " + dear + " = " + rounded(price) + " " + cheap + " · 1 " + cheap + " = " + rounded(inverse) + " " + dear
}

// rounded is a price with as many digits as tell it from its neighbours: cents
// from a hundred on, and six digits that count below.
func rounded(price decimal.Decimal) string {
	if price.GreaterThanOrEqual(decimal.NewFromInt(100)) {
		return words.Exactly(price.Round(2))
	}
	const digits = 6
	// NumDigits counts the coefficient's digits, without leading zeros.
	places := digits - int32(price.NumDigits()) - price.Exponent()
	return words.Exactly(price.Round(min(max(places, 2), 18)))
}
