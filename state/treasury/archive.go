package treasury

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"coffer/state"
	"coffer/state/journal"
)

// Archive is all that the journal of a folder held at one instant. It takes no
// lock and writes nothing, so a Coffer that runs in the folder isn't disturbed.
type Archive struct {
	*journal.Snapshot
	// Bank is whose journal it is.
	Bank    state.Bank
	journal *journal.Watched
}

// OpenArchive begins to read the folder's journal. Close it in the end. Errors
// are *state.Problem where a person can do something about them.
func OpenArchive(ctx context.Context, folder string) (*Archive, error) {
	path := filepath.Join(folder, JournalFile)
	watched, err := journal.Watch(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noJournal(folder, err)
	}
	if err != nil {
		return nil, journalProblem(path, err)
	}
	archive, err := archiveOf(ctx, watched)
	if err != nil {
		return nil, errors.Join(journalProblem(path, err), watched.Close())
	}
	if archive == nil {
		return nil, errors.Join(noJournal(folder, fs.ErrNotExist), watched.Close())
	}
	return archive, nil
}

// archiveOf is nil when nothing was ever written.
func archiveOf(ctx context.Context, watched *journal.Watched) (*Archive, error) {
	begun, err := watched.Begun(ctx)
	if err != nil || !begun {
		return nil, err
	}
	bank, err := state.RecallBank(ctx, watched)
	if err != nil {
		return nil, err
	}
	snapshot, err := watched.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &Archive{Snapshot: snapshot, Bank: bank, journal: watched}, nil
}

// Close ends the reading.
func (a *Archive) Close() error { return errors.Join(a.Snapshot.Close(), a.journal.Close()) }

func noJournal(folder string, err error) error {
	return &state.Problem{
		Happened: "There is no journal in " + folder + ", so there is nothing to export.",
		Advice:   "Start Coffer over that bank once, or name another --profile or --data-dir.",
		Cause:    err,
	}
}
