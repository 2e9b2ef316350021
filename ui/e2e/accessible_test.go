package e2e

import (
	"strings"
	"testing"
)

func TestTheAccessibleModeTalksAndDrawsNothing(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir(), "--agents", "0", "--accessible"}, rows: 60})
	coffer.waitFor("Environment: SANDBOX, test money", "What next?")
	coffer.press("status\r")
	coffer.waitFor("Available: $", "Facts come", "Today:")
	coffer.press("help\r")
	coffer.waitFor("go through what waits for you")
	coffer.press("quit\r")
	if status := coffer.exit(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
	if raw := coffer.raw(); strings.Contains(raw, "\x1b") {
		t.Errorf("it wrote an escape sequence: %q", raw)
	}
}
