package state

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// EarlierPrice is a trade of the same two tokens whose price a quote is held
// against.
type EarlierPrice struct {
	// Sold and Bought are in the direction of the quote, also where the trade
	// went the other way.
	Sold   decimal.Decimal `json:"sold"`
	Bought decimal.Decimal `json:"bought"`
	At     Moment          `json:"at"`
	// Executed is set where it was traded, and not only quoted.
	Executed bool `json:"executed,omitempty"`
}

// EarlierPrice is the last price of the two tokens that the bank quoted for a
// swap that was confirmed here, or executed; nil where there is none. It goes
// through the swaps until it finds one.
func (v *View) EarlierPrice(sell, buy string) *EarlierPrice {
	var last *EarlierPrice
	take := func(terms *SwapTerms, sold, bought decimal.Decimal, at Moment, executed bool) {
		if terms == nil || !sold.IsPositive() || !bought.IsPositive() || last != nil && at <= last.At {
			return
		}
		switch {
		case terms.SellToken == sell && terms.BuyToken == buy:
			last = &EarlierPrice{Sold: sold, Bought: bought, At: at, Executed: executed}
		case terms.SellToken == buy && terms.BuyToken == sell:
			last = &EarlierPrice{Sold: bought, Bought: sold, At: at, Executed: executed}
		}
	}
	for _, swap := range v.Swaps.From(0) {
		if swap.Terms == nil {
			continue
		}
		// One that brought other than was confirmed is no price that anybody agreed to.
		if moved, _ := swap.Moved(); moved.Sold.From == FromBank && moved.Bought.From == FromBank && len(swap.Discrepancies) == 0 {
			take(swap.Terms, moved.Sold.Amount, moved.Bought.Amount, swap.Settled(), true)
			continue
		}
		take(swap.Terms, swap.Terms.SellAmount, swap.Terms.ExpectedBuy, swap.Born(), false)
	}
	for _, intent := range v.Intents {
		// What became a swap is told by that already, with what was executed.
		if terms := intent.Terms; terms != nil && (intent.Subject == "" || v.Swap(intent.Subject) == nil) {
			take(terms, terms.SellAmount, terms.ExpectedBuy, intent.CreatedAt, false)
		}
	}
	return last
}

// isBetterThan reports whether more is received for what is sold.
func (p *EarlierPrice) isBetterThan(other *EarlierPrice) bool {
	return p.Bought.Mul(other.Sold).GreaterThan(other.Bought.Mul(p.Sold))
}

// reversed is the same price for the other direction.
func (p *EarlierPrice) reversed() *EarlierPrice {
	turned := *p
	turned.Sold, turned.Bought = p.Bought, p.Sold
	return &turned
}

// lessThanEarlier is by how many percent the quote brings less than the earlier
// price; negative where it brings more. known is false where there is no
// earlier price.
func (t *SwapTerms) lessThanEarlier() (percent decimal.Decimal, known bool) {
	earlier := t.Earlier
	if earlier == nil || !t.SellAmount.IsPositive() || !earlier.Bought.IsPositive() {
		return decimal.Zero, false
	}
	const hundred, places = 100, 6
	kept := t.ExpectedBuy.Mul(earlier.Sold).Mul(decimal.NewFromInt(hundred)).DivRound(t.SellAmount.Mul(earlier.Bought), places)
	return decimal.NewFromInt(hundred).Sub(kept), true
}

// priceCaution holds the price against par, or against the earlier one. What
// lies below par counts as price impact already.
func (t *SwapTerms) priceCaution() (Caution, bool) {
	if t.AtPar() {
		par := SwapTerms{SellAmount: t.SellAmount, ExpectedBuy: t.ExpectedBuy, Earlier: &EarlierPrice{Sold: decimal.NewFromInt(1), Bought: decimal.NewFromInt(1)}}
		less, known := par.lessThanEarlier()
		return betterCaution(less.Neg(), "par"), known && less.Neg().GreaterThanOrEqual(decimal.NewFromInt(typedPercent))
	}
	less, known := t.lessThanEarlier()
	if !known {
		return Caution{}, false
	}
	const earlier = "an earlier price of the two tokens known here"
	if more := less.Neg(); more.GreaterThanOrEqual(decimal.NewFromInt(typedPercent)) {
		better := betterCaution(more, earlier)
		better.At = t.Earlier.At
		return better, true
	}
	caution := Caution{Level: levelOf(less), Title: "PRICE FAR OFF", Typed: percentText(less), At: t.Earlier.At}
	if caution.Level == CostWarning {
		caution.Title = "PRICE OFF"
	}
	caution.Text = "it brings " + caution.Typed + " % less than " + earlier
	return caution, caution.Level >= CostWarning
}

// unknownPriceCaution is about a price that nothing here says anything of. Where
// the bank doesn't tell either how far the trade moves the price, any amount at
// all would look like this one.
func (t *SwapTerms) unknownPriceCaution() (Caution, bool) {
	if _, known := t.lessThanEarlier(); known || t.AtPar() {
		return Caution{}, false
	}
	const unknown = "it was held against no earlier price of %s and %s"
	caution := Caution{Level: CostNotice, Title: "Price not compared:", Text: fmt.Sprintf(unknown, t.SellToken, t.BuyToken)}
	if t.ImpactBPS == nil {
		caution.Level, caution.Title, caution.Typed = CostTyped, "PRICE NOT COMPARED", typeNoPrice
		caution.Text += ", and the bank tells no price impact"
	}
	return caution, true
}

// betterCaution is about a price that is too good to be left unsaid.
func betterCaution(more decimal.Decimal, than string) Caution {
	return Caution{Level: CostWarning, Title: "PRICE OFF", Text: "it brings " + percentText(more) + " % more than " + than}
}
