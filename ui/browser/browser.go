// Package browser opens pages beside the terminal. Whatever a browser prints
// never reaches the screen, and what only the person may know of an address
// never stands on a command line, where every user of the machine reads it.
package browser

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"

	launcher "github.com/cli/browser"

	"coffer/state"
)

// Find returns what opens a page in a browser, or nil where there is none to
// open: without a graphical session, or over SSH.
func Find() func(address string) error {
	graphical := runtime.GOOS != "linux" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	if !graphical || os.Getenv("SSH_CONNECTION") != "" {
		return nil
	}
	launcher.Stdout, launcher.Stderr = io.Discard, io.Discard
	return opener(launcher.OpenURL, launcher.OpenFile)
}

// opener opens an address by itself, and one that holds a token by a private
// file that leads there.
func opener(openURL, openFile func(string) error) func(address string) error {
	return func(address string) error {
		if !state.HoldsToken(address) {
			return plain(openURL(address))
		}
		path, err := writeRedirect(folder(), address)
		if err != nil {
			return plain(err)
		}
		return plain(openFile(path))
	}
}

// plain is an error of a start as a person reads it behind a colon.
func plain(err error) error {
	var ended *exec.ExitError
	var onDisk *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("there is no program that opens pages, like xdg-open%w", quiet{err})
	case errors.As(err, &ended):
		return fmt.Errorf("the program that opens pages ended with status %d%w", ended.ExitCode(), quiet{err})
	case errors.As(err, &onDisk):
		return fmt.Errorf("no file that leads there can be written: %w", onDisk.Err)
	}
	return err
}

// quiet is a cause that says nothing more.
type quiet struct{ error }

func (quiet) Error() string   { return "" }
func (q quiet) Unwrap() error { return q.error }
