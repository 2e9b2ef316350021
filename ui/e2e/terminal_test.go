// Package e2e drives the built program in a real pseudo-terminal, as a person
// would: keys in, screen out.
package e2e

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// patience bounds how long a screen may take to show what it should; it is
// generous, because the machine may be busy with other tests.
const patience = 30 * time.Second

var binary string

// builtElsewhere is a program that is driven in place of the one of these
// sources, to see which tests an earlier one fails.
var builtElsewhere = flag.String("coffer", "", "drive this program instead of building one")

func TestMain(m *testing.M) {
	if os.Getenv(strangerVariable) != "" {
		os.Exit(beStranger())
	}
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	flag.Parse()
	if *builtElsewhere != "" {
		binary = *builtElsewhere
		return m.Run(), nil
	}
	folder, err := os.MkdirTemp("", "coffer-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	binary = filepath.Join(folder, "coffer")
	build := exec.Command("go", "build", "-o", binary, "coffer")
	if output, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build: %w\n%s", err, output)
	}
	return m.Run(), nil
}

// noteSources opens every source of the program: go test keeps results until a
// file that a test itself opened changes, and the build happens elsewhere. What
// is opened before the tests begin doesn't count.
var noteSources = sync.OnceValue(func() error {
	return filepath.WalkDir(filepath.Join("..", ".."), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(path, "testdata") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		switch filepath.Ext(path) {
		case ".go", ".mod", ".sum", ".sql", ".html", ".css":
			_, err = os.ReadFile(path)
		}
		return err
	})
})

// terminal is the program in a pseudo-terminal.
type terminal struct {
	t       *testing.T
	pty     *os.File
	command *exec.Cmd
	ended   chan error

	mu     sync.Mutex
	screen vt10x.Terminal
	// written is everything that the program wrote.
	written bytes.Buffer
	changed chan struct{}
}

type launch struct {
	args       []string
	env        []string
	cols, rows int
	// script, when set, is what a shell with job control runs; the program is
	// $COFFER in it.
	script string
}

// run starts the program with an environment of its own, so that nothing of
// the person's who runs the tests is read or written.
func run(t *testing.T, with launch) *terminal {
	t.Helper()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	if with.cols == 0 {
		with.cols, with.rows = 120, 36
	}
	command := exec.Command(binary, with.args...)
	command.Env = append(isolated(t), with.env...)
	if with.script != "" {
		env := append(command.Env, "COFFER="+binary)
		command = exec.Command("sh", "-m", "-c", with.script)
		command.Env = env
	}
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: uint16(with.cols), Rows: uint16(with.rows)})
	if err != nil {
		t.Fatal(err)
	}
	file = interruptible(t, file)
	started := &terminal{
		t:       t,
		pty:     file,
		command: command,
		ended:   make(chan error, 1),
		screen:  vt10x.New(vt10x.WithSize(with.cols, with.rows)),
		changed: make(chan struct{}, 1),
	}
	read := make(chan struct{})
	go func() { defer close(read); started.read() }()
	go func() {
		err := command.Wait()
		<-read
		started.ended <- err
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = file.Close()
	})
	return started
}

func isolated(t testing.TB) []string {
	home := t.TempDir()
	return []string{
		"HOME=" + home,
		"XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"PATH=" + os.Getenv("PATH"),
		"TERM=xterm-256color",
		"LANG=C.UTF-8",
		"TZ=UTC",
	}
}

func (s *terminal) read() {
	buffer := make([]byte, 32<<10)
	for {
		n, err := s.pty.Read(buffer)
		s.mu.Lock()
		s.written.Write(buffer[:n])
		_, _ = s.screen.Write(buffer[:n])
		s.mu.Unlock()
		select {
		case s.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// text is the screen as it is now, without the blanks at line ends.
func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(s.screen.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// raw is everything that the program wrote to the terminal.
func (s *terminal) raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written.String()
}

// press types keys as a person does: one after the other.
func (s *terminal) press(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		if _, err := io.WriteString(s.pty, key); err != nil {
			s.t.Fatalf("press %q: %v", key, err)
		}
	}
}

// waitFor waits until the screen shows every one of the texts.
func (s *terminal) waitFor(texts ...string) string {
	s.t.Helper()
	return s.wait(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

func (s *terminal) wait(what string, holds func(screen string) bool) string {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		if screen := s.text(); holds(screen) {
			return screen
		}
		select {
		case <-s.changed:
		case err := <-s.ended:
			s.ended <- err
			if screen := s.text(); holds(screen) {
				return screen
			}
			s.t.Fatalf("the program ended (%v) before it showed %s:\n%s", err, what, s.text())
		case <-deadline:
			s.t.Fatalf("the screen never showed %s:\n%s", what, s.text())
		}
	}
}

func (s *terminal) resize(cols, rows int) {
	s.t.Helper()
	s.mu.Lock()
	s.screen.Resize(cols, rows)
	s.mu.Unlock()
	if err := pty.Setsize(s.pty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the program's end and tells its status.
func (s *terminal) exit() int {
	s.t.Helper()
	select {
	case err := <-s.ended:
		s.ended <- err
		return statusOf(s.t, err)
	case <-time.After(patience):
		s.t.Fatalf("the program did not end:\n%s", s.text())
		return -1
	}
}

// kill ends the program as a power cut would.
func (s *terminal) kill() {
	s.t.Helper()
	if err := s.command.Process.Signal(syscall.SIGKILL); err != nil {
		s.t.Fatal(err)
	}
	s.exit()
}

func statusOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	default:
		t.Fatal(err)
		return -1
	}
}

// command runs the program without a terminal.
func command(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	made := exec.CommandContext(ctx, binary, args...)
	made.Env = append(isolated(t), env...)
	var out, problem bytes.Buffer
	made.Stdout, made.Stderr = &out, &problem
	err := made.Run()
	return out.String(), problem.String(), statusOf(t, err)
}

// pressUntil presses a key again until the screen shows the texts: a dialog
// that moves money ignores keys until the keyboard was quiet.
func (s *terminal) pressUntil(key string, texts ...string) {
	s.t.Helper()
	for range 20 {
		time.Sleep(500 * time.Millisecond)
		s.press(key)
		deadline := time.After(500 * time.Millisecond)
		for waiting := true; waiting; {
			shown := true
			for _, text := range texts {
				shown = shown && strings.Contains(s.text(), text)
			}
			if shown {
				return
			}
			select {
			case <-s.changed:
			case <-deadline:
				waiting = false
			}
		}
	}
	s.waitFor(texts...)
}

// leave presses escape and waits until the dialog is gone: a key that follows
// an escape at once is another key.
func (s *terminal) leave(title string) {
	s.t.Helper()
	s.press(escape)
	s.wait("no "+title, func(screen string) bool { return !strings.Contains(screen, title) })
}

// rest is the quiet that a dialog which moves money waits for, and that tells
// an escape from the beginning of another key.
func (s *terminal) rest() { time.Sleep(600 * time.Millisecond) }

// glance gives the program the time to draw what a key changed.
func (s *terminal) glance() {
	select {
	case <-s.changed:
	case <-time.After(200 * time.Millisecond):
	}
	time.Sleep(30 * time.Millisecond)
}

// quit leaves whatever is open, and then the program.
func (s *terminal) quit() {
	s.t.Helper()
	for range 10 {
		s.press(escape)
		s.rest()
		_, _ = io.WriteString(s.pty, "q")
		select {
		case err := <-s.ended:
			s.ended <- err
			return
		case <-time.After(time.Second):
		}
	}
	s.t.Fatalf("the program did not end:\n%s", s.text())
}
