//go:build !linux

package private

import "os"

// lockDatabase is nil: on BSD and macOS the lock of a whole file would keep
// SQLite from its own, and Windows removes no file that is open.
func lockDatabase(string) (*os.File, error) { return nil, nil }
