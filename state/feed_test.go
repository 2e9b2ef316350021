package state

import (
	"errors"
	"testing"
	"time"

	"coffer/api"
)

// liveFeed is a feed that just heard a webhook at noon.
func liveFeed() (feedWatch, Moment) {
	watch := newFeedWatch(true)
	now := MomentOf(noon)
	watch.heard(Observation{Source: SourceWebhook, SeenAt: now})
	return watch, now
}

func TestGreenLastsNoLongerThanWhatProvesIt(t *testing.T) {
	t.Parallel()
	broken := &api.Error{Code: api.CodeInternalError, Status: 500}
	revoked := &api.Error{Code: api.CodeRevokedAPIKey, Status: 403}
	silent := &api.CallError{MayHaveArrived: true, Err: errors.New("timeout")}
	for name, c := range map[string]struct {
		happens    func(*feedWatch, Moment)
		after      time.Duration
		unanswered bool
		want       FeedMode
	}{
		"a webhook just came":          {after: 10 * time.Second, want: FeedLive},
		"a minute of silence":          {after: time.Minute, want: FeedPolling},
		"a question without an answer": {after: 6 * time.Second, unanswered: true, want: FeedPolling},
		"a question just asked":        {after: time.Second, unanswered: true, want: FeedLive},
		"a poll that failed":           {happens: func(w *feedWatch, now Moment) { w.polled(pollEnd{kind: spendTarget, at: now, err: silent}) }, want: FeedOffline},
		"one record that is broken":    {happens: func(w *feedWatch, now Moment) { w.polled(pollEnd{kind: spendTarget, at: now, err: broken}) }, want: FeedLive},
		"a bank that is broken":        {happens: func(w *feedWatch, now Moment) { w.polled(pollEnd{kind: balanceTarget, at: now, err: broken}) }, want: FeedOffline},
		"a revoked key":                {happens: func(w *feedWatch, now Moment) { w.polled(pollEnd{kind: spendTarget, at: now, err: revoked}) }, want: FeedOffline},
		"a journal that is full":       {happens: func(w *feedWatch, now Moment) { w.journalFailed(errors.New("disk full"), now) }, want: FeedOffline},
		"a poll that knew more":        {happens: func(w *feedWatch, _ Moment) { w.missedByWebhooks() }, want: FeedPolling},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			watch, now := liveFeed()
			if c.happens != nil {
				c.happens(&watch, now)
			}
			var unanswered Moment
			if c.unanswered {
				unanswered = now
			}
			if feed, _ := watch.at(now.Add(c.after), unanswered); feed.Mode != c.want {
				t.Errorf("it calls itself %s, want %s", feed.Mode, c.want)
			}
		})
	}
}

func TestHowMuchOfTheListIsToComeIsToldUntilAllIsHere(t *testing.T) {
	t.Parallel()
	watch, now := liveFeed()
	for _, step := range []struct {
		end  pollEnd
		want int
	}{
		{pollEnd{kind: changesTarget, at: now, behind: 19_800}, 19_800},
		{pollEnd{kind: balanceTarget, at: now}, 19_800},
		{pollEnd{kind: changesTarget, at: now, err: errors.New("timeout")}, 19_800},
		{pollEnd{kind: changesTarget, at: now}, 0},
	} {
		watch.polled(step.end)
		if feed, _ := watch.at(now, 0); feed.Behind != step.want {
			t.Errorf("after %+v there are %d to come, want %d", step.end, feed.Behind, step.want)
		}
	}
	accounts := []Account{{Feed: Feed{Behind: 3}}, {Feed: Feed{Behind: 4}}}
	if whole := wholeFeed(accounts); whole.Behind != 7 {
		t.Errorf("of two accounts there are %d to come", whole.Behind)
	}
}

func TestWhatIsBehindIsWhatIsNotHere(t *testing.T) {
	t.Parallel()
	watch := newFeedWatch(true)
	for _, step := range []struct {
		end        pollEnd
		here, want int
	}{
		// Webhooks brought some of what the list goes on with.
		{pollEnd{kind: changesTarget, behind: 900, total: 1_000}, 400, 600},
		{pollEnd{kind: changesTarget, behind: 900, total: 1_000}, 50, 900},
		// All may be here, and it isn't known before the list was read to its end.
		{pollEnd{kind: changesTarget, behind: 900, total: 1_000}, 1_000, 1},
		{pollEnd{kind: changesTarget, behind: 0, total: 1_000}, 999, 0},
		// An older sandbox doesn't say how many there are.
		{pollEnd{kind: changesTarget, behind: 900}, 400, 900},
	} {
		watch.polled(step.end)
		if got := watch.behind(step.here); got != step.want {
			t.Errorf("%+v with %d here: %d behind, want %d", step.end, step.here, got, step.want)
		}
	}
}
