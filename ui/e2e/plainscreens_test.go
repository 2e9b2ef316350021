package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/webhook"
)

// plainBanks are the kinds of key and of 404 that the first day may meet.
var plainBanks = []banktest.PlainConfig{
	{Key: "din_test_plainbank0001", NoSuchPath: banktest.NotFoundHTML},
	{Key: "din_test_plainbank0001", NoSuchPath: banktest.NotFoundText},
	{Key: "din_live_plainbank0001", TLS: true, NoSuchPath: banktest.NotFoundFramework},
}

// notOfAPlainBank is what nobody can know at a bank that has no list, tells no
// more of the balance than what is left of the budget, and has no swaps.
var notOfAPlainBank = []string{
	"SANDBOX", "offline", "$0.00", "nothing yet", "othing waits", "nothing in 31 days", "nothing spent", "othing has happened",
	"first request for this", "nothing is left to decide", "slower than webhooks", "as agents make them", "No swap yet", "all there is",
	"0 requests.", "No answer", "Try again in a moment", "a code of the bank",
}

func claimsNothingElse(t *testing.T, where, said string) {
	t.Helper()
	for _, wrong := range notOfAPlainBank {
		if strings.Contains(flat(said), wrong) {
			t.Errorf("%s says %q over a plain bank:\n%s", where, wrong, said)
		}
	}
}

// TestEveryScreenIsTrueOverAPlainBank walks through every screen and dialog while
// nothing is known, and again with a request that was made here.
func TestEveryScreenIsTrueOverAPlainBank(t *testing.T) {
	t.Parallel()
	for _, config := range plainBanks {
		for _, size := range [][2]int{{120, 36}, {80, 24}} {
			t.Run(fmt.Sprintf("%s %s %dx%d", config.Key[:8], config.NoSuchPath, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				day := newPlainDay(t, config)
				coffer := run(t, launch{env: day.env, cols: size[0], rows: size[1]})
				coffer.waitFor(map[bool]string{false: "TEST", true: "LIVE"}[config.TLS], "$10,000.00")
				look := func(key string, texts ...string) {
					t.Helper()
					coffer.press(key)
					screen := coffer.wait(strings.Join(texts, " and ")+" after "+key, func(screen string) bool {
						return containsAll(unframed(screen), texts)
					})
					claimsNothingElse(t, "the screen after "+key, screen)
				}
				// A notice takes the first escape.
				away := func(title string) {
					t.Helper()
					for range 5 {
						coffer.rest()
						if !strings.Contains(coffer.text(), title) {
							return
						}
						coffer.press(escape)
					}
					coffer.wait("no "+title, func(screen string) bool { return !strings.Contains(screen, title) })
				}
				look("1", "No spend request known here", "has no list", "t follows one by its id")
				look("2", "Nothing that is known here waits for you")
				look("3", "No swap known here")
				look("4", "Nothing is written down yet")
				look("5", "Spent by day", "none known here", "What is available is not told by the bank")
				look("?", "approve — only the bank's approval page decides")
				away("Keys")
				look(":", "what do you want to do?")
				away("Actions")
				look("P", "there is one only")
				look("b", "No swap is booked yet")
				away("No swap is booked")
				look("1", "No spend request known here")
				look("i", "only webhooks tell of other requests", "no listener is set up")
				for range 25 {
					coffer.press("j")
				}
				look("j", "Left of it $10,000.00", "Available not told", "Pending not told", "Told")
				away("Connection")

				// Swaps are plainly impossible, and are not offered again until r.
				look("s", "Intent ●", "Sell", "USDC")
				coffer.press(tab, "usdt", tab, "100", enter)
				coffer.waitFor("This bank has no swap API yet")
				away("No quote")
				look("3", "This bank has no swap API yet")
				look("s", "disabled: this bank has no swap API yet")
				coffer.press("r")
				coffer.wait("that it may be asked again", func(screen string) bool { return strings.Contains(screen, "No swap known here") })

				// A request is made and followed.
				look("n", "New spend", "Amount")
				coffer.press("600.00", tab, tab, "Northwind", tab, "model inference", enter)
				coffer.waitFor("Asks for", "$9,400.00 left")
				coffer.rest()
				coffer.press(ctrlS)
				coffer.waitFor("A person has to decide it")
				claimsNothingElse(t, "the outcome", coffer.text())
				away("New spend")
				look("1", "Northwind", "needs approval", "$600.00")
				look(enter, "DETAILS", "no other is known here", "nothing that is known here is left to decide")
				away("DETAILS")
				look("a", "only the bank's approval page decides")
				id := day.bank.Spends()[0]["id"].(string)
				day.bank.Decide(id, "approved", "Approved by operator")
				coffer.press("r")
				coffer.wait("the decision", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "approved") })
				// The foot of its axis is a zero that nobody claims.
				coffer.press("5")
				coffer.waitFor("$600.00 in 31 days", "made or followed here")
				coffer.quit()
				day.onlyPublicCalls()
			})
		}
	}
}

