package credential

import (
	"io/fs"
	"os"
)

func openWithoutWaiting(path string) (*os.File, error) { return os.Open(path) }

// checkAccess finds nothing: the modes that Go reports on Windows say nothing
// about who has access.
func checkAccess(fs.FileInfo) error { return nil }
