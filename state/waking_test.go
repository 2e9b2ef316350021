package state

import (
	"slices"
	"testing"
	"time"

	"coffer/api"
)

func TestAJumpOfTheWallClockIsNoticedAndASlowSecondIsNot(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step   time.Duration
		jumped bool
	}{
		"a second":              {time.Second, false},
		"a slow one":            {4 * time.Second, false},
		"a sleep":               {8 * time.Hour, true},
		"a short sleep":         {7 * time.Second, true},
		"a clock that was fast": {-10 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wall := watchWall(noon)
			if got := wall.jumped(noon.Add(test.step)); got != test.jumped {
				t.Errorf("jumped is %v", got)
			}
			if wall.jumped(noon.Add(test.step + time.Second)) {
				t.Error("the second after it counts as a jump too")
			}
		})
	}
}

func TestAfterASleepTheFeedIsNotLiveUntilAWebhookProvesIt(t *testing.T) {
	t.Parallel()
	watch := newFeedWatch(true)
	at := MomentOf(noon)
	webhook := func(at Moment) { watch.heard(Observation{Source: SourceWebhook, SeenAt: at}) }
	mode := func(at Moment) FeedMode { feed, _ := watch.at(at, 0); return feed.Mode }
	webhook(at)
	if got := mode(at); got != FeedLive {
		t.Fatalf("the feed is %s", got)
	}
	woke := at.Add(20 * time.Second)
	watch.woke(woke)
	if got := mode(woke); got != FeedPolling {
		t.Errorf("after a sleep shorter than the silence that is allowed the feed calls itself %s", got)
	}
	watch.polled(pollEnd{at: woke})
	if got := mode(woke); got != FeedPolling {
		t.Errorf("after a poll the feed calls itself %s", got)
	}
	webhook(woke.Add(time.Second))
	if got := mode(woke.Add(time.Second)); got != FeedLive {
		t.Errorf("after a webhook the feed calls itself %s", got)
	}
}

func TestAWebhookOfAFutureThatIsNoMoreDoesNotKeepTheFeedLive(t *testing.T) {
	t.Parallel()
	watch := newFeedWatch(true)
	fast := MomentOf(noon).Add(time.Hour)
	watch.heard(Observation{Source: SourceWebhook, SeenAt: fast})
	back := MomentOf(noon)
	watch.woke(back)
	watch.heard(Observation{Source: SourceWebhook, SeenAt: back})
	if feed, _ := watch.at(back.Add(webhookSilence), 0); feed.Mode != FeedPolling {
		t.Errorf("after a silent minute the feed calls itself %s", feed.Mode)
	}
}

func TestASleepMakesWhatIsOpenDueAtOnceAndTheScreenFirst(t *testing.T) {
	t.Parallel()
	s := simulateBank(t, true)
	open := s.open("open", 8, api.NeedsApproval)
	s.announce()
	s.poll.lookAt(open[6:])
	s.run(5*time.Minute, 20*time.Second)
	if mode := s.mode(); mode != FeedLive {
		t.Fatalf("the feed is %s", mode)
	}
	before := len(s.bank.calls)
	clear(s.bank.asked)
	s.engine.wakeUp()
	if mode := s.mode(); mode != FeedPolling {
		t.Errorf("after a sleep the feed calls itself %s", mode)
	}
	var order []string
	for range 9 {
		what, _, due := s.poll.next()
		if !due {
			break
		}
		order = append(order, what.id)
		told, err := s.poll.ask(t.Context(), what)
		s.poll.ended(what, told, err, true)
	}
	if len(order) < 6 || len(s.bank.calls)-before < 6 {
		t.Fatalf("only %v was asked for at once", order)
	}
	if first := order[:3]; !slices.Contains(first, open[6]) || !slices.Contains(first, open[7]) {
		t.Errorf("asked first for %v, while %v were on screen", first, open[6:])
	}
}
