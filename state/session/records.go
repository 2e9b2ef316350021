package session

import (
	"context"
	"errors"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/treasury"
)

// Records opens the journal of the settings' folder for reading alone, beside
// whoever has it: it takes no key and no lock. Close it in the end. An error
// wraps fs.ErrNotExist where there is no journal yet.
func Records(settings *config.Settings) (state.Records, error) {
	folder, err := Folder(settings)
	if err != nil {
		return nil, err
	}
	return treasury.Records(folder)
}

// LookOn shows the journal of the settings' folder, beside whoever has it,
// without a key, a lock or a way to write. Errors: as Open.
func LookOn(ctx context.Context, settings *config.Settings, options Options) (*Session, error) {
	s := begin(ctx, settings, options)
	if err := s.lookOn(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// InUse reports whether a session could not be opened because another Coffer
// has the data folder.
func InUse(err error) bool { return errors.Is(err, treasury.ErrInUse) }
