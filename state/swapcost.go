package state

import "github.com/shopspring/decimal"

// CostLevel is how much a swap's cost has to be looked at.
type CostLevel int

// The levels. At CostTyped what is wrong has to be typed before the swap can be
// confirmed, because so much is more often a mistake than meant. At CostNever
// no one can confirm it.
const (
	CostUsual CostLevel = iota
	CostNotice
	CostWarning
	CostTyped
	CostNever
)

// The percents from which each level holds; neverPercent is the most that a
// slippage may be.
const (
	noticePercent  = 1
	warningPercent = 3
	typedPercent   = 10
	neverPercent   = 50
)

// levelOf is how much a percent has to be looked at. It is not rounded first.
func levelOf(percent decimal.Decimal) CostLevel {
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

// Cost is what a swap costs as a share of what is sold: its fees, and how far
// the price is moved by the trade itself.
type Cost struct {
	// Known is false where the bank told no fees, and where neither side of the
	// trade is in dollars, as they are: then nobody here can tell the share.
	Known bool
	// FeesTold is false where the bank told no fees.
	FeesTold bool
	// ImpactKnown is false where the bank doesn't tell the price impact.
	ImpactKnown bool
	// Fees and Impact are in percent of the trade.
	Fees, Impact decimal.Decimal
}

// Percent is fees and impact together.
func (c Cost) Percent() decimal.Decimal { return c.Fees.Add(c.Impact) }

// Parts names what the cost is made of: fees 0.36 %, price impact not told.
func (c Cost) Parts() string {
	parts := "fees " + percentText(c.Fees) + " %"
	switch {
	case !c.FeesTold:
		parts = "fees not told"
	case !c.Known:
		parts = "fees not counted"
	}
	if !c.ImpactKnown {
		return parts + ", price impact not told"
	}
	return parts + ", price impact " + percentText(c.Impact) + " %"
}

// Level is how much that has to be looked at.
func (c Cost) Level() CostLevel { return levelOf(c.Percent()) }

// Cost is what the quote costs.
func (t *SwapTerms) Cost() Cost {
	var cost Cost
	const hundred, places = 100, 6
	fees, told := t.Fees.Total()
	cost.FeesTold = told
	if value := t.value(); told && value.IsPositive() {
		cost.Known = true
		cost.Fees = fees.Mul(decimal.NewFromInt(hundred)).DivRound(value, places)
	}
	if t.ImpactBPS != nil {
		const basisPoints = -2
		// A price that the trade moves to its own good pays for no fee.
		cost.ImpactKnown, cost.Impact = true, decimal.Max(decimal.New(*t.ImpactBPS, basisPoints), decimal.Zero)
	}
	if t.AtPar() && t.SellAmount.IsPositive() {
		// Both are worth a dollar, so what is missing was lost on the way,
		// whatever the bank says of it.
		lost := t.SellAmount.Sub(t.ExpectedBuy).Mul(decimal.NewFromInt(hundred)).DivRound(t.SellAmount, places)
		cost.ImpactKnown, cost.Impact = true, decimal.Max(lost, cost.Impact)
	}
	return cost
}

// AtPar reports whether both tokens are worth a dollar, so that their price
// needs no other to be held against.
func (t *SwapTerms) AtPar() bool { return dollarToken(t.SellToken) && dollarToken(t.BuyToken) }

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
