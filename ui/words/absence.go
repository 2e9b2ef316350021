package words

import (
	"time"

	"coffer/state"
)

// Absentee is a record that the bank may say not to know.
type Absentee interface {
	UnknownSince() state.Moment
	Unreadable() bool
	Open() bool
}

// Absence says in a few words that the bank doesn't know a record, or that it
// can't be read with the key that is here; "" where it can.
func Absence(record Absentee, now time.Time, location *time.Location) string {
	switch since := record.UnknownSince(); {
	case since.Known():
		return "the bank doesn't know it since " + ShortWhen(now, since, location)
	case record.Unreadable():
		return "not readable with this key"
	}
	return ""
}

// AbsenceAdvice is what to do about it, a sentence or more; "" where there is no
// Absence.
func AbsenceAdvice(record Absentee) string {
	switch {
	case record.UnknownSince().Known() && record.Open():
		return state.AbsenceAdvice + " It is asked for ever more rarely, down to once an hour."
	case record.UnknownSince().Known():
		return state.AbsenceAdvice
	case record.Unreadable():
		return "It may be another account's; webhooks alone tell of it here."
	}
	return ""
}
