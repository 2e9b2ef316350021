package logfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"coffer/api/private"
)

// lockEnding is the end of the name of the file that is locked while the files
// are moved on.
const lockEnding = ".lock"

// rotating is a file that makes room for itself. A record is one write to the
// end of the file, so several processes may write the same one. The usual
// libraries don't append to the file that they begin, and would write over
// what another process has written there.
type rotating struct {
	path string
	// limit is the size in bytes at which another file is begun; kept is how
	// many older ones stay.
	limit int64
	kept  int

	mu     sync.Mutex
	file   *os.File
	closed bool
	// lost is how many records couldn't be written since the last that could.
	lost int
}

func newRotating(path string, limit int64, kept int) *rotating {
	return &rotating{path: path, limit: limit, kept: kept}
}

// Write takes one record. It never fails: a log that can't be written is no
// reason to stop.
func (r *rotating) Write(record []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return len(record), nil
	}
	told := record
	if r.lost > 0 {
		told = fmt.Appendf(nil, "{\"level\":\"WARN\",\"msg\":\"records could not be written\",\"count\":%d}\n%s", r.lost, record)
	}
	if r.append(told) != nil {
		r.lost++
	} else {
		r.lost = 0
	}
	return len(record), nil
}

// Close ends the writing.
func (r *rotating) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return r.letGo()
}

func (r *rotating) append(record []byte) error {
	size, err := r.open()
	if err != nil {
		return err
	}
	if after := size + int64(len(record)); size > 0 && after > r.limit {
		if err := r.makeRoom(); err != nil && size > 2*r.limit {
			return err
		}
		if _, err = r.open(); err != nil {
			return err
		}
	}
	_, err = r.file.Write(record)
	return err
}

// open makes sure that the file is the one at the path, which another process
// may have moved aside, and tells its size.
func (r *rotating) open() (size int64, err error) {
	there, err := os.Lstat(r.path)
	if err == nil && r.file != nil {
		if ours, err := r.file.Stat(); err == nil && os.SameFile(ours, there) {
			return there.Size(), nil
		}
	}
	_ = r.letGo()
	if err := private.MakeFolder(filepath.Dir(r.path)); err != nil {
		return 0, err
	}
	file, err := private.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return 0, err
	}
	r.file = file
	opened, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if opened.Mode().IsRegular() && opened.Mode().Perm()&0o077 != 0 {
		_ = file.Chmod(0o600)
	}
	return opened.Size(), nil
}

// makeRoom moves the files on by one number, unless another process is doing
// that or has just done it. It fails where the file can't be moved, as on
// Windows while another process has it open.
func (r *rotating) makeRoom() error {
	turn, err := private.LockFile(r.path + lockEnding)
	if errors.Is(err, private.ErrHeld) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = turn.Unlock() }()
	if _, err := os.Lstat(r.path); errors.Is(err, fs.ErrNotExist) {
		// Another process has just moved it.
		return nil
	}
	if there, err := os.Lstat(r.path); err != nil || there.Size() < r.limit/2 {
		return err
	}
	// Windows doesn't move what is open.
	_ = r.letGo()
	for number := r.kept; number > 1; number-- {
		_ = os.Rename(r.older(number-1), r.older(number))
	}
	return os.Rename(r.path, r.older(1))
}

func (r *rotating) older(number int) string { return fmt.Sprintf("%s.%d", r.path, number) }

func (r *rotating) letGo() error {
	if r.file == nil {
		return nil
	}
	file := r.file
	r.file = nil
	return file.Close()
}
