package sandbox

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coffer/api"
)

// A swap is submitted, seen on chain after a first step, and settled after a
// second: 1.5 to 5 seconds in all.
const (
	firstStepLeast  = 700 * time.Millisecond
	firstStepMost   = 2 * time.Second
	secondStepLeast = 800 * time.Millisecond
	secondStepMost  = 3 * time.Second
	// failingDigits end the sell amounts that fail on chain.
	failingDigits = "13"
)

// wakeups tell the background that there is something new to do. They hold one
// signal each, so nobody waits to give one.
type wakeups struct {
	settlement chan struct{}
	delivery   chan struct{}
}

func newWakeups() wakeups {
	return wakeups{settlement: make(chan struct{}, 1), delivery: make(chan struct{}, 1)}
}

func (w wakeups) wake() {
	for _, sleeper := range []chan struct{}{w.settlement, w.delivery} {
		select {
		case sleeper <- struct{}{}:
		default:
		}
	}
}

// settle takes each step of a swap when it is due, and cancels requests that
// waited too long, until ctx ends.
func (b *Bank) settle(ctx context.Context) error {
	for {
		next, err := b.settleDue(ctx)
		if err != nil {
			b.log.Error("settlement failed; it is tried again", "error", err)
			next = b.clock.Now().Add(time.Second)
		}
		timer := b.clock.NewTimer(max(time.Millisecond, next.Sub(b.clock.Now())))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.Chan():
		case <-b.settlement:
			timer.Stop()
		}
	}
}

// settleDue does everything that is due and says when there is more.
func (b *Bank) settleDue(ctx context.Context) (time.Time, error) {
	now := b.clock.Now()
	due, next, err := b.nextDue(now)
	if err != nil || !due {
		return next, err
	}
	err = b.store.write(ctx, func(t *tx) error {
		if err := b.cancelStale(t, now); err != nil {
			return err
		}
		return b.advanceSwaps(t, now)
	})
	if err != nil {
		return now, err
	}
	b.wake()
	_, next, err = b.nextDue(now)
	return next, err
}

// nextDue looks without writing, because mostly there is nothing to do.
func (b *Bank) nextDue(now time.Time) (due bool, next time.Time, err error) {
	var step, opened int64
	err = b.store.reader.QueryRow(`SELECT COALESCE((SELECT MIN(step_at) FROM swaps WHERE step_at > 0), 0),
		COALESCE((SELECT MIN(created_at) FROM spends WHERE status = 'needs_approval'), 0)`).Scan(&step, &opened)
	if err != nil {
		return false, now, fmt.Errorf("look for what is due: %w", err)
	}
	next = now.Add(time.Hour)
	if step > 0 {
		next = earlier(next, time.UnixMilli(step))
	}
	if opened > 0 {
		next = earlier(next, time.UnixMilli(opened).Add(approvalWindow))
	}
	return !next.After(now), next, nil
}

func (b *Bank) advanceSwaps(t *tx, now time.Time) error {
	due, err := queryAll(t, scanSwap, `SELECT `+swapColumns+` FROM swaps s JOIN quotes q ON q.id = s.quote_id
		WHERE s.step_at > 0 AND s.step_at <= ? ORDER BY s.step_at`, now.UnixMilli())
	if err != nil {
		return err
	}
	for _, record := range due {
		before := record
		switch {
		case record.status == api.SwapSubmitted:
			record.status = api.SwapPending
			record.stepAt = now.Add(between(t.draw(), secondStepLeast, secondStepMost)).UnixMilli()
		case strings.HasSuffix(record.quote.sellAmount.String(), failingDigits):
			record.status, record.stepAt = api.SwapFailed, 0
		default:
			record.status, record.stepAt = api.SwapConfirmed, 0
			if err := t.postSwap(b.accountNumbered(record.quote.account), record, now); err != nil {
				return err
			}
		}
		if err := t.updateSwap(before, record, now); err != nil {
			return err
		}
	}
	return nil
}

// postSwap books both sides of the trade and its fees.
func (t *tx) postSwap(of account, confirmed swap, at time.Time) error {
	q := confirmed.quote
	return t.post(of, entrySwap, confirmed.id, at,
		transfer{from: of.walletOf(q.sellToken), to: marketAccount, currency: q.sellToken, amount: q.sellAmount},
		transfer{from: marketAccount, to: of.walletOf(q.buyToken), currency: q.buyToken, amount: q.ExpectedBuyAmount},
		transfer{from: of.wallet(), to: networkFeeAccount, currency: dollars, amount: q.EstimatedFees["network"]},
		transfer{from: of.wallet(), to: protocolFeeAccount, currency: dollars, amount: q.EstimatedFees["protocol"]})
}

// updateSwap takes a swap from one step to the next.
func (t *tx) updateSwap(before, record swap, at time.Time) error {
	record.change = t.nextChange()
	_, err := t.Exec(`UPDATE swaps SET status = ?, step_at = ?, updated_at = ?, change = ? WHERE seq = ?`,
		string(record.status), record.stepAt, at.UnixMilli(), record.change, record.seq)
	if err != nil {
		return fmt.Errorf("keep a step of a swap: %w", err)
	}
	t.sumSwap(before, record)
	return nil
}

func earlier(one, other time.Time) time.Time {
	if other.Before(one) {
		return other
	}
	return one
}
