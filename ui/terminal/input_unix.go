//go:build unix

package terminal

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Input is a terminal's line with its late answers put together; nil where in
// is no terminal. When the terminal is gone, gone is called, for each read that
// finds it so: whoever ignores SIGHUP, as under nohup, learns it from nothing
// else.
func Input(in *os.File, gone func()) io.Reader {
	if !term.IsTerminal(in.Fd()) {
		return nil
	}
	return &input{File: in, gone: gone}
}

// input has the methods of a file, which is how others find the terminal.
type input struct {
	*os.File
	gone   func()
	joiner joiner
}

// Read returns keys and complete answers. It waits beyond the first byte only
// for the rest of what isn't complete.
func (i *input) Read(into []byte) (int, error) {
	for {
		// What is held is passed on together with what comes now.
		n, err := i.File.Read(into[:max(len(into)-len(i.joiner.held), 1)])
		if over(err) {
			i.gone()
		}
		passed := i.joiner.add(into[:n], time.Now())
		if patience := i.joiner.patience(time.Now()); err == nil && len(passed) == 0 && patience > 0 {
			if readable(i.File, patience) {
				continue
			}
			passed = i.joiner.give(time.Now())
		}
		return copy(into, passed), err
	}
}

// over reports whether an error of a read is a terminal's end: one without line
// editing has no end otherwise.
func over(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, unix.EIO) || errors.Is(err, unix.ENXIO)
}

// readable waits until something can be read, or the time is over.
func readable(file *os.File, wait time.Duration) bool {
	ends := time.Now().Add(wait)
	for {
		left := max(time.Until(ends), 0)
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLIN}}, int(left/time.Millisecond)+1)
		if err == unix.EINTR && left > 0 {
			continue
		}
		return err == nil && ready > 0
	}
}
