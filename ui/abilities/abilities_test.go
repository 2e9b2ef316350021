//go:build linux || darwin

package abilities

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"coffer/state/diagnosis"
)

// opened is a terminal; answer is what it says once it has been asked.
func opened(t *testing.T, answer string) *os.File {
	t.Helper()
	behind, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(behind, &pty.Winsize{Cols: 120, Rows: 36}); err != nil {
		t.Fatal(err)
	}
	go func() {
		var asked []byte
		buffer := make([]byte, 256)
		for {
			n, err := behind.Read(buffer)
			asked = append(asked, buffer[:n]...)
			if answer != "" && bytes.HasSuffix(asked, []byte("\x1b[c")) {
				_, _ = behind.WriteString(answer)
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		terminal.Close()
		behind.Close()
	})
	return terminal
}

func verdicts(t *testing.T, on Terminal) map[string]diagnosis.Finding {
	t.Helper()
	found := make(map[string]diagnosis.Finding)
	for _, finding := range on.Check(t.Context()) {
		if finding.Verdict != diagnosis.OK && finding.Advice == "" {
			t.Errorf("%s doesn't say what to do: %+v", finding.Name, finding)
		}
		found[finding.Name] = finding
	}
	return found
}

func TestATerminalThatAnswersIsBelieved(t *testing.T) {
	t.Parallel()
	terminal := opened(t, "\x1b[?1006;2$y\x1b[?1004;0$y\x1b[?2026;1$y\x1b[?64;1;52c")
	found := verdicts(t, Terminal{In: terminal, Out: terminal, Environ: []string{"TERM=xterm-256color", "LANG=de_DE.UTF-8", "COLORTERM=truecolor"}})
	for name, verdict := range map[string]diagnosis.Verdict{
		"terminal": diagnosis.OK, "size": diagnosis.OK, "colour": diagnosis.OK, "text": diagnosis.OK, "links": diagnosis.Warn,
		"clipboard": diagnosis.OK, "mouse": diagnosis.OK, "focus": diagnosis.Warn, "synchronized output": diagnosis.OK,
	} {
		if found[name].Verdict != verdict {
			t.Errorf("%s: %+v", name, found[name])
		}
	}
	if !strings.Contains(found["size"].Detail, "120 × 36") || !strings.Contains(found["focus"].Detail, "no, as the terminal says") {
		t.Errorf("%+v", found)
	}
	modes, err := term.GetState(terminal.Fd())
	if err != nil || modes.Lflag == 0 {
		t.Errorf("the terminal was left raw (%v)", err)
	}
}

func TestATerminalThatSaysNothingIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	terminal := opened(t, "")
	began := time.Now()
	found := verdicts(t, Terminal{In: terminal, Out: terminal, Environ: []string{"TERM=xterm", "LANG=C.UTF-8"}})
	if took := time.Since(began); took > 10*answerTime {
		t.Errorf("it took %s", took)
	}
	for _, name := range []string{"mouse", "focus", "synchronized output", "clipboard", "links"} {
		if found[name].Verdict != diagnosis.Warn || !strings.HasPrefix(found[name].Detail, "can't tell") {
			t.Errorf("%s: %+v", name, found[name])
		}
	}
	if !strings.Contains(found["terminal"].Detail, "answers no question") {
		t.Errorf("%+v", found["terminal"])
	}
}

func TestWhatIsNoTerminalIsAskedNothing(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	found := verdicts(t, Terminal{In: file, Out: file})
	if len(found) != 1 || found["terminal"].Verdict != diagnosis.Warn {
		t.Errorf("%+v", found)
	}
	if info, err := file.Stat(); err != nil || info.Size() > 0 {
		t.Errorf("it was written to (%v)", err)
	}
}

func TestWhatTheEnvironmentTells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		environ []string
		name    string
		verdict diagnosis.Verdict
		words   string
	}{
		{[]string{"TERM=dumb"}, "terminal", diagnosis.Fail, "can be drawn on"},
		{[]string{"TERM=xterm", "NO_COLOR=yes"}, "colour", diagnosis.OK, "NO_COLOR"},
		{[]string{"TERM=xterm", "LANG=C"}, "text", diagnosis.Warn, "not UTF-8"},
		{[]string{"TERM=xterm", "LC_ALL=POSIX", "LANG=C.UTF-8"}, "text", diagnosis.Warn, "LC_ALL is POSIX"},
		{[]string{"TERM=xterm-256color", "VTE_VERSION=7600"}, "links", diagnosis.OK, "OSC 8"},
		{[]string{"TERM=xterm-kitty"}, "clipboard", diagnosis.OK, "OSC 52"},
		{[]string{"TERM=xterm-256color", "TERM_PROGRAM=Apple_Terminal"}, "clipboard", diagnosis.Warn, "none"},
		{[]string{"TERM=tmux-256color", "TMUX=/tmp/x", "TERM_PROGRAM=WezTerm"}, "links", diagnosis.Warn, "can't tell"},
		{[]string{"TERM=tmux-256color", "TMUX=/tmp/x"}, "tmux", diagnosis.OK, "set-clipboard"},
		{[]string{"TERM=screen", "STY=1.x"}, "screen", diagnosis.Warn, "passes neither"},
	} {
		found := Terminal{Environ: test.environ}.findings(100, 30, 0, answers{})
		at := slices.IndexFunc(found, func(f diagnosis.Finding) bool { return f.Name == test.name })
		if at < 0 || found[at].Verdict != test.verdict || !strings.Contains(found[at].Detail+found[at].Advice, test.words) {
			t.Errorf("%v: %+v", test.environ, found)
		}
	}
	if small := size(40, 10); small.Verdict != diagnosis.Warn {
		t.Errorf("%+v", small)
	}
}
