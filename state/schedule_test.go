package state

import (
	"fmt"
	"testing"
	"time"
)

// simulate polls for a while at a pace and counts the polls of each target.
func simulate(s *schedule, mode FeedMode, perMinute int, minutes int) map[string]int {
	polls := make(map[string]int)
	now := noon
	step := time.Minute / time.Duration(perMinute)
	for range perMinute * minutes {
		now = now.Add(step)
		if what, _, due := s.next(mode, now); due {
			polls[what.id]++
			s.ended(what, now)
		}
	}
	return polls
}

func TestWhatIsOnScreenGoesFirstAndNobodyStarves(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	for i := range 1000 {
		s.want(target{id: fmt.Sprintf("queue-%04d", i)}, classQueue, noon)
	}
	for i := range 200 {
		s.want(target{id: fmt.Sprintf("other-%04d", i)}, classOther, noon)
	}
	for i := range 10 {
		id := fmt.Sprintf("queue-%04d", i)
		s.visible[id] = true
	}
	polls := simulate(s, FeedPolling, 60, 60)
	visible, queue, other := 0, 0, 0
	for id, count := range polls {
		switch {
		case s.visible[id]:
			visible += count
		case id[0] == 'q':
			queue += count
		default:
			other += count
		}
	}
	t.Logf("of %d calls: %d for 10 visible, %d for 990 queued, %d for 200 others", 3600, visible, queue, other)
	if visible < 1800 || queue < 800 || other < 400 {
		t.Errorf("visible %d, queue %d, other %d", visible, queue, other)
	}
	for id := range s.visible {
		if polls[id] < visible/12 {
			t.Errorf("%s was polled %d times of %d", id, polls[id], visible)
		}
	}
}

func TestTheOldestOfAClassGoesFirst(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(target{id: "a"}, classQueue, noon)
	s.want(target{id: "b"}, classQueue, noon.Add(-time.Hour))
	if what, _, _ := s.next(FeedPolling, noon.Add(time.Minute)); what.id != "b" {
		t.Errorf("%q went first", what.id)
	}
}

func TestAHealthyWebhookFeedMakesPollingASafetyNet(t *testing.T) {
	t.Parallel()
	calls := func(mode FeedMode) int {
		s := newSchedule()
		s.want(target{id: "a"}, classQueue, noon)
		s.want(balancePoll, classQueue, noon)
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
	s.want(target{id: "a"}, classUrgent, time.Time{})
	s.want(balancePoll, classQueue, time.Time{})
	if what, _, due := s.next(FeedOffline, noon); !due || what != balancePoll {
		t.Errorf("knocked with %v", what)
	}
	if what, _, due := s.next(FeedOffline, noon); due {
		t.Errorf("and with %v", what)
	}
}

func TestAReasonThatComesDuringAPollIsNotLost(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	s.want(balancePoll, classOther, time.Time{})
	what, _, _ := s.next(FeedLive, noon)
	s.rush(balancePoll, noon.Add(time.Second))
	s.ended(what, noon)
	if _, _, due := s.next(FeedLive, noon.Add(time.Second)); !due {
		t.Error("the reason was lost with the poll")
	}
}
