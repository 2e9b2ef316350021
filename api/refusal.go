package api

import "net/http"

// Call is what was asked of the bank; what an answer means hangs on it. The
// zero Call is one that nobody knows, and nothing refuses that.
type Call uint8

// The calls of the contract.
const (
	// CallRead is every GET: it moves nothing.
	CallRead Call = 1 << iota
	CallCreateSpend
	CallQuote
	CallCheckPolicy
	CallExecute
	// CallFaucet and CallDecide are the sandbox's own.
	CallFaucet
	CallDecide

	everyCall = CallRead | CallCreateSpend | CallQuote | CallCheckPolicy | CallExecute | CallFaucet | CallDecide
	ofAQuote  = CallCheckPolicy | CallExecute
)

// refusal is an answer that is certainly the bank's no: it had no effect, and
// no other answer with an error status says that.
type refusal struct {
	code   Code
	status int
	// calls are those that it refuses.
	calls Call
	// settles is set where the same answer to a repetition with the same key
	// and body proves that the tries before had no effect either. A replay
	// brings back the first answer, so a verdict on the request itself is that
	// answer. A refusal of the caller (a revoked key, a slower pace) says
	// nothing about the first try.
	settles bool
}

// refusals is all that refuses. What isn't in it leaves the outcome unknown,
// whatever its status: a conflict over the idempotency key, a request that is
// still under way, a proxy's own page. So do quote_already_executed,
// idempotency_key_conflict and invalid_request with 409, the older word for a
// key that came before: each of them may be about the very money that moved.
var refusals = []refusal{
	{CodeInvalidAPIKey, http.StatusUnauthorized, everyCall, false},
	{CodeRevokedAPIKey, http.StatusForbidden, everyCall, false},
	{CodeInsufficientScope, http.StatusForbidden, everyCall, false},
	{CodeInvalidRequest, http.StatusBadRequest, everyCall, false},
	// The decision's path is ours, and with it this meaning: it was decided before.
	{CodeInvalidRequest, http.StatusConflict, CallDecide, false},
	{CodeNotFound, http.StatusNotFound, everyCall, false},
	{CodeFundingSourceBudgetExceeded, http.StatusPaymentRequired, everyCall, true},
	{CodePlanSpendVolumeExceeded, http.StatusPaymentRequired, everyCall, true},
	{CodeInsufficientWalletBalance, http.StatusPaymentRequired, everyCall, true},
	{CodePolicyDeclined, http.StatusPaymentRequired, everyCall, true},
	{CodePolicyDeclined, http.StatusConflict, everyCall, true},
	{CodeRateLimited, http.StatusTooManyRequests, everyCall, false},
	{CodeQuoteExpired, http.StatusConflict, ofAQuote, true},
	{CodePolicyBlocked, http.StatusConflict, ofAQuote, true},
	{CodeQuoteNotFound, http.StatusNotFound, ofAQuote, true},
}

// refusalIn is the row of an answer; nil when it refuses nothing.
func refusalIn(call Call, status int, code Code) *refusal {
	for i := range refusals {
		if row := &refusals[i]; row.code == code && row.status == status && row.calls&call != 0 {
			return row
		}
	}
	return nil
}
