package words

import (
	"time"

	"coffer/state"
)

// Caution is what stands against a quote, behind its title.
func Caution(caution state.Caution, now time.Time, location *time.Location) string {
	if !caution.At.Known() {
		return caution.Text
	}
	return caution.Text + ", of " + When(now, caution.At, location)
}

// Accepted is what a person typed against the gravest caution of a quote that
// was executed; "" where nothing had to be typed.
func Accepted(terms *state.SwapTerms) string {
	if terms.Accepted == "" {
		return ""
	}
	return "typed “" + state.SafeText(terms.Accepted) + "” against it"
}

// Compared is what the price of a quote was held against.
func Compared(terms *state.SwapTerms, now time.Time, location *time.Location) string {
	switch earlier := terms.Earlier; {
	case terms.AtPar():
		return "with par: both tokens stand for a dollar"
	case earlier == nil:
		return "with nothing: no earlier quote or receipt of " + terms.SellToken + " and " + terms.BuyToken + " is known here"
	case earlier.Executed:
		return "with the receipt of " + When(now, earlier.At, location) + ": " + earlierRate(terms)
	default:
		return "with the quote of " + When(now, earlier.At, location) + ": " + earlierRate(terms)
	}
}

func earlierRate(terms *state.SwapTerms) string {
	return Exactly(terms.Earlier.Sold) + " " + terms.SellToken + " → " + Exactly(terms.Earlier.Bought) + " " + terms.BuyToken
}

// Route is the tokens that a trade passes: USDC → WETH → ETH.
func Route(terms *state.SwapTerms, between string) string {
	route := ""
	for i, token := range terms.Route {
		if i > 0 {
			route += between
		}
		route += token
	}
	if route == "" {
		return NotTold
	}
	return route
}
