// Package browser opens pages beside the terminal. Whatever a browser prints
// never reaches the screen, and what only the person may know of an address
// never stands on a command line, where every user of the machine reads it.
package browser

import (
	"io"
	"os"
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
			return openURL(address)
		}
		path, err := writeRedirect(folder(), address)
		if err != nil {
			return err
		}
		return openFile(path)
	}
}
