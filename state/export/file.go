package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/state"
)

// WriteFile writes an export to a file that only its owner may read. The file
// is there whole or not at all. One that is there already is replaced only by
// force, unless it holds the same bytes, so that an export can be repeated.
// Errors: *state.Problem when the file can't be written or holds something
// else; otherwise as Write.
func WriteFile(ctx context.Context, path string, force bool, request Request, source Source) (Summary, error) {
	if err := writable(path); err != nil {
		return Summary{}, err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".coffer-export-*")
	if err != nil {
		return Summary{}, fileProblem(path, err)
	}
	defer func() {
		_ = draft.Close()
		_ = os.Remove(draft.Name())
	}()
	summary, err := Write(ctx, draft, request, source)
	if err != nil {
		return Summary{}, diskProblem(path, err)
	}
	if err := draft.Sync(); err != nil {
		return Summary{}, fileProblem(path, err)
	}
	if !force {
		same, err := holdsTheSame(path, draft)
		if err != nil || same {
			return summary, err
		}
	}
	if err := errors.Join(draft.Close(), os.Rename(draft.Name(), path), syncFolder(filepath.Dir(path))); err != nil {
		return Summary{}, fileProblem(path, err)
	}
	return summary, nil
}

// writable refuses what an export must not take the place of.
func writable(path string) error {
	known, err := os.Stat(path)
	if err == nil && !known.Mode().IsRegular() {
		return &state.Problem{
			Happened: fmt.Sprintf("%s is there and is not a file.", path),
			Meaning:  "Nothing was written.",
			Advice:   "Name a file, or leave -o out to write to standard output.",
		}
	}
	return nil
}

// holdsTheSame reports whether the file at path has the draft's bytes; it is
// an error when it is there with others.
func holdsTheSame(path string, draft *os.File) (bool, error) {
	there, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fileProblem(path, err)
	}
	defer there.Close()
	if _, err := draft.Seek(0, io.SeekStart); err != nil {
		return false, fileProblem(path, err)
	}
	same, err := equal(there, draft)
	if err != nil {
		return false, fileProblem(path, err)
	}
	if !same {
		return false, &state.Problem{
			Happened: fmt.Sprintf("%s is there already and holds something else.", path),
			Meaning:  "It was left as it is.",
			Advice:   "Name another file, or replace it with --force.",
			Cause:    fs.ErrExist,
		}
	}
	return true, nil
}

func equal(one, other io.Reader) (bool, error) {
	var a, b [1 << 16]byte
	for {
		n, oneErr := io.ReadFull(one, a[:])
		m, otherErr := io.ReadFull(other, b[:])
		if !bytes.Equal(a[:n], b[:m]) {
			return false, nil
		}
		if ended(oneErr) && ended(otherErr) {
			return true, nil
		}
		if err := errors.Join(oneErr, otherErr); err != nil {
			return false, err
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// syncFolder makes a new name in the folder last. Where a folder can't be
// synced, as on Windows, the rename lasts as well as it can.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync()
	return folder.Close()
}

// diskProblem explains an error of the file, and leaves any other as it is.
func diskProblem(path string, err error) error {
	var onDisk *fs.PathError
	if errors.As(err, &onDisk) {
		return fileProblem(path, err)
	}
	return err
}

func fileProblem(path string, err error) error {
	reason := err.Error()
	var onDisk *fs.PathError
	var renaming *os.LinkError
	switch {
	case errors.As(err, &onDisk):
		reason = onDisk.Err.Error()
	case errors.As(err, &renaming):
		reason = renaming.Err.Error()
	}
	return &state.Problem{
		Happened: fmt.Sprintf("%s can't be written: %s.", path, reason),
		Meaning:  "The export was not kept; the journal is not touched by it.",
		Advice:   "Name a file in a folder that you may write to, with room on its disk.",
		Cause:    err,
	}
}
