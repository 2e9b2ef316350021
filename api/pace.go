package api

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/time/rate"
)

const (
	// paceBurst is how many calls may leave at once after a quiet time.
	paceBurst = 10
	// pollReserve is how many calls background reads leave for a person.
	pollReserve = 3
	// slowestShare is the part of the budget below which refusals don't push the pace.
	slowestShare = 1.0 / 16
	// recoveryShare is the part of the budget that each success gives back.
	recoveryShare = 1.0 / 64
	// firstPause and longestPause bound how long nothing leaves after a
	// rate_limited that names no time; half as much again is jitter.
	firstPause   = 2 * time.Second
	longestPause = time.Minute
)

// ErrPaceUsedUp means that the call budget leaves no call within the time that
// the caller has: nothing was sent, and nothing is wrong with the connection.
var ErrPaceUsedUp = errors.New("the call budget is used up")

// Pace is the token bucket of one key, shared by everything that uses the key.
// The bank's rate_limited halves it; success restores it slowly. It is safe
// for concurrent use.
type Pace struct {
	clock clockwork.Clock

	mu          sync.Mutex
	budget      rate.Limit
	limiter     *rate.Limiter
	pausedUntil time.Time
	// limits is how often in a row the bank asked for a slower pace.
	limits int
}

// NewPace allows callsPerMinute on average.
func NewPace(clock clockwork.Clock, callsPerMinute int) *Pace {
	budget := rate.Limit(float64(callsPerMinute) / 60)
	return &Pace{clock: clock, budget: budget, limiter: rate.NewLimiter(budget, paceBurst)}
}

// setBudget allows callsPerMinute on average from now on.
func (p *Pace) setBudget(callsPerMinute int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget = rate.Limit(float64(callsPerMinute) / 60)
	p.limiter.SetLimitAt(p.clock.Now(), p.budget)
}

// PerMinute is how many calls a minute the pace allows now.
func (p *Pace) PerMinute() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return float64(p.limiter.Limit()) * 60
}

// Wait returns when the next call may leave, or with the context's error.
func (p *Pace) Wait(ctx context.Context) error {
	delay, giveBack := p.reserve()
	if delay <= 0 {
		return ctx.Err()
	}
	// A context counts real time, whatever our clock counts.
	if deadline, bounded := ctx.Deadline(); bounded && delay > time.Until(deadline) {
		giveBack()
		return fmt.Errorf("%w for %s: %w", ErrPaceUsedUp, delay.Round(time.Second), context.DeadlineExceeded)
	}
	timer := p.clock.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return nil
	case <-ctx.Done():
		giveBack()
		return ctx.Err()
	}
}

// RoomForPoll is how long a background read should wait before it calls, so
// that a person's calls never queue behind it; 0 means now.
func (p *Pace) RoomForPoll() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if wait := p.pausedUntil.Sub(now); wait > 0 {
		return wait
	}
	missing := pollReserve - p.limiter.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing / float64(p.limiter.Limit()) * float64(time.Second))
}

// reserve takes a call out of the budget and tells how long it has to wait,
// and how to give it back unused.
func (p *Pace) reserve() (delay time.Duration, giveBack func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	reservation := p.limiter.ReserveN(now, 1)
	delay = reservation.DelayFrom(now)
	if pause := p.pausedUntil.Sub(now); pause > 0 {
		// Whoever was told to wait must not come back all at once.
		delay = max(delay, pause+rand.N(pause/10+1))
	}
	return delay, func() { reservation.CancelAt(p.clock.Now()) }
}

// limited notes that the bank asks for a slower pace, and returns how long
// nothing leaves: as long as it asks for, else longer each time in a row.
func (p *Pace) limited(retryAfter time.Duration, told bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if !told {
		pause := min(firstPause<<min(p.limits, 8), longestPause)
		// Whoever else was told to wait must not come back at the same time.
		retryAfter = pause + rand.N(pause/2)
	}
	p.limits++
	p.limiter.SetLimitAt(now, max(p.limiter.Limit()/2, p.budget*slowestShare))
	if until := now.Add(retryAfter); until.After(p.pausedUntil) {
		p.pausedUntil = until
	}
	return retryAfter
}

// PausedUntil is when calls go on that the bank's rate_limited holds back; zero
// or past when none are.
func (p *Pace) PausedUntil() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pausedUntil
}

func (p *Pace) succeeded() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limits = 0
	if p.limiter.Limit() < p.budget {
		p.limiter.SetLimitAt(p.clock.Now(), min(p.limiter.Limit()+p.budget*recoveryShare, p.budget))
	}
}
