package state

import "time"

// Moment is a time in Unix milliseconds; 0 means that it is not known. Records
// hold Moments because there are many records and a time.Time is three words.
type Moment int64

// MomentOf is t to the millisecond; the zero time is not known.
func MomentOf(t time.Time) Moment {
	if t.IsZero() {
		return 0
	}
	return Moment(t.UnixMilli())
}

// Known reports whether the time is known.
func (m Moment) Known() bool { return m != 0 }

// Time is the moment in UTC; the zero time when it is not known.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// In is the moment with its date and zone, for what people read on another day:
// 2026-05-07 14:03:22 CEST.
func (m Moment) In(location *time.Location) string {
	return m.Time().In(location).Format("2006-01-02 15:04:05 MST")
}

// ISO is the moment as machines read it: UTC, with milliseconds; "" when it is
// not known.
func (m Moment) ISO() string {
	if !m.Known() {
		return ""
	}
	return m.Time().Format("2006-01-02T15:04:05.000Z")
}

// Add is the moment d later.
func (m Moment) Add(d time.Duration) Moment { return m + Moment(d.Milliseconds()) }

// Sub is how long m is after earlier.
func (m Moment) Sub(earlier Moment) time.Duration {
	return time.Duration(m-earlier) * time.Millisecond
}
