package state

import (
	"errors"
	"time"

	"coffer/api"
)

// IntentKind is what a person decided to do.
type IntentKind string

// The kinds of intent.
const (
	IntentSpend IntentKind = "spend"
	IntentSwap  IntentKind = "swap"
)

// IntentState is how far an intent got.
type IntentState string

// The states of an intent. Recorded and IntentUnknown are unresolved.
const (
	// IntentRecorded is on disk; whether it was sent is not known to be so.
	IntentRecorded IntentState = "recorded"
	IntentDone     IntentState = "done"
	IntentRefused  IntentState = "refused"
	IntentNotSent  IntentState = "not sent"
	IntentUnknown  IntentState = "unknown"
	// IntentAbandoned is one that a person closed without an answer.
	IntentAbandoned IntentState = "abandoned"
	// IntentHandedOver is one that another journal has now, which alone knows
	// how far it got.
	IntentHandedOver IntentState = "handed over"
)

// spendIntentLife is how old a spend intent may be and still be sent again by itself.
const spendIntentLife = 24 * time.Hour

// Intent is what a person decided to do, with its idempotency key. It is on
// disk before the first byte leaves.
type Intent struct {
	ID   string     `json:"id"`
	Kind IntentKind `json:"kind"`
	// Key is the idempotency key that every try of this intent carries.
	Key string `json:"key"`
	// Account is the id of the account whose key alone may send it; "" where
	// the bank never told one.
	Account string `json:"account,omitempty"`
	// Path is the bank's name for spend requests that every try of a spend goes
	// to: under another one the same key could pay twice. "" is the settings'.
	Path      string      `json:"path,omitempty"`
	Who       string      `json:"who"`
	CreatedAt Moment      `json:"created_at"`
	State     IntentState `json:"state"`
	// Tries is how often it was sent; LastTry when it was sent last.
	Tries   int    `json:"tries,omitempty"`
	LastTry Moment `json:"last_try,omitempty"`
	// NextTry is when it is sent again by itself, on the bank's clock; 0 when
	// it isn't. Once it is past, a try is on its way.
	NextTry Moment `json:"next_try,omitempty"`
	// Subject is the id of the record that it is about, once known.
	Subject string `json:"subject,omitempty"`
	// Code and Problem are the bank's or the road's last word against it.
	Code    api.Code `json:"code,omitempty"`
	Problem string   `json:"problem,omitempty"`
	// Happened is the same as a whole sentence, where the outcome is unknown, and
	// Advice what to do where it was not sent.
	Happened string `json:"happened,omitempty"`
	Advice   string `json:"advice,omitempty"`
	// TraceID is the bank's name for the last try that it answered.
	TraceID string `json:"trace_id,omitempty"`
	// AnsweredWith is the id of another intent's swap, or of an earlier request,
	// that the bank gave as its answer; what this one came to is not known.
	AnsweredWith string `json:"answered_with,omitempty"`
	// Unlocked is set once a person lifted the lock of an unknown outcome.
	Unlocked *Unlocking `json:"unlocked,omitempty"`

	Spend   *SpendRequest       `json:"spend,omitempty"`
	Execute *api.ExecuteRequest `json:"execute,omitempty"`
	Terms   *SwapTerms          `json:"terms,omitempty"`
}

// Unresolved reports whether nobody knows yet what became of it.
func (i *Intent) Unresolved() bool {
	return i.State == IntentRecorded || i.State == IntentUnknown
}

// AsksUntil is when it becomes too old to be sent again by itself, on the
// bank's clock: with its quote, and after a day at the latest.
func (i *Intent) AsksUntil() Moment {
	until := i.CreatedAt.Add(spendIntentLife)
	if i.Terms != nil {
		until = earliest(until, i.Terms.ExpiresAt)
	}
	return until
}

// Stale reports whether it is too old to be sent again by itself at now, on
// the bank's clock: older than its quote, or than a day.
func (i *Intent) Stale(now Moment) bool { return now >= i.AsksUntil() }

// OnlyBankKnows reports whether its outcome is unknown, and was so for a day: no
// answer is to be expected any more at now, on the bank's clock.
func (i *Intent) OnlyBankKnows(now Moment) bool {
	return i.State == IntentUnknown && now >= i.CreatedAt.Add(spendIntentLife)
}

// again is next, where the intent is still open then and sent by itself.
func (i *Intent) again(next Moment) Moment {
	if !i.Unresolved() || i.Stale(next) {
		return 0
	}
	return next
}

