//go:build unix

package run

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// job is the dashboard as a job of a shell: it may be stopped, from inside or
// from outside, and goes on later in a terminal that someone else had.
type job struct {
	signals chan os.Signal
	// stopping is set while a stop is our own, whose end needs no second look.
	stopping atomic.Bool
}

// followJob has the terminal given back before the program stops, and taken
// anew when it goes on, until the context ends.
func followJob(ctx context.Context) *job {
	j := &job{signals: make(chan os.Signal, 2)}
	signal.Notify(j.signals, syscall.SIGTSTP, syscall.SIGCONT)
	context.AfterFunc(ctx, func() { signal.Stop(j.signals) })
	return j
}

// tell hands what happens to the program.
func (j *job) tell(ctx context.Context, program *tea.Program) {
	for {
		select {
		case <-ctx.Done():
			return
		case received := <-j.signals:
			switch {
			case received == syscall.SIGTSTP:
				program.Send(tea.SuspendMsg{})
			case !j.stopping.Load():
				// SIGSTOP can't be seen coming, only that it is over.
				program.Send(whileReleased(func() {}))
			}
		}
	}
}

// suspend takes the place of the program's own way to stop, which would only
// send itself the signal that is listened for here.
func (j *job) suspend(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, suspends := msg.(tea.SuspendMsg); suspends {
		return whileReleased(j.stop)
	}
	return msg
}

// stop stops the whole job, as the terminal's own key does, and returns when it
// goes on. It sends SIGSTOP, because Go goes on handling SIGTSTP once it was
// listened for. A job that no shell has is not stopped: nobody would continue it.
func (j *job) stop() {
	session, err := unix.Getsid(0)
	if err != nil || session == unix.Getpgrp() {
		return
	}
	j.stopping.Store(true)
	defer j.stopping.Store(false)
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if syscall.Kill(0, syscall.SIGSTOP) == nil {
		<-continued
	}
}

// whileReleased is the message that has something done while the terminal is as
// it was before the program; then the program takes it again and draws anew.
func whileReleased(do func()) tea.Msg {
	return tea.Exec(released(do), func(error) tea.Msg { return tea.ResumeMsg{} })()
}

// released is a deed in the place of a child process.
type released func()

// rendererEnds is longer than the renderer of a released terminal takes to end.
const rendererEnds = 100 * time.Millisecond

// Run waits first until the renderer before is over. Bubble Tea 2.0.10 takes the
// terminal again without that, and its old renderer may then stop the ticker that
// the new one was just given: nothing would ever be drawn again.
func (r released) Run() error {
	time.Sleep(rendererEnds)
	r()
	return nil
}

func (r released) SetStdin(io.Reader)  {}
func (r released) SetStdout(io.Writer) {}
func (r released) SetStderr(io.Writer) {}
