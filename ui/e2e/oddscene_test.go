package e2e

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
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
	home     string
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
	// json is what commands wrote to standard output with --json, and beside it
	// to standard error.
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
	scene := &oddScene{t: t, secret: secret, receiver: freeAddress(t), home: t.TempDir()}
	scene.bank = banktest.NewOdd(t, sandbox.Config{Seed: 11, CallsPerMinute: 100_000})
	scene.issued = scene.bank.Bank.Credentials()
	scene.env = []string{
		"HOME=" + scene.home, "XDG_STATE_HOME=" + scene.home + "/state", "XDG_CONFIG_HOME=" + scene.home + "/config",
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
		s.faces.json += out + problem
		s.faces.exit = strconv.Itoa(status)
	}
	if strings.Contains(problem, "panic") {
		s.t.Errorf("%v panicked:\n%s", args, problem)
	}
	return out
}

// read runs a command that asks for nothing new, so that its status isn't the
// row's.
func (s *oddScene) read(args ...string) string {
	s.t.Helper()
	exit := s.faces.exit
	defer func() { s.faces.exit = exit }()
	return s.run(args...)
}

// open starts the dashboard.
func (s *oddScene) open(args ...string) *terminal {
	s.t.Helper()
	opened := run(s.t, launch{env: s.env, args: args, cols: 140, rows: 44})
	opened.waitFor("coffer", "1 Spends")
	return opened
}

// leave ends the dashboard, whatever is open in it.
func (s *oddScene) leave(opened *terminal) {
	s.t.Helper()
	opened.press("\x03")
	opened.exit()
}

// look keeps what a screen shows once it shows the texts.
func (s *oddScene) look(at *terminal, texts ...string) {
	s.t.Helper()
	s.faces.screen += at.waitFor(texts...) + "\n"
}

// ask asks for $12.00 to AWS as a script does.
func (s *oddScene) ask(more ...string) map[string]any {
	s.t.Helper()
	out := s.run(append([]string{"spend", "create", "--amount", "12.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json", "--timeout", "3s"}, more...)...)
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

// show looks at the newest request, in the list and in its details.
func (s *oddScene) show(expect ...string) {
	s.t.Helper()
	opened := s.open()
	s.look(opened, expect...)
	opened.press(enter)
	s.look(opened, "DETAILS")
	s.leave(opened)
}

// everywhere looks at a request on every face.
func (s *oddScene) everywhere(id string, expect ...string) {
	s.t.Helper()
	s.show(expect...)
	s.linear("list", "show "+id)
	s.run("export", "spends", "--format", "csv")
}

// hides checks that a secret is on no face and in no file.
func (s *oddScene) hides(secret string) {
	s.t.Helper()
	for _, face := range []string{s.faces.screen, s.faces.lines, s.faces.json, s.faces.export} {
		if strings.Contains(flat(face), secret) {
			s.t.Errorf("the key is shown:\n%s", face)
		}
	}
	if file := s.fileWith(secret); file != "" {
		s.t.Errorf("the key is in %s", file)
	}
}

// deliver has the bank send an event that it may never have made.
func (s *oddScene) deliver(event map[string]any, change func(*http.Request)) int {
	s.t.Helper()
	body, err := json.Marshal(event)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.deliverBytes(body, change)
}

func (s *oddScene) deliverBytes(body []byte, change func(*http.Request)) int {
	s.t.Helper()
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

// confirm goes on with a quote until the word is asked for, and types it.
func (s *oddScene) confirm(at *terminal, token string) {
	s.t.Helper()
	s.quote(at, token)
	at.waitFor("Firm until")
	at.press(enter)
	at.waitFor("Policy passed")
	at.press(enter)
	at.waitFor("type execute to swap")
	at.rest()
	at.press("execute", enter)
}

// swap goes the whole way of a swap, and looks at its end on every face.
func (s *oddScene) swap(texts ...string) {
	s.t.Helper()
	opened := s.open()
	s.confirm(opened, "usdt")
	s.look(opened, texts...)
	s.leave(opened)
	s.swaps()
}

// swaps looks at the newest swap: the list, its details, its receipt.
func (s *oddScene) swaps() {
	s.t.Helper()
	opened := s.open()
	opened.press("3")
	s.look(opened, "3 Swaps")
	opened.press(enter)
	s.look(opened, "DETAILS")
	s.leave(opened)
	id := s.swapID()
	s.linear("swaps", "show "+id)
	s.run("swap", "show", id, "--json")
	s.run("export", "receipts", "--format", "hledger")
	s.run("export", "receipts", "--format", "jsonl")
}

// swapID is the id that the bank gave the newest swap.
func (s *oddScene) swapID() string {
	s.t.Helper()
	told := s.bank.Told()
	for i := len(told) - 1; i >= 0; i-- {
		var swap struct {
			ID string `json:"swap_id"`
		}
		if told[i].Path == "/v1/swap/execute" && json.Unmarshal([]byte(told[i].Body), &swap) == nil && swap.ID != "" {
			return swap.ID
		}
	}
	s.t.Fatal("the bank has told no swap")
	return ""
}

const linearPrompt = "What next?"

// linear says words to the line-by-line mode, one after another, and keeps what
// it answers.
func (s *oddScene) linear(words ...string) {
	s.t.Helper()
	opened := s.startLinear()
	for i, word := range words {
		opened.press(word + "\r")
		opened.wait("the next question", func(screen string) bool { return strings.Count(screen, linearPrompt) == i+2 })
	}
	s.endLinear(opened)
}

// linearQuote asks for a price of 100 USDC line by line, up to where something
// has to be typed or it ends.
func (s *oddScene) linearQuote(token string) {
	s.t.Helper()
	opened := s.startLinear()
	opened.press("swap\r")
	opened.waitFor("Sell which token?")
	opened.press("usdc\r", "100\r", token+"\r")
	ended := func(screen string) bool { return strings.Count(screen, linearPrompt) == 2 }
	opened.wait("the price, or why there is none", func(screen string) bool {
		return ended(screen) || strings.Contains(screen, "or enter to leave it:") || strings.Contains(screen, "to accept that:") || strings.Contains(screen, "Type execute to swap")
	})
	if !ended(opened.text()) {
		opened.press("stop\r")
		opened.wait("the end of the swap", ended)
	}
	s.endLinear(opened)
}

func (s *oddScene) startLinear() *terminal {
	s.t.Helper()
	opened := run(s.t, launch{env: s.env, args: []string{"--accessible"}, cols: 220, rows: 120})
	opened.waitFor(linearPrompt)
	return opened
}

func (s *oddScene) endLinear(opened *terminal) {
	s.t.Helper()
	s.faces.lines += opened.text()
	opened.press("quit\r")
	opened.exit()
}

// fileWith is the file of the person's that holds the text, its path inside of
// their home; "" where none does.
func (s *oddScene) fileWith(text string) (found string) {
	s.t.Helper()
	err := filepath.WalkDir(s.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			found = strings.TrimPrefix(path, s.home)
		}
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
	return found
}
