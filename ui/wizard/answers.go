package wizard

import (
	"coffer/state"
	"coffer/ui/news"
)

func (w *Wizard) quoteReceived(msg news.QuoteReceived) {
	if msg.Generation != w.generation {
		return
	}
	if msg.Problem != nil || msg.Terms == nil {
		if w.happen(state.EventQuoteFailed) {
			w.problem = orUnsaid(msg.Problem)
		}
		return
	}
	change := state.ComparePrice(w.accepted, msg.Terms, w.tolerance)
	event := state.EventQuoteReceived
	if change.Beyond {
		event = state.EventQuoteWorse
	}
	if !w.happen(event) {
		return
	}
	// By the last tick a fresh quote would stand longer than it is firm.
	if msg.At.After(w.Now) {
		w.Now = msg.At
	}
	w.terms, w.change = msg.Terms, change
	w.quotes = w.quotes.with(msg.Terms, w.Now)
	// One that is let pass is not accepted, or the price would creep away by as
	// much with every quote.
	if !change.Worse {
		w.accepted = msg.Terms
	}
	w.stood = w.left()
	w.barLeft = w.stood
	w.expire()
}

func (w *Wizard) policyChecked(msg news.PolicyChecked) {
	if msg.Generation != w.generation {
		return
	}
	if msg.Problem != nil || msg.Terms == nil {
		problem, event := orUnsaid(msg.Problem), state.EventCheckFailed
		if problem.Code == state.CodeQuoteExpired || problem.Code == state.CodeQuoteNotFound {
			event = state.EventQuoteGone
		}
		if w.happen(event) {
			w.problem = problem
		}
		return
	}
	event := state.EventCheckBlocked
	if msg.Terms.Policy.Allows() {
		event = state.EventCheckPassed
	}
	if w.happen(event) {
		w.terms = msg.Terms
	}
}

func (w *Wizard) swapRecorded(msg news.SwapRecorded) {
	if msg.Generation != w.generation {
		return
	}
	if msg.Problem != nil {
		if w.happen(endEvent(msg.Problem.Code, state.EventNotSent)) {
			w.problem = msg.Problem
			w.voidVerdict()
		}
		return
	}
	w.intentID = msg.IntentID
	w.followIntent()
}

func (w *Wizard) retried(msg news.Retried) {
	if msg.Generation != w.generation {
		return
	}
	// Without a problem the bank is being asked until the intent tells of one
	// more try.
	if msg.Problem != nil {
		w.asking = false
		w.note = msg.Problem.Error()
	}
}

// followIntent reads from the Book what became of the confirmed swap.
func (w *Wizard) followIntent() {
	if w.intentID == "" {
		return
	}
	for _, intent := range w.Book.Intents {
		if intent.ID == w.intentID {
			w.heard(intent)
			break
		}
	}
	if w.intent == nil || w.intent.Subject == "" {
		return
	}
	w.swap = w.Book.Swap(w.intent.Subject)
	if w.swap == nil || w.swap.Open() {
		return
	}
	if w.swap.Status == state.SwapConfirmed {
		w.happen(state.EventSettled)
		return
	}
	w.happen(state.EventFellThrough)
}

func (w *Wizard) heard(intent *state.Intent) {
	if w.intent != nil && intent.Tries > w.intent.Tries {
		w.asking = false
	}
	w.intent = intent
	switch intent.State {
	case state.IntentDone:
		w.happen(state.EventAccepted)
	case state.IntentRefused:
		w.ended(intent, state.EventRefused)
	case state.IntentNotSent:
		w.ended(intent, state.EventNotSent)
	case state.IntentUnknown:
		w.happen(state.EventUnanswered)
	}
}

// ended goes to the step in which what stands against the swap can be mended.
func (w *Wizard) ended(intent *state.Intent, otherwise state.FlowEvent) {
	if !w.happen(endEvent(intent.Code, otherwise)) {
		return
	}
	w.problem = intent.Why()
	w.voidVerdict()
}

// voidVerdict forgets what the policy said: it is asked anew before anything
// is confirmed again.
func (w *Wizard) voidVerdict() {
	unchecked := *w.terms
	unchecked.Policy, unchecked.PolicyReasons, unchecked.PolicyChecks, unchecked.CheckedAt = "", nil, nil, 0
	w.terms = &unchecked
}

// endEvent is what the bank's code says of an execute that came to nothing.
func endEvent(code state.Code, otherwise state.FlowEvent) state.FlowEvent {
	switch code {
	case state.CodeQuoteExpired:
		return state.EventTooLate
	case state.CodePolicyBlocked:
		return state.EventPolicyBlocked
	case state.CodeQuoteAlreadyExecuted:
		return state.EventAlreadyExecuted
	}
	return otherwise
}

// orUnsaid stands in for an answer that brought neither terms nor a reason.
func orUnsaid(problem *state.Problem) *state.Problem {
	if problem != nil {
		return problem
	}
	return &state.Problem{Happened: "The bank's answer said nothing.", Advice: "Try again in a moment."}
}
