package swaps

import (
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/words"
)

// trade is the two amounts of a swap, those that moved or else those that were
// quoted, with every digit.
type trade struct {
	sell, buy             []byte
	sellAmount, buyAmount decimal.Decimal
}

// trades keeps what amounts are in words: a frame needs them of every visible
// row, and writing a decimal out costs more than drawing it.
type trades map[*state.Swap]trade

// mostTrades is far more than any screen shows.
const mostTrades = 512

func (t trades) of(swap *state.Swap) trade {
	if swap.Terms == nil {
		return trade{}
	}
	known, there := t[swap]
	if !there {
		if len(t) >= mostTrades {
			clear(t)
		}
		sell, buy := swap.Terms.SellAmount, swap.Terms.ExpectedBuy
		if moved, confirmed := swap.Moved(); confirmed {
			sell, buy = moved.Sold.Amount, moved.Bought.Amount
		}
		known = trade{[]byte(words.Exactly(sell)), []byte(words.Exactly(buy)), sell, buy}
		t[swap] = known
	}
	return known
}
