package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"coffer/api"
)

// refusal is an answer that says no, in the catalogue's words.
type refusal struct {
	code    api.Code
	status  int
	message string
	details any
}

func (r *refusal) Error() string { return string(r.code) + ": " + r.message }

func refusalOf(code api.Code, message string) *refusal {
	return &refusal{code: code, status: statusOf(code), message: message}
}

func invalid(message string) *refusal { return refusalOf(api.CodeInvalidRequest, message) }

// clash is an invalid_request that is about the record's state, not the
// request's form.
func clash(message string) *refusal {
	refused := invalid(message)
	refused.status = http.StatusConflict
	return refused
}

// statusOf is the HTTP status of a code, 0 when the catalogue lacks it.
func statusOf(code api.Code) int {
	switch code {
	case api.CodeInvalidAPIKey:
		return http.StatusUnauthorized
	case api.CodeRevokedAPIKey, api.CodeInsufficientScope:
		return http.StatusForbidden
	case api.CodeInvalidRequest:
		return http.StatusBadRequest
	case api.CodeNotFound, api.CodeQuoteNotFound:
		return http.StatusNotFound
	case api.CodeFundingSourceBudgetExceeded, api.CodePlanSpendVolumeExceeded, api.CodeInsufficientWalletBalance:
		return http.StatusPaymentRequired
	case api.CodeIdempotencyKeyConflict, api.CodePolicyDeclined, api.CodeQuoteExpired,
		api.CodePolicyBlocked, api.CodeQuoteAlreadyExecuted:
		return http.StatusConflict
	case api.CodeRateLimited:
		return http.StatusTooManyRequests
	case api.CodeInternalError:
		return http.StatusInternalServerError
	}
	return 0
}

// written is an answer as it goes out, byte for byte.
type written struct {
	status int
	body   []byte
}

func writtenAs(status int, value any) (written, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return written{}, err
	}
	return written{status: status, body: body.Bytes()}, nil
}

func (r *refusal) written() (written, error) {
	content := api.ErrorContent{Code: r.code, Message: r.message}
	if r.details != nil {
		details, err := json.Marshal(r.details)
		if err != nil {
			return written{}, err
		}
		content.Details = details
	}
	return writtenAs(r.status, api.ErrorBody{Error: content})
}

func (b *Bank) answer(w http.ResponseWriter, status int, value any) {
	made, err := writtenAs(status, value)
	if err != nil {
		b.log.Error("an answer can't be written", "error", err)
		b.refuse(w, refusalOf(api.CodeInternalError, "The answer can't be written"))
		return
	}
	send(w, made)
}

// answerError answers with a refusal, or with internal_error for anything
// that is not one; what it was stays in the log.
func (b *Bank) answerError(w http.ResponseWriter, r *http.Request, err error) {
	var refused *refusal
	if errors.As(err, &refused) {
		b.refuse(w, refused)
		return
	}
	b.log.Error("a request failed", "request", traceOf(r.Context()), "path", r.URL.Path, "error", err)
	b.refuse(w, refusalOf(api.CodeInternalError, "Something went wrong inside the bank"))
}

func (b *Bank) refuse(w http.ResponseWriter, refused *refusal) {
	made, err := refused.written()
	if err != nil {
		b.log.Error("a refusal can't be written", "error", err)
		made = written{status: http.StatusInternalServerError, body: []byte("{}\n")}
	}
	send(w, made)
}

func send(w http.ResponseWriter, made written) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(made.status)
	// Whoever went away before the answer asks again with the same key.
	_, _ = w.Write(made.body)
}
