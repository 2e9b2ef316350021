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

// what is what is read, as the object of a sentence.
func (k targetKind) what() string {
	switch k {
	case spendTarget:
		return "its requests"
	case swapTarget:
		return "its swaps"
	case balanceTarget:
		return "its balance"
	}
	return "what changed"
}

// target is one thing to poll.
type target struct {
	id   string
	kind targetKind
}

// class says how soon a target wants to be polled, and what share of the calls
// it gets when there are more targets than calls.
type class int

const (
	// classRushed is for what is due for a reason of its own, whatever its class.
	classRushed class = iota
	classUrgent
	classVisible
	classQueue
	classOther
	classCount
)

// shares of the calls, by class, when all have something due. What is rushed
// gets the first one and nearly half of the others; nobody gets none, so nobody
// starves.
var shares = [classCount]int{classRushed: 8, classUrgent: 3, classVisible: 4, classQueue: 2, classOther: 1}

// intervals by feed mode: webhooks make polling a safety net, silence makes it
// the way facts come.
var (
	liveIntervals    = [classCount]time.Duration{classUrgent: 2 * time.Second, classVisible: 30 * time.Second, classQueue: time.Minute, classOther: 5 * time.Minute}
	pollingIntervals = [classCount]time.Duration{classUrgent: 2 * time.Second, classVisible: 2 * time.Second, classQueue: 5 * time.Second, classOther: 15 * time.Second}
)

// scheduled is a target with how fresh it is. Moments are the wall's, so what
// is due after a night's sleep is due.
type scheduled struct {
	target
	class class
	// fresh is when something was last heard of it, or it was last asked for.
	fresh Moment
	// hurry is when it is due for a reason of its own, ahead of all others.
	hurry    Moment
	inFlight bool
	// left is when the poll that is in flight was chosen.
	left Moment
	// onScreen is set while someone looks at it.
	onScreen bool
	// asked is how often it was asked for, and misses how often in a row in vain.
	asked, misses int
	// absent is set while the bank says that there is no such record.
	absent bool
	// askedFor is why it was asked for out of turn, and pageDue is set until that
	// was answered.
	askedFor aheadReason
	pageDue  bool
	// place is where it stands in the schedule's list.
	place int
}

// schedule decides what to poll next. It has no clock and no goroutine of its
// own.
type schedule struct {
	targets map[target]*scheduled
	// all is the targets once more, because a list is walked much faster than
	// a map, and it is walked for every call.
	all     []*scheduled
	visible map[string]bool
	credits [classCount]int
	// doubted is until when nothing that was heard counts as fresh.
	doubted Moment
	// pagesDue counts the approval pages that are asked for out of turn.
	pagesDue int
}

const (
	// urgentPolls is how often a swap in flight is asked for before it stops
	// being urgent: about a minute.
	urgentPolls = 30
	// longestInterval bounds how rarely something that can't be read is tried,
	// and absentInterval something that the bank says not to know.
	longestInterval = 5 * time.Minute
	absentInterval  = time.Hour
	// mostPagesDue bounds the approval pages that are asked for out of turn: a
	// list of thousands comes without pages as well, and must not keep what is on
	// screen waiting. The others come with their turn.
	mostPagesDue = 20
	// longestDoubling bounds how often an interval is doubled on the way there.
	longestDoubling = 11
)

func newSchedule() *schedule {
	return &schedule{targets: make(map[target]*scheduled), visible: make(map[string]bool)}
}

// want adds a target, or moves it to another class. It was last heard of at
// fresh; 0 makes it due at once.
func (s *schedule) want(what target, kind class, fresh Moment) {
	if known := s.targets[what]; known != nil {
		known.class = kind
		known.fresh = max(known.fresh, fresh)
		return
	}
	wanted := &scheduled{target: what, class: kind, fresh: fresh, onScreen: s.visible[what.id], place: len(s.all)}
	s.targets[what] = wanted
	s.all = append(s.all, wanted)
}

// forget ends polling of a target.
func (s *schedule) forget(what target) {
	known := s.targets[what]
	if known == nil {
		return
	}
	s.pageAnswered(known)
	last := len(s.all) - 1
	s.all[known.place] = s.all[last]
	s.all[known.place].place = known.place
	s.all[last] = nil
	s.all = s.all[:last]
	delete(s.targets, what)
}

// lookAt names the ids on screen, in place of those before.
func (s *schedule) lookAt(ids []string) {
	clear(s.visible)
	for _, id := range ids {
		s.visible[id] = true
	}
	for _, known := range s.all {
		known.onScreen = s.visible[known.id]
	}
}

// rush makes a target due at a time, if it was due later, whatever the mode.
func (s *schedule) rush(what target, at Moment) {
	known := s.targets[what]
	if known != nil {
		known.hurry = earliest(known.hurry, at)
	}
}

// aheadReason is what a webhook leaves open, so that the request is asked for
// out of turn.
type aheadReason uint8

const (
	// forPage is for where it is approved: a read before had told it.
	forPage aheadReason = 1 << iota
	// forTruth is for which of two things that webhooks say is so.
	forTruth
)

