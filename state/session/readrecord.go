package session

import (
	"context"
	"errors"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/treasury"
)

// ReadRecord asks the bank once more for a record that the journal holds, so that
// what it says, also that it doesn't know the record, is written down as a
// dashboard writes it. Nothing else is asked for.
//
// It does nothing while another Coffer has the data folder, because that one
// asks for itself, and nothing where the settings only look on. Errors: as Open,
// and what the bank said.
func ReadRecord(ctx context.Context, settings *config.Settings, options Options, id string) error {
	if settings.Embedded() || settings.ReadOnly && settings.Origin("read_only").IsFlag() {
		return nil
	}
	s := begin(ctx, settings, options)
	s.errand = true
	if err := s.readRecord(id); err != nil {
		return s.giveUp(err)
	}
	return s.Close()
}

func (s *Session) readRecord(id string) error {
	err := s.openErrand(func(string, []state.AccountKey) (*treasury.Folder, error) { return nil, treasury.ErrInUse })
	if errors.Is(err, treasury.ErrInUse) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.engine.ReadRecord(s.context, id)
}
