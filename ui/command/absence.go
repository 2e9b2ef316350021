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
	if seen = cmp.Or(seen, r.lastHeard(id)); !seen.Known() {
		return err
	}
	explained := *problem
	explained.Happened = "The bank doesn't know " + id + ", which was last heard of at " + at(seen) + "."
	explained.Meaning = "Nothing was moved by asking."
	explained.Advice = state.AbsenceAdvice + " Another account's key can't read it either."
	return &explained
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
	opening, err := records.Opening(r, 1)
	if err != nil {
		return 0
	}
	for _, swap := range opening.Swaps {
		if swap.ID == id {
			return swap.LastSeen
		}
	}
	return 0
}
