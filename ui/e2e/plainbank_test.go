package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/webhook"
)

// plainKeys are the keys that the first day at the bank begins with: its own
// sandbox, and real money over TLS.
var plainKeys = map[string]banktest.PlainConfig{
	"with a test key": {Key: "din_test_plainbank0001"},
	"with a live key": {Key: "din_live_plainbank0001", TLS: true, NoSuchPath: banktest.NotFoundFramework},
}

// plainDay is the program over a bank that has the public calls alone.
type plainDay struct {
	t        *testing.T
	bank     *banktest.Plain
	env      []string
	receiver string
	secret   webhook.Secret
}

func newPlainDay(t *testing.T, config banktest.PlainConfig) *plainDay {
	t.Helper()
	config.ThresholdCents = 25_000
	day := &plainDay{t: t, bank: banktest.NewPlain(t, config), receiver: freeAddress(t)}
	var err error
	if day.secret, err = webhook.ParseSecret("whsec_0123456789abcdef0123"); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	day.env = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config",
		"DINO_API_URL=" + day.bank.URL, "DINO_SPEND_KEY=" + config.Key, "DINO_TEAM_ID=team_plain", "DINO_WEBHOOK_SECRET=" + day.secret.Reveal(),
	}
	if config.TLS {
		trusted := filepath.Join(home, "bank.pem")
		if err := os.WriteFile(trusted, day.bank.CertificatePEM(), 0o600); err != nil {
			t.Fatal(err)
		}
		day.env = append(day.env, "SSL_CERT_FILE="+trusted)
	}
	return day
}

// announce delivers an event about a request, as the bank does: without an
// approval_url.
func (d *plainDay) announce(id, kind string, spend map[string]any) {
	d.t.Helper()
	told := map[string]any{"team_id": "team_plain", "agent_account_id": "agent_plain"}
	for name, value := range spend {
		if name != "approval_url" {
			told[name] = value
		}
	}
	body, err := json.Marshal(map[string]any{
		"id": id, "type": kind, "occurred_at": "2026-05-07T12:34:56.000Z", "request_id": "req_trace_1", "data": map[string]any{"spend": told},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if status := banktest.Deliver(d.t, "http://"+d.receiver+"/webhooks/dino", d.secret, body, nil); status < 200 || status > 299 {
		d.t.Errorf("a signed event was answered %d", status)
	}
}

// onlyPublicCalls checks what reached the bank.
func (d *plainDay) onlyPublicCalls() {
	d.t.Helper()
	for _, call := range d.bank.All() {
		switch {
		case call.Path == "/v1/balance", call.Path == "/v1/spend", strings.HasPrefix(call.Path, "/v1/spend/"),
			strings.HasPrefix(call.Path, "/v1/spend-requests/") && call.Method == http.MethodGet, strings.HasPrefix(call.Path, "/v1/swap/"),
			call.Path == "/v1/accounts":
		default:
			d.t.Errorf("%s %s reached the bank, which is no public call", call.Method, call.Path)
		}
	}
}

func TestAPlainBankIsToldAsItIs(t *testing.T) {
	t.Parallel()
	for name, config := range plainKeys {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			day := newPlainDay(t, config)
			environment := map[bool]string{false: "TEST", true: "LIVE"}[config.TLS]
			coffer := run(t, launch{env: day.env, args: []string{"--webhook-listen", day.receiver}})
			screen := coffer.waitFor(environment, "$10,000.00")
			for _, wrong := range []string{"SANDBOX", "offline", "$0.00", "nothing waits"} {
				if strings.Contains(screen, wrong) {
					t.Errorf("over a plain bank it says %q:\n%s", wrong, screen)
				}
			}

			// The agent's request comes by webhook, and the approver opens it at once.
			asked := day.bank.Create(60_000, "usd", "Northwind", "model inference")
			day.announce("evt_1", webhook.SpendCreated, asked)
			coffer.wait("the request", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
			coffer.press("2", "o")
			coffer.waitFor("https://app.dino.id/agents/approvals?spendRequestId=")
			coffer.leave("spendRequestId=")
			coffer.press("a")
			coffer.glance()
			if screen := coffer.text(); strings.Contains(screen, "Approve $600.00") {
				t.Errorf("it offers to decide at a bank that can't take it:\n%s", screen)
			}
			day.announce("evt_2", webhook.SpendApproved, day.bank.Decide(asked["id"].(string), "approved", "Approved by operator"))
			coffer.press("1")
			coffer.wait("its approval", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "● approved") })

			// Treasury staff learn at once that this bank has no swaps.
			coffer.press("s")
			coffer.waitFor("Sell", "USDC")
			coffer.press(tab, "usdt", tab, "100", enter)
			coffer.waitFor("This bank has no swap API yet")
			coffer.quit()

			// A script asks for a spend.
			out, problem, status := command(t, day.env, "spend", "create", "--amount", "12.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json")
			if status != 0 || !strings.Contains(out, `"status":"approved"`) {
				t.Errorf("spend create ended with %d: %s%s", status, out, problem)
			}
			if created := day.bank.To(http.MethodPost, "/v1/spend"); len(created) != 1 {
				t.Errorf("%d creates reached the bank, want 1", len(created))
			}
			out, problem, status = command(t, day.env, "status", "--json")
			if status != 0 || !strings.Contains(out, `"remaining_budget_cents":1000000`) || strings.Contains(out, `"available"`) {
				t.Errorf("status ended with %d: %s%s", status, out, problem)
			}
			day.onlyPublicCalls()
		})
	}
}
