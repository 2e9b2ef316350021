package state

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// simulate polls for a while at a pace and counts the polls of each target.
func simulate(s *schedule, mode FeedMode, perMinute int, minutes int) map[string]int {
	polls := make(map[string]int)
	now := MomentOf(noon)
	step := time.Minute / time.Duration(perMinute)
	for range perMinute * minutes {
		now = now.Add(step)
		if what, _, due := s.next(mode, now); due {
			polls[what.id]++
			s.ended(what, true)
		}
	}
	return polls
}

func TestWhatIsOnScreenGoesFirstAndNobodyStarves(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	for i := range 1000 {
		s.want(target{id: fmt.Sprintf("queue-%04d", i)}, classQueue, MomentOf(noon))
	}
	for i := range 200 {
		s.want(target{id: fmt.Sprintf("other-%04d", i)}, classOther, MomentOf(noon))
	}
	var visible []string
	for i := range 10 {
		visible = append(visible, fmt.Sprintf("queue-%04d", i))
	}
	s.lookAt(visible)
	polls := simulate(s, FeedPolling, 60, 60)
	seen, queue, other := 0, 0, 0
	for id, count := range polls {
		switch {
		case s.visible[id]:
			seen += count
		case id[0] == 'q':
			queue += count
		default:
			other += count
		}
	}
	t.Logf("of %d calls: %d for 10 visible, %d for 990 queued, %d for 200 others", 3600, seen, queue, other)
	if seen < 1800 || queue < 800 || other < 400 {
		t.Errorf("visible %d, queue %d, other %d", seen, queue, other)
	}
	for id := range s.visible {
		if polls[id] < seen/12 {
			t.Errorf("%s was polled %d times of %d", id, polls[id], seen)
		}
	}
}

func TestTheOldestOfAClassGoesFirst(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(target{id: "a"}, classQueue, MomentOf(noon))
	s.want(target{id: "b"}, classQueue, MomentOf(noon).Add(-time.Hour))
	if what, _, _ := s.next(FeedPolling, MomentOf(noon).Add(time.Minute)); what.id != "b" {
		t.Errorf("%q went first", what.id)
	}
}

func TestAHealthyWebhookFeedMakesPollingASafetyNet(t *testing.T) {
	t.Parallel()
	calls := func(mode FeedMode) int {
		s := newSchedule()
		s.want(target{id: "a"}, classQueue, MomentOf(noon))
		s.want(balancePoll, classQueue, MomentOf(noon))
		total := 0
		for _, count := range simulate(s, mode, 60, 60) {
			total += count
		}
		return total
	}
	live, polling := calls(FeedLive), calls(FeedPolling)
	t.Logf("calls an hour for one open request: %d live, %d polling", live, polling)
	if live > 130 || polling < 5*live {
		t.Errorf("%d calls live, %d polling", live, polling)
	}
}

func TestOfflineOneKnockAtATime(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(target{id: "a"}, classUrgent, 0)
	s.want(balancePoll, classQueue, 0)
	if what, _, due := s.next(FeedOffline, MomentOf(noon)); !due || what != balancePoll {
		t.Errorf("knocked with %v", what)
	}
	if what, _, due := s.next(FeedOffline, MomentOf(noon)); due {
		t.Errorf("and with %v", what)
	}
}

func TestAReasonThatComesDuringAPollIsNotLost(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(balancePoll, classOther, 0)
	what, _, _ := s.next(FeedLive, MomentOf(noon))
	s.rush(balancePoll, MomentOf(noon).Add(time.Second))
	s.ended(what, true)
	if _, _, due := s.next(FeedLive, MomentOf(noon).Add(time.Second)); !due {
		t.Error("the reason was lost with the poll")
	}
}

func TestTheBalanceHasItsTurnBeforeALongQueue(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(balancePoll, classQueue, 0)
	for i := range 10_000 {
		s.want(target{id: fmt.Sprintf("queue-%05d", i)}, classQueue, MomentOf(noon))
	}
	if polls := simulate(s, FeedPolling, 60, 10)[""]; polls < 30 {
		t.Errorf("in ten minutes the balance was asked for %d times", polls)
	}
}