// askAhead makes a request due at once, once for each reason: what the bank
// didn't tell it doesn't the next time either.
func (s *schedule) askAhead(what target, why aheadReason, now Moment) (asked bool) {
	known := s.targets[what]
	switch {
	case known == nil || known.askedFor&why != 0:
	case known.inFlight || why == forPage && known.asked > 0:
		known.askedFor |= why
	case s.pagesDue < mostPagesDue:
		known.askedFor |= why
		known.pageDue = true
		s.pagesDue++
		s.rush(what, now)
		return true
	}
	return false
}

// pageAnswered makes room for the next page that is asked for out of turn.
func (s *schedule) pageAnswered(known *scheduled) {
	if known.pageDue {
		known.pageDue = false
		s.pagesDue--
	}
}

// rushAll makes everything due at once, what is on screen and what is oldest
// first, as ever.
func (s *schedule) rushAll(now Moment) {
	s.doubted = now
	for _, known := range s.all {
		if known.inFlight {
			// What is under way left before there was a doubt.
			known.hurry = now
		}
	}
}

// next picks what to poll at now and marks it in flight, or tells how long
// nothing will be due.
func (s *schedule) next(mode FeedMode, now Moment) (target, time.Duration, bool) {
	var overdue [classCount]*scheduled
	wait := time.Minute
	for _, candidate := range s.all {
		if candidate.inFlight || (mode == FeedOffline && candidate.kind != balanceTarget) {
			// One knock at a time tells whether the bank is back.
			continue
		}
		due := s.due(candidate, mode).Sub(now)
		if due > 0 {
			wait = min(wait, due)
			continue
		}
		kind := candidate.classOf(now)
		if longest := overdue[kind]; longest == nil || candidate.before(longest) {
			overdue[kind] = candidate
		}
	}
	chosen := s.share(overdue)
	if chosen == nil {
		return target{}, wait, false
	}
	s.begins(chosen, now)
	return chosen.target, 0, true
}

// begins marks a target as asked for.
func (s *schedule) begins(chosen *scheduled, now Moment) {
	chosen.inFlight = true
	chosen.left = now
	chosen.fresh = now
	// A reason that comes while it is under way is a new one.
	chosen.hurry = 0
}

// oldestInFlight is when the oldest poll left that hasn't come back.
func (s *schedule) oldestInFlight() Moment {
	var oldest Moment
	for _, known := range s.all {
		if known.inFlight {
			oldest = earliest(oldest, known.left)
		}
	}
	return oldest
}

// ended notes that a poll came back, with an answer or without.
func (s *schedule) ended(what target, answered bool) {
	known := s.targets[what]
	if known == nil {
		return
	}
	s.pageAnswered(known)
	known.inFlight = false
	known.asked++
	known.misses++
	if answered {
		known.misses, known.absent = 0, false
	}
}

// absent notes that the bank says that there is no such record.
func (s *schedule) absent(what target) {
	if known := s.targets[what]; known != nil {
		known.absent = true
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

func (s *schedule) due(what *scheduled, mode FeedMode) Moment {
	due := what.fresh.Add(what.interval(mode))
	if what.fresh < s.doubted {
		due = min(due, s.doubted)
	}
	return earliest(what.hurry, due)
}

// interval is how long what was heard of the target is good enough.
func (s *scheduled) interval(mode FeedMode) time.Duration {
	interval := s.usualInterval(mode)
	if s.misses > 1 && s.kind != balanceTarget {
		// Not knowing it yet may be the bank's delay; not knowing it for long
		// is not worth the calls, nor is it an end.
		longest := longestInterval
		if s.absent {
			longest = absentInterval
		}
		interval = min(interval<<min(s.misses-1, longestDoubling), max(interval, longest))
	}
	return interval
}

func (s *scheduled) usualInterval(mode FeedMode) time.Duration {
	if s.class == classUrgent && s.asked > urgentPolls {
		// What should settle in seconds and doesn't is followed like the rest.
		return intervalOf(classQueue, mode)
	}
	if s.class != classUrgent && s.onScreen {
		return intervalOf(classVisible, mode)
	}
	return intervalOf(s.class, mode)
}

func intervalOf(kind class, mode FeedMode) time.Duration {
	if mode == FeedLive {
		return liveIntervals[kind]
	}
	return pollingIntervals[kind]
}

// classOf is the class whose share the target takes when it is due.
func (s *scheduled) classOf(now Moment) class {
	switch {
	case s.hurry.Known() && s.hurry <= now:
		return classRushed
	case s.class == classUrgent:
		return classUrgent
	case s.kind == balanceTarget, s.onScreen:
		// The balance is on every screen; behind a long queue it would never
		// have its turn.
		return classVisible
	default:
		return s.class
	}
}

// before puts first what was not heard of for longest; the id decides between
// equals, so that the choice doesn't hang on the order of the list.
func (s *scheduled) before(other *scheduled) bool {
	if s.fresh != other.fresh {
		return s.fresh < other.fresh
	}
	return s.id < other.id
}
