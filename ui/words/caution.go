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

// Zone is what local times are in, as it is named at a time: UTC, CEST.
func Zone(now time.Time, location *time.Location) string {
	return now.In(location).Format("MST")
}

// Deadline is the end of a quote: 14:02:31 UTC, with its date where that isn't
// today's.
func Deadline(now time.Time, until state.Moment, location *time.Location) string {
	if !until.Known() {
		return NotTold
	}
	at, today := until.Time().In(location), now.In(location)
	layout := "15:04:05 MST"
	switch {
	case at.Year() != today.Year():
		layout = "2 Jan 2006 15:04:05 MST"
	case at.YearDay() != today.YearDay():
		layout = "2 Jan 15:04:05 MST"
	}
	return at.Format(layout)
}
