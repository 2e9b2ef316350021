// Package terminal is what this terminal and its machine offer beside drawing:
// a clipboard of their own, and a progress bar. It looks at the environment
// alone: an answer of a terminal may never come.
package terminal

import (
	"runtime"
	"strings"

	"github.com/atotto/clipboard"

	"coffer/state"
)

// Drawable is nil where the terminal can be drawn on as far as TERM tells.
// Errors: *state.Problem, which names what works there.
func Drawable(getenv func(string) string) error {
	kind := getenv("TERM")
	if runtime.GOOS == "windows" || kind != "" && kind != "dumb" && kind != "unknown" {
		return nil
	}
	happened := "This terminal can't be drawn on: TERM is " + kind + "."
	if kind == "" {
		happened = "This terminal can't be drawn on: TERM is not set."
	}
	return &state.Problem{
		Happened: happened,
		Meaning:  "Nothing was opened or sent.",
		Advice:   "coffer --accessible does the same jobs line by line, in any terminal; or set TERM to what yours is, like xterm-256color.",
	}
}

// Clipboard returns what copies into the machine's own clipboard, or nil where
// there is none to reach: without a graphical session, without a program for
// it, or over SSH, where the clipboard of the other machine is the wrong one.
// The terminal is asked to copy as well, always.
func Clipboard(getenv func(string) string) func(text string) error {
	graphical := runtime.GOOS != "linux" || getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != ""
	if !graphical || getenv("SSH_CONNECTION") != "" || clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll
}

// ShowsProgress reports whether the terminal is known to take OSC 9;4 for a
// progress bar. Some others take it for a notification and would call the
// person once a second.
func ShowsProgress(getenv func(string) string) bool {
	if getenv("TMUX") != "" || strings.HasPrefix(getenv("TERM"), "screen") {
		return false
	}
	switch getenv("TERM_PROGRAM") {
	case "ghostty", "WezTerm":
		return true
	}
	return getenv("WT_SESSION") != "" || getenv("ConEmuANSI") == "ON"
}
