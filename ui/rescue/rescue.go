// Package rescue gives the terminal back after a crash, and says in a few
// lines what happened. A second process of the same program watches the first:
// whatever ends the first, a panic in any goroutine, a fatal error of the
// runtime or a kill, the second one is still there to clean up.
//
// It never prints a stack trace, a secret or a control character.
package rescue

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"time"
)

const (
	// marker tells a process that it is the watcher.
	marker = "COFFER_WATCHER"
	// farewell is what the program says when it ends as it should.
	farewell = "\x00done\x00"
	// readiness bounds how long the program waits for its watcher.
	readiness = 2 * time.Second
)

// Watch is a running watcher.
type Watch struct {
	command *exec.Cmd
	line    *os.File
	ready   chan error
	// unsilence gives standard error back.
	unsilence func() error
}

// Watching reports whether this process is a watcher, which has to call Stand
// and nothing else.
func Watching() bool { return os.Getenv(marker) != "" }

// Begin starts a watcher over this process and the terminal on standard
// output. Await it before the terminal is changed.
func Begin() (*Watch, error) {
	itself, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("watch the terminal: %w", err)
	}
	heard, line, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("watch the terminal: %w", err)
	}
	defer heard.Close()
	command := exec.Command(itself)
	command.Env = append(os.Environ(), marker+"=1")
	command.Stdin, command.Stdout = heard, os.Stdout
	readable, err := command.StderrPipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("watch the terminal: %w", err), line.Close())
	}
	if err := command.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("watch the terminal: %w", err), line.Close())
	}
	watch := &Watch{command: command, line: line, ready: make(chan error, 1), unsilence: func() error { return nil }}
	go func() {
		_, err := io.ReadFull(readable, make([]byte, 1))
		watch.ready <- err
	}()
	return watch, nil
}

// Await returns once the watcher knows what the terminal was like, and has the
// runtime report crashes to it.
func (w *Watch) Await() error {
	select {
	case err := <-w.ready:
		if err != nil {
			return fmt.Errorf("watch the terminal: %w", err)
		}
	case <-time.After(readiness):
		return errors.New("watch the terminal: the watcher does not answer")
	}
	if err := debug.SetCrashOutput(w.line, debug.CrashOptions{}); err != nil {
		return fmt.Errorf("watch the terminal: %w", err)
	}
	var err error
	w.unsilence, err = silence()
	return err
}

// End tells the watcher that all is well, and waits until it is gone.
func (w *Watch) End() error {
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	_, said := io.WriteString(w.line, farewell)
	return errors.Join(w.unsilence(), said, w.line.Close(), w.command.Wait())
}
