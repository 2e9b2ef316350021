package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Code is a machine-readable error code of the bank.
type Code string

// The catalogue of codes. The swap codes are the project's own choice, until
// Dino publishes its contract.
const (
	CodeInvalidAPIKey               Code = "invalid_api_key"
	CodeRevokedAPIKey               Code = "revoked_api_key"
	CodeInsufficientScope           Code = "insufficient_scope"
	CodeInvalidRequest              Code = "invalid_request"
	CodeIdempotencyKeyConflict      Code = "idempotency_key_conflict"
	CodeNotFound                    Code = "not_found"
	CodeFundingSourceBudgetExceeded Code = "funding_source_budget_exceeded"
	CodePlanSpendVolumeExceeded     Code = "plan_spend_volume_exceeded"
	CodeInsufficientWalletBalance   Code = "insufficient_wallet_balance"
	CodePolicyDeclined              Code = "policy_declined"
	CodeRateLimited                 Code = "rate_limited"
	CodeInternalError               Code = "internal_error"

	CodeQuoteExpired         Code = "quote_expired"
	CodePolicyBlocked        Code = "policy_blocked"
	CodeQuoteNotFound        Code = "quote_not_found"
	CodeQuoteAlreadyExecuted Code = "quote_already_executed"
)

// Error is an answer with an error status. Whether it refuses, OutcomeOf tells.
type Error struct {
	// Call is what was asked for.
	Call Call
	// Code is the bank's; "" when the answer carried none, and then something
	// between here and the bank may have said it.
	Code   Code
	Status int
	// Message is the bank's sentence, else the name of the status.
	Message string
	// Details is the bank's own object, or nil.
	Details json.RawMessage
	// RetryAfter is how long nothing should be asked; where the bank gives no
	// time with its rate_limited, it is the pace's own.
	RetryAfter time.Duration
	// TraceID is the bank's name for the request, where it gives one.
	TraceID string
}

func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("the answer was %d: %s", e.Status, e.Message)
	}
	return fmt.Sprintf("the bank answered %s (%d): %s", e.Code, e.Status, e.Message)
}

// ErrorBody is the bank's error on the wire.
type ErrorBody struct {
	Error ErrorContent `json:"error"`
}

// ErrorContent is the object inside ErrorBody.
type ErrorContent struct {
	Code    Code            `json:"code"`
	Message string          `json:"message"`
	Details json.RawMessage `json:"details,omitempty"`
}

// readFailureBody is the bank's error in a body; nothing of one that has two.
func readFailureBody(body []byte) ErrorContent {
	if !json.Valid(body) || FieldsOf(reflect.TypeFor[ErrorBody]()).Check(body) != nil {
		return ErrorContent{}
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return ErrorContent{}
	}
	return readFailure(fields[errorName])
}

// readFailure reads the code by itself, because it decides: whatever shape the
// words beside it have, they don't make another answer of it.
func readFailure(raw json.RawMessage) ErrorContent {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return ErrorContent{}
	}
	failure := ErrorContent{Code: Code(textOf(fields["code"])), Message: reasonText(fields["message"])}
	if !isAbsent(fields["details"]) {
		failure.Details = fields["details"]
	}
	return failure
}

// isPlain reports whether the code is written as those of the catalogue are.
func (c Code) isPlain() bool {
	const longest = 64
	return c != "" && len(c) <= longest && strings.Trim(string(c), "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// CallError is a call that ended without a usable answer of the bank.
type CallError struct {
	// MayHaveArrived is false only when it is certain that no byte of the
	// request reached the bank.
	MayHaveArrived bool
	Err            error
}

func (e *CallError) Error() string {
	if e.MayHaveArrived {
		return "no usable answer after the request left: " + e.Err.Error()
	}
	return "the request was not sent: " + e.Err.Error()
}

func (e *CallError) Unwrap() error { return e.Err }

// Reasons why an answer is not usable.
var (
	ErrAnswerTooLarge = errors.New("the answer is over 1 MiB")
	ErrNotJSON        = errors.New("the answer is not the bank's JSON")
	ErrWebPage        = errors.New("the answer is a web page")
	ErrTooLate        = errors.New("its time was over before it could leave")
	ErrRedirected     = errors.New("the bank's address redirects elsewhere; the key does not follow")
)

// Outcome is what a call did to the money, as far as anyone can know here.
type Outcome string

// The four outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
	NotSent Outcome = "not sent"
	Unknown Outcome = "unknown"
)

// OutcomeOf names the outcome of a call that ended with err. Only what the
// table of refusals lists is a refusal; whatever else might have arrived is
// unknown.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Done
	}
	var answer *Error
	if errors.As(err, &answer) {
		if refusalIn(answer.Call, answer.Status, answer.Code) != nil {
			return Refused
		}
		return Unknown
	}
	var call *CallError
	if errors.As(err, &call) && !call.MayHaveArrived {
		return NotSent
	}
	return Unknown
}

// SettlesDoubt reports whether err is a refusal that, given to the same key and
// body as an earlier try without an answer, proves that the earlier try had no
// effect either.
func SettlesDoubt(err error) bool {
	var answer *Error
	if !errors.As(err, &answer) {
		return false
	}
	row := refusalIn(answer.Call, answer.Status, answer.Code)
	return row != nil && row.settles
}

// CodeOf is the bank's code in err, or "".
func CodeOf(err error) Code {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return ""
}

// NoSuchPath reports whether nothing answers at the path that was called: a
// status that says so, without a code of the catalogue. What the bank says of a
// record it doesn't know carries one.
func NoSuchPath(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && isNoSuchStatus(answer.Status) && refusalIn(answer.Call, answer.Status, answer.Code) == nil
}
