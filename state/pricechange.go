package state

import "github.com/shopspring/decimal"

// PriceChange is how a quote compares with the accepted one for the same trade.
// The zero PriceChange is no change.
type PriceChange struct {
	// What names the figure that changed, Before and After in Unit.
	What          string
	Before, After decimal.Decimal
	Unit          string
	// Worse is set when less is received; Beyond, when that is more than a
	// person lets pass and so has to be accepted.
	Worse, Beyond bool
	// Untold is set when the bank doesn't promise any more what it did before.
	Untold bool
}

// ComparePrice takes a lower receipt as worse, and a lower minimum too: a wider
// slippage is a worse price in disguise, and a minimum that isn't told any more
// is the widest. Up to tolerance, in percent, it is let pass. accepted is nil
// where no price was accepted yet.
func ComparePrice(accepted, quoted *SwapTerms, tolerance decimal.Decimal) PriceChange {
	if accepted == nil || !SameTrade(accepted, quoted) {
		return PriceChange{}
	}
	receive := Changed("receive", accepted.ExpectedBuy, quoted.ExpectedBuy, quoted.BuyToken)
	least := minimumChange(accepted, quoted)
	receive.Beyond, least.Beyond = receive.exceeds(tolerance), least.exceeds(tolerance)
	if least.Worse && (!receive.Worse || (least.Beyond && !receive.Beyond)) {
		return least
	}
	return receive
}

// SameTrade reports whether two quotes are for the same tokens and amount of the
// same account.
func SameTrade(a, b *SwapTerms) bool {
	return a.Account == b.Account && a.SellToken == b.SellToken && a.BuyToken == b.BuyToken && a.SellAmount.Equal(b.SellAmount)
}

// Changed is the change of one figure, without a tolerance.
func Changed(what string, before, after decimal.Decimal, unit string) PriceChange {
	if before.Equal(after) {
		return PriceChange{}
	}
	return PriceChange{What: what, Before: before, After: after, Unit: unit, Worse: after.LessThan(before)}
}

func minimumChange(accepted, quoted *SwapTerms) PriceChange {
	switch before, after := accepted.MinimumReceived, quoted.MinimumReceived; {
	case before == nil:
		return PriceChange{}
	case after == nil:
		return PriceChange{What: "at least", Before: *before, Unit: quoted.BuyToken, Worse: true, Untold: true}
	default:
		return Changed("at least", *before, *after, quoted.BuyToken)
	}
}

// Any reports whether anything changed.
func (c PriceChange) Any() bool { return c.What != "" }

// exceeds reports whether the change is for the worse by more than tolerance
// percent, not rounded.
func (c PriceChange) exceeds(tolerance decimal.Decimal) bool {
	const hundred = 100
	lost := c.Before.Sub(c.After).Mul(decimal.NewFromInt(hundred))
	return c.Worse && (c.Untold || lost.GreaterThan(c.Before.Mul(tolerance)))
}
