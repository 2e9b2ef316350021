package swaps

import (
	"coffer/state"
	"coffer/ui/words"
)

// trade is the two amounts of a swap with every digit.
type trade struct {
	sell, buy []byte
}

// trades keeps what amounts are in words: a frame needs them of every visible
// row, and writing a decimal out costs more than drawing it.
type trades map[*state.SwapTerms]trade

// mostTrades is far more than any screen shows.
const mostTrades = 512

func (t trades) of(terms *state.SwapTerms) trade {
	if terms == nil {
		return trade{}
	}
	known, there := t[terms]
	if !there {
		if len(t) >= mostTrades {
			clear(t)
		}
		known = trade{[]byte(words.Exactly(terms.SellAmount)), []byte(words.Exactly(terms.ExpectedBuy))}
		t[terms] = known
	}
	return known
}
