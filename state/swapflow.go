package state

import "slices"

// FlowState is a step of the swap wizard.
type FlowState string

// The steps of a swap: intent, quote, policy, execute, book.
const (
	FlowEditing   FlowState = "editing"
	FlowQuoting   FlowState = "quoting"
	FlowQuoted    FlowState = "quoted"
	FlowRepriced  FlowState = "repriced"
	FlowExpired   FlowState = "expired"
	FlowChecking  FlowState = "checking"
	FlowCleared   FlowState = "cleared"
	FlowBlocked   FlowState = "blocked"
	FlowUnchecked FlowState = "unchecked"
	// FlowCostly is where a cost so large that it may be a mistake is typed.
	FlowCostly    FlowState = "costly"
	FlowConfirm   FlowState = "confirm"
	FlowExecuting FlowState = "executing"
	FlowUnknown   FlowState = "unknown"
	FlowRefused   FlowState = "refused"
	// FlowTaken is a quote that another swap took.
	FlowTaken     FlowState = "taken"
	FlowNotSent   FlowState = "not sent"
	FlowSubmitted FlowState = "submitted"
	FlowBooked    FlowState = "booked"
	FlowFailed    FlowState = "failed"
)

// FlowStates lists every step, in the order of the road.
func FlowStates() []FlowState {
	return []FlowState{
		FlowEditing, FlowQuoting, FlowQuoted, FlowRepriced, FlowExpired, FlowChecking, FlowCleared, FlowBlocked,
		FlowUnchecked, FlowCostly, FlowConfirm, FlowExecuting, FlowUnknown, FlowRefused, FlowTaken, FlowNotSent,
		FlowSubmitted, FlowBooked, FlowFailed,
	}
}

// FlowEvent is what can happen to a swap on its way.
type FlowEvent string

// The keys that a person presses.
const (
	EventQuoteAsked    FlowEvent = "quote asked"
	EventQuoteAccepted FlowEvent = "quote accepted"
	EventCheckAsked    FlowEvent = "check asked"
	EventConfirmOpened FlowEvent = "confirm opened"
	EventCostQuestion  FlowEvent = "confirm opened, at a large cost"
	EventCostTyped     FlowEvent = "cost typed"
	EventConfirmed     FlowEvent = "confirmed"
	EventBack          FlowEvent = "back"
)

// EventQuoteExpired is the one that time alone brings.
const EventQuoteExpired FlowEvent = "quote expired"

// The answers to a question for a price or a verdict.
const (
	EventQuoteReceived FlowEvent = "quote received"
	EventQuoteWorse    FlowEvent = "worse quote received"
	EventQuoteFailed   FlowEvent = "quote failed"
	EventCheckPassed   FlowEvent = "check passed"
	EventCheckBlocked  FlowEvent = "check blocked"
	EventCheckFailed   FlowEvent = "check failed"
	EventQuoteGone     FlowEvent = "check refused, quote gone"
)

// What became of execute, and of the swap that it made.
const (
	EventAccepted        FlowEvent = "bank took it"
	EventRefused         FlowEvent = "bank refused"
	EventTooLate         FlowEvent = "quote_expired"
	EventPolicyBlocked   FlowEvent = "policy_blocked"
	EventAlreadyExecuted FlowEvent = "quote_already_executed"
	EventNotSent         FlowEvent = "not sent"
	EventUnanswered      FlowEvent = "no answer"
	EventSettled         FlowEvent = "confirmed on chain"
	EventFellThrough     FlowEvent = "failed on chain"
)

func keyEvents() []FlowEvent {
	return []FlowEvent{
		EventQuoteAsked, EventQuoteAccepted, EventCheckAsked, EventConfirmOpened, EventCostQuestion, EventCostTyped,
		EventConfirmed, EventBack,
	}
}

func answerEvents() []FlowEvent {
	return []FlowEvent{
		EventQuoteReceived, EventQuoteWorse, EventQuoteFailed, EventCheckPassed, EventCheckBlocked, EventCheckFailed,
		EventQuoteGone,
	}
}

func fateEvents() []FlowEvent {
	return []FlowEvent{
		EventAccepted, EventRefused, EventTooLate, EventPolicyBlocked, EventAlreadyExecuted, EventNotSent,
		EventUnanswered, EventSettled, EventFellThrough,
	}
}

// FlowEvents lists every event: keys, time, answers, what became of execute.
func FlowEvents() []FlowEvent {
	return slices.Concat(keyEvents(), []FlowEvent{EventQuoteExpired}, answerEvents(), fateEvents())
}

// decisions is what each event does in one step. Every event stands in one of
// them: it leads somewhere, or it changes nothing for a reason.
type decisions struct {
	leads map[FlowEvent]FlowState
	stays map[FlowEvent]Inert
}

// Inert is why an event changes nothing in a step.
type Inert string

// The reasons.
const (
	// InertKey is a key that this step doesn't offer.
	InertKey Inert = "key not offered"
	// InertAnswer is an answer that nobody waits for here.
	InertAnswer Inert = "stale answer"
	// InertTime is a deadline that holds nothing up here: no quote stands, or
	// the money may be on its way.
	InertTime Inert = "no deadline runs"
	// InertFate is news of another swap than the one in this step.
	InertFate Inert = "news of another swap"
	// InertDoubt is a refusal of the repetition, which says nothing about the
	// first try.
	InertDoubt Inert = "settles no doubt"
	// InertKnown is what was known before.
	InertKnown Inert = "known already"
)

