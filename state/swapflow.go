package state

// FlowState is a step of the swap wizard.
type FlowState string

// The steps of a swap: intent, quote, policy, execute, book.
const (
	FlowEditing   FlowState = "editing"
	FlowQuoting   FlowState = "quoting"
	FlowQuoted    FlowState = "quoted"
	FlowRepriced  FlowState = "repriced"
	FlowChecking  FlowState = "checking"
	FlowCleared   FlowState = "cleared"
	FlowBlocked   FlowState = "blocked"
	FlowUnchecked FlowState = "unchecked"
	FlowConfirm   FlowState = "confirm"
	FlowExpired   FlowState = "expired"
	FlowExecuting FlowState = "executing"
	FlowRefused   FlowState = "refused"
	FlowNotSent   FlowState = "not sent"
	FlowUnknown   FlowState = "unknown"
	FlowSubmitted FlowState = "submitted"
	FlowBooked    FlowState = "booked"
	FlowFailed    FlowState = "failed"
)

// FlowEvent is what can happen to a swap on its way.
type FlowEvent string

// The events of a swap.
const (
	EventQuoteAsked    FlowEvent = "quote asked"
	EventQuoteReceived FlowEvent = "quote received"
	EventQuoteWorse    FlowEvent = "worse quote received"
	EventQuoteFailed   FlowEvent = "quote failed"
	EventQuoteAccepted FlowEvent = "quote accepted"
	EventQuoteExpired  FlowEvent = "quote expired"
	EventCheckAsked    FlowEvent = "check asked"
	EventCheckPassed   FlowEvent = "check passed"
	EventCheckBlocked  FlowEvent = "check blocked"
	EventCheckFailed   FlowEvent = "check failed"
	EventConfirmOpened FlowEvent = "confirm opened"
	EventConfirmed     FlowEvent = "confirmed"
	EventBack          FlowEvent = "back"
	EventAccepted      FlowEvent = "bank took it"
	EventRefused       FlowEvent = "bank refused"
	EventNotSent       FlowEvent = "not sent"
	EventUnanswered    FlowEvent = "no answer"
	EventSettled       FlowEvent = "confirmed on chain"
	EventFellThrough   FlowEvent = "failed on chain"
)

// flow is the transition table. A pair that is not in it leaves the state as
// it is: a stale answer or a key pressed too late changes nothing.
var flow = map[FlowState]map[FlowEvent]FlowState{
	FlowEditing: {EventQuoteAsked: FlowQuoting},
	FlowQuoting: {
		EventQuoteReceived: FlowQuoted,
		EventQuoteWorse:    FlowRepriced,
		EventQuoteFailed:   FlowEditing,
		EventBack:          FlowEditing,
	},
	FlowQuoted: {
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowEditing,
	},
	FlowRepriced: {
		EventQuoteAccepted: FlowQuoted,
		EventQuoteAsked:    FlowQuoting,
		EventQuoteExpired:  FlowExpired,
		EventBack:          FlowEditing,
	},
	FlowChecking: {
		EventCheckPassed:  FlowCleared,
		EventCheckBlocked: FlowBlocked,
		EventCheckFailed:  FlowUnchecked,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	},
	FlowCleared: {
		EventConfirmOpened: FlowConfirm,
		EventCheckAsked:    FlowChecking,
		EventQuoteAsked:    FlowQuoting,
		EventQuoteExpired:  FlowExpired,
		EventBack:          FlowQuoted,
	},
	FlowBlocked: {
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	},
	FlowUnchecked: {
		EventCheckAsked:   FlowChecking,
		EventQuoteAsked:   FlowQuoting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowQuoted,
	},
	FlowConfirm: {
		EventConfirmed:    FlowExecuting,
		EventQuoteExpired: FlowExpired,
		EventBack:         FlowCleared,
	},
	FlowExpired: {
		EventQuoteAsked: FlowQuoting,
		EventBack:       FlowEditing,
	},
	// From here on money may move, so nothing leads back to editing and no
	// expiry matters.
	FlowExecuting: {
		EventAccepted:    FlowSubmitted,
		EventRefused:     FlowRefused,
		EventNotSent:     FlowNotSent,
		EventUnanswered:  FlowUnknown,
		EventSettled:     FlowBooked,
		EventFellThrough: FlowFailed,
	},
	FlowUnknown: {
		EventAccepted:    FlowSubmitted,
		EventRefused:     FlowRefused,
		EventSettled:     FlowBooked,
		EventFellThrough: FlowFailed,
	},
	FlowSubmitted: {
		EventSettled:     FlowBooked,
		EventFellThrough: FlowFailed,
	},
	// What the policy refused at the last moment can be checked again, so that
	// its reasons are read while the quote still stands.
	FlowRefused: {
		EventCheckAsked: FlowChecking,
		EventQuoteAsked: FlowQuoting,
		EventBack:       FlowEditing,
	},
	FlowNotSent: {EventQuoteAsked: FlowQuoting, EventBack: FlowEditing},
	FlowBooked:  {},
	FlowFailed:  {},
}

// Next is the state after the event, and whether the event means anything in
// this state.
func (s FlowState) Next(event FlowEvent) (FlowState, bool) {
	next, decided := flow[s][event]
	if !decided {
		return s, false
	}
	return next, true
}

// MoneyMayMove reports whether execute may have left.
func (s FlowState) MoneyMayMove() bool {
	return s == FlowExecuting || s == FlowUnknown || s == FlowSubmitted
}

// Final reports whether nothing more can happen.
func (s FlowState) Final() bool { return s == FlowBooked || s == FlowFailed }
