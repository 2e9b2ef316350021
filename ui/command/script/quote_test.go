package script

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/sandbox"
)

// ended is how a command ended.
type ended struct {
	status         int
	stdout, stderr string
}

// coffer runs the built program at a bank, with a home of its own.
func coffer(t *testing.T, address, key, team string, args ...string) ended {
	t.Helper()
	home := t.TempDir()
	command := exec.CommandContext(t.Context(), filepath.Join(bin, "coffer"), args...)
	command.Env = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_RUNTIME_DIR=" + home, "PATH=" + os.Getenv("PATH"),
		"DINO_API_URL=" + address, "DINO_SPEND_KEY=" + key, "DINO_TEAM_ID=" + team,
	}
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ended{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func TestAQuoteEndsWithWhatCanBeDoneWithIt(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		bend   func(*banktest.Answer)
		status int
		// stdout and stderr hold it; an empty one holds nothing.
		stdout, stderr string
	}{
		"as it should be":              {func(*banktest.Answer) {}, 0, `"minimum_received":`, ""},
		"no slippage, which is typed":  {func(a *banktest.Answer) { a.Unset("slippage_bps") }, 0, `the bank tells no slippage`, ""},
		"above half, never":            {func(a *banktest.Answer) { a.Set(map[string]any{"slippage_bps": 5001}) }, 3, `above 50 % no swap is sent`, ""},
		"no least amount, never":       {func(a *banktest.Answer) { a.Set(map[string]any{"slippage_bps": 10_000}) }, 3, `the least that may be received is 0 ETH`, ""},
		"more slippage than all of it": {func(a *banktest.Answer) { a.Set(map[string]any{"slippage_bps": 10_001}) }, 7, "", "slippage_bps is 10001, outside 0 to 10000"},
		"nothing for it":               {func(a *banktest.Answer) { a.Unset("expected_buy_amount") }, 7, "", "expected_buy_amount is missing or zero"},
		"an id that is no UTF-8":       {func(a *banktest.Answer) { a.Body = []byte(strings.Replace(string(a.Body), "quote_", "quote_\xff", 1)) }, 7, "", "no UTF-8"},
		"a policy's refusal":           {func(a *banktest.Answer) { a.Refuse(402, "policy_declined", "not this pair") }, 3, "", "[policy_declined]"},
		"no such pair":                 {func(a *banktest.Answer) { a.Refuse(400, "invalid_request", "no such pair") }, 1, "", "[invalid_request]"},
		"no swap API":                  {func(a *banktest.Answer) { a.Replace(404, "text/html", "<p>not here") }, 1, "", "no swap API yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
			issued := odd.Bank.Credentials()
			odd.Bend("POST /v1/swap/quote", want.bend)
			got := coffer(t, odd.URL, issued.SpendKey, issued.TeamID, "swap", "quote", "1000", "USDC", "ETH", "--json")
			if got.status != want.status {
				t.Errorf("it ends with %d", got.status)
			}
			for text, part := range map[string]string{got.stdout: want.stdout, got.stderr: want.stderr} {
				if !strings.Contains(text, part) || part == "" && text != "" {
					t.Errorf("%q should hold %q", text, part)
				}
			}
		})
	}
}

func TestAPlainBankHasNoQuote(t *testing.T) {
	t.Parallel()
	for _, form := range []banktest.NoSuchPath{banktest.NotFoundHTML, banktest.NotFoundText, banktest.NotFoundFramework} {
		plain := banktest.NewPlain(t, banktest.PlainConfig{Key: "din_test_plain0001", NoSuchPath: form})
		got := coffer(t, plain.URL, "din_test_plain0001", "team_plain", "swap", "quote", "1000", "USDC", "ETH", "--json")
		if got.status != 1 || got.stdout != "" || !strings.Contains(got.stderr, "This bank has no swap API yet.") {
			t.Errorf("%s: %+v", form, got)
		}
	}
}
