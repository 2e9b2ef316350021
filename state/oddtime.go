package state

import (
	"fmt"
	"time"
)

const (
	// timeTolerance is how far the bank's clock and this one may be apart.
	timeTolerance = time.Hour
	// longestPast is how long before it was first heard of here anything may
	// have happened.
	longestPast = 10 * 365 * 24 * time.Hour
)

// believed is a time that the bank told of the request where it can be, else 0:
// nothing happens after it was heard of, or ages before.
func (s *Spend) believed(at Moment) Moment {
	if s.LastSeen.Known() && at > s.LastSeen.Add(timeTolerance) || s.FirstSeen.Known() && at < s.FirstSeen.Add(-longestPast) {
		return 0
	}
	return at
}

// decided is when the request was decided, by the bank's word where that can be,
// else 0: none is decided before it is made.
func (s *Spend) decided() Moment {
	decided := s.believed(s.DecidedAt)
	if created := s.believed(s.CreatedAt); created.Known() && decided < created.Add(-timeTolerance) {
		return 0
	}
	return decided
}

// oddTimes names the times that the bank told and that can't be, each as a
// sentence. Nothing is filed under them.
func (s *Spend) oddTimes() []string {
	var odd []string
	for _, time := range []struct {
		name           string
		told, believed Moment
	}{
		{"creation", s.CreatedAt, s.believed(s.CreatedAt)},
		{"decision", s.DecidedAt, s.decided()},
	} {
		if time.told != time.believed {
			odd = append(odd, fmt.Sprintf("The bank told a time of %s that can't be, %s.", time.name, time.told.Time().Format("2006-01-02 15:04:05 MST")))
		}
	}
	return odd
}