// flow is the transition table, written out in swapflow.md.
var flow = map[FlowState]decisions{
	FlowEditing: decided(map[FlowEvent]FlowState{
		EventQuoteAsked: FlowQuoting,
	}, InertFate),
	FlowQuoting: decided(map[FlowEvent]FlowState{
		EventQuoteReceived: FlowQuoted,
		EventQuoteWorse:    FlowRepriced,
		EventQuoteFailed:   FlowEditing,
		EventBack:          FlowEditing,
	}, InertFate),
	FlowQuoted: decided(map[FlowEvent]FlowState{
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowEditing,
	}, InertFate),
	FlowRepriced: decided(map[FlowEvent]FlowState{
		EventQuoteAccepted: FlowQuoted,
		EventQuoteAsked:    FlowQuoting,
		EventQuoteExpired:  FlowExpired,
		EventBack:          FlowEditing,
	}, InertFate),
	FlowExpired: decided(map[FlowEvent]FlowState{
		EventQuoteAsked: FlowQuoting,
		EventBack:       FlowEditing,
	}, InertKnown),
	FlowChecking: decided(map[FlowEvent]FlowState{
		EventCheckPassed:  FlowCleared,
		EventCheckBlocked: FlowBlocked,
		EventCheckFailed:  FlowUnchecked,
		EventQuoteGone:    FlowExpired,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	}, InertFate),
	FlowCleared: decided(map[FlowEvent]FlowState{
		EventConfirmOpened: FlowConfirm,
		EventCostQuestion:  FlowCostly,
		EventCheckAsked:    FlowChecking,
		EventQuoteAsked:    FlowQuoting,
		EventQuoteExpired:  FlowExpired,
		EventBack:          FlowQuoted,
	}, InertFate),
	FlowBlocked: decided(map[FlowEvent]FlowState{
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	}, InertKnown),
	FlowUnchecked: decided(map[FlowEvent]FlowState{
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	}, InertFate),
	// No new quote on the way to the word: what is typed is about these figures.
	FlowCostly: decided(map[FlowEvent]FlowState{
		EventCostTyped:    FlowConfirm,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowCleared,
	}, InertFate),
	FlowConfirm: decided(map[FlowEvent]FlowState{
		EventConfirmed:    FlowExecuting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowCleared,
	}, InertFate),
	// From here on money may move, so nothing leads back to editing and no
	// expiry matters. What the bank refuses leads to the step that mends it.
	FlowExecuting: decided(map[FlowEvent]FlowState{
		EventAccepted:        FlowSubmitted,
		EventRefused:         FlowRefused,
		EventTooLate:         FlowExpired,
		EventPolicyBlocked:   FlowBlocked,
		EventAlreadyExecuted: FlowTaken,
		EventNotSent:         FlowNotSent,
		EventUnanswered:      FlowUnknown,
		EventSettled:         FlowBooked,
		EventFellThrough:     FlowFailed,
	}, ""),
	FlowUnknown: decided(map[FlowEvent]FlowState{
		EventAccepted:      FlowSubmitted,
		EventRefused:       FlowRefused,
		EventTooLate:       FlowExpired,
		EventPolicyBlocked: FlowBlocked,
		EventSettled:       FlowBooked,
		EventFellThrough:   FlowFailed,
	}, InertDoubt),
	FlowSubmitted: decided(map[FlowEvent]FlowState{
		EventSettled:     FlowBooked,
		EventFellThrough: FlowFailed,
	}, InertKnown),
	FlowRefused: decided(map[FlowEvent]FlowState{EventQuoteAsked: FlowQuoting, EventBack: FlowEditing}, InertKnown),
	FlowTaken:   decided(map[FlowEvent]FlowState{EventQuoteAsked: FlowQuoting, EventBack: FlowEditing}, InertKnown),
	FlowNotSent: decided(map[FlowEvent]FlowState{EventQuoteAsked: FlowQuoting, EventBack: FlowEditing}, InertKnown),
	FlowBooked:  decided(nil, InertKnown),
	FlowFailed:  decided(nil, InertKnown),
}

// decided is a row of the table. What leads nowhere is inert: keys, answers and
// time for the same reason everywhere, what became of execute for fate.
func decided(leads map[FlowEvent]FlowState, fate Inert) decisions {
	row := decisions{leads: leads, stays: make(map[FlowEvent]Inert)}
	for reason, events := range map[Inert][]FlowEvent{
		InertKey: keyEvents(), InertAnswer: answerEvents(), InertTime: {EventQuoteExpired}, fate: fateEvents(),
	} {
		for _, event := range events {
			if _, moves := leads[event]; !moves {
				row.stays[event] = reason
			}
		}
	}
	return row
}

// Next is the state after the event, and whether the event means anything in
// this state. One that doesn't leaves the state as it is.
func (s FlowState) Next(event FlowEvent) (FlowState, bool) {
	next, leads := flow[s].leads[event]
	if !leads {
		return s, false
	}
	return next, true
}

// Why is why the event changes nothing in this state; "" when it does.
func (s FlowState) Why(event FlowEvent) Inert { return flow[s].stays[event] }

// MoneyMayMove reports whether execute may have left.
func (s FlowState) MoneyMayMove() bool {
	return s == FlowExecuting || s == FlowUnknown || s == FlowSubmitted
}

// Final reports whether nothing more can happen.
func (s FlowState) Final() bool { return s == FlowBooked || s == FlowFailed }
