package session

import (
	"context"

	"coffer/state/config"
	"coffer/state/treasury"
)

// OpenArchive begins to read what the journal of the settings' data folder
// holds now. It needs no key and no bank. Close it in the end. Errors are
// *state.Problem where a person can do something about them.
func OpenArchive(ctx context.Context, settings *config.Settings) (*treasury.Archive, error) {
	folder, err := Folder(settings)
	if err != nil {
		return nil, err
	}
	return treasury.OpenArchive(ctx, folder)
}
