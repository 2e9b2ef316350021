package command

import (
	"errors"
	"io/fs"

	"coffer/state"
	"coffer/state/session"
)

// fromJournal reads what the journal holds. Where there is none yet it does
// nothing, and where it can't be read it says so: what is shown then lacks what
// is known here.
func (r *run) fromJournal(read func(state.Records) error) {
	records, err := session.Records(r.settings)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = read(records)
		records.Close()
	}
	if err != nil {
		r.say("What is known here of it isn't shown: %s", state.Explain(err))
	}
}

// knownSpend is a request as the bank tells it now, with what the journal knows
// of it: what was asked for here, and what was said of it before.
func (r *run) knownSpend(told *state.Spend) *state.Spend {
	if told == nil {
		return nil
	}
	known := *told
	r.fromJournal(func(records state.Records) error {
		before, err := records.Spend(r, told.ID)
		if err == nil && before != nil {
			known = state.Merge(*before, state.Observation{Spend: told})
		}
		return err
	})
	return &known
}

// knownSwap is as knownSpend, with what was confirmed and booked here.
func (r *run) knownSwap(told *state.Swap) *state.Swap {
	known := *told
	r.fromJournal(func(records state.Records) error {
		before, err := records.Swap(r, told.ID)
		if err == nil && before != nil {
			known = state.MergeSwap(*before, state.Observation{Swap: told})
		}
		return err
	})
	return &known
}
