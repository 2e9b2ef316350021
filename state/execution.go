package state

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// Execution is what a swap moved, in the tokens of its terms.
type Execution struct {
	Sold   decimal.Decimal `json:"sold"`
	Bought decimal.Decimal `json:"bought"`
	// Fees are in the unit of account; nil when the bank told amounts alone.
	Fees api.Fees `json:"fees,omitempty"`
}

// Moved is what a confirmed swap moved: as the bank told it, and where it only
// says that the quote was executed, what was quoted. known is false for any
// other swap, and for one whose terms aren't known here.
func (s *Swap) Moved() (moved Execution, isTold, known bool) {
	if s.Status != api.SwapConfirmed || s.Terms == nil {
		return Execution{}, false, false
	}
	if s.Executed == nil {
		return Execution{Sold: s.Terms.SellAmount, Bought: s.Terms.ExpectedBuy, Fees: s.Terms.Fees}, false, true
	}
	moved = *s.Executed
	if moved.Fees == nil {
		moved.Fees = s.Terms.Fees
	}
	return moved, true, true
}

// executionOf is nil unless the bank told both amounts.
func executionOf(swap api.Swap) *Execution {
	if swap.ExecutedSellAmount == nil || swap.ExecutedBuyAmount == nil {
		return nil
	}
	told := &Execution{Sold: *swap.ExecutedSellAmount, Bought: *swap.ExecutedBuyAmount}
	told.Fees = safeFees(swap.ExecutedFees)
	return told
}

// safeFees are fees whose kinds are safe to draw, each still a kind of its own.
func safeFees(fees api.Fees) api.Fees {
	if fees == nil {
		return nil
	}
	safe := make(api.Fees, len(fees))
	for kind, fee := range fees {
		safe[SafeKey(kind)] = fee
	}
	return safe
}

// joinExecution keeps the newer saying, as joinField does. The same figures
// stay the same pointer, so that hearing them again is no news.
func joinExecution(value **Execution, stamp *Stamp, other *Execution, otherStamp Stamp) {
	if other == nil {
		return
	}
	if *value == nil {
		*value, *stamp = other, otherStamp
		return
	}
	order, same := otherStamp.compare(*stamp), strings.Compare(other.text(), (*value).text())
	if order > 0 || (order == 0 && same > 0) {
		*stamp = otherStamp
		if same != 0 {
			*value = other
		}
	}
}

// text is the same for the same figures.
func (e *Execution) text() string {
	parts := []string{e.Sold.String(), e.Bought.String()}
	for _, kind := range e.Fees.Kinds() {
		parts = append(parts, kind, e.Fees[kind].String())
	}
	return strings.Join(parts, "\n")
}
