//go:build unix

package command

import (
	"os"

	"golang.org/x/sys/unix"
)

// hungUp reports whether nobody can read any more what is written there: the
// terminal is closed, or the other end of the pipe. A write would tell it, but
// there may be nothing to write for hours.
func hungUp(to *os.File) bool {
	watched := []unix.PollFd{{Fd: int32(to.Fd())}}
	ready, err := unix.Poll(watched, 0)
	return err == nil && ready > 0 && watched[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0
}
