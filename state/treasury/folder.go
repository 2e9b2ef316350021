package treasury

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"coffer/state"
)

// Folder is a private data folder, held by one process at a time.
type Folder struct {
	path string
	lock *flock.Flock
}

// OpenFolder makes the folder where it is missing and takes its lock. Errors
// are *state.Problem: it can't be written, or another Coffer has it.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, folderProblem(path, err)
	}
	lock := flock.New(filepath.Join(path, "lock"), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, folderProblem(path, err)
	}
	if !held {
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

// Empty removes everything but the lock, for a fresh start.
func (f *Folder) Empty() error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return folderProblem(f.path, err)
	}
	for _, entry := range entries {
		if entry.Name() == filepath.Base(f.lock.Path()) {
			continue
		}
		if err := os.RemoveAll(f.Path(entry.Name())); err != nil {
			return folderProblem(f.path, err)
		}
	}
	return nil
}

// Close gives the folder up.
func (f *Folder) Close() error { return f.lock.Unlock() }

func folderProblem(path string, err error) error {
	var pathError *os.PathError
	reason := err.Error()
	if errors.As(err, &pathError) {
		reason = pathError.Err.Error()
	}
	return &state.Problem{
		Happened: fmt.Sprintf("The data folder %s can't be used: %s.", path, reason),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   "Make it writable for you alone, or choose another with --data-dir.",
		Cause:    err,
	}
}
