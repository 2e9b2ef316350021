package state

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"coffer/api"
)

const (
	// senders is how many intents of an account may be on their way at once. One
	// that waits to be sent again takes no place.
	senders     = 4
	sendTimeout = 30 * time.Second
	// The waits between tries of an intent whose outcome is unknown.
	firstRetry   = 2 * time.Second
	longestRetry = time.Minute
)

// handed is an intent in the senders' hands.
type handed struct {
	// again is filled when a person asks not to wait any longer.
	again chan struct{}
}

// handing is an intent with the only holder that may send it.
type handing struct {
	by     *holder
	intent Intent
}

// hand gives an intent to the senders, or wakes the one that has it.
func (e *Engine) hand(h *holder, intent Intent) {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	if held := e.sending[intent.ID]; held != nil {
		select {
		case held.again <- struct{}{}:
		default:
		}
		return
	}
	select {
	case e.outbox <- handing{h, intent}:
		e.sending[intent.ID] = &handed{again: make(chan struct{}, 1)}
	default:
		// It stays recorded on disk, and unresolved on every screen.
		e.log.Error("more intents than can be sent at once", "intent", intent.ID)
	}
}

func (e *Engine) held(intentID string) *handed {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	return e.sending[intentID]
}

func (e *Engine) release(intentID string) {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	delete(e.sending, intentID)
}

// leave notes that a try of the intent leaves now, and reports whether it is
// the first one of this run. The disk can't tell: an outcome that couldn't be
// written leaves it as if nothing had been tried.
func (e *Engine) leave(intentID string) (first bool) {
	e.sendingMu.Lock()
	defer e.sendingMu.Unlock()
	first = !e.left[intentID]
	e.left[intentID] = true
	return first
}

func (e *Engine) sendAll(ctx context.Context) {
	var group errgroup.Group
	for {
		select {
		case <-ctx.Done():
			_ = group.Wait()
			return
		case handed := <-e.outbox:
			group.Go(func() error {
				e.carryOut(ctx, handed.by, handed.intent)
				e.release(handed.intent.ID)
				return nil
			})
		}
	}
}

// resume takes up what an earlier run of the account left unresolved: what is
// fresh enough is sent again with its own key, the rest waits for a person.
func (e *Engine) resume(ctx context.Context, h *holder) {
	if e.readOnly {
		return
	}
	for _, intent := range e.opening.Intents {
		if e.errand && intent.Kind == IntentSwap {
			// A person is to see a swap leave; a script that runs by chance at the
			// right moment is none.
			continue
		}
		if intent.Unresolved() && e.mayCarry(h, &intent) && !intent.Stale(h.bankNow(e.now())) && ctx.Err() == nil {
			e.hand(h, intent)
		}
	}
}

// carryOut sends an intent until its outcome is known, it is too old, or the
// program ends. Every try carries the same key and body.
func (e *Engine) carryOut(ctx context.Context, h *holder, intent Intent) {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = firstRetry, longestRetry
	over := func() bool { return !intent.Unresolved() || intent.Stale(h.bankNow(e.now())) }
	for {
		select {
		case h.places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		wait := waits.NextBackOff()
		intent = e.try(ctx, h, intent, wait)
		<-h.places
		// A quote runs out during a wait, and a machine may sleep through one.
		if over() {
			return
		}
		asked := e.waitToRetry(ctx, h, intent.ID, wait)
		if ctx.Err() != nil || (over() && !asked) {
			return
		}
	}
}

// waitToRetry waits, less when the road is open again, or when a person asks,
// which it reports: a person may want a try that is too late to make itself.
func (e *Engine) waitToRetry(ctx context.Context, h *holder, intentID string, wait time.Duration) (asked bool) {
	timer := e.clock.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.Chan():
	case <-h.roadOpen.rings():
	case <-e.held(intentID).again:
		return true
	case <-ctx.Done():
	}
	return false
}

