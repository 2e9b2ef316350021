package words

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// NotTold stands where the bank left something out.
const NotTold = "not told"

// Minimum is the least that a swap pays out: 0.337788 ETH.
func Minimum(terms *state.SwapTerms) string {
	if terms.MinimumReceived == nil {
		return NotTold
	}
	return Exactly(*terms.MinimumReceived) + " " + terms.BuyToken
}

// Slippage is the slippage that a quote tolerates: 1.00 %.
func Slippage(terms *state.SwapTerms) string {
	if terms.SlippageBPS == nil {
		return NotTold
	}
	const places = 2
	return decimal.New(*terms.SlippageBPS, -places).StringFixed(places) + " %"
}

// Fees is the total of what was told, and its kinds: $3.57 · network $3.15 ·
// protocol $0.42.
func Fees(fees state.Fees) string {
	total, told := fees.Total()
	if !told {
		return NotTold
	}
	parts := []string{"$" + Exactly(total)}
	for _, kind := range fees.Kinds() {
		parts = append(parts, kind+" $"+Exactly(fees[kind]))
	}
	return strings.Join(parts, " · ")
}
