//go:build unix

package diagnosis

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// looseMode is what others may do with a file.
func looseMode(info fs.FileInfo) fs.FileMode { return info.Mode().Perm() & 0o077 }

// freeBytes is how much one may still write on the disk of a folder.
func freeBytes(folder string) (uint64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return uint64(disk.Bavail) * uint64(disk.Bsize), nil
}
