// Package rescue gives the terminal back after a crash, and says in a few
// lines what happened. A second process of the same program watches the first:
// whatever ends the first, a panic in any goroutine, a fatal error of the
// runtime or a kill, the second one is still there to clean up.
//
// It never prints a stack trace, a secret or a control character.
package rescue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"

	"github.com/charmbracelet/x/term"
)

const (
	// marker tells a process that it is the watcher, and what the terminal was
	// like.
	marker = "COFFER_WATCHER"
	// farewell is what the program says when it ends as it should.
	farewell = "\x00done\x00"
	// keepTitle has the terminal put the window's title by, and giveTitleBack
	// has it shown again. Terminals without a stack of titles ignore both.
	keepTitle, giveTitleBack = "\x1b[22;2t", "\x1b[23;2t"
)

// Watch is a running watcher.
type Watch struct {
	command *exec.Cmd
	line    *os.File
	// unsilence gives standard error back.
	unsilence func() error
}

// Watching reports whether this process is a watcher, which has to call Stand
// and nothing else.
func Watching() bool { return os.Getenv(marker) != "" }

// Begin starts a watcher over this process and the terminal on standard
// output, and has the runtime report crashes to it. The watcher is told what
// the terminal is like now, so nobody has to wait until it has come up: what
// the line holds when the program ends is read by it then.
func Begin() (*Watch, error) {
	watch, err := begin()
	if err != nil {
		return nil, fmt.Errorf("watch the terminal: %w", err)
	}
	return watch, nil
}

func begin() (*Watch, error) {
	itself, err := os.Executable()
	if err != nil {
		return nil, err
	}
	before, err := term.GetState(os.Stdout.Fd())
	if err != nil {
		return nil, err
	}
	noted, err := json.Marshal(before)
	if err != nil {
		return nil, err
	}
	heard, line, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer heard.Close()
	command := exec.Command(itself)
	command.Env = append(os.Environ(), marker+"="+string(noted))
	command.Stdin, command.Stdout = heard, os.Stdout
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, line.Close())
	}
	watch := &Watch{command: command, line: line}
	if err := debug.SetCrashOutput(line, debug.CrashOptions{}); err != nil {
		return nil, errors.Join(err, line.Close(), command.Wait())
	}
	if watch.unsilence, err = silence(); err != nil {
		return watch, err
	}
	_, err = io.WriteString(os.Stdout, keepTitle)
	return watch, err
}

// End tells the watcher that all is well, and waits until it is gone.
func (w *Watch) End() error {
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	_, _ = io.WriteString(os.Stdout, giveTitleBack)
	_, said := io.WriteString(w.line, farewell)
	return errors.Join(w.unsilence(), said, w.line.Close(), w.command.Wait())
}
