package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/api/webhook"
)

// oddScene is the built program over a bank whose answers a test bends, and
// what each of its faces said.
type oddScene struct {
	t        *testing.T
	bank     *banktest.Odd
	issued   sandbox.Credentials
	env      []string
	receiver string
	secret   webhook.Secret

	faces faces
}

// faces is what the program said, by where it said it.
type faces struct {
	// screen is every screen that was looked at, one below the other.
	screen string
	// lines is what the line-by-line mode said.
	lines string
	// json is what commands wrote to standard output with --json.
	json string
	// exit is how the command ended that asked for something; "" for none.
	exit string
	// export is what was exported.
	export string
}

func newOddScene(t *testing.T) *oddScene {
	t.Helper()
	secret, err := webhook.ParseSecret("whsec_0123456789abcdef0123")
	if err != nil {
		t.Fatal(err)
	}
	scene := &oddScene{t: t, secret: secret, receiver: freeAddress(t)}
	scene.bank = banktest.NewOdd(t, sandbox.Config{Seed: 11, CallsPerMinute: 100_000})
	scene.issued = scene.bank.Bank.Credentials()
	home := t.TempDir()
	scene.env = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config",
		"DINO_API_URL=" + scene.bank.URL, "DINO_SPEND_KEY=" + scene.issued.SpendKey,
		"DINO_TEAM_ID=" + scene.issued.TeamID, "DINO_WEBHOOK_SECRET=" + secret.Reveal(),
	}
	return scene
}

// run runs a command, keeps what it wrote, and notes its status where it asked
// for something.
func (s *oddScene) run(args ...string) string {
	s.t.Helper()
	out, problem, status := command(s.t, s.env, args...)
	switch args[0] {
	case "export":
		s.faces.export += out + problem
	default:
		s.faces.json += out
		s.faces.exit = strconv.Itoa(status)
	}
	if strings.Contains(problem, "panic") {
		s.t.Errorf("%v panicked:\n%s", args, problem)
	}
	return out
}

// open starts the dashboard.
func (s *oddScene) open(args ...string) *terminal {
	s.t.Helper()
	opened := run(s.t, launch{env: s.env, args: args, cols: 140, rows: 44})
	opened.waitFor("coffer", "? help")
	return opened
}

// look keeps what a screen shows once it shows the texts.
func (s *oddScene) look(at *terminal, texts ...string) {
	s.t.Helper()
	s.faces.screen += at.waitFor(texts...) + "\n"
}

// ask asks for $12.00 to AWS as a script does.
func (s *oddScene) ask(more ...string) map[string]any {
	s.t.Helper()
	out := s.run(append([]string{"spend", "create", "--amount", "12.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json", "--timeout", "10s"}, more...)...)
	return s.decode(out)
}

func (s *oddScene) decode(line string) map[string]any {
	s.t.Helper()
	first, _, _ := strings.Cut(line, "\n")
	var record map[string]any
	if err := json.Unmarshal([]byte(first), &record); err != nil {
		s.t.Fatalf("%q is no JSON: %v", line, err)
	}
	return record
}

// show looks at the first request of the list and at its details, and exports.
func (s *oddScene) show(expect ...string) {
	s.t.Helper()
	opened := s.open()
	s.look(opened, expect...)
	opened.press(enter)
	s.look(opened, "DETAILS")
	opened.quit()
	s.run("export", "spends", "--format", "csv")
}

// deliver has the bank send an event that it may never have made.
func (s *oddScene) deliver(event map[string]any, change func(*http.Request)) int {
	s.t.Helper()
	body, err := json.Marshal(event)
	if err != nil {
		s.t.Fatal(err)
	}
	return banktest.Deliver(s.t, (&url.URL{Scheme: "http", Host: s.receiver, Path: "/webhooks/dino"}).String(), s.secret, body, change)
}

// quote opens the wizard and asks for a price of 100 USDC in the token.
func (s *oddScene) quote(at *terminal, token string) {
	s.t.Helper()
	at.waitFor("Available", "$")
	at.press("s")
	at.waitFor("Sell", "USDC")
	at.press(tab, token, tab, "100", enter)
}

// swap goes the whole way of a swap, and looks at the receipt and the list.
func (s *oddScene) swap(texts ...string) {
	s.t.Helper()
	opened := s.open()
	s.quote(opened, "usdt")
	opened.waitFor("Firm until")
	opened.press(enter)
	opened.waitFor("Policy passed")
	opened.press(enter)
	opened.waitFor("type execute to swap")
	opened.rest()
	opened.press("execute", enter)
	s.look(opened, texts...)
	opened.quit()
	opened = s.open()
	opened.press("3")
	s.look(opened, "3 Swaps")
	opened.press(enter)
	opened.glance()
	s.look(opened)
	opened.quit()
	s.run("export", "receipts", "--format", "hledger")
	s.run("export", "receipts", "--format", "jsonl")
}

// linear starts the line-by-line mode, says the lines to it, and keeps what it
// answers until the last text is there.
func (s *oddScene) linear(texts []string, lines ...string) {
	s.t.Helper()
	opened := run(s.t, launch{env: s.env, args: []string{"--accessible"}, cols: 160, rows: 90})
	opened.waitFor("What next?")
	for _, line := range lines {
		opened.press(line + "\r")
		opened.glance()
	}
	s.faces.lines += opened.waitFor(texts...)
	opened.press("quit\r")
}
