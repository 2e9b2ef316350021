package wizard

import (
	"coffer/state"
	"coffer/ui/words"
)

// offReason says why enter doesn't go on in this step; "" when it does.
func (w *Wizard) offReason() string {
	switch w.step {
	case state.FlowExpired:
		return "disabled: quote expired, r to re-quote"
	case state.FlowRepriced:
		return "disabled: the price is worse, a accepts it"
	case state.FlowBlocked:
		return "disabled: the policy blocks it, and nothing overrides that"
	case state.FlowUnchecked:
		return "disabled: the policy could not be checked"
	}
	if w.terms != nil && w.step != state.FlowEditing {
		if never := w.terms.Never(); never != nil {
			return "disabled: " + never.Text
		}
	}
	frozen := w.step == state.FlowConfirm || w.step == state.FlowCostly
	if frozen && w.cramped() {
		return crampedReason
	}
	if frozen && w.left() <= sendMargin {
		return "disabled: under 3 s left, too late to send"
	}
	if lock := w.lock(); lock != nil {
		return "disabled: an earlier swap of " + lock.Terms.SellToken + " has no known outcome"
	}
	return ""
}

// askAgainOff says why the bank isn't asked by hand; "" when it can be.
func (w *Wizard) askAgainOff() string {
	switch {
	case w.intent == nil:
		return "disabled: nothing was sent yet"
	case w.asking:
		return "disabled: it is being asked now"
	case !w.intent.Stale(w.BankNow()):
		return "disabled: it asks by itself until " + words.Deadline(w.Now, w.intent.AsksUntil(), w.Location)
	}
	return ""
}
