package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"

	"coffer/api/webhook"
)

// deliveryTimeout bounds one attempt.
const deliveryTimeout = 10 * time.Second

// errNotTaken means that the receiver answered, but not that it has the event.
var errNotTaken = errors.New("the receiver did not take the event")

// mailbox posts events to the receiver.
type mailbox struct {
	bank   *Bank
	secret webhook.Secret
	client *http.Client
}

func newMailbox(b *Bank) *mailbox {
	secret := b.config.WebhookSecret
	if secret.IsZero() {
		// The bank's own secrets are well-formed, so this can't fail.
		secret, _ = webhook.ParseSecret(b.identity.webhookSecret)
	}
	return &mailbox{bank: b, secret: secret, client: &http.Client{
		Timeout: deliveryTimeout,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: couriersAtOnce, MaxConnsPerHost: couriersAtOnce, IdleConnTimeout: 30 * time.Second,
		},
		// A signed event goes to the address that was configured, nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (m *mailbox) close() { m.client.CloseIdleConnections() }

// deliver posts the events of one spend request in order and stops at the
// first that is not taken.
func (m *mailbox) deliver(ctx context.Context, batch []queued) delivery {
	result := delivery{spend: batch[0].record.seq}
	for _, event := range batch {
		event.attempts++
		err := m.post(ctx, event)
		if err != nil {
			m.bank.log.Debug("a delivery failed", "event", event.eventID, "attempt", event.attempts, "error", err)
			result.failed = &event
			result.unreachable = !errors.Is(err, errNotTaken)
			return result
		}
		result.delivered = append(result.delivered, event.seq)
	}
	return result
}

func (m *mailbox) post(ctx context.Context, event queued) error {
	body, err := json.Marshal(m.bank.event(event))
	if err != nil {
		return fmt.Errorf("write the event: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.bank.config.WebhookURL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("address the event: %w", err)
	}
	maps.Copy(request.Header, webhook.Sign(m.secret, body, m.bank.clock.Now()))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "coffer-sandbox")
	request.Header.Set(webhook.HeaderEventID, event.eventID)
	request.Header.Set(webhook.HeaderEventType, event.kind)
	request.Header.Set(webhook.HeaderRequestID, event.trace)
	request.Header.Set(webhook.HeaderDeliveryAttempt, strconv.Itoa(event.attempts))
	response, err := m.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	// Read to the end, so that the connection is used again.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("%w: status %d", errNotTaken, response.StatusCode)
	}
	return nil
}
