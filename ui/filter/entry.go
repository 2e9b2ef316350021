package filter

import (
	"strings"

	"coffer/state"
	"coffer/ui/words"
)

// MatchesEntry reports whether an entry of the activity answers the question
// now. A merchant, a reason or an amount is only in an entry's words, so an
// amount as a bound matches none.
func (q Query) MatchesEntry(entry *state.Entry, now state.Moment) bool {
	for _, t := range q.terms {
		if t.matchesEntry(entry, now) == t.excludes {
			return false
		}
	}
	return true
}

func (t term) matchesEntry(entry *state.Entry, now state.Moment) bool {
	switch t.field {
	case sourceField:
		return contains(words.EntrySource(entry), t.text)
	case accountField:
		return contains(entry.Who, t.text)
	case idField:
		return contains(entry.Subject, t.text) || contains(entry.TraceID, t.text)
	case statusField:
		return t.isStatus(entry.Status)
	case merchantField, reasonField:
		return contains(entry.Text, t.text)
	case amountField:
		return false
	case ageField, sinceField, untilField:
		return t.isWhen(entry.At, t.from.moment(now), t.to.moment(now))
	}
	for _, part := range [...]string{entry.Subject, entry.TraceID, entry.Text, entry.Who, entry.Event, string(entry.Deed), words.EntrySource(entry)} {
		if contains(part, t.text) {
			return true
		}
	}
	if t.isStatus(entry.Status) {
		return true
	}
	if !t.loose {
		return false
	}
	for _, part := range [...]string{entry.Text, entry.Event, string(entry.Deed)} {
		if _, _, ok := resembles([]byte(strings.ToLower(part)), t.text); ok {
			return true
		}
	}
	return false
}
