package wizard

import (
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/words"
)

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
