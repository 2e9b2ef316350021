package treasury

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/api/private"
	"coffer/state"
	"coffer/state/journal"
)

// Folder is a private data folder, held by one process at a time.
type Folder struct {
	path string
	lock *private.Lock
}

// OpenFolder makes the folder where it is missing and takes its lock. Errors
// are *state.Problem: it can't be written, another user has a hand in it, or
// another Coffer has it.
func OpenFolder(path string) (*Folder, error) {
	if err := private.MakeFolder(path); err != nil {
		return nil, folderProblem(path, err)
	}
	lock, err := private.LockFolder(path, filepath.Join(path, lockFile))
	if err != nil && !errors.Is(err, private.ErrHeld) {
		return nil, folderProblem(path, err)
	}
	if err != nil {
		return nil, &state.Problem{
			Happened: fmt.Sprintf("Another Coffer is using %s.", path),
			Meaning:  "Nothing was started, no money moved.",
			Advice:   "Use that one, look on with --read-only, or start this one with another --data-dir.",
			Cause:    ErrInUse,
		}
	}
	return &Folder{path: path, lock: lock}, nil
}

// ErrInUse means that another process holds the folder.
var ErrInUse = errors.New("the data folder is in use")

// Path is a file in the folder.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, name) }

// lockFile is the name of the file that is locked beside the folder itself.
const lockFile = "lock"

// BankFile is the name of the sandbox's own bank in the data folder.
const BankFile = "bank.db"

// Renew removes the sandbox treasury in the folder, for a fresh start: its bank
// and its journals, and nothing else. Errors: *state.Problem when the journal
// there is not of a sandbox, and nothing is removed.
func (f *Folder) Renew(ctx context.Context) error {
	owner, err := ownerOf(ctx, f.Path(JournalFile))
	if err != nil {
		return err
	}
	if environment := owner.Environment; environment != "" && environment != state.Sandbox {
		return &state.Problem{
			Happened: fmt.Sprintf("%s holds the journal of a %s treasury, not of a sandbox.", f.path, environment),
			Meaning:  "Nothing was removed.",
			Advice:   "Leave --fresh out, or name another --data-dir.",
		}
	}
	for _, name := range []string{JournalFile, BankFile, filepath.Join(commandsFolder, JournalFile)} {
		for _, ending := range []string{"", "-wal", "-shm", ".lock"} {
			if err := os.Remove(f.Path(name + ending)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return folderProblem(f.path, err)
			}
		}
	}
	return nil
}

// ownerOf says whose journal is at path; the zero Bank when there is none yet.
func ownerOf(ctx context.Context, path string) (state.Bank, error) {
	watched, err := journal.Watch(path)
	if errors.Is(err, fs.ErrNotExist) {
		return state.Bank{}, nil
	}
	if err != nil {
		return state.Bank{}, journalProblem(path, err)
	}
	defer watched.Close()
	begun, err := watched.Begun(ctx)
	if err != nil {
		return state.Bank{}, journalProblem(path, err)
	}
	if !begun {
		return state.Bank{}, nil
	}
	bank, err := state.RecallBank(ctx, watched)
	if err != nil {
		return state.Bank{}, journalProblem(path, err)
	}
	return bank, nil
}

// Close gives the folder up.
func (f *Folder) Close() error { return f.lock.Unlock() }

func folderProblem(path string, err error) error {
	if refused := state.ExplainAccess(err); refused != nil {
		refused.Happened = "The data folder can't be used: " + refused.Happened
		refused.Advice += " Or choose another with --data-dir."
		return refused
	}
	return &state.Problem{
		Happened: fmt.Sprintf("The data folder %s can't be used: %s.", path, reasonOf(err)),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   "Make it writable for you alone, or choose another with --data-dir.",
		Cause:    err,
	}
}

// reasonOf leaves out the path, which the sentence around it names already.
func reasonOf(err error) string {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
