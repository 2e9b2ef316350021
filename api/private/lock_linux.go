package private

import "os"

// lockDatabase locks the database itself: Linux keeps the lock of a whole file
// apart from those of its parts, which are SQLite's.
func lockDatabase(path string) (*os.File, error) {
	opened, err := OpenFile(path, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	return lockOpen(opened)
}
