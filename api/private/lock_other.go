//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package private

import "os"

const noFollow = 0

// lockItself is nil: here the file alone is locked. Windows doesn't remove one
// that is open.
func lockItself(string) (*os.File, error) { return nil, nil }

// lockedFolders has none: here no folder is locked.
var lockedFolders folders

type folders struct{}

func (folders) note(*os.File) {}

func (folders) forget(*os.File) {}
