package words

import (
	"strings"
	"time"

	"coffer/state"
)

// Receipt is a booked swap as a page of plain text, to be filed or sent. Times
// are local with their date and zone, as on the screens.
func Receipt(swap *state.Swap, location *time.Location) string {
	var text strings.Builder
	dated := func(moment state.Moment) string { return Dated(moment, location) }
	line := func(label, value string) {
		if value != "" {
			text.WriteString(label + strings.Repeat(" ", max(18-len(label), 1)) + value + "\n")
		}
	}
	title := "Swap " + swap.ID
	if swap.Reference != "" {
		title = "Receipt " + swap.Reference
	}
	text.WriteString(title + "\n")
	line("status", SwapStatus(swap.Status).Word)
	line("swap", swap.ID)
	line("account", swap.Account)
	for _, adjustment := range Adjustments(swap) {
		line("adjusted by", adjustment)
	}
	for _, beware := range SwapBeware(swap) {
		line("beware", beware)
	}
	line("executed", Executed(swap))
	line("fees", ExecutedFees(swap))
	if terms := swap.Terms; terms != nil {
		line("quoted", Exactly(terms.SellAmount)+" "+terms.SellToken+" → "+Exactly(terms.ExpectedBuy)+" "+terms.BuyToken)
		line("at least", Minimum(terms))
		line("slippage", Slippage(terms))
		line("route", strings.Join(terms.Route, " → "))
		line("quote", terms.QuoteID)
		line("policy", strings.TrimSpace(PolicyVerdict(terms.Policy).Word+" "+dated(terms.CheckedAt)))
		for _, reason := range terms.PolicyReasons {
			line("", reason)
		}
		line("confirmed", strings.TrimSpace(terms.ConfirmedBy+" "+dated(terms.ConfirmedAt)))
		line("confirmation", terms.Confirmation)
		line("idempotency key", terms.Key)
	}
	provider := swap.Provider
	if provider == "" && swap.Terms != nil {
		provider = swap.Terms.Provider
	}
	line("provider", provider)
	line("transaction", swap.TxHash)
	line("submitted", dated(swap.SubmittedAt))
	line("settled", dated(swap.SettledAt))
	return text.String()
}
