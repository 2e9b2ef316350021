// Package abilities finds out what a terminal can do, for the doctor: what it
// answers when it is asked, and what it is known for otherwise.
//
// It asks only a terminal, never waits long, and says so where it can't tell.
package abilities

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"coffer/state/diagnosis"
)

const (
	// narrowest and lowest are what the dashboard wants for its lists.
	narrowest, lowest = 60, 16
	// answerTime is how long a terminal may take, over a slow line too.
	answerTime = time.Second
)

// Terminal is what is looked at.
type Terminal struct {
	In, Out *os.File
	// Environ is the environment, as of os.Environ.
	Environ []string
}

// Check finds out what the terminal can do. Nothing is asked of what is no
// terminal.
func (t Terminal) Check(ctx context.Context) []diagnosis.Finding {
	if !term.IsTerminal(t.Out.Fd()) || !term.IsTerminal(t.In.Fd()) {
		return []diagnosis.Finding{{
			Name: "terminal", Verdict: diagnosis.Warn, Detail: "can't tell: input or output is not a terminal",
			Advice: "Run coffer doctor in the terminal that the dashboard is for, without a pipe.",
		}}
	}
	width, height, err := term.GetSize(t.Out.Fd())
	if err != nil {
		width, height = 0, 0
	}
	return t.findings(width, height, colorprofile.Detect(t.Out, t.Environ), ask(ctx, t.In, t.Out, answerTime))
}

func (t Terminal) findings(width, height int, colours colorprofile.Profile, told answers) []diagnosis.Finding {
	found := []diagnosis.Finding{t.terminal(told), size(width, height), t.colour(colours), t.text()}
	found = append(found, t.links(), t.clipboard(told),
		told.mode("mouse", modeMouse, "The keyboard does everything that the mouse does."),
		told.mode("focus", modeFocus, "Notices come although the window is in front; nothing is lost."),
		told.mode("synchronized output", modeSynchronized, "Fast changes may flicker; nothing is lost."))
	return append(found, t.multiplexer()...)
}

// value is a variable of the environment.
func (t Terminal) value(name string) string {
	for _, variable := range t.Environ {
		if key, value, _ := strings.Cut(variable, "="); key == name {
			return value
		}
	}
	return ""
}

func (t Terminal) terminal(told answers) diagnosis.Finding {
	found := diagnosis.Finding{Name: "terminal", Verdict: diagnosis.OK, Detail: t.name()}
	if t.value("TERM") == "dumb" || t.value("TERM") == "" && runtime.GOOS != "windows" {
		found.Verdict, found.Detail = diagnosis.Fail, "TERM names no terminal that can be drawn on"
		found.Advice = "Use another terminal, or set TERM to what yours is, like xterm-256color."
		return found
	}
	if !told.heard {
		found.Detail += ", which answers no question"
	}
	return found
}

func (t Terminal) name() string {
	for _, name := range []string{"TERM_PROGRAM", "LC_TERMINAL", "TERM"} {
		if value := t.value(name); value != "" {
			return value
		}
	}
	return "a terminal without a name"
}

func size(width, height int) diagnosis.Finding {
	found := diagnosis.Finding{Name: "size", Verdict: diagnosis.OK, Detail: fmt.Sprintf("%d × %d", width, height)}
	switch {
	case width <= 0 || height <= 0:
		found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "can't tell", "Run stty size; if it says 0 0, set it with stty cols 120 rows 36."
	case width < narrowest || height < lowest:
		found.Verdict, found.Advice = diagnosis.Warn, fmt.Sprintf("Make the window %d × %d or larger to see more than one panel.", narrowest, lowest)
	}
	return found
}

func (t Terminal) colour(profile colorprofile.Profile) diagnosis.Finding {
	found := diagnosis.Finding{Name: "colour", Verdict: diagnosis.OK}
	switch {
	case t.value("NO_COLOR") != "":
		found.Detail = "off, by NO_COLOR"
	case profile == colorprofile.TrueColor:
		found.Detail = "16 million"
	case profile == colorprofile.ANSI256:
		found.Detail = "256"
	case profile == colorprofile.ANSI:
		found.Detail = "16"
	default:
		found.Verdict, found.Detail = diagnosis.Warn, "none: states are told apart by glyph and word"
		found.Advice = "Set TERM to what your terminal is, or COLORTERM=truecolor."
	}
	return found
}

func (t Terminal) text() diagnosis.Finding {
	found := diagnosis.Finding{Name: "text", Verdict: diagnosis.OK, Detail: "UTF-8"}
	if runtime.GOOS == "windows" {
		return found
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := t.value(name); value != "" {
			if locale := strings.ToLower(value); strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8") {
				return found
			}
			found.Verdict, found.Detail = diagnosis.Warn, name+" is "+value+", not UTF-8: lines and marks may come out as other signs"
			found.Advice = "export LANG=C.UTF-8"
			return found
		}
	}
	found.Verdict, found.Detail, found.Advice = diagnosis.Warn, "can't tell: no locale is set", "export LANG=C.UTF-8"
	return found
}

// multiplexer says what stands between the dashboard and the window.
func (t Terminal) multiplexer() []diagnosis.Finding {
	switch {
	case t.value("TMUX") != "":
		return []diagnosis.Finding{{
			Name: "tmux", Verdict: diagnosis.OK, Detail: "between the dashboard and the window, and answers in its place",
			Advice: "For copying: tmux set -s set-clipboard on. For focus: set -g focus-events on. For links: tmux 3.4 or newer.",
		}}
	case t.value("STY") != "":
		return []diagnosis.Finding{{
			Name: "screen", Verdict: diagnosis.Warn, Detail: "between the dashboard and the window; it passes neither links nor the clipboard on",
			Advice: "Use tmux, or no multiplexer, if you want those.",
		}}
	}
	return nil
}
