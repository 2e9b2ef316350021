package state

import (
	"context"
	"errors"
	"strings"
	"testing"

	"coffer/api"
)

func TestAnIntentSaysWhatStandsAgainstIt(t *testing.T) {
	t.Parallel()
	refusal := &api.Error{Call: api.CallExecute, Code: api.CodeQuoteExpired, Status: 409, Message: "The quote has expired."}
	for name, c := range map[string]struct {
		err     error
		state   IntentState
		outcome Outcome
		parts   []string
	}{
		"refused":  {refusal, IntentRefused, Refused, []string{"The bank refused: The quote has expired.", "No money moved.", "new quote"}},
		"not sent": {&api.CallError{Err: errors.New("connection refused")}, IntentNotSent, NotSent, []string{"not sent: connection refused."}},
		"too late": {errQuoteOver, IntentNotSent, NotSent, []string{"ran out before it could be sent.", "Ask for a new quote."}},
		"unknown": {
			&api.CallError{MayHaveArrived: true, Err: context.DeadlineExceeded}, IntentUnknown, Unknown,
			[]string{"it took too long", "not known", "same key"},
		},
	} {
		settled := Intent{State: IntentRecorded}.settle(c.err)
		why := settled.Why()
		if settled.State != c.state || why == nil || why.Outcome != c.outcome {
			t.Errorf("%s: %s, %+v", name, settled.State, why)
			continue
		}
		for _, part := range c.parts {
			if !strings.Contains(why.Error(), part) {
				t.Errorf("%s: %q lacks %q", name, why, part)
			}
		}
	}
	done := Intent{State: IntentRecorded}.settle(nil)
	if why := done.Why(); why != nil {
		t.Errorf("a done intent has %v against it", why)
	}
}
