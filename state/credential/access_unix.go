//go:build !windows

package credential

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openWithoutWaiting doesn't wait for a writer where the path is a pipe.
func openWithoutWaiting(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func checkAccess(info fs.FileInfo) error {
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: its mode is %04o", ErrExposed, mode)
	}
	owner, isKnown := info.Sys().(*syscall.Stat_t)
	if isKnown && int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: it belongs to user %d, and you are user %d", errForeign, owner.Uid, os.Geteuid())
	}
	return nil
}
