//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package private

import "os"

// lockDatabase locks the database's folder: here the lock of the whole file
// would keep SQLite from its own. So one folder holds one bank.
func lockDatabase(path string) (*os.File, error) { return lockFolderOf(path) }
