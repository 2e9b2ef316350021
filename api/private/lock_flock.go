//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package private

import (
	"errors"
	"os"
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
