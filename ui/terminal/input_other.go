//go:build !unix

package terminal

import (
	"io"
	"os"
)

// Input is nil: the console hands out whole keys by itself, and Windows ends the
// programs of one that is closed.
func Input(*os.File, func()) io.Reader { return nil }
