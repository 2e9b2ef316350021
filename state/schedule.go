package state

import (
	"time"
)

// targetKind is what a poll reads.
type targetKind int

const (
	spendTarget targetKind = iota
	swapTarget
	balanceTarget
	// changesTarget is the sandbox's own list; the public API has none.
	changesTarget
)

// target is one thing to poll.
type target struct {
	id   string
	kind targetKind
}

// class says how soon a target wants to be polled, and what share of the calls
// it gets when there are more targets than calls.
type class int

const (
	classUrgent class = iota
	classVisible
	classQueue
	classOther
	classCount
)

// shares of every ten calls, by class, when all have something due. Nobody
// gets none, so nobody starves.
var shares = [classCount]int{classUrgent: 3, classVisible: 4, classQueue: 2, classOther: 1}

// intervals by feed mode: webhooks make polling a safety net, silence makes it
// the way facts come.
var (
	liveIntervals    = [classCount]time.Duration{classUrgent: 2 * time.Second, classVisible: 30 * time.Second, classQueue: time.Minute, classOther: 5 * time.Minute}
	pollingIntervals = [classCount]time.Duration{classUrgent: 2 * time.Second, classVisible: 2 * time.Second, classQueue: 5 * time.Second, classOther: 15 * time.Second}
)

// scheduled is a target with its last poll.
type scheduled struct {
	target
	class class
	asked time.Time
	// hurry is when it is due for a reason of its own, if that is sooner.
	hurry    time.Time
	inFlight bool
}

// schedule decides what to poll next. It has no clock and no goroutine of its
// own.
type schedule struct {
	targets map[target]*scheduled
	visible map[string]bool
	credits [classCount]int
}

func newSchedule() *schedule {
	return &schedule{targets: make(map[target]*scheduled), visible: make(map[string]bool)}
}

// want adds a target, or moves it to another class. A new one is due at once,
// unless it was just heard of at asked.
func (s *schedule) want(what target, kind class, asked time.Time) {
	if known := s.targets[what]; known != nil {
		known.class = kind
		return
	}
	s.targets[what] = &scheduled{target: what, class: kind, asked: asked}
}

// forget ends polling of a target.
func (s *schedule) forget(what target) { delete(s.targets, what) }

// rush makes a target due at a time, if it was due later, whatever the mode.
func (s *schedule) rush(what target, at time.Time) {
	known := s.targets[what]
	if known != nil && (known.hurry.IsZero() || at.Before(known.hurry)) {
		known.hurry = at
	}
}

// rushAll makes everything due at once.
func (s *schedule) rushAll() {
	for _, known := range s.targets {
		known.asked = time.Time{}
	}
}

// next picks what to poll at now and marks it in flight, or tells how long
// nothing will be due.
func (s *schedule) next(mode FeedMode, now time.Time) (target, time.Duration, bool) {
	var overdue [classCount]*scheduled
	wait := time.Minute
	for _, candidate := range s.targets {
		if candidate.inFlight || (mode == FeedOffline && candidate.kind != balanceTarget) {
			// One knock at a time tells whether the bank is back.
			continue
		}
		due := s.due(candidate, mode).Sub(now)
		if due > 0 {
			wait = min(wait, due)
			continue
		}
		kind := s.classOf(candidate)
		if longest := overdue[kind]; longest == nil || candidate.before(longest) {
			overdue[kind] = candidate
		}
	}
	chosen := s.share(overdue)
	if chosen == nil {
		return target{}, wait, false
	}
	chosen.inFlight = true
	// A reason that comes while it is under way is a new one.
	chosen.hurry = time.Time{}
	return chosen.target, 0, true
}

// ended notes that a poll came back.
func (s *schedule) ended(what target, at time.Time) {
	if known := s.targets[what]; known != nil {
		known.inFlight = false
		known.asked = at
	}
}

// share is a smooth weighted round-robin over the classes that have something due.
func (s *schedule) share(overdue [classCount]*scheduled) *scheduled {
	var chosen *scheduled
	best, total := class(0), 0
	for kind := range classCount {
		if overdue[kind] == nil {
			continue
		}
		s.credits[kind] += shares[kind]
		total += shares[kind]
		if chosen == nil || s.credits[kind] > s.credits[best] {
			chosen, best = overdue[kind], kind
		}
	}
	s.credits[best] -= total
	return chosen
}

func (s *schedule) due(what *scheduled, mode FeedMode) time.Time {
	due := what.asked.Add(intervalOf(s.classOf(what), mode))
	if !what.hurry.IsZero() && what.hurry.Before(due) {
		return what.hurry
	}
	return due
}

func intervalOf(kind class, mode FeedMode) time.Duration {
	if mode == FeedLive {
		return liveIntervals[kind]
	}
	return pollingIntervals[kind]
}

func (s *schedule) classOf(what *scheduled) class {
	if what.class != classUrgent && s.visible[what.id] {
		return classVisible
	}
	return what.class
}

// before puts the longest unasked first; the id decides between equals, so
// that the choice doesn't hang on the order of a map.
func (s *scheduled) before(other *scheduled) bool {
	if !s.asked.Equal(other.asked) {
		return s.asked.Before(other.asked)
	}
	return s.id < other.id
}