// blockedBy reports whether the intent has to wait for an earlier one, which
// may have moved the same token or taken the same quote.
func (i *Intent) blockedBy(earlier *Intent) bool {
	if earlier.ID == i.ID || earlier.Terms == nil {
		return false
	}
	return earlier.Locks(i.Account, i.Terms.SellToken) || (earlier.Unresolved() && earlier.Terms.QuoteID == i.Terms.QuoteID)
}

// repeats reports whether the quote was executed already by an earlier intent.
func (i *Intent) repeats(earlier *Intent) bool {
	return earlier.ID != i.ID && earlier.State == IntentDone && earlier.Terms != nil && earlier.Terms.QuoteID == i.Terms.QuoteID
}

// Locks reports whether a second swap that sells the account's token has to
// wait for this intent's outcome. An intent or an account that isn't known
// ("") may be any.
func (i *Intent) Locks(account, token string) bool {
	if account != "" && i.Account != "" && account != i.Account {
		return false
	}
	return i.Kind == IntentSwap && i.Unresolved() && i.Unlocked == nil && i.Terms != nil && i.Terms.SellToken == token
}

// Why says in plain words what stands against the intent; nil when nothing does.
func (i *Intent) Why() *Problem {
	problem := &Problem{Code: i.Code}
	switch i.State {
	case IntentRefused:
		problem.Outcome = api.Refused
		problem.Happened = sentence("The bank refused", i.Problem)
		problem.Meaning = refusalMeans(i.Code)
		problem.Advice = adviceFor(i.Code)
	case IntentNotSent:
		problem.Outcome = api.NotSent
		problem.Happened = sentence("It was not sent", i.Problem)
		problem.Meaning = "No money moved."
		problem.Advice = "Check the connection and try again."
		switch {
		case i.Code != "":
			problem.Advice = adviceFor(i.Code)
		case i.Advice != "":
			problem.Advice = i.Advice
		}
	case IntentUnknown:
		problem.Outcome = api.Unknown
		problem.Happened = i.Happened
		if problem.Happened == "" {
			problem.Happened = sentence("No answer from the bank", i.Problem)
		}
		if i.AnsweredWith != "" {
			problem.Happened = sentence("The bank's answer is about another "+foreignWords[i.Kind].record, i.Problem)
		}
		problem.Meaning = "Whether it took effect is not known."
		problem.Advice = "It is asked again with the same key, which can't do it twice."
	default:
		return nil
	}
	return problem
}

// settle notes how a try ended.
func (i Intent) settle(err error) Intent {
	doubt := i.State == IntentUnknown
	i.Happened, i.Advice = "", ""
	outcome := outcomeOf(err)
	switch outcome {
	case api.Done:
		i.State, i.Code, i.Problem = IntentDone, "", ""
		return i
	case api.Refused:
		// A refusal of this try says nothing about an earlier one, unless it is
		// about the request itself.
		if !doubt || api.SettlesDoubt(err) {
			i.State = IntentRefused
		}
	case api.NotSent:
		// An earlier try may have arrived, whatever became of this one.
		if !doubt {
			i.State = IntentNotSent
		}
	default:
		i.State = IntentUnknown
	}
	i.TraceID = traceOf(err)
	explained := Explain(err)
	i.Code = explained.Code
	i.Problem = SafeText(problemOf(err))
	if i.State == IntentNotSent {
		i.Advice = explained.Advice
	}
	if i.State == IntentUnknown {
		i.Happened = explained.Happened
		if outcome == api.Refused {
			i.Happened = sentence("The first answer never came, and the bank won't tell it now", i.Problem)
		}
	}
	return i
}

// traceOf is the bank's name for the request that it refused, if it gave one.
func traceOf(err error) string {
	var refusal *api.Error
	if errors.As(err, &refusal) {
		return SafeID(refusal.TraceID)
	}
	return ""
}

func outcomeOf(err error) api.Outcome {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem.Outcome
	}
	return api.OutcomeOf(err)
}

// problemOf is the clause that says what went wrong, without the frame that
// Why puts around it.
func problemOf(err error) string {
	var known *Problem
	if errors.As(err, &known) {
		return known.Happened
	}
	var refusal *api.Error
	if errors.As(err, &refusal) {
		return refusalText(refusal)
	}
	if err == nil {
		return ""
	}
	found := obstacleOf(err)
	if found.happened != "" {
		return trimStop(found.happened)
	}
	return found.reason
}
