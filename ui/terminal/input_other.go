//go:build !unix

package terminal

import (
	"io"
	"os"
)

// Input is nil: the console hands out whole keys by itself.
func Input(*os.File) io.Reader { return nil }
