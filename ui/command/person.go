package command

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strings"

	"github.com/charmbracelet/x/term"

	"coffer/state"
)

// Person names who runs this program, for the audit trail.
func Person() string {
	current, err := user.Current()
	if err == nil {
		return state.SafeText(current.Username)
	}
	if name := state.SafeText(os.Getenv("USER")); name != "" {
		return name
	}
	return "unknown"
}

// isAttended reports whether a person can read a question and answer it.
func (r *run) isAttended() bool {
	return isTerminal(r.called.InOrStdin()) && isTerminal(r.called.ErrOrStderr())
}

func isTerminal(stream any) bool {
	file, isFile := stream.(*os.File)
	return isFile && term.IsTerminal(file.Fd())
}

// askBack asks for a yes. Anything else is a no, and so is an interrupt.
func (r *run) askBack(question string) error {
	fmt.Fprint(r.called.ErrOrStderr(), printable(question)+" [y/N] ")
	answered := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(r.called.InOrStdin()).ReadString('\n')
		answered <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case answer := <-answered:
		if answer == "y" || answer == "yes" {
			return nil
		}
		return errors.New("nothing was sent: it was not confirmed")
	case <-r.Done():
		fmt.Fprintln(r.called.ErrOrStderr())
		return r.Err()
	}
}
