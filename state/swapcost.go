package state

import "github.com/shopspring/decimal"

// CostLevel is how much a swap's cost has to be looked at.
type CostLevel int

// The levels. At CostTyped the percent has to be typed before the swap can be
// confirmed, because so much is more often a mistake than meant.
const (
	CostUsual CostLevel = iota
	CostNotice
	CostWarning
	CostTyped
)

// The percents from which each level holds.
const (
	noticePercent  = 1
	warningPercent = 3
	typedPercent   = 10
)

// Cost is what a swap costs as a share of what is sold: its fees, and how far
// the price is moved by the trade itself.
type Cost struct {
	// Known is false where the bank told no fees, and where neither side of the
	// trade is in dollars, as they are: then nobody here can tell the share.
	Known bool
	// ImpactKnown is false where the bank doesn't tell the price impact.
	ImpactKnown bool
	// Fees and Impact are in percent of the trade.
	Fees, Impact decimal.Decimal
}

// Percent is fees and impact together.
func (c Cost) Percent() decimal.Decimal { return c.Fees.Add(c.Impact) }

// Level is how much that has to be looked at. The percent is not rounded first.
func (c Cost) Level() CostLevel {
	percent := c.Percent()
	from := func(least int64) bool { return percent.GreaterThanOrEqual(decimal.NewFromInt(least)) }
	switch {
	case from(typedPercent):
		return CostTyped
	case from(warningPercent):
		return CostWarning
	case from(noticePercent):
		return CostNotice
	}
	return CostUsual
}

// Cost is what the quote costs.
func (t *SwapTerms) Cost() Cost {
	var cost Cost
	const hundred, places = 100, 6
	fees, told := t.Fees.Total()
	if value := t.value(); told && value.IsPositive() {
		cost.Known = true
		cost.Fees = fees.Mul(decimal.NewFromInt(hundred)).DivRound(value, places)
	}
	switch {
	case t.ImpactBPS != nil:
		const basisPoints = -2
		cost.ImpactKnown, cost.Impact = true, decimal.New(*t.ImpactBPS, basisPoints)
	case dollarToken(t.SellToken) && dollarToken(t.BuyToken):
		// Both are worth a dollar, so what is missing was lost on the way.
		lost := t.SellAmount.Sub(t.ExpectedBuy).Mul(decimal.NewFromInt(hundred)).DivRound(t.SellAmount, places)
		cost.ImpactKnown, cost.Impact = true, decimal.Max(lost, decimal.Zero)
	}
	return cost
}

// value is what the trade is worth in dollars; zero where neither side is.
func (t *SwapTerms) value() decimal.Decimal {
	switch {
	case dollarToken(t.SellToken):
		return t.SellAmount
	case dollarToken(t.BuyToken):
		return t.ExpectedBuy
	}
	return decimal.Zero
}

func dollarToken(symbol string) bool {
	token, known := TokenBySymbol(symbol)
	return known && token.Dollars()
}
