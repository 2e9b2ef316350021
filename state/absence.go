package state

import (
	"context"
	"errors"
	"slices"

	"coffer/api"
)

// Absence is that the bank answered not to know the id of a record that is
// here. A record keeps both times for ever; whether they still mean anything
// follows from when it was last heard of.
type Absence struct {
	// UnknownAt is when the bank last began to answer the record's own key that
	// it doesn't know the id; see since.
	UnknownAt Moment `json:"unknown_at,omitempty"`
	// UnreadableAt is when the bank answered a key that isn't known to be the
	// record's own that it doesn't know the id.
	UnreadableAt Moment `json:"unreadable_at,omitempty"`
}

// AbsenceAdvice is what a person can do about a record that the bank doesn't
// know.
const AbsenceAdvice = "Ask the bank, quoting the id; nothing here is lost."

func (a Absence) join(b Absence) Absence {
	return Absence{max(a.UnknownAt, b.UnknownAt), max(a.UnreadableAt, b.UnreadableAt)}
}

// since is UnknownAt, while nothing was heard of the record after it; 0 else.
func (a Absence) since(lastSeen Moment) Moment {
	if a.UnknownAt > lastSeen {
		return a.UnknownAt
	}
	return 0
}

// unreadable reports whether no key here has read the record since one was told
// that there is none.
func (a Absence) unreadable(lastSeen Moment, lastSource Source) bool {
	return a.UnreadableAt.Known() && (lastSource == SourceWebhook || a.UnreadableAt > lastSeen)
}

// next is what one more such answer adds at a time; nothing where the record
// says so already.
func (a Absence) next(own bool, at, lastSeen Moment) Absence {
	switch {
	case at <= lastSeen:
		// It was heard of since.
	case own && !a.since(lastSeen).Known():
		return Absence{UnknownAt: at}
	case !own && !a.UnreadableAt.Known():
		return Absence{UnreadableAt: at}
	}
	return Absence{}
}

// UnknownSince is since when the bank says to the record's own key that it
// doesn't know the id; 0 while it knows it.
func (s *Spend) UnknownSince() Moment { return s.since(s.LastSeen) }

// Unreadable reports whether the key that asked can't read the record, so that
// only webhooks tell of it.
func (s *Spend) Unreadable() bool { return s.unreadable(s.LastSeen, s.LastSource) }

// UnknownSince is as Spend.UnknownSince.
func (s *Swap) UnknownSince() Moment { return s.since(s.LastSeen) }

// Unreadable is as Spend.Unreadable.
func (s *Swap) Unreadable() bool { return s.unreadable(s.LastSeen, s.LastSource) }

// isAbsent reports whether the bank itself said that it has no such record. A
// path that isn't there says nothing of one.
func isAbsent(err error) bool {
	var answer *api.Error
	return errors.As(err, &answer) && answer.Code == api.CodeNotFound && outcomeOf(err) == api.Refused && !api.NoSuchPath(err)
}

// absent is the fact that the bank doesn't know a record; the owner of the Book
// decides what that means for one that is here. It is nothing for another error.
func absent(what target, err error, seen Moment) findings {
	if !isAbsent(err) {
		return findings{}
	}
	observation := Observation{Source: SourcePoll, SeenAt: seen, TraceID: SafeID(traceOf(err)), absent: true}
	switch what.kind {
	case spendTarget:
		observation.Spend = &Spend{ID: what.id}
	case swapTarget:
		observation.Swap = &Swap{ID: what.id}
	default:
		return findings{}
	}
	return found(observation)
}

// whose is what a 404 to a holder's key says of a record: own, where the record
// is known to be of the holder's account; known is false where nothing follows.
// Where the bank doesn't tell whose the only key is, what that key was given
// before is its own.
func (e *Engine) whose(h *holder, account string, given bool) (own, known bool) {
	id := ""
	if h != nil {
		id = h.id()
	}
	switch {
	case h == nil, e.several() && (id == "" || account == ""):
		return false, false
	case !e.several():
		return id != "" && id == account || id == "" && given, true
	case h.isOf(account):
		return true, true
	case e.anyNamedByKey() && !NamedByKey(account):
		return false, false
	}
	// Another key here is the one to ask.
	anothers := slices.ContainsFunc(e.holders, func(other *holder) bool { return other.isOf(account) })
	return false, !anothers
}

// draftAbsence writes down that the bank doesn't know a record that is here.
func (e *Engine) draftAbsence(ctx context.Context, draft *draft, observation Observation, by *holder) error {
	if told := observation.Swap; told != nil {
		before := e.knownSwap(draft, told.ID)
		own, known := e.whose(by, before.Account, before.LastSource != SourceWebhook)
		if before.ID == "" || !known {
			return nil
		}
		added := before.next(own, observation.SeenAt, before.LastSeen)
		after := joinSwaps(before, Swap{ID: told.ID, Absence: added})
		if draft.swaps[told.ID] == nil {
			draft.swapIDs = append(draft.swapIDs, told.ID)
		}
		draft.swaps[told.ID] = &after
		draft.noteAbsence(observation, added, before.summary())
		return nil
	}
	before, err := e.known(ctx, draft, observation.Spend.ID)
	if err != nil || before.ID == "" {
		return err
	}
	own, known := e.whose(by, before.Account, before.LastSource != SourceWebhook || before.Asked != nil)
	if !known {
		return nil
	}
	added := before.next(own, observation.SeenAt, before.LastSeen)
	after := joinSpends(before, Spend{ID: before.ID, Absence: added})
	draft.spends[before.ID] = &after
	draft.noteAbsence(observation, added, before.summary())
	return nil
}

// noteAbsence tells the activity and the log of what is new.
func (d *draft) noteAbsence(observation Observation, added Absence, summary string) {
	if added == (Absence{}) {
		return
	}
	text := "the bank doesn't know it"
	if added.UnreadableAt.Known() {
		text = "not readable with this key"
	}
	d.news[observation.Subject()] = true
	d.absences = append(d.absences, absenceNote{observation.Subject(), text})
	d.batch.Lines = append(d.batch.Lines, factLine(observation, "", text+" · "+summary))
}

// absenceNote is what the log is told of a record that the bank doesn't know.
type absenceNote struct{ id, text string }

func (e *Engine) logAbsences(draft *draft) {
	for _, absence := range draft.absences {
		e.log.Warn(absence.text, "id", absence.id, "advice", AbsenceAdvice)
	}
}
