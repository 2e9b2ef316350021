package diagnosis

import (
	"io/fs"

	"golang.org/x/sys/windows"
)

// looseMode is nothing: here a file's mode doesn't tell who may do what with it.
func looseMode(fs.FileInfo) fs.FileMode { return 0 }

// freeBytes is how much one may still write on the disk of a folder.
func freeBytes(folder string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
	return free, err
}
