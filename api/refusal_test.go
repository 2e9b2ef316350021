package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// callNames are the calls of the contract, by how the test names them.
var callNames = []struct {
	call Call
	name string
}{
	{CallRead, "read"},
	{CallCreateSpend, "create"},
	{CallQuote, "quote"},
	{CallCheckPolicy, "policy"},
	{CallExecute, "execute"},
	{CallFaucet, "faucet"},
	{CallDecide, "decide"},
}

// codesHeard are the catalogue, the swap's own, and what banks and proxies say
// besides.
var codesHeard = []Code{
	"", CodeInvalidAPIKey, CodeRevokedAPIKey, CodeInsufficientScope, CodeInvalidRequest, CodeIdempotencyKeyConflict, CodeNotFound,
	CodeFundingSourceBudgetExceeded, CodePlanSpendVolumeExceeded, CodeInsufficientWalletBalance, CodePolicyDeclined, CodeRateLimited,
	CodeInternalError, CodeQuoteExpired, CodePolicyBlocked, CodeQuoteNotFound, CodeQuoteAlreadyExecuted,
	"idempotency_key_in_use", "request_in_progress", "Policy_Declined", "policy_declined ", "NOT_FOUND", "conflict", "timeout",
}

func TestOnlyTheContractsAnswersRefuse(t *testing.T) {
	t.Parallel()
	const every = "create decide execute faucet policy quote read"
	// The contract's catalogue, typed anew: what isn't in it refuses nothing.
	refuses := map[string]string{
		"401 invalid_api_key": every, "403 revoked_api_key": every, "403 insufficient_scope": every,
		"400 invalid_request": every, "409 invalid_request": "decide", "404 not_found": every,
		"402 funding_source_budget_exceeded": every, "402 plan_spend_volume_exceeded": every, "402 insufficient_wallet_balance": every,
		"402 policy_declined": every, "409 policy_declined": every, "429 rate_limited": every,
		"409 quote_expired": "execute policy", "409 policy_blocked": "execute policy", "404 quote_not_found": "execute policy",
	}
	settles := "402 funding_source_budget_exceeded, 402 plan_spend_volume_exceeded, 402 insufficient_wallet_balance, " +
		"402 policy_declined, 409 policy_declined, 409 quote_expired, 409 policy_blocked, 404 quote_not_found"
	found := make(map[string]string)
	for status := 100; status < 600; status++ {
		for _, code := range codesHeard {
			answer := fmt.Sprintf("%d %s", status, code)
			var calls []string
			for _, call := range callNames {
				err := &Error{Call: call.call, Status: status, Code: code}
				refused := OutcomeOf(err) == Refused
				if refused {
					calls = append(calls, call.name)
				} else if OutcomeOf(err) != Unknown {
					t.Errorf("%s to %s is %s", answer, call.name, OutcomeOf(err))
				}
				if want := refused && strings.Contains(settles, answer); SettlesDoubt(err) != want {
					t.Errorf("%s to %s settles an earlier doubt: %t", answer, call.name, !want)
				}
			}
			if len(calls) > 0 {
				found[answer] = strings.Join(slices.Sorted(slices.Values(calls)), " ")
			}
			if OutcomeOf(&Error{Status: status, Code: code}) != Unknown {
				t.Errorf("%s refuses a call that nobody knows", answer)
			}
		}
	}
	if diff := cmp.Diff(refuses, found); diff != "" {
		t.Errorf("what refuses (-contract +code):\n%s", diff)
	}
}

func TestEveryRefusalIsHeardOfAWire(t *testing.T) {
	t.Parallel()
	for _, row := range refusals {
		if row.calls&CallCreateSpend == 0 {
			continue
		}
		t.Run(fmt.Sprintf("%d %s", row.status, row.code), func(t *testing.T) {
			t.Parallel()
			answer := refusing(row.status, row.code)
			if row.code == CodeRateLimited {
				answer = slowing
			}
			client, _ := playing(t, answer)
			_, err := client.CreateSpend(t.Context(), SpendRequest{AmountCents: 1}, "key-1")
			if OutcomeOf(err) != Refused || CodeOf(err) != row.code {
				t.Errorf("outcome %s, code %q: %v", OutcomeOf(err), CodeOf(err), err)
			}
		})
	}
}

func TestAnAnswerOfSomethingElseIsUnknown(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]struct {
		status int
		body   string
	}{
		"a proxy's timeout":       {408, `{"error":{"code":"request_timeout","message":"slow"}}`},
		"a teapot":                {418, `short and stout`},
		"too early":               {425, `{"error":{"code":"too_early","message":"replay"}}`},
		"a client that closed":    {499, ``},
		"a framework's not found": {404, `{"statusCode":404,"error":"Not Found","message":"Cannot POST /v1/spend"}`},
		"a code that is a number": {402, `{"error":{"code":402,"message":"pay"}}`},
		"a code at another place": {402, `{"code":"policy_declined"}`},
		"a code as another case":  {402, `{"error":{"code":"Policy_Declined"}}`},
		"a wrong status":          {400, `{"error":{"code":"policy_declined","message":"no"}}`},
		"a redirect":              {302, ``},
		"a key in use":            {409, `{"error":{"code":"idempotency_key_in_use","message":"wait"}}`},
		"an executed quote":       {409, `{"error":{"code":"quote_already_executed","message":"done"}}`},
		"the older conflict":      {409, `{"error":{"code":"invalid_request","message":"key reused"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, played := playing(t, answering(step.status, step.body))
			_, create := client.CreateSpend(t.Context(), SpendRequest{AmountCents: 1}, "key-1")
			_, execute := client.Execute(t.Context(), ExecuteRequest{IdempotencyKey: "idemp_1"}, time.Time{})
			if OutcomeOf(create) != Unknown || OutcomeOf(execute) != Unknown {
				t.Errorf("create is %s (%v), execute %s (%v)", OutcomeOf(create), create, OutcomeOf(execute), execute)
			}
			if calls := len(played.requests()); calls != 2 {
				t.Errorf("%d calls, want one of each: who holds the intent asks again", calls)
			}
		})
	}
}
