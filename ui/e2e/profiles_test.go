package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnotherProfileIsOpenedInPlaceOfThisOne goes from one bank to another and
// back, and to one that can't be opened.
func TestAnotherProfileIsOpenedInPlaceOfThisOne(t *testing.T) {
	t.Parallel()
	north, south := startBank(t, "--seed", "11"), startBank(t, "--seed", "12")
	north.curl(t, 60_000, "Northwind")
	south.curl(t, 60_000, "Southwind")
	path := filepath.Join(t.TempDir(), "config.toml")
	text := fmt.Sprintf(`
default_profile = "north"

[profile.north]
api_url = %q
team_id = %q
environment = "sandbox"
key = "env:NORTH_KEY"

[profile.south]
api_url = %q
team_id = %q
key = "env:SOUTH_KEY"
read_only = true

[profile.west]
key = "env:WEST_KEY"
environment = "live"
`, north.BaseURL, north.TeamID, south.BaseURL, south.TeamID)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	coffer := run(t, launch{args: []string{"--config", path}, env: []string{"NORTH_KEY=" + north.SpendKey, "SOUTH_KEY=" + south.SpendKey}})
	coffer.wait("the first bank", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })

	coffer.press("P")
	screen := coffer.waitFor("Switch profile", "no profile", "north", "south", "west")
	for row, wanted := range map[string]string{"north": "open now", "west": "LIVE", "no profile": "in this program"} {
		if !strings.Contains(rowOf(screen, "  "+row), wanted) && !strings.Contains(rowOf(screen, "▌ "+row), wanted) {
			t.Errorf("%s isn't shown as %s:\n%s", row, wanted, screen)
		}
	}
	coffer.press("j", enter)
	coffer.wait("the second bank", func(screen string) bool {
		return strings.Contains(rowOf(screen, "Southwind"), "needs approval") && strings.Contains(screen, "read-only") && !strings.Contains(screen, "Northwind")
	})

	coffer.press("P")
	coffer.waitFor("Switch profile")
	coffer.press("j", enter)
	coffer.wait("the second bank again, and why", func(screen string) bool {
		return strings.Contains(screen, "WEST_KEY") && strings.Contains(rowOf(screen, "Southwind"), "needs approval")
	})

	coffer.press("P")
	coffer.waitFor("Switch profile")
	coffer.press("k", enter)
	coffer.wait("the first bank again", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
	coffer.press("q")
	if status := coffer.exit(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
	raw := coffer.raw()
	if entered, left := strings.Count(raw, "\x1b[?1049h"), strings.Count(raw, "\x1b[?1049l"); entered != left || entered < 4 {
		t.Errorf("the screen was taken %d times and given back %d times", entered, left)
	}
	for _, secret := range []string{north.SpendKey, south.SpendKey} {
		if strings.Contains(raw, secret) {
			t.Error("a key was written to the terminal")
		}
	}
}
