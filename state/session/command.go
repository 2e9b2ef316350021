package session

import (
	"context"
	"errors"
	"time"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/treasury"
)

// turnPatience is how long a command waits for another command to end.
const turnPatience = 5 * time.Second

// OpenForCommand opens the treasury for one command that asks the bank for
// something: what it decides is on disk before it is sent, as ever. Nothing
// else is polled, no webhook is received, and Close is quick.
//
// While another Coffer has the data folder, the command keeps a journal of its
// own within it. Whoever opens the folder next takes over what is in there, and
// finds out what became of an intent whose outcome nobody knows.
//
// Close it as soon as the outcome of the intent is known: until then no
// dashboard can open the folder. To wait for a person's decision, ask a desk.
// Errors: as Open.
func OpenForCommand(ctx context.Context, settings *config.Settings, options Options) (*Session, error) {
	if settings.Embedded() {
		return nil, noBank()
	}
	if settings.ReadOnly {
		return nil, state.ErrReadsOnly
	}
	s := begin(ctx, settings, options)
	s.errand = true
	if err := s.startErrand(); err != nil {
		return nil, s.giveUp(err)
	}
	return s, nil
}

func (s *Session) startErrand() error {
	return s.openErrand(func(path string, accounts []state.AccountKey) (*treasury.Folder, error) {
		bank := state.NewDesk(accounts, s.options.Clock).Bank()
		return treasury.AwaitCommandsFolder(s.context, path, bank, turnPatience)
	})
}

// openErrand opens the treasury of the data folder; where another Coffer has
// that, of the folder that instead returns.
func (s *Session) openErrand(instead func(path string, accounts []state.AccountKey) (*treasury.Folder, error)) error {
	accounts, err := clients(s.context, s.settings, s.options)
	if err != nil {
		return err
	}
	s.closeClients(accounts)
	path, err := Folder(s.settings)
	if err != nil {
		return err
	}
	folder, err := treasury.OpenFolder(path)
	if errors.Is(err, treasury.ErrInUse) {
		folder, err = instead(path, accounts)
	}
	if err != nil {
		return err
	}
	s.closers = append(s.closers, folder)
	return s.open(folder, nil, nil, accounts)
}
