//go:build unix

package rescue

import (
	"os"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// silence keeps the runtime, and whatever else writes to standard error, from
// drawing over the screen. The returned function undoes it. Standard error
// that goes elsewhere than to the terminal is left alone.
func silence() (undo func() error, err error) {
	nothing := func() error { return nil }
	fd := int(os.Stderr.Fd())
	if !term.IsTerminal(uintptr(fd)) {
		return nothing, nil
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nothing, err
	}
	defer null.Close()
	kept, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nothing, err
	}
	if err := unix.Dup2(int(null.Fd()), fd); err != nil {
		return nothing, err
	}
	return func() error {
		defer unix.Close(kept)
		return unix.Dup2(kept, fd)
	}, nil
}
