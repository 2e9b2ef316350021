//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package private

import "os"

// lockDatabase is nil: Windows removes no file that is open.
func lockDatabase(string) (*os.File, error) { return nil, nil }
