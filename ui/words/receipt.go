package words

import (
	"strings"

	"coffer/state"
)

// Receipt is a booked swap as a page of plain text, to be filed or sent. Times
// are in UTC, so that it reads the same everywhere.
func Receipt(swap *state.Swap) string {
	var text strings.Builder
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
	if terms := swap.Terms; terms != nil {
		line("quoted", Exactly(terms.SellAmount)+" "+terms.SellToken+" → "+Exactly(terms.ExpectedBuy)+" "+terms.BuyToken)
		line("at least", Minimum(terms))
		line("executed", Executed(swap))
		line("fees", feeLine(swap))
		line("slippage", Slippage(terms))
		line("route", strings.Join(terms.Route, " → "))
		line("quote", terms.QuoteID)
		line("policy", strings.TrimSpace(PolicyVerdict(terms.Policy).Word+" "+stamped(terms.CheckedAt)))
		for _, reason := range terms.PolicyReasons {
			line("", reason)
		}
		line("confirmed", strings.TrimSpace(terms.ConfirmedBy+" "+stamped(terms.ConfirmedAt)))
		line("confirmation", terms.Confirmation)
	}
	provider := swap.Provider
	if provider == "" && swap.Terms != nil {
		provider = swap.Terms.Provider
	}
	line("provider", provider)
	line("transaction", swap.TxHash)
	line("submitted", stamped(swap.SubmittedAt))
	line("settled", stamped(swap.SettledAt))
	return text.String()
}

// Executed is what a swap moved, and whose word that is; "" for one that moved
// nothing, or whose terms aren't known here.
func Executed(swap *state.Swap) string {
	moved, isTold, known := swap.Moved()
	if !known {
		return ""
	}
	amounts := Exactly(moved.Sold) + " " + swap.Terms.SellToken + " → " + Exactly(moved.Bought) + " " + swap.Terms.BuyToken
	if !isTold {
		return amounts + ", as quoted"
	}
	return amounts
}

func feeLine(swap *state.Swap) string {
	fees := swap.Terms.Fees
	if moved, _, known := swap.Moved(); known {
		fees = moved.Fees
	}
	return Fees(fees)
}
