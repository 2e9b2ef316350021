package sandbox

import (
	"fmt"
	"time"

	"coffer/api/webhook"
)

// announce puts an event into the outbox, in the transaction of the change
// itself: neither is ever there without the other. It isn't due before the
// events of the same request that wait already.
func (b *Bank) announce(t *tx, record spend, kind, trace string) error {
	if b.config.WebhookURL == "" {
		return nil
	}
	at := record.updatedAt
	_, err := t.Exec(`INSERT INTO outbox (event_id, type, request_id, occurred_at, spend, status, decision_reason, decided_at, due_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, MAX(?4, COALESCE((SELECT MAX(due_at) FROM outbox WHERE spend = ?5), 0)))`,
		newID("evt_", time.UnixMilli(at), t.draw()), kind, trace, at,
		record.seq, string(record.status), record.decisionReason, record.decidedAt)
	if err != nil {
		return fmt.Errorf("enqueue an event: %w", err)
	}
	return nil
}

// queued is an event that waits for its delivery.
type queued struct {
	seq        int64
	eventID    string
	kind       string
	trace      string
	occurredAt int64
	attempts   int
	// record is the spend as it was when the event occurred.
	record spend
}

const queuedColumns = `o.seq, o.event_id, o.type, o.request_id, o.occurred_at, o.attempts,
	o.spend, s.account, s.id, o.status, o.decision_reason, s.amount_cents, s.currency, s.merchant_name, s.reason, s.created_at, o.decided_at`

func scanQueued(row interface{ Scan(...any) error }) (queued, error) {
	var q queued
	r := &q.record
	err := row.Scan(&q.seq, &q.eventID, &q.kind, &q.trace, &q.occurredAt, &q.attempts,
		&r.seq, &r.account, &r.id, &r.status, &r.decisionReason, &r.request.AmountCents, &r.request.Currency,
		&r.request.MerchantName, &r.request.Reason, &r.createdAt, &r.decidedAt)
	if err != nil {
		return queued{}, fmt.Errorf("read the outbox: %w", err)
	}
	r.updatedAt = q.occurredAt
	return q, nil
}

// event is the envelope that goes out.
func (b *Bank) event(q queued) webhook.Event {
	return webhook.Event{
		ID: q.eventID, Type: q.kind, OccurredAt: timestamp(q.occurredAt), RequestID: q.trace,
		Data: webhook.EventData{Spend: b.eventSpend(q.record)},
	}
}

// dueEvents are those that are due for longest. The events of one spend request
// are due in their order, so none is before one that holds it back.
func dueEvents(from asker, now time.Time, most int) ([]queued, error) {
	return queryAll(from, scanQueued, `SELECT `+queuedColumns+` FROM outbox o JOIN spends s ON s.seq = o.spend
		WHERE o.due_at <= ? ORDER BY o.due_at, o.seq LIMIT ?`, now.UnixMilli(), most)
}

// oldestEvent is the first event of all, due or not.
func oldestEvent(from asker) ([]queued, error) {
	return queryAll(from, scanQueued, `SELECT `+queuedColumns+` FROM outbox o JOIN spends s ON s.seq = o.spend ORDER BY o.seq LIMIT 1`)
}

// nextEventDue is when the next event becomes due after now; zero when none will.
func nextEventDue(from asker, now time.Time) (time.Time, error) {
	var due int64
	err := from.QueryRow(`SELECT COALESCE(MIN(due_at), 0) FROM outbox WHERE due_at > ?`, now.UnixMilli()).Scan(&due)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the outbox: %w", err)
	}
	if due == 0 {
		return time.Time{}, nil
	}
	return time.UnixMilli(due), nil
}

// allDue makes every waiting event due: the receiver answers again.
func (t *tx) allDue(now time.Time) error {
	if _, err := t.Exec(`UPDATE outbox SET due_at = ?1 WHERE due_at > ?1`, now.UnixMilli()); err != nil {
		return fmt.Errorf("hurry the outbox: %w", err)
	}
	return nil
}

// settleDeliveries takes what was delivered out, and puts off what was not,
// with the later events of the same request.
func (t *tx) settleDeliveries(delivered []int64, failed []queued, due func(queued) time.Time) error {
	for _, seq := range delivered {
		if _, err := t.Exec(`DELETE FROM outbox WHERE seq = ?`, seq); err != nil {
			return fmt.Errorf("clear the outbox: %w", err)
		}
	}
	for _, event := range failed {
		_, err := t.Exec(`UPDATE outbox SET attempts = ? WHERE seq = ?`, event.attempts, event.seq)
		if err == nil {
			_, err = t.Exec(`UPDATE outbox SET due_at = MAX(due_at, ?) WHERE spend = ? AND seq >= ?`,
				due(event).UnixMilli(), event.record.seq, event.seq)
		}
		if err != nil {
			return fmt.Errorf("put off a delivery: %w", err)
		}
	}
	return nil
}
