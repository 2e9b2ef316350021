package journal

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a disk may have against a write, as a person is told it.
var (
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the disk is read-only")
	ErrDisk     = errors.New("the disk doesn't take it")
)

// classify names what SQLite found, so that a person can be told apart "your
// file is damaged" and "your disk is full".
func classify(err error) error {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return err
	}
	const primaryCode = 0xff
	switch failure.Code() & primaryCode {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case sqlite3.SQLITE_FULL:
		return &diskError{ErrFull, err}
	case sqlite3.SQLITE_READONLY:
		return &diskError{ErrReadOnly, err}
	case sqlite3.SQLITE_IOERR:
		return &diskError{ErrDisk, err}
	default:
		return err
	}
}

// diskError says in plain words what SQLite says in numbers; both are wrapped.
type diskError struct{ plain, cause error }

func (e *diskError) Error() string   { return e.plain.Error() }
func (e *diskError) Unwrap() []error { return []error{e.plain, e.cause} }
