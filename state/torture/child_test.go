package torture

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// partVariable names the part that a child plays, with its script as JSON.
const partVariable = "COFFER_TORTURE_PART"

// patience bounds every wait for something that takes milliseconds on an idle
// machine.
const patience = time.Minute

// script is what a child is told at its start.
type script struct {
	Part   string       `json:"part"`
	Bank   *bankScript  `json:"bank,omitempty"`
	Engine engineScript `json:"engine,omitzero"`
	// Path is the journal to write, or the folder to mount on.
	Path string `json:"path,omitempty"`
}

// playPart is the main of a child. It ends when its input ends, so that no
// child outlives its parent.
func playPart(part string, in io.Reader, out io.Writer) error {
	var told script
	if err := json.Unmarshal([]byte(part), &told); err != nil {
		return err
	}
	switch told.Part {
	case "bank":
		return playBank(*told.Bank, in, out)
	case "engine":
		return playEngine(told.Engine, in, out)
	case "journal":
		return playJournal(told.Path, in, out)
	case "mount":
		return playMount(told.Path, in, out)
	}
	return fmt.Errorf("no such part: %s", told.Part)
}

// child is another process of this binary, and what it has shown so far.
type child struct {
	command *exec.Cmd
	orders  *json.Encoder
	input   io.Closer
	errors  *bytes.Buffer
	// gone is closed once the process has ended and all it showed was read.
	gone chan struct{}

	mu      sync.Mutex
	seen    []sighting
	changed chan struct{}
}

// startChild starts a child; notice is called with each line, in order.
func startChild(told script, notice func(sighting)) (*child, error) {
	encoded, err := json.Marshal(told)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	started := &child{
		command: exec.Command(self), errors: new(bytes.Buffer),
		gone: make(chan struct{}), changed: make(chan struct{}),
	}
	started.command.Env = append(os.Environ(), partVariable+"="+string(encoded))
	started.command.Stderr = started.errors
	input, err := started.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	started.input, started.orders = input, json.NewEncoder(input)
	output, err := started.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := started.command.Start(); err != nil {
		return nil, err
	}
	go started.read(output, notice)
	return started, nil
}

func (c *child) read(output io.Reader, notice func(sighting)) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line sighting
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			// The kill cut it, so nobody saw it.
			continue
		}
		notice(line)
		c.mu.Lock()
		c.seen = append(c.seen, line)
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
	}
	_ = c.command.Wait()
	close(c.gone)
}

// order tells the child to do something. A child that is gone does nothing.
func (c *child) order(told order) { _ = c.orders.Encode(told) }

// await waits until the lines so far satisfy holds.
func (c *child) await(goal string, holds func([]sighting) bool) error {
	return c.awaitWithin(patience, goal, holds)
}

func (c *child) awaitWithin(bound time.Duration, goal string, holds func([]sighting) bool) error {
	deadline := time.NewTimer(bound)
	defer deadline.Stop()
	for {
		c.mu.Lock()
		seen, changed := c.seen, c.changed
		c.mu.Unlock()
		if holds(seen) {
			return nil
		}
		select {
		case <-changed:
		case <-c.gone:
			return fmt.Errorf("the child ended before %s: %s", goal, c.errors)
		case <-deadline.C:
			return fmt.Errorf("%s did not come within %s", goal, bound)
		}
	}
}

// change waits for the next line, or for as long as the bound.
func (c *child) change(bound time.Duration) error {
	c.mu.Lock()
	changed := c.changed
	c.mu.Unlock()
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	case <-c.gone:
		return fmt.Errorf("the child ended: %s", c.errors)
	}
	return nil
}

// lines is how many lines there were so far.
func (c *child) lines() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

// first is the first line of the kind, once there is one.
func (c *child) first(kind what) (sighting, error) {
	var found sighting
	err := c.await("the line "+string(kind), func(seen []sighting) bool {
		for _, line := range seen {
			if line.What == kind {
				found = line
				return true
			}
		}
		return false
	})
	return found, err
}

// since is the lines after the first so many.
func (c *child) since(mark int) []sighting {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[mark:]
}

// kill ends the child as a power cut does, and returns when it is dead and
// everything that it had shown is read.
func (c *child) kill() error {
	err := c.command.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	_ = c.input.Close()
	<-c.gone
	return errors.Join(err, c.complaint())
}

// stop ends the child as quitting does.
func (c *child) stop() error {
	_ = c.input.Close()
	select {
	case <-c.gone:
	case <-time.After(patience):
		return errors.Join(errors.New("the child does not end"), c.kill())
	}
	return c.complaint()
}

// complaint is whatever the child wrote to its standard error: a data race, a
// panic, a failure.
func (c *child) complaint() error {
	if c.errors.Len() == 0 {
		return nil
	}
	return fmt.Errorf("a child complained: %s", c.errors)
}
