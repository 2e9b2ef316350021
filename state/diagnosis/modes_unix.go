//go:build unix

package diagnosis

import "io/fs"

// looseMode is what others may do with a file.
func looseMode(info fs.FileInfo) fs.FileMode { return info.Mode().Perm() & 0o077 }
