package accessible

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"coffer/state"
)

// longestLine is more than anyone types.
const longestLine = 4 << 10

// readLines brings what is typed, line by line, and ends with the input. A
// read can't be called back, so it may outlive the dialogue by one line.
func readLines(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(make([]byte, 0, longestLine), longestLine)
		for scanner.Scan() {
			select {
			case lines <- strings.TrimSpace(scanner.Text()):
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// ask says a question and waits for the line that answers it. Errors: io.EOF
// when the input ends.
func (t *talk) ask(question string) (string, error) {
	fmt.Fprintf(t.Out, "%s ", question)
	return t.next()
}

func (t *talk) next() (string, error) {
	for {
		select {
		case line, open := <-t.lines:
			if !open {
				return "", io.EOF
			}
			return line, nil
		case <-t.woken:
			// What changed is said at the next question.
		case <-t.ctx.Done():
			return "", t.ctx.Err()
		}
	}
}

// until asks again until the answer is taken; "stop" gives up, which it reports.
func (t *talk) until(question string, takes func(answer string) *state.Problem) (stopped bool, err error) {
	for {
		answer, err := t.ask(question)
		if err != nil {
			return false, err
		}
		if strings.EqualFold(answer, "stop") {
			t.say("Stopped. Nothing was sent.")
			return true, nil
		}
		problem := takes(answer)
		if problem == nil {
			return false, nil
		}
		t.say("%s", problem.Error())
	}
}

// await waits until the view holds what is waited for, at most so long, and
// reports whether it does.
func (t *talk) await(most time.Duration, holds func(*state.View) bool) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for {
		if holds(t.view()) {
			return true
		}
		select {
		case <-t.woken:
		case <-timer.C:
			return holds(t.view())
		case <-t.ctx.Done():
			return false
		}
	}
}
