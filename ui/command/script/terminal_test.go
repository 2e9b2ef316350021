package script

import (
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestNoCommandAsksTheTerminal runs in a terminal that never answers: a
// question would cost seconds of waiting, and its answer would end up in the
// shell.
func TestNoCommandAsksTheTerminal(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"help":      {"--help"},
		"of one":    {"help", "spend", "create"},
		"version":   {"--version"},
		"misspelt":  {"spnd"},
		"an error":  {"status"},
		"a flag":    {"--frehs"},
		"settings":  {"config", "show"},
		"a profile": {"--profile", "nowhere"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrote := inTerminal(t, nil, args)
			for _, question := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[c", "\x1b[6n", "\x1b[?"} {
				if strings.Contains(wrote, question) {
					t.Errorf("it asks %q:\n%q", question, wrote)
				}
			}
			if wrote == "" {
				t.Error("it says nothing")
			}
		})
	}
}

func TestHelpHasColoursUnlessNoneAreWanted(t *testing.T) {
	t.Parallel()
	if wrote := inTerminal(t, nil, []string{"--help"}); !strings.Contains(wrote, "\x1b[") {
		t.Errorf("it has no styles:\n%q", wrote)
	}
	for _, value := range []string{"1", "yes"} {
		wrote := inTerminal(t, []string{"NO_COLOR=" + value}, []string{"--help"})
		for _, colour := range []string{"\x1b[3", "\x1b[9", "\x1b[4", ";3", ";4"} {
			if strings.Contains(wrote, colour) {
				t.Errorf("with NO_COLOR=%s it has %q:\n%q", value, colour, wrote)
			}
		}
	}
}

// inTerminal is what a command writes to a terminal that never answers.
func inTerminal(t *testing.T, env, args []string) string {
	t.Helper()
	home := t.TempDir()
	command := exec.CommandContext(t.Context(), filepath.Join(bin, "coffer"), args...)
	command.Env = append([]string{
		"HOME=" + home, "XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config", "TERM=xterm-256color", "LANG=C.UTF-8",
	}, env...)
	terminal, err := pty.StartWithSize(command, &pty.Winsize{Cols: 100, Rows: 30})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	wrote, _ := io.ReadAll(terminal)
	_ = command.Wait()
	return string(wrote)
}
