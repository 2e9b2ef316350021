package export

import (
	"fmt"
	"time"

	"coffer/state"
)

// Span is a time from Since on and before Until. A zero time is no bound.
type Span struct{ Since, Until time.Time }

// ReadTime reads a bound: a date, which is its midnight in UTC, or an RFC 3339
// time. "" is no bound. Errors: *state.Problem.
func ReadTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if read, err := time.Parse(layout, text); err == nil {
			return read.UTC(), nil
		}
	}
	return time.Time{}, &state.Problem{
		Happened: fmt.Sprintf("%q is not a time.", state.SafeText(text)),
		Meaning:  "Nothing was written.",
		Advice:   "Write a date like 2026-05-01, or a time like 2026-05-01T12:00:00Z.",
	}
}

// ReadSpan reads both bounds. A date as the end is part of the span, as it is in
// the filter; a time isn't. Errors: *state.Problem, also when the span is
// empty because its end is not after its beginning.
func ReadSpan(since, until string) (Span, error) {
	from, err := ReadTime(since)
	if err != nil {
		return Span{}, err
	}
	to, err := ReadTime(until)
	if err != nil {
		return Span{}, err
	}
	if len(until) == len(time.DateOnly) {
		to = to.AddDate(0, 0, 1)
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return Span{}, &state.Problem{
			Happened: "The span is empty: it ends before it begins.",
			Meaning:  "Nothing was written.",
			Advice:   "For all of May write --since 2026-05-01 --until 2026-05-31.",
		}
	}
	return Span{Since: from, Until: to}, nil
}

func (s Span) holds(moment state.Moment) bool {
	at := moment.Time()
	return (s.Since.IsZero() || !at.Before(s.Since)) && (s.Until.IsZero() || at.Before(s.Until))
}

// String is the span in words.
func (s Span) String() string {
	words := "all that the journal holds"
	if !s.Since.IsZero() {
		words = "from " + s.Since.Format(time.RFC3339Nano)
	}
	if s.Until.IsZero() {
		return words
	}
	if s.Since.IsZero() {
		words = "all that the journal holds"
	}
	return words + " until before " + s.Until.Format(time.RFC3339Nano)
}
