//go:build unix

package torture

import (
	"os/signal"
	"syscall"
)

// canLimit tells that limitFiles works here.
const canLimit = true

// limitFiles makes every write to a file beyond the size fail, as a disk does
// that takes no more; below zero there is no limit. It is for children only.
func limitFiles(bytes int64) error {
	// A write beyond the limit must fail, not kill.
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	if bytes >= 0 {
		limit.Cur = uint64(bytes)
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}
