//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW

// lockItself locks a folder until the file that stands for it is closed. It is
// nil where the file system doesn't lock folders, as over NFS.
func lockItself(folder string) (*os.File, error) {
	opened, err := os.OpenFile(folder, os.O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return lockOpen(opened)
}

// lockFolderOf locks the folder of a database. It is nil where this process has
// the folder already, as a dashboard has its own bank's, and where others may
// write in the folder, who could keep it locked for ever.
func lockFolderOf(database string) (*os.File, error) {
	folder := filepath.Dir(database)
	about, err := os.Stat(folder)
	if err != nil {
		return nil, err
	}
	const others = 0o022
	if about.Mode().Perm()&others != 0 || lockedFolders.has(about) {
		return nil, nil
	}
	return lockItself(folder)
}

// lockedFolders are those that this process has locked whole.
var lockedFolders folders

type folders struct {
	mu     sync.Mutex
	locked []fs.FileInfo
}

func (f *folders) has(about fs.FileInfo) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.locked, func(locked fs.FileInfo) bool { return os.SameFile(locked, about) })
}

// note notes that an open folder is locked from now on; forget, that it isn't
// any more.
func (f *folders) note(opened *os.File) { f.change(opened, true) }

func (f *folders) forget(opened *os.File) { f.change(opened, false) }

func (f *folders) change(opened *os.File, locked bool) {
	about, err := opened.Stat()
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.locked = slices.DeleteFunc(f.locked, func(known fs.FileInfo) bool { return os.SameFile(known, about) })
	if locked {
		f.locked = append(f.locked, about)
	}
}

// lockOpen locks what is open until it is closed. It is nil where the file
// system doesn't lock that, which it closes.
func lockOpen(opened *os.File) (*os.File, error) {
	for {
		switch err := syscall.Flock(int(opened.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return opened, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(ErrHeld, opened.Close())
		default:
			return nil, opened.Close()
		}
	}
}
