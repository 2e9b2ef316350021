package state

import (
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/api"
)

func TestOnlyCertaintyResolvesAnIntent(t *testing.T) {
	t.Parallel()
	lost := &api.CallError{MayHaveArrived: true, Err: errors.New("reset")}
	never := &api.CallError{Err: errors.New("refused connection")}
	no := &api.Error{Call: api.CallCreateSpend, Code: api.CodePolicyDeclined, Status: 402, Message: "not allowed"}
	revoked := &api.Error{Call: api.CallCreateSpend, Code: api.CodeRevokedAPIKey, Status: 403}
	executed := &api.Error{Call: api.CallExecute, Code: api.CodeQuoteAlreadyExecuted, Status: 409}
	broken := &api.Error{Code: api.CodeInternalError, Status: 500}
	busy := &api.Error{Call: api.CallCreateSpend, Code: "idempotency_key_in_use", Status: 409}
	for name, test := range map[string]struct {
		from IntentState
		err  error
		want IntentState
	}{
		"an answer is done":                         {IntentRecorded, nil, IntentDone},
		"a no is refused":                           {IntentRecorded, no, IntentRefused},
		"a lost answer is unknown":                  {IntentRecorded, lost, IntentUnknown},
		"a 500 is unknown":                          {IntentRecorded, broken, IntentUnknown},
		"never connected is not sent":               {IntentRecorded, never, IntentNotSent},
		"never connected settles no earlier doubt":  {IntentUnknown, never, IntentUnknown},
		"a quote over before sending is not sent":   {IntentRecorded, errQuoteOver, IntentNotSent},
		"a revoked key settles no earlier doubt":    {IntentUnknown, revoked, IntentUnknown},
		"already executed settles no earlier doubt": {IntentUnknown, executed, IntentUnknown},
		"already executed is unknown at once":       {IntentRecorded, executed, IntentUnknown},
		"in use elsewhere is unknown at once":       {IntentRecorded, busy, IntentUnknown},
		"a revoked key is refused":                  {IntentRecorded, revoked, IntentRefused},
		"a no settles an earlier doubt":             {IntentUnknown, no, IntentRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (Intent{State: test.from}).settle(test.err); got.State != test.want {
				t.Errorf("settled as %s, want %s", got.State, test.want)
			}
		})
	}
}

func TestADoubtThatTheBankWontSettleSaysSo(t *testing.T) {
	t.Parallel()
	revoked := &api.Error{Call: api.CallCreateSpend, Code: api.CodeRevokedAPIKey, Status: 403, Message: "This key was revoked."}
	intent := (Intent{State: IntentUnknown}).settle(revoked)
	why := intent.Why()
	if why.Outcome != api.Unknown || !strings.Contains(why.Happened, "won't tell it now: This key was revoked.") {
		t.Errorf("it says %q", why.Error())
	}
}

func TestWhatAnEarlierRunLeftIsInDoubtNotUnsent(t *testing.T) {
	t.Parallel()
	intents := inDoubt([]Intent{{State: IntentRecorded}, {State: IntentDone}})
	if intents[0].State != IntentUnknown || intents[1].State != IntentDone {
		t.Errorf("left as %s and %s", intents[0].State, intents[1].State)
	}
}

func TestAnIntentIsStaleAfterItsQuoteOrADay(t *testing.T) {
	t.Parallel()
	created := MomentOf(noon)
	spend := Intent{CreatedAt: created}
	swap := Intent{CreatedAt: created, Terms: &SwapTerms{ExpiresAt: created.Add(30 * time.Second)}}
	if spend.Stale(created.Add(23*time.Hour)) || !spend.Stale(created.Add(24*time.Hour)) {
		t.Error("a spend goes stale at another time than after a day")
	}
	if swap.Stale(created.Add(29*time.Second)) || !swap.Stale(created.Add(30*time.Second)) {
		t.Error("a swap goes stale at another time than its quote")
	}
}
