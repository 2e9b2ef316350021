package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

func TestASlowerPaceWithoutATimeIsWaitedForLongerEachTime(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	pace := NewPace(clock, 60)
	for _, least := range []time.Duration{2, 4, 8, 16, 32, 60, 60} {
		least *= time.Second
		wait := pace.limited(0, false)
		if wait < least || wait > least*3/2 {
			t.Errorf("it waits %v, want from %v to half as much again", wait, least)
		}
		if until := pace.PausedUntil().Sub(clock.Now()); until < wait {
			t.Errorf("others go on after %v already", until)
		}
		clock.Advance(wait)
	}
	pace.succeeded()
	if wait := pace.limited(0, false); wait > 3*time.Second {
		t.Errorf("after a success it begins with %v", wait)
	}
}

func TestASlowerPaceIsNotAskedForFourTimesInASecond(t *testing.T) {
	t.Parallel()
	client, played := playing(t, refusing(http.StatusTooManyRequests, CodeRateLimited))
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	_, err := client.Balance(ctx)
	if calls := len(played.requests()); calls > 2 || OutcomeOf(err) != Refused || CodeOf(err) != CodeRateLimited {
		t.Errorf("%d calls in %v, %s: %v", calls, time.Since(began), OutcomeOf(err), err)
	}
}
