package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestKeysOfAnotherLayoutAreTakenByTheirPlace types on a Russian keyboard in a
// terminal that tells each key with its place.
func TestKeysOfAnotherLayoutAreTakenByTheirPlace(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}})
	coffer.waitFor("SANDBOX", "needs approval")
	if raw := coffer.raw(); !strings.Contains(raw, "\x1b[=29;1u") && !strings.Contains(raw, "\x1b[>29u") {
		t.Errorf("the terminal isn't asked for the place of keys")
	}
	coffer.press("\x1b[1090::110;1;1090u") // т, where n is
	coffer.waitFor("New spend")
	coffer.leave("New spend")
	coffer.press("\x1b[1089::99;5u") // ctrl and с, where c is
	if status := coffer.exit(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
}

// TestALateAnswerOfTheTerminalIsNoKey has a terminal answer seconds late and in
// pieces, over a row that a key would approve.
func TestALateAnswerOfTheTerminalIsNoKey(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}})
	coffer.waitFor("SANDBOX", "needs approval")
	coffer.press("2")
	coffer.waitFor("AGE", "AMOUNT")
	for _, pieces := range [][]string{
		{"\x1b]11;rgb:1a1", "a/adad/dada", "\x07"},
		{"\x1b", "]11;rgb:1a1a/adad/dada\x1b", "\\"},
		{"\x1b[?62;", "22;52", "c"},
		{"\x1bP>|a", "dada", "\x1b\\"},
	} {
		for _, piece := range pieces {
			coffer.press(piece)
			time.Sleep(250 * time.Millisecond)
		}
	}
	coffer.press("j")
	coffer.glance()
	if screen := coffer.text(); strings.Contains(screen, "Approve ") || strings.Contains(screen, "Decline ") || !strings.Contains(screen, "2 Queue") {
		t.Errorf("an answer became keys:\n%s", screen)
	}
	coffer.press("q")
	if status := coffer.exit(); status != 0 {
		t.Errorf("q after it ended with %d", status)
	}
}
