//go:build linux

package e2e

import (
	"fmt"
	"maps"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// taken are the modes that a transcript leaves set, by their sequences.
func taken(transcript string) []string {
	left := make(map[string]bool)
	set := func(mode string, on bool) {
		if left[mode] = on; !on {
			delete(left, mode)
		}
	}
	for _, found := range sequences.FindAllStringSubmatch(transcript, -1) {
		private, keyboard, title, bar := found[1], found[2], found[3], found[4]
		switch {
		case private != "":
			for _, mode := range strings.Split(private[:len(private)-1], ";") {
				on := strings.HasSuffix(private, "h")
				// The cursor is shown at first.
				set("mode "+mode, on != (mode == "25"))
			}
		case strings.HasPrefix(keyboard, "<"):
			set("keyboard", false)
		case keyboard != "":
			set("keyboard", true)
		case title == "\x1b[22;2t":
			set("title kept", true)
		case title == "\x1b[23;2t":
			set("title kept", false)
		case strings.HasPrefix(title, "\x1b]2;"):
			set("title", title != "\x1b]2;\x07")
		case bar != "":
			set("progress bar", bar != "0")
		}
	}
	return slices.Sorted(maps.Keys(left))
}

// sequences are private modes, the Kitty keyboard's stack, titles and progress
// bars.
var sequences = regexp.MustCompile(`\x1b\[\?([\d;]+[hl])|\x1b\[([<>=][\d;]*)u|(\x1b\[2[23];2t|\x1b\]2;[^\x07]*\x07)|\x1b\]9;4;(\d)`)

// TestEveryModeIsGivenBackOnEveryWayOut holds what the program wrote to the
// terminal against what it took: nothing of it is left set.
func TestEveryModeIsGivenBackOnEveryWayOut(t *testing.T) {
	t.Parallel()
	sent := func(which syscall.Signal) func(*terminal) {
		return func(s *terminal) { _ = s.command.Process.Signal(which) }
	}
	ways := map[string]func(s *terminal){
		"q":       func(s *terminal) { s.press("q") },
		"ctrl+c":  func(s *terminal) { s.press("\x03") },
		"SIGTERM": sent(syscall.SIGTERM),
		"SIGINT":  sent(syscall.SIGINT),
		"SIGHUP":  sent(syscall.SIGHUP),
		"SIGKILL": sent(syscall.SIGKILL),
		"SIGABRT": sent(syscall.SIGABRT),
	}
	if signal.Ignored(syscall.SIGHUP) {
		// Whoever runs the tests under nohup hands that on to what they start, and
		// a program that is told to ignore a hang-up does.
		delete(ways, "SIGHUP")
	}
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}, env: []string{"TERM_PROGRAM=ghostty"}})
			coffer.waitFor("SANDBOX", "needs approval")
			// A dialog has the keyboard's own modes.
			coffer.press("?")
			coffer.waitFor("The five that matter")
			held := taken(coffer.raw())
			for _, mode := range []string{"mode 1049", "mode 2004", "mode 1004", "mode 1002", "mode 1006", "mode 25", "title", "title kept", "keyboard"} {
				if !slices.Contains(held, mode) {
					t.Errorf("%s isn't in use: %q", mode, held)
				}
			}
			if name == "q" {
				coffer.leave("The five that matter")
			}
			leave(coffer)
			coffer.exit()
			if name == "SIGKILL" || name == "SIGABRT" {
				coffer.waitFor("coffer stopped unexpectedly")
			}
			if left := taken(coffer.raw()); len(left) > 0 {
				t.Errorf("left set: %q", left)
			}
			coffer.isCooked()
		})
	}
}

func TestEveryModeIsGivenBackWhileSuspended(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{script: fmt.Sprintf(`"$COFFER" --data-dir '%s'; echo suspended; read go; fg; echo ended`, t.TempDir())})
	coffer.waitFor("SANDBOX", "needs approval")
	held := taken(coffer.raw())
	coffer.press("\x1a")
	coffer.waitFor("suspended")
	if left := slices.DeleteFunc(taken(coffer.raw()), func(mode string) bool { return mode == "title kept" }); len(left) > 0 {
		t.Errorf("suspended with %q set", left)
	}
	coffer.isCooked()
	coffer.press("\n")
	coffer.waitFor("SANDBOX", "needs approval")
	if again := taken(coffer.raw()); !slices.Equal(again, held) {
		t.Errorf("resumed with %q, before there were %q", again, held)
	}
	coffer.press("q")
	coffer.waitFor("ended")
	coffer.exit()
	if left := taken(coffer.raw()); len(left) > 0 {
		t.Errorf("left set: %q", left)
	}
}

// isCooked holds the terminal against one that a shell can use.
func (s *terminal) isCooked() {
	s.t.Helper()
	modes, err := unix.IoctlGetTermios(int(s.pty.Fd()), unix.TCGETS)
	if err != nil || modes.Lflag&unix.ECHO == 0 || modes.Lflag&unix.ICANON == 0 {
		s.t.Errorf("the terminal is still raw (%v)", err)
	}
}

// TestStoppedFromOutsideItComesBackWhole stops the program as another process
// does, and goes on as a shell does: the keys work and the frame is whole.
func TestStoppedFromOutsideItComesBackWhole(t *testing.T) {
	t.Parallel()
	for name, which := range map[string]string{"by the terminal's signal": "TSTP", "by one that nothing sees coming": "STOP"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, launch{script: fmt.Sprintf(
				`"$COFFER" --data-dir '%s' & pid=$!; fg; printf '\rsuspended\r\n'; stty -a | grep -q -- ' echo ' && echo echoes; read go; stty sane; clear; fg; echo ended`, t.TempDir())})
			coffer.waitFor("SANDBOX", "needs approval")
			held := taken(coffer.raw())
			coffer.signalCoffer(which)
			coffer.waitFor("suspended")
			if which == "TSTP" {
				coffer.waitFor("echoes")
				coffer.isCooked()
			}
			coffer.press("\n")
			coffer.waitFor("SANDBOX", "needs approval", "1 Spends", "? help")
			if again := taken(coffer.raw()); !slices.Equal(again, held) {
				t.Errorf("resumed with %q, before there were %q", again, held)
			}
			coffer.press("4")
			coffer.wait("the activity screen, by a key", func(screen string) bool {
				return strings.Contains(screen, "SOURCE") || strings.Contains(screen, "TIME")
			})
			coffer.press("q")
			coffer.waitFor("ended")
			coffer.exit()
			if left := taken(coffer.raw()); len(left) > 0 {
				t.Errorf("left set: %q", left)
			}
		})
	}
}

// signalCoffer sends a signal to the program that the script runs, and to it
// alone.
func (s *terminal) signalCoffer(which string) {
	s.t.Helper()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", s.command.Process.Pid, s.command.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	number, err := strconv.Atoi(strings.Fields(string(children))[0])
	if err != nil {
		s.t.Fatal(err)
	}
	if err := syscall.Kill(number, map[string]syscall.Signal{"TSTP": syscall.SIGTSTP, "STOP": syscall.SIGSTOP}[which]); err != nil {
		s.t.Fatal(err)
	}
}

func TestADumbTerminalIsToldWhatWorks(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}, env: []string{"TERM=dumb"}})
	if status := coffer.exit(); status == 0 {
		t.Error("it ended with 0")
	}
	if said := coffer.raw(); !strings.Contains(said, "--accessible") || strings.Contains(said, "\x1b[?1049h") {
		t.Errorf("it said %q", said)
	}
}
