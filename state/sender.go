package state

import (
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"coffer/api"
)

const (
	senders     = 4
	sendTimeout = 30 * time.Second
	// The waits between tries of an intent whose outcome is unknown.
	firstRetry   = 2 * time.Second
	longestRetry = time.Minute
)

// hand gives an intent to the senders, once: whoever asks again while it is
// being sent asks for nothing new.
func (e *Engine) hand(intent Intent) {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	if e.sending[intent.ID] {
		return
	}
	select {
	case e.outbox <- intent:
		e.sending[intent.ID] = true
	default:
		// It stays recorded on disk, and unresolved on every screen.
		e.log.Error("more intents than can be sent at once", "intent", intent.ID)
	}
}

func (e *Engine) release(intent Intent) {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	delete(e.sending, intent.ID)
}

func (e *Engine) sendAll(ctx context.Context) {
	var group errgroup.Group
	for range senders {
		group.Go(func() error {
			for {
				select {
				case <-ctx.Done():
					return nil
				case intent := <-e.outbox:
					e.carryOut(ctx, intent)
					e.release(intent)
				}
			}
		})
	}
	_ = group.Wait()
}

// resume takes up what an earlier run left unresolved: what is fresh enough is
// sent again with its own key, the rest waits for a person.
func (e *Engine) resume(ctx context.Context) {
	for _, intent := range e.opening.Intents {
		if intent.Unresolved() && !intent.Stale(e.bankNow()) && ctx.Err() == nil {
			e.hand(intent)
		}
	}
}

// carryOut sends an intent until its outcome is known, it is too old, or the
// program ends. Every try carries the same key and body.
func (e *Engine) carryOut(ctx context.Context, intent Intent) {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = firstRetry, longestRetry
	over := func() bool { return !intent.Unresolved() || intent.Stale(e.bankNow()) }
	for {
		intent = e.try(ctx, intent)
		// A quote runs out during a wait, and a machine may sleep through one.
		if over() || !e.waitToRetry(ctx, waits.NextBackOff()) || over() {
			return
		}
	}
}

// waitToRetry waits, less when the road is open again; it reports whether
// there is still a program to send for.
func (e *Engine) waitToRetry(ctx context.Context, wait time.Duration) bool {
	timer := e.clock.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.Chan():
	case <-e.roadOpen.rings():
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// try sends once and writes down how it ended.
func (e *Engine) try(ctx context.Context, intent Intent) Intent {
	if intent.Tries == 0 && intent.State == IntentRecorded && intent.Terms != nil && e.expires(intent.Terms) {
		return e.settled(ctx, intent, nil, errQuoteOver)
	}
	intent.Tries++
	intent.LastTry = e.now()
	sendCtx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	switch intent.Kind {
	case IntentSpend:
		answer, err := e.client.CreateSpend(sendCtx, *intent.Spend, intent.Key)
		if err != nil {
			return e.settled(ctx, intent, nil, err)
		}
		observation := e.observeCreated(answer, *intent.Spend)
		return e.settled(ctx, intent, &observation, nil)
	default:
		answer, err := e.client.Execute(sendCtx, *intent.Execute)
		if err != nil {
			return e.settled(ctx, intent, nil, err)
		}
		observation := ObserveSwap(answer, intent.Terms, SourceCreated, e.now())
		return e.settled(ctx, intent, &observation, nil)
	}
}

// settled writes the outcome and what the bank told, together.
func (e *Engine) settled(ctx context.Context, intent Intent, told *Observation, err error) Intent {
	after := intent.settle(err)
	var observations []Observation
	text := string(after.State)
	if told != nil {
		after.Subject = told.Subject()
		observations = append(observations, *told)
	}
	if after.Problem != "" {
		text += " · " + after.Problem
	}
	subject := after.ID
	if after.Subject != "" {
		subject = after.Subject
	}
	line := e.deed(after.Who, DeedOutcome, subject, fmt.Sprintf("%s: %s", after.Kind, text))
	if ctx.Err() != nil && after.State == IntentUnknown {
		// The program is ending, which is no news about the intent: it stays as
		// the disk has it.
		return after
	}
	if err := e.submit(ctx, post{intents: []Intent{after}, observations: observations, lines: []Line{line}}); err != nil {
		// What the bank said could not be written down, so it has to be asked
		// again, with the same key.
		e.log.Error("an outcome could not be written down", "intent", after.ID, "err", err)
		after.State = IntentUnknown
	}
	return after
}

// observeCreated fills in what the bank left out of its answer with what was
// asked for.
func (e *Engine) observeCreated(answer api.Answer[api.Spend], asked api.SpendRequest) Observation {
	if answer.Value.AmountCents == 0 {
		answer.Value.AmountCents, answer.Value.Currency = asked.AmountCents, asked.Currency
	}
	if answer.Value.MerchantName == "" {
		answer.Value.MerchantName = asked.MerchantName
	}
	if answer.Value.Reason == "" {
		answer.Value.Reason = asked.Reason
	}
	return ObserveSpend(answer, SourceCreated, e.now())
}
