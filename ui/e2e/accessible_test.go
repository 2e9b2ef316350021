package e2e

import (
	"fmt"
	"os"
	"path/filepath"
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

// TestWithSeveralAccountsTheAccessibleModeAsksWhich asks for a spend and goes to
// the last question of a swap, each with the account that isn't the first.
func TestWithSeveralAccountsTheAccessibleModeAsksWhich(t *testing.T) {
	t.Parallel()
	bank := startBank(t, "--accounts", "2", "--seed", "5")
	path := filepath.Join(t.TempDir(), "config.toml")
	text := fmt.Sprintf(`
default_profile = "both"

[profile.both]
api_url = %q
team_id = %q

[[profile.both.accounts]]
name = "research"
key = "env:FIRST_KEY"

[[profile.both.accounts]]
name = "support"
key = "env:SECOND_KEY"
`, bank.BaseURL, bank.TeamID)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	coffer := run(t, launch{
		args: []string{"--config", path, "--accessible"}, rows: 80,
		env: []string{"FIRST_KEY=" + bank.Accounts[0].SpendKey, "SECOND_KEY=" + bank.Accounts[1].SpendKey},
	})
	coffer.waitFor("accounts research, support", "Available to research: $", "Budget of support: $", "What next?")
	coffer.press("spend\r")
	coffer.waitFor("Which account? research, support:")
	coffer.press("nobody\r")
	coffer.waitFor("There is no such account")
	for _, answer := range []string{"Support", "", "12.50", "Figma", "a seat"} {
		coffer.press(answer + "\r")
	}
	coffer.waitFor("$12.50 to Figma, for a seat, account support.", "Type send")
	coffer.rest()
	coffer.press("send\r")
	coffer.waitFor("Asked by support · "+bank.Accounts[1].ID, "What next?")
	coffer.press("list figma\r")
	coffer.waitFor("account support, id req_")
	coffer.press("swap\r")
	for _, answer := range []string{"support", "USDC", "100", "ETH"} {
		coffer.press(answer + "\r")
	}
	// Whether the price has to be accepted hangs on what the list has told by now.
	const accepts, sends = "to accept that:", "account support, quote for a new price, or stop"
	asked := coffer.wait("the price", func(screen string) bool {
		return strings.Contains(flat(screen), accepts) || strings.Contains(flat(screen), sends)
	})
	if strings.Contains(flat(asked), accepts) {
		coffer.press("price not compared\r")
	}
	coffer.waitFor(sends)
	coffer.rest()
	coffer.press("stop\r")
	coffer.waitFor("Nothing was sent, no money moved.")
	coffer.press("quit\r")
	if status := coffer.exit(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
}
