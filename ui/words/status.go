package words

import (
	"coffer/state"
	"coffer/theme"
)

// Status is a state as it is shown: never by colour alone.
type Status struct {
	Glyph, Word string
	Tone        theme.Tone
	// Line is glyph and word together, for the commonest states; else "".
	Line string
}

// SpendStatus is how a spend request stands. An unknown status keeps the
// bank's word.
func SpendStatus(status state.SpendStatus) Status {
	switch status {
	case state.NeedsApproval:
		return Status{theme.GlyphWaiting, "needs approval", theme.ToneWarn, theme.GlyphWaiting + " " + "needs approval"}
	case state.Approved:
		return Status{theme.GlyphGood, "approved", theme.ToneGood, theme.GlyphGood + " " + "approved"}
	case state.Declined:
		return Status{theme.GlyphBad, "declined", theme.ToneBad, theme.GlyphBad + " " + "declined"}
	case state.Cancelled:
		return Status{theme.GlyphOff, "cancelled", theme.ToneMuted, theme.GlyphOff + " " + "cancelled"}
	case "":
		return Status{theme.GlyphUnknown, "unknown", theme.ToneMuted, theme.GlyphUnknown + " " + "unknown"}
	}
	return Status{Glyph: theme.GlyphUnknown, Word: string(status), Tone: theme.ToneInfo}
}

// SwapStatus is how a swap stands. An unknown status keeps the bank's word.
func SwapStatus(status state.ExecutionStatus) Status {
	switch status {
	case state.SwapSubmitted:
		return Status{theme.GlyphWaiting, "submitted", theme.ToneInfo, theme.GlyphWaiting + " " + "submitted"}
	case state.SwapPending:
		return Status{theme.GlyphWaiting, "pending", theme.ToneInfo, theme.GlyphWaiting + " " + "pending"}
	case state.SwapConfirmed:
		return Status{theme.GlyphGood, "confirmed", theme.ToneGood, theme.GlyphGood + " " + "confirmed"}
	case state.SwapFailed:
		return Status{theme.GlyphBad, "failed", theme.ToneBad, theme.GlyphBad + " " + "failed"}
	case state.SwapExpired:
		return Status{theme.GlyphOff, "expired", theme.ToneMuted, theme.GlyphOff + " " + "expired"}
	case "":
		return Status{theme.GlyphUnknown, "unknown", theme.ToneMuted, theme.GlyphUnknown + " " + "unknown"}
	}
	return Status{Glyph: theme.GlyphUnknown, Word: string(status), Tone: theme.ToneInfo}
}

// FellThrough says what a swap without a trade came to, and no more than is
// known.
func FellThrough(swap *state.Swap) string {
	end := SwapStatus(swap.Status).Word
	if swap.Status == state.SwapFailed {
		end += " on chain"
	}
	if swap.Reference != "" {
		return end + " — see " + swap.Reference + " in the bank's books"
	}
	if amounts := ExecutedAmounts(swap); amounts != "" {
		return end + " — and yet the bank says that it moved " + amounts
	}
	return end + " — the bank booked no trade"
}

// PolicyVerdict is what the bank's policy said of a quote. A word that isn't
// known blocks, and looks like it.
func PolicyVerdict(verdict state.PolicyStatus) Status {
	switch verdict {
	case state.PolicyPass:
		return Status{theme.GlyphGood, "passed", theme.ToneGood, theme.GlyphGood + " " + "passed"}
	case state.PolicyWarn:
		return Status{theme.GlyphUncertain, "passed with a warning", theme.ToneWarn, theme.GlyphUncertain + " " + "passed with a warning"}
	case state.PolicyFail:
		return Status{theme.GlyphBad, "failed", theme.ToneBad, theme.GlyphBad + " " + "failed"}
	case "":
		return Status{theme.GlyphUnknown, "not checked", theme.ToneMuted, theme.GlyphUnknown + " " + "not checked"}
	}
	return Status{Glyph: theme.GlyphBad, Word: string(verdict), Tone: theme.ToneBad}
}

// IntentState is what became of an intent, at a time on the bank's clock.
func IntentState(intent *state.Intent, bankNow state.Moment) Status {
	switch intent.State {
	case state.IntentDone:
		return Status{theme.GlyphGood, "done", theme.ToneGood, theme.GlyphGood + " " + "done"}
	case state.IntentRefused:
		return Status{theme.GlyphBad, "refused", theme.ToneBad, theme.GlyphBad + " " + "refused"}
	case state.IntentNotSent:
		return Status{theme.GlyphOff, "not sent", theme.ToneMuted, theme.GlyphOff + " " + "not sent"}
	case state.IntentUnknown:
		if intent.OnlyBankKnows(bankNow) {
			return Status{theme.GlyphUncertain, notKnown, theme.ToneBad, theme.GlyphUncertain + " " + notKnown}
		}
		return Status{theme.GlyphUncertain, "OUTCOME UNKNOWN", theme.ToneBad, theme.GlyphUncertain + " " + "OUTCOME UNKNOWN"}
	case state.IntentAbandoned:
		return Status{theme.GlyphOff, "closed", theme.ToneMuted, theme.GlyphOff + " " + "closed"}
	}
	return Status{theme.GlyphPolling, "sending", theme.ToneInfo, theme.GlyphPolling + " " + "sending"}
}

// Source is where a fact came from; what was done at this dashboard is "here".
func Source(source state.Source) string {
	switch source {
	case state.SourceWebhook:
		return "webhook"
	case state.SourcePoll:
		return "poll"
	}
	return "here"
}

// EntrySource is where an entry of the activity came from.
func EntrySource(entry *state.Entry) string {
	if entry.Deed != "" {
		return "here"
	}
	return Source(entry.Source)
}

// Environment is the badge's word and kind.
func Environment(environment state.Environment) (string, theme.Environment) {
	switch environment {
	case state.Sandbox:
		return "SANDBOX", theme.EnvironmentSandbox
	case state.Test:
		return "TEST", theme.EnvironmentTest
	}
	return "LIVE", theme.EnvironmentLive
}
