package browser

import (
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	// redirectLife is how long a browser may take to read the file.
	redirectLife = 30 * time.Second
	// redirectName is what the files are called; * is a random number.
	redirectName = "coffer-approval-*.html"
)

// redirects are the files that are still there.
var redirects sync.Map

// writeRedirect writes a page that leads to an address, for this user alone. It
// is removed once a browser has had the time to read it.
func writeRedirect(folder, address string) (string, error) {
	removeStale(folder)
	file, err := os.CreateTemp(folder, redirectName)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(file, `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">`+
		`<meta http-equiv="refresh" content="0; url=%[1]s"><title>Approval page</title><a href="%[1]s">Open the approval page</a>`+"\n",
		html.EscapeString(address))
	if err := errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	redirects.Store(file.Name(), time.AfterFunc(redirectLife, func() { remove(file.Name()) }))
	return file.Name(), nil
}

// Close removes what was written for browsers and is still there. Nothing is
// opened afterwards.
func Close() {
	redirects.Range(func(path, timer any) bool {
		timer.(*time.Timer).Stop()
		remove(path.(string))
		return true
	})
}

func remove(path string) {
	_ = os.Remove(path)
	redirects.Delete(path)
}

// removeStale removes what a program that was killed left behind.
func removeStale(folder string) {
	left, _ := filepath.Glob(filepath.Join(folder, redirectName))
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > redirectLife {
			_ = os.Remove(path)
		}
	}
}

// folder is where a browser can read a file of this user: where browsers come
// as snaps they see neither the temporary folders nor hidden ones.
func folder() string {
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		if _, err := os.Stat(filepath.Join(home, "snap")); err == nil {
			return home
		}
	}
	if run := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(run) {
		return run
	}
	return os.TempDir()
}
