package words

import (
	"strings"
	"time"

	"coffer/state"
	"coffer/theme"
)

// AsQuoted is said of figures that are taken from the quote, because the bank
// doesn't tell them.
const AsQuoted = "assumed as quoted; the bank doesn't say"

// Executed is what a swap moved, and whose word that is; "" for one of which
// nothing is told and nothing can be assumed.
func Executed(swap *state.Swap) string {
	amounts := ExecutedAmounts(swap)
	if amounts == "" {
		return ""
	}
	if swap.Status != state.SwapConfirmed {
		return amounts + ", says the bank, while it is " + SwapStatus(swap.Status).Word
	}
	moved, _ := swap.Moved()
	return amounts + Assumed(moved)
}

// ExecutedAmounts is Executed without whose word it is.
func ExecutedAmounts(swap *state.Swap) string {
	moved, known := swap.Moved()
	if swap.Status != state.SwapConfirmed {
		moved = swap.BankMovement()
	}
	if known {
		return Exactly(moved.Sold.Amount) + " " + moved.SellToken + " → " + Exactly(moved.Bought.Amount) + " " + moved.BuyToken
	}
	if moved.Sold.From == "" && moved.Bought.From == "" {
		return ""
	}
	// It isn't settled, or was made elsewhere: then the bank tells amounts, but
	// not of which tokens.
	return figureWords(moved.Sold, moved.SellToken) + " → " + figureWords(moved.Bought, moved.BuyToken)
}

func figureWords(figure state.Figure, token string) string {
	switch {
	case figure.From == "":
		return NotTold
	case token == "":
		return Exactly(figure.Amount) + " (token " + NotTold + ")"
	}
	return Exactly(figure.Amount) + " " + token
}

// Assumed says which amounts are taken from the quote, as it goes on behind
// them; "" where the bank told both.
func Assumed(moved state.Movement) string {
	sold, bought := moved.Sold.From == state.FromQuote, moved.Bought.From == state.FromQuote
	switch {
	case sold && bought:
		return ", " + AsQuoted
	case sold:
		return ", what was sold " + AsQuoted
	case bought:
		return ", what was received " + AsQuoted
	}
	return ""
}

// ExecutedFees is what a swap cost, and whose word that is. For one that isn't
// confirmed it is what was quoted.
func ExecutedFees(swap *state.Swap) string {
	if moved, _ := swap.Moved(); swap.Status == state.SwapConfirmed {
		fees := Fees(moved.Fees)
		switch moved.FeesFrom {
		case "":
			return NotTold
		case state.FromQuote:
			return fees + ", " + AsQuoted
		}
		return fees
	}
	if told := swap.BankMovement(); told.FeesFrom == state.FromBank {
		return Fees(told.Fees)
	}
	if swap.Terms == nil {
		return ""
	}
	return Fees(swap.Terms.Fees)
}

// SwapBeware is what the bank said of a swap that doesn't fit, a line each. A
// person has to look at each.
func SwapBeware(swap *state.Swap) []string {
	var lines []string
	for _, differs := range swap.Discrepancies {
		lines = append(lines, differs.String())
	}
	if swap.Contradicted {
		lines = append(lines, state.Contradiction)
	}
	return lines
}

// DatedSwapBeware is SwapBeware with when each was first seen here.
func DatedSwapBeware(swap *state.Swap, now time.Time, location *time.Location) []string {
	var lines []string
	for i, line := range SwapBeware(swap) {
		if i < len(swap.Discrepancies) {
			line += said([]state.Moment{swap.Discrepancies[i].At}, now, location)
		}
		lines = append(lines, line)
	}
	return lines
}

// SpendBeware is what doesn't fit about a request, a sentence each, with when
// the bank last said it.
func SpendBeware(spend *state.Spend, now time.Time, location *time.Location) []string {
	var lines []string
	for _, beware := range spend.DatedBewares() {
		lines = append(lines, strings.TrimSuffix(beware.Text, ".")+said(beware.At, now, location)+".")
	}
	return lines
}

// said is when something was said, as it goes on behind that: ", said 14:03:22".
func said(at []state.Moment, now time.Time, location *time.Location) string {
	var times []string
	for _, moment := range at {
		if moment.Known() {
			times = append(times, When(now, moment, location))
		}
	}
	if len(times) == 0 {
		return ""
	}
	return ", said " + strings.Join(times, " and ")
}

// OddSwap reports whether there is something to beware of.
func OddSwap(swap *state.Swap) bool { return swap.Contradicted || len(swap.Discrepancies) > 0 }

// SwapRow is a swap's status as a list shows it: marked, and in red, where there
// is something to beware of.
func SwapRow(swap *state.Swap) Status {
	status := SwapStatus(swap.Status)
	if !OddSwap(swap) && !swap.UnknownSince().Known() {
		return status
	}
	return bewareStatus(status)
}

// Adjustments are the entries that adjust a swap's booking, a line each:
// SW-2026-000124 · sold 100 USDC → 250 USDC.
func Adjustments(swap *state.Swap) []string {
	var lines []string
	for _, entry := range swap.Adjustments() {
		lines = append(lines, entry.Reference+" · "+entry.Change())
	}
	return lines
}

func bewareStatus(status Status) Status {
	return Status{Glyph: theme.GlyphUncertain, Word: status.Word, Tone: theme.ToneBad}
}