func TestWhatIsRushedGoesAheadOfALongQueue(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	for i := range 100 {
		s.want(target{id: fmt.Sprintf("queue-%03d", i)}, classQueue, 0)
	}
	last := target{id: "queue-099"}
	s.rush(last, MomentOf(noon))
	if what, _, due := s.next(FeedPolling, MomentOf(noon)); !due || what != last {
		t.Errorf("%v went first", what)
	}
}

func TestWhenAllIsDueTheOldestStillGoesFirstAndWhatIsUnderWayGoesAgain(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(target{id: "a"}, classQueue, MomentOf(noon).Add(-time.Second))
	s.want(target{id: "b"}, classQueue, MomentOf(noon).Add(-2*time.Second))
	s.want(target{id: "under way"}, classQueue, MomentOf(noon).Add(-time.Minute))
	under, _, _ := s.next(FeedLive, MomentOf(noon))
	if what, _, due := s.next(FeedLive, MomentOf(noon)); due {
		t.Fatalf("%v was due", what)
	}
	s.rushAll(MomentOf(noon))
	s.ended(under, true)
	var order []string
	for range 3 {
		what, _, due := s.next(FeedLive, MomentOf(noon))
		if !due {
			t.Fatalf("after %v nothing was due", order)
		}
		order = append(order, what.id)
		s.ended(what, true)
	}
	if want := []string{"under way", "b", "a"}; !slices.Equal(order, want) {
		t.Errorf("asked for %v, want %v", order, want)
	}
	if what, _, due := s.next(FeedLive, MomentOf(noon)); due {
		t.Errorf("%v was asked for twice", what)
	}
}

func TestWhatAWebhookToldIsNotAskedForWhileOlderWaits(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(target{id: "a"}, classQueue, MomentOf(noon))
	s.want(target{id: "b"}, classQueue, MomentOf(noon).Add(time.Second))
	s.want(target{id: "a"}, classQueue, MomentOf(noon).Add(2*time.Second))
	if what, _, _ := s.next(FeedPolling, MomentOf(noon).Add(time.Hour)); what.id != "b" {
		t.Errorf("%q went first", what.id)
	}
}

func TestWhatTheBankDoesntKnowIsAskedForEverMoreRarely(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	lost := target{id: "req_lost", kind: spendTarget}
	s.want(lost, classQueue, 0)
	s.lookAt([]string{lost.id})
	now, last, longest := MomentOf(noon), Moment(0), time.Duration(0)
	for range 24 * 60 * 60 {
		now = now.Add(time.Second)
		if _, _, due := s.next(FeedPolling, now); due {
			if last.Known() {
				longest = max(longest, now.Sub(last))
			}
			last = now
			s.ended(lost, false)
			s.absent(lost)
		}
	}
	if asked := s.targets[lost].asked; longest < 55*time.Minute || longest > 65*time.Minute || asked > 40 {
		t.Errorf("it was asked for %d times in a day, at last every %s", asked, longest)
	}
	s.ended(lost, true)
	if interval := s.targets[lost].interval(FeedPolling); interval > time.Minute {
		t.Errorf("known again, it is asked for every %s", interval)
	}
}

func TestTheApprovalPageOfARequestIsAskedForFirstAndOnce(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(balancePoll, classQueue, 0)
	s.want(target{id: "swap", kind: swapTarget}, classUrgent, 0)
	for i := range 100 {
		s.want(target{id: fmt.Sprintf("queue-%03d", i)}, classQueue, 0)
	}
	s.lookAt([]string{"queue-007"})
	arrived := target{id: "arrived"}
	s.want(arrived, classQueue, MomentOf(noon))
	s.askAhead(arrived, forPage, MomentOf(noon))
	what, _, due := s.next(FeedLive, MomentOf(noon))
	if !due || what != arrived {
		t.Fatalf("%v went first", what)
	}
	s.ended(arrived, true)
	// A bank that told none is polled as for any other.
	s.askAhead(arrived, forPage, MomentOf(noon))
	if what, _, _ := s.next(FeedLive, MomentOf(noon)); what == arrived {
		t.Error("it was asked for at once again")
	}
}