// try sends once and writes down how it ended, and that it is sent again after
// wait where nobody knows.
func (e *Engine) try(ctx context.Context, h *holder, intent Intent, wait time.Duration) Intent {
	if !e.mayCarry(h, &intent) {
		// Whoever handed it over was wrong, and nothing may come of that.
		e.log.Error("an intent was about to leave with another account's key", "intent", intent.ID)
		return intent
	}
	var notAfter time.Time
	switch first := e.leave(intent.ID); {
	case first && intent.State == IntentRecorded && intent.Terms != nil:
		notAfter = intent.Terms.ExpiresAt.Add(-ExpiryMargin).Time()
	case !first && intent.State == IntentRecorded:
		// It left before, and what became of that never reached the disk.
		intent.State = IntentUnknown
	}
	intent.Tries++
	intent.LastTry = e.now()
	sendCtx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	var told Observation
	var err error
	switch intent.Kind {
	case IntentSpend:
		var answer api.Answer[api.Spend]
		if answer, err = h.client.CreateSpendAt(sendCtx, h.pathOf(intent), intent.Spend.wire(), intent.Key); err == nil {
			told = e.observeCreated(answer, *intent.Spend, h)
		}
	case IntentSwap:
		var answer api.Answer[api.Swap]
		if answer, err = h.client.Execute(sendCtx, *intent.Execute, notAfter); err == nil {
			told = ObserveSwap(answer, intent.Terms, SourceCreated, e.now()).of(h.account)
		}
	default:
		err = fmt.Errorf("an intent of unknown kind %q", intent.Kind)
	}
	if errors.Is(err, api.ErrTooLate) {
		err = errQuoteOver
	}
	if err != nil {
		return e.settled(ctx, h, intent, wait, nil, err)
	}
	return e.settled(ctx, h, intent, wait, &told, nil)
}

// settled writes the outcome and what the bank told, together.
func (e *Engine) settled(ctx context.Context, h *holder, intent Intent, wait time.Duration, told *Observation, err error) Intent {
	after := intent.settle(err)
	after.NextTry = after.again(h.bankNow(e.now()).Add(wait))
	var observations []Observation
	text := string(after.State)
	if told != nil {
		observations = append(observations, *told)
	}
	if after.State == IntentDone {
		after.Subject, after.AnsweredWith = told.Subject(), ""
	}
	if after.Problem != "" {
		text += " · " + after.Problem
	}
	subject := after.ID
	if after.Subject != "" {
		subject = after.Subject
	}
	line := e.deed(after.Who, DeedOutcome, subject, fmt.Sprintf("%s: %s", after.Kind, text))
	if ctx.Err() != nil && after.Unresolved() {
		// The program is ending, which is no news about the intent: it stays as
		// the disk has it.
		return after
	}
	outcome := post{from: h, intents: []Intent{after}, observations: observations, lines: []Line{line}}
	err = e.submit(context.WithoutCancel(ctx), outcome)
	if foreign := (*foreignError)(nil); told != nil && errors.As(err, &foreign) {
		intent.AnsweredWith = foreign.id
		return e.settled(ctx, h, intent, wait, foreign.mark(*told), err)
	}
	if err != nil {
		// What the bank said could not be written down, so it has to be asked
		// again, with the same key.
		e.log.Error("an outcome could not be written down", "intent", after.ID, "err", err)
		after.State = IntentUnknown
	}
	e.logIntent(after)
	return after
}

// observeCreated is the fact in the bank's answer, with what was asked for
// beside it: what the bank left out stays not told, and what it says otherwise
// shows.
func (e *Engine) observeCreated(answer api.Answer[api.Spend], asked SpendRequest, h *holder) Observation {
	created := ObserveSpend(answer, SourceCreated, e.now())
	created.Spend.Asked = askedOf(asked, h.account, SafeID(h.client.TeamID()))
	return created.of(h.account)
}
