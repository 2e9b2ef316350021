package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"coffer/api"
)

func TestARefusedBudgetShowsItsFigures(t *testing.T) {
	t.Parallel()
	for details, want := range map[string]string{
		`{"limit":1000000,"spent":995000,"remaining":5000,"period":"monthly","windowStart":"2026-11-01","windowEnd":"2026-12-01"}`: "Too much (the bank's figures: limit 1000000, spent 995000, remaining 5000, period monthly, from 2026-11-01, until 2026-12-01).",
		`{"remaining":"12.50"}`:                        "Too much (the bank's figures: remaining 12.50).",
		`{"limit":{"a":1},"spent":null,"period":true}`: "Too much.",
		`[1]`: "Too much.",
		``:    "Too much.",
		`{"period":"` + strings.Repeat("m", 500) + `"}`: "Too much.",
	} {
		err := &api.Error{
			Call: api.CallCreateSpend, Status: 402, Code: api.CodeFundingSourceBudgetExceeded, Message: "Too much", Details: json.RawMessage(details),
		}
		want = "The bank refused: " + want
		if got := Explain(err).Happened; got != want {
			t.Errorf("%s is told as %q, want %q", details, got, want)
		}
		// What the journal keeps of it says the same.
		kept := (Intent{State: IntentRecorded}).settle(err)
		if got := kept.Why().Happened; got != want {
			t.Errorf("%s is kept as %q, want %q", details, got, want)
		}
	}
}

func TestWhatStoodInTheWayIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	after := func(err error) error { return &api.CallError{MayHaveArrived: true, Err: err} }
	before := func(err error) error { return &api.CallError{Err: err} }
	for name, test := range map[string]struct {
		err                error
		happened, isAdvice string
		outcome            Outcome
	}{
		"our own pace":   {before(fmt.Errorf("%w for 40s: %w", api.ErrPaceUsedUp, context.DeadlineExceeded)), "Held back here", "Nothing is wrong with the connection", NotSent},
		"a sign-in page": {after(api.ErrWebPage), "A web page came", "sign in", Unknown},
		"a full disk":    {fmt.Errorf("append: %w", syscall.ENOSPC), "The disk is full.", "", Unknown},
		"sqlite's words": {errors.New("database or disk is full (13)"), "The disk is full.", "", Unknown},
		"nobody there":   {before(&netError{syscall.ECONNREFUSED}), "No answer from the bank: nothing listens at its address.", "Check the connection", NotSent},
		"a reset":        {after(&netError{syscall.ECONNRESET}), "No answer from the bank: the connection broke.", "same key", Unknown},
		"a conflict": {
			&api.Error{Call: api.CallCreateSpend, Status: 409, Code: "idempotency_key_in_use", Message: "busy"},
			"The answer was 409 idempotency_key_in_use, which is no refusal: busy.", "same key", Unknown,
		},
		"a broken bank": {&api.Error{Call: api.CallExecute, Status: 503, Message: "Service Unavailable"}, "The bank failed (503): Service Unavailable.", "same key", Unknown},
		"a slower pace": {
			&api.Error{Call: api.CallRead, Status: 429, Code: api.CodeRateLimited, Message: "slow down", RetryAfter: 90 * time.Second},
			"The bank refused: slow down.", "it goes on in 1m30s.", Refused,
		},
		"an id that looks like another": {
			after(&api.UnusableError{Field: "id", Asked: "req_1", Answered: "req_1\u200b"}),
			"The bank's answer can't be right: id is req_1%E2%80%8B, and req_1 was asked for.", "", Unknown,
		},
		"another record": {after(&api.UnusableError{Field: "id", Wrong: "is req_2, and req_1 was asked for"}), "The bank's answer can't be right: id is req_2, and req_1 was asked for.", "", Unknown},
	} {
		got := Explain(test.err)
		if !strings.HasPrefix(got.Happened, test.happened) || !strings.Contains(got.Advice, test.isAdvice) || got.Outcome != test.outcome {
			t.Errorf("%s is told as %q, %q, %s", name, got.Happened, got.Advice, got.Outcome)
		}
		kept := (Intent{State: IntentRecorded}).settle(test.err)
		if why := kept.Why(); !strings.Contains(why.Happened, strings.TrimPrefix(strings.TrimSuffix(test.happened, "."), "No answer from the bank: ")) ||
			test.outcome == NotSent && !strings.Contains(why.Advice, test.isAdvice) {
			t.Errorf("%s is kept as %q, %q", name, why.Happened, why.Advice)
		}
	}
}

// netError stands for what net wraps around a system's error.
type netError struct{ cause error }

func (e *netError) Error() string { return "dial tcp 127.0.0.1:1: connect: " + e.cause.Error() }
func (e *netError) Unwrap() error { return e.cause }

func TestWhatTheKeyMayNotReadIsSaidUntilItMay(t *testing.T) {
	t.Parallel()
	scope := &api.Error{Call: api.CallRead, Status: 403, Code: api.CodeInsufficientScope, Message: "The key may not do this"}
	watch, now := liveFeed()
	watch.polled(pollEnd{kind: balanceTarget, at: now, err: scope})
	watch.polled(pollEnd{kind: spendTarget, at: now})
	feed, _ := watch.at(now, 0)
	const says = "The bank doesn't tell this key its balance: The key may not do this. Issue a key that has the scope, in the bank's dashboard."
	if feed.Withheld != says || feed.Mode == FeedOffline {
		t.Errorf("it is %s and says %q", feed.Mode, feed.Withheld)
	}
	watch.polled(pollEnd{kind: balanceTarget, at: now})
	if feed, _ = watch.at(now, 0); feed.Withheld != "" {
		t.Errorf("it still says %q", feed.Withheld)
	}
}

func TestAnAnswerThatIsNotTheBanksIsNoSignOfLife(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want FeedMode
	}{
		"a sign-in page":                {&api.CallError{MayHaveArrived: true, Err: api.ErrWebPage}, FeedOffline},
		"a proxy's 403":                 {&api.Error{Call: api.CallRead, Status: 403, Message: "Forbidden"}, FeedOffline},
		"a path that isn't there":       {&api.Error{Call: api.CallRead, Status: 404, Message: "Not Found"}, FeedLive},
		"a call that isn't there":       {&api.CallError{Err: api.ErrNoSuchCall}, FeedLive},
		"an answer about another one":   {&api.CallError{MayHaveArrived: true, Err: &api.UnusableError{Field: "id"}}, FeedLive},
		"a slower pace":                 {&api.Error{Call: api.CallRead, Status: 429, Code: api.CodeRateLimited}, FeedLive},
		"a call of ours held back here": {&api.CallError{Err: api.ErrPaceUsedUp}, FeedLive},
	} {
		watch, now := liveFeed()
		watch.polled(pollEnd{kind: spendTarget, at: now, err: test.err})
		if feed, _ := watch.at(now, 0); feed.Mode != test.want {
			t.Errorf("after %s it calls itself %s, want %s", name, feed.Mode, test.want)
		}
	}
}