// TestEveryCommandIsTrueOverAPlainBank runs every command that asks the bank or
// says what is known.
func TestEveryCommandIsTrueOverAPlainBank(t *testing.T) {
	t.Parallel()
	for _, config := range plainBanks {
		t.Run(fmt.Sprintf("%s %s", config.Key[:8], config.NoSuchPath), func(t *testing.T) {
			t.Parallel()
			day := newPlainDay(t, config)
			waiting := day.bank.Create(60_000, "usd", "Northwind", "model inference")["id"].(string)
			coffer := run(t, launch{env: day.env})
			coffer.waitFor("$10,000.00")
			coffer.quit()
			output := filepath.Join(t.TempDir(), "out")
			for _, test := range []struct {
				status int
				says   string
				args   []string
			}{
				{0, "$10,000.00 left of the budget", []string{"status"}},
				{0, "none in the journal", []string{"status"}},
				{0, "all that the journal holds", []string{"export", "spends", "--format", "hledger"}},
				{0, "", []string{"export", "receipts", "-o", output}},
				{0, `"remaining_budget_cents":1000000`, []string{"status", "--json"}},
				{0, "only a sandbox has a list of more", []string{"doctor"}},
				{0, "needs approval", []string{"spend", "show", waiting}},
				{1, "not_found", []string{"spend", "show", "req_none"}},
				{5, "needs_approval", []string{"spend", "wait", waiting, "--timeout", "1s", "--json"}},
				{1, "This bank has no swap API yet", []string{"swap", "quote", "100", "USDC", "ETH"}},
				{1, "This bank has no swap API yet", []string{"swap", "show", "swap_none"}},
				{0, "DINO_API_URL", []string{"config", "show"}},
				{5, `"outcome":"done"`, []string{"spend", "create", "--amount", "600.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json"}},
			} {
				out, problem, status := command(t, day.env, test.args...)
				if status != test.status || !strings.Contains(out+problem, test.says) {
					t.Errorf("%v ended with %d, want %d and %q:\n%s%s", test.args, status, test.status, test.says, out, problem)
				}
				claimsNothingElse(t, strings.Join(test.args, " "), out+problem)
			}
			if _, err := os.Stat(output); err != nil {
				t.Error(err)
			}
			day.onlyPublicCalls()
		})
	}
}

// TestLineByLineIsTrueOverAPlainBank does the three jobs in words.
func TestLineByLineIsTrueOverAPlainBank(t *testing.T) {
	t.Parallel()
	for _, config := range plainBanks {
		t.Run(fmt.Sprintf("%s %s", config.Key[:8], config.NoSuchPath), func(t *testing.T) {
			t.Parallel()
			day := newPlainDay(t, config)
			coffer := run(t, launch{env: day.env, args: []string{"--accessible"}, cols: 160, rows: 90})
			coffer.waitFor("What next?", "Budget: $10,000.00 left.", "Available: not told.")
			say := func(line string, texts ...string) {
				t.Helper()
				coffer.press(line + "\r")
				coffer.waitFor(texts...)
			}
			say("status", "Facts come by polling what was made or followed here", "Waiting for you: none known here.")
			say("list", "0 requests known here.")
			say("review", "That was all that is known here")
			for _, answer := range []string{"swap", "USDC", "100", "ETH"} {
				coffer.press(answer + "\r")
				coffer.glance()
			}
			coffer.waitFor("This bank has no swap API yet")
			say("stop", "What next?")
			say("swaps", "This bank has no swap API yet: swaps are made in its own dashboard")
			claimsNothingElse(t, "line by line", coffer.text())
			coffer.press("quit\r")
			coffer.exit()
			day.onlyPublicCalls()
		})
	}
}

// TestAPlainBanksWatchAndExportTellWhatCameIn looks at what scripts read beside a
// dashboard that webhooks reach.
func TestAPlainBanksWatchAndExportTellWhatCameIn(t *testing.T) {
	t.Parallel()
	day := newPlainDay(t, plainBanks[0])
	coffer := run(t, launch{env: day.env, args: []string{"--webhook-listen", day.receiver}})
	coffer.waitFor("$10,000.00")
	asked := day.bank.Create(60_000, "usd", "Northwind", "model inference")
	day.announce("evt_1", webhook.SpendCreated, asked)
	coffer.wait("the request", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
	out, problem, status := command(t, day.env, "status")
	if status != 0 || !strings.Contains(out, "1 request · $600.00") || !strings.Contains(out, "as the journal tells") {
		t.Errorf("status ended with %d: %s%s", status, out, problem)
	}
	coffer.press("x")
	out, _, _ = command(t, day.env, "export", "spends", "--format", "csv")
	if !strings.Contains(out, asked["id"].(string)) || !strings.Contains(out, "600.00") {
		t.Errorf("the export lacks the request: %s", out)
	}
	watching := run(t, launch{env: day.env, args: []string{"watch", "--since", "0"}, cols: 400, rows: 30})
	watching.waitFor(`"status":"needs_approval"`, `"amount_cents":60000`)
	watching.press("\x03")
	coffer.quit()
	day.onlyPublicCalls()
}

func containsAll(text string, wanted []string) bool {
	for _, one := range wanted {
		if !strings.Contains(text, one) {
			return false
		}
	}
	return true
}

// unframed is a screen as running text, without the frames of its dialogs and
// what stands behind them.
func unframed(screen string) string {
	lines := strings.Split(screen, "\n")
	for i, line := range lines {
		if before, rest, ok := strings.Cut(line, "│"); ok {
			if inside, _, closed := strings.Cut(rest, "│"); closed {
				line = inside
			} else {
				line = before + " " + rest
			}
		}
		lines[i] = line
	}
	return flat(strings.Join(lines, "\n"))
}
