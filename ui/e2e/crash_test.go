//go:build linux

package e2e

import (
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestACrashGivesTheTerminalBack crashes the program from outside in the ways
// that no code of its own can catch.
func TestACrashGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{
		"fatal error of the runtime": syscall.SIGABRT,
		"segmentation fault":         syscall.SIGSEGV,
		"killed":                     syscall.SIGKILL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}})
			coffer.waitFor("SANDBOX", "needs approval")
			if err := coffer.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if status := coffer.exit(); status == 0 {
				t.Error("it ended with 0")
			}
			screen := coffer.waitFor("coffer stopped unexpectedly", "is on disk", "Start coffer again")
			if strings.Contains(screen, "goroutine ") {
				t.Errorf("a trace reached the screen:\n%s", screen)
			}
			before, _, _ := strings.Cut(coffer.raw(), "coffer stopped")
			for _, restored := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1004l", "\x1b[?1006l"} {
				if !strings.Contains(before[max(0, len(before)-300):], restored) {
					t.Errorf("%q was not written at the end", restored)
				}
			}
			modes, err := unix.IoctlGetTermios(int(coffer.pty.Fd()), unix.TCGETS)
			if err != nil || modes.Lflag&unix.ECHO == 0 || modes.Lflag&unix.ICANON == 0 {
				t.Errorf("the terminal is still raw (%v)", err)
			}
		})
	}
}
