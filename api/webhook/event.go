package webhook

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"coffer/api"
)

// The kinds of event that the bank announces about spend requests.
const (
	SpendCreated   = "spend_request.created"
	SpendApproved  = "spend_request.approved"
	SpendDeclined  = "spend_request.declined"
	SpendCancelled = "spend_request.cancelled"
)

// spendKinds is what the kind of every event about a spend request begins with.
// The part behind it may be a word that isn't known yet.
const spendKinds = "spend_request."

// SelfTest is the type of an event that Coffer sends itself, to see whether
// deliveries get through. A receiver answers it and stores nothing.
const SelfTest = "coffer.self_test"

// The headers of a delivery.
const (
	HeaderEventID         = "Dino-Event-Id"
	HeaderEventType       = "Dino-Event-Type"
	HeaderDeliveryAttempt = "Dino-Delivery-Attempt"
	HeaderRequestID       = "Dino-Request-Id"
	HeaderSignature       = "Dino-Signature"
	HeaderBodySignature   = "X-Dino-Signature-Sha256"
)

// ErrUndecodable means that a body is not an event that this program can read.
// An *UndecodableError says why.
var ErrUndecodable = errors.New("not a webhook event that can be read")

// UndecodableError says what of a body can't be read. It is an ErrUndecodable.
type UndecodableError struct {
	// Reason is a few words, such as "not JSON", without anything of the body
	// but the names of its fields.
	Reason string
	cause  error
}

func (e *UndecodableError) Error() string { return ErrUndecodable.Error() + ": " + e.Reason }

// Unwrap is ErrUndecodable and what the decoder said.
func (e *UndecodableError) Unwrap() []error {
	if e.cause == nil {
		return []error{ErrUndecodable}
	}
	return []error{ErrUndecodable, e.cause}
}

// Event is the envelope of a webhook. The same ID may be delivered more than once.
type Event struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	OccurredAt api.Timestamp `json:"occurred_at,omitzero"`
	// RequestID is the bank's trace of what caused the event.
	RequestID string    `json:"request_id,omitempty"`
	Data      EventData `json:"data"`
}

// EventData is what an event is about.
type EventData struct {
	Spend api.Spend `json:"spend"`
}

// statusOf is the status that each type of event announces. An event that tells
// of the creation has the status that the request was created with, whatever it is.
var statusOf = map[string]api.SpendStatus{
	SpendApproved:  api.Approved,
	SpendDeclined:  api.Declined,
	SpendCancelled: api.Cancelled,
}

// Contradiction is the status that the event announces with its type, where it
// tells another one of the request; "" where both fit. A word that isn't known
// contradicts nothing.
func (e Event) Contradiction() api.SpendStatus {
	announced, status := statusOf[e.Type], e.Data.Spend.Status
	if status == announced || status != api.NeedsApproval && !status.Final() {
		return ""
	}
	return announced
}

// AboutSpend reports whether the event tells of a spend request. What another
// kind holds under data.spend is no record of one.
func (e Event) AboutSpend() bool { return strings.HasPrefix(e.Type, spendKinds) }

// The names that an event is read by: all of it where it is about a spend
// request, and else what any kind has.
var (
	eventFields    = api.FieldsOf(reflect.TypeFor[Event]())
	envelopeFields = api.FieldsOf(reflect.TypeFor[struct {
		ID         string          `json:"id"`
		Type       string          `json:"type"`
		OccurredAt api.Timestamp   `json:"occurred_at"`
		RequestID  string          `json:"request_id"`
		Data       json.RawMessage `json:"data"`
	}]())
)

// Decode reads an event. Fields that it does not know are ignored. An event of
// another kind than a spend request's needs its type alone, and is returned
// without data. Errors: *UndecodableError, with as much of the id and the type
// as can be read; nothing of a body whose text isn't UTF-8, or that has an id
// or a type twice.
func Decode(body []byte) (Event, error) {
	var event Event
	if !api.IsText(body) {
		return event, &UndecodableError{Reason: "no UTF-8"}
	}
	err := json.Unmarshal(body, &event)
	if err != nil {
		// Such as 120.0 cents. What can be read at once isn't read twice.
		var anew Event
		if api.Decode(body, &anew) == nil {
			event, err = anew, nil
		}
	}
	if err == nil && event.AboutSpend() {
		err = eventFields.Check(body)
	}
	if err != nil || !event.AboutSpend() {
		event, err = decodeEnvelope(body, err)
		if err != nil || !event.AboutSpend() {
			return event, err
		}
	}
	switch {
	case event.ID == "":
		return event, &UndecodableError{Reason: "no event id"}
	case event.Data.Spend.ID == "":
		return event, &UndecodableError{Reason: "no spend id"}
	case event.Data.Spend.Status == "":
		return event, &UndecodableError{Reason: "no status"}
	}
	return event, nil
}

// decodeEnvelope reads what any kind of event has. failure is what is wrong
// with the whole as an event about a spend request, which matters only if it
// is one.
func decodeEnvelope(body []byte, failure error) (Event, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		var shape *json.UnmarshalTypeError
		if errors.As(err, &shape) {
			return Event{}, &UndecodableError{Reason: "not a JSON object", cause: err}
		}
		return Event{}, &UndecodableError{Reason: "not JSON", cause: err}
	}
	var ambiguous *api.UnusableError
	if errors.As(envelopeFields.Check(body), &ambiguous) {
		return Event{}, &UndecodableError{Reason: ambiguous.Error(), cause: ambiguous}
	}
	var event Event
	text := func(name string) (value string) {
		_ = json.Unmarshal(fields[name], &value)
		return value
	}
	event.ID, event.Type, event.RequestID = text("id"), text("type"), text("request_id")
	_ = json.Unmarshal(fields["occurred_at"], &event.OccurredAt)
	switch {
	case event.Type == "":
		return event, &UndecodableError{Reason: "no type", cause: failure}
	case !event.AboutSpend():
		return event, nil
	case errors.As(eventFields.Check(body), &ambiguous):
		return event, &UndecodableError{Reason: ambiguous.Error(), cause: ambiguous}
	}
	return event, &UndecodableError{Reason: "another shape" + fieldOf(failure), cause: failure}
}

// fieldOf names the field that has another shape, as far as the decoder tells.
func fieldOf(err error) string {
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) && shape.Field != "" {
		return " of " + shape.Field
	}
	return ""
}
