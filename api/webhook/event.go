package webhook

import (
	"encoding/json"
	"errors"
	"fmt"

	"coffer/api"
)

// The kinds of event that the bank announces. Others are decoded all the same:
// what they mean is for whoever stores them to say.
const (
	SpendCreated   = "spend_request.created"
	SpendApproved  = "spend_request.approved"
	SpendDeclined  = "spend_request.declined"
	SpendCancelled = "spend_request.cancelled"
)

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

// ErrUndecodable means that a body is not an event.
var ErrUndecodable = errors.New("not a webhook event")

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

// Decode reads an event. Fields that it does not know are ignored; an event
// without an id, a type or a spend's id is ErrUndecodable.
func Decode(body []byte) (Event, error) {
	var event Event
	if err := json.Unmarshal(body, &event); err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrUndecodable, err)
	}
	if event.ID == "" || event.Type == "" || event.Data.Spend.ID == "" {
		return Event{}, fmt.Errorf("%w: it lacks its id, type or spend", ErrUndecodable)
	}
	return event, nil
}
