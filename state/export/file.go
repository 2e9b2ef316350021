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

// File is where an export goes.
type File struct {
	Path string
	// Force replaces a file that holds something else.
	Force bool
	// DataFolder is where the journal is: nothing in it is written over, or
	// opened, since closing the journal would drop SQLite's locks on it. "" for
	// none.
	DataFolder string
}

// WriteFile writes an export to a file that only its owner may read. The file
// is there whole or not at all. One that is there already is replaced only by
// force, unless it holds the same bytes, so that an export can be repeated.
// Errors: *state.Problem when the file can't be written, holds something else or
// is in the data folder; otherwise as Write.
func WriteFile(ctx context.Context, file File, request Request, source Source) (Summary, error) {
	path := file.Path
	if err := file.check(); err != nil {
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
	if !file.Force {
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

// check refuses what an export must not take the place of.
func (f File) check() error {
	isOwn, err := f.isInDataFolder()
	if err != nil {
		return fileProblem(f.Path, err)
	}
	if isOwn {
		return &state.Problem{
			Happened: fmt.Sprintf("%s is in Coffer's own data folder, where the journal is.", f.Path),
			Meaning:  "Nothing was written, and --force doesn't change that.",
			Advice:   "Name a file in another folder.",
		}
	}
	known, err := os.Stat(f.Path)
	switch {
	case err == nil && !known.Mode().IsRegular():
		return &state.Problem{
			Happened: fmt.Sprintf("%s is there and is not a file.", f.Path),
			Meaning:  "Nothing was written.",
			Advice:   "Name a file, or leave -o out to write to standard output.",
		}
	case err == nil && isDatabase(f.Path):
		return &state.Problem{
			Happened: fmt.Sprintf("%s is a database, like a journal or a bank of Coffer's.", f.Path),
			Meaning:  "Nothing was written, and --force doesn't change that.",
			Advice:   "Name another file.",
		}
	}
	return nil
}

// databaseMark is what each SQLite database begins with. No export does.
const databaseMark = "SQLite format 3\x00"

// isDatabase reads the beginning of a file that this process has no database in.
func isDatabase(path string) bool {
	there, err := os.Open(path)
	if err != nil {
		return false
	}
	defer there.Close()
	beginning := make([]byte, len(databaseMark))
	_, err = io.ReadFull(there, beginning)
	return err == nil && string(beginning) == databaseMark
}

// isInDataFolder reports whether the path is below the data folder, however it
// is written, or another name of a file there.
func (f File) isInDataFolder() (bool, error) {
	folder, err := os.Stat(f.DataFolder)
	if f.DataFolder == "" || errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	at, err := filepath.Abs(filepath.Dir(f.Path))
	if err != nil {
		return false, err
	}
	if resolved, err := filepath.EvalSymlinks(at); err == nil {
		at = resolved
	}
	for ; ; at = filepath.Dir(at) {
		if info, err := os.Stat(at); err == nil && os.SameFile(info, folder) {
			return true, nil
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	named, err := os.Stat(f.Path)
	if err != nil {
		// It isn't there, or whatever writes it says why it can't.
		return false, nil
	}
	isOne := false
	err = filepath.WalkDir(f.DataFolder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && os.SameFile(info, named) {
			isOne = true
			return fs.SkipAll
		}
		return nil
	})
	return isOne, err
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
