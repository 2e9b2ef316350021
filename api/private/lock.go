package private

import (
	"errors"
	"os"

	"github.com/gofrs/flock"
)

// Lock is a folder, a file or a database held by this process alone.
type Lock struct {
	folder   *os.File
	file     *flock.Flock
	database *os.File
}

// ErrHeld means that another process has the lock.
var ErrHeld = errors.New("another process has the lock")

// LockFolder takes the lock of a folder: of the folder itself, where the system
// can, since a file in it may be removed by accident; and of the file of that
// name in it, which older versions lock alone. It makes the file where it is
// missing. Errors: ErrHeld; *Error; or what the file system says.
func LockFolder(folder, file string) (*Lock, error) {
	opened, err := lockItself(folder)
	if err != nil {
		return nil, err
	}
	lock, err := LockFile(file)
	if err != nil && opened != nil {
		return nil, errors.Join(err, opened.Close())
	}
	if err == nil && opened != nil {
		lock.folder = opened
		lockedFolders.note(opened)
	}
	return lock, err
}

// LockFile takes the lock of a file alone, which it makes where it is missing.
// Errors: as LockFolder.
func LockFile(file string) (*Lock, error) {
	lock := &Lock{}
	made, err := OpenFile(file, os.O_RDWR|os.O_CREATE)
	if err == nil {
		err = made.Close()
	}
	if err != nil {
		return nil, err
	}
	lock.file = flock.New(file, flock.SetFlag(os.O_RDWR|noFollow), flock.SetPermissions(0o600))
	held, err := lock.file.TryLock()
	if err == nil && !held {
		err = ErrHeld
	}
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return lock, nil
}

// LockDatabase takes the lock of a database that is there: of the database
// itself, where a lock of whole files leaves SQLite's own alone, and else of its
// folder, since a file beside it may be removed; and of the file beside it of that name. Call Unlock
// after SQLite has closed the database, whose locks it drops. Errors: as
// LockFolder.
func LockDatabase(database, file string) (*Lock, error) {
	// The file comes first: it keeps this process from opening what SQLite has
	// open here already.
	lock, err := LockFile(file)
	if err != nil {
		return nil, err
	}
	if lock.database, err = lockDatabase(database); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return lock, nil
}

// Unlock gives up what the lock is of.
func (l *Lock) Unlock() error {
	var err error
	if l.database != nil {
		err = l.database.Close()
	}
	if l.file != nil {
		err = errors.Join(err, l.file.Unlock())
	}
	if l.folder != nil {
		lockedFolders.forget(l.folder)
		err = errors.Join(err, l.folder.Close())
	}
	return err
}
