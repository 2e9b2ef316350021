package command

import (
	"cmp"

	"coffer/state"
	"coffer/state/session"
)

// explainAbsence says of a record that the bank doesn't know what is known of it
// here: seen is when this command last heard of it, 0 for never, and else the
// journal tells. Any other error stays as it is.
func (r *run) explainAbsence(id string, seen state.Moment, err error) error {
	problem := state.Explain(err)
	if problem == nil || problem.Code != state.CodeNotFound {
		return err
	}
	journalled := r.lastHeard(id)
	if seen = cmp.Or(seen, journalled); !seen.Known() {
		return err
	}
	if journalled.Known() {
		r.noteAbsence(id)
	}
	explained := *problem
	explained.Happened = "The bank doesn't know " + id + ", which was last heard of at " + at(seen) + "."
	explained.Meaning = "Nothing was moved by asking."
	explained.Advice = state.AbsenceAdvice + " Another account's key can't read it either."
	return &explained
}

// noteAbsence has it written down that the bank doesn't know a record of the
// journal, where the key is the record's own.
func (r *run) noteAbsence(id string) {
	err := session.ReadRecord(r, r.settings, r.options, id)
	if problem := state.Explain(err); problem != nil && problem.Code != state.CodeNotFound {
		r.say("That the bank doesn't know it could not be written down: %s", problem)
	}
}

// lastHeard is when the journal last heard of a record; 0 where it doesn't hold
// it or can't be read.
func (r *run) lastHeard(id string) state.Moment {
	records, err := session.Records(r.settings)
	if err != nil {
		return 0
	}
	defer records.Close()
	if spend, err := records.Spend(r, id); err == nil && spend != nil {
		return spend.LastSeen
	}
	if swap, err := records.Swap(r, id); err == nil && swap != nil {
		return swap.LastSeen
	}
	return 0
}
