package words

import (
	"strings"
	"time"

	"coffer/state"
)

// notKnown is what becomes of a doubt that asking again didn't settle in time.
const notKnown = "not known, ask the bank"

// InDoubt is how an intent without an answer is called: outcome unknown, and
// after a day, that only the bank can tell.
func InDoubt(intent *state.Intent, bankNow state.Moment) string {
	if intent.OnlyBankKnows(bankNow) {
		return notKnown
	}
	return "outcome unknown"
}

// AskedAgain says how an intent without an answer is asked about: by itself
// while it is fresh, and by a person, with key, from then on. It is a clause.
func AskedAgain(intent *state.Intent, bankNow state.Moment, location *time.Location, key string) string {
	if intent.Stale(bankNow) {
		return "it no longer asks by itself; " + key + " asks again with the same key"
	}
	return "it is asked again by itself, with the same key, until " + Deadline(bankNow.Time(), intent.AsksUntil(), location)
}

// NextTry says when an intent without an answer is sent again by itself: next
// try in 4 s. It is empty for one that waits for a person.
func NextTry(intent *state.Intent, bankNow state.Moment) string {
	switch {
	case !intent.NextTry.Known() || intent.Stale(bankNow):
		return ""
	case intent.NextTry <= bankNow:
		return "asking now"
	}
	return "next try in " + Exact(intent.NextTry.Sub(bankNow)+time.Second-time.Millisecond)
}

// Lifted says who lifted an intent's lock, and why; "" where nobody did.
func Lifted(intent *state.Intent, now time.Time, location *time.Location) string {
	if intent.Unlocked == nil {
		return ""
	}
	return "lock lifted by " + intent.Unlocked.Who + ", " + When(now, intent.Unlocked.At, location) + ": " + intent.Unlocked.Why
}

// AskedAgainBriefly is AskedAgain for a line that says more than that.
func AskedAgainBriefly(intent *state.Intent, bankNow state.Moment, location *time.Location, key string) string {
	if intent.Stale(bankNow) {
		return "no longer asks by itself; " + key + " asks again"
	}
	return "asks again by itself until " + Deadline(bankNow.Time(), intent.AsksUntil(), location)
}

// EndWords says what an intent that came to nothing means, as a clause: no
// money moved: the quote has expired. It is empty for every other.
func EndWords(intent *state.Intent) string {
	if intent.State != state.IntentRefused && intent.State != state.IntentNotSent {
		return ""
	}
	if intent.Problem == "" {
		return EndMeaning(intent)
	}
	return EndMeaning(intent) + ": " + Clause(intent.Problem)
}

// EndMeaning is what an intent that came to nothing means for the money.
func EndMeaning(intent *state.Intent) string {
	if intent.Code == state.CodeQuoteAlreadyExecuted {
		// The swap that took the quote did move some.
		return "it moved no money"
	}
	return "no money moved"
}

// AtBank says that the bank lists a swap of the very quote that an intent
// without an answer was for; "" where it doesn't.
func AtBank(intent *state.Intent, book *state.View) string {
	if intent.Terms == nil || !intent.Unresolved() {
		return ""
	}
	made := book.SwapOfQuote(intent.Terms.QuoteID)
	if made == nil {
		return ""
	}
	return "The bank lists a swap of this quote, " + made.ID + ", " + SwapStatus(made.Status).Word +
		": it may well be this one."
}

// Clause is a sentence as it goes on behind a colon.
func Clause(sentence string) string {
	clause := strings.TrimRight(sentence, ".")
	if rest, bare := strings.CutPrefix(clause, "The "); bare {
		return "the " + rest
	}
	return clause
}

// Decision is what an intent was for, as the object of a sentence: swap of
// 1,000.00 USDC.
func Decision(intent *state.Intent) string {
	switch {
	case intent.Terms != nil:
		return "swap of " + Exactly(intent.Terms.SellAmount) + " " + intent.Terms.SellToken
	case intent.Spend != nil:
		amount := state.Money{Cents: intent.Spend.AmountCents, Currency: intent.Spend.Currency}
		return Money(amount) + " to " + state.SafeText(intent.Spend.MerchantName)
	}
	return string(intent.Kind)
}

// Unrepeated is what happened as it goes on behind NOT SENT, which needn't be
// said twice.
func Unrepeated(happened string) string {
	const said = "It was not sent"
	rest, repeats := strings.CutPrefix(happened, said)
	switch {
	case !repeats:
		return "— " + happened
	case strings.Trim(rest, ":. ") == "":
		return ""
	}
	return "— " + strings.TrimPrefix(rest, ": ")
}
