package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hostile is what outside text may hold: each has a part that must not arrive,
// and most a word that should.
var hostile = []struct{ text, never string }{
	{"\x1b[31;5mCsi", "\x1b[31;5m"},
	{"\x1b]52;c;RVZJTA==\x07Osc", "\x1b]52"},
	{"\x1b]8;;http://evil.example\x1b\\Link", "\x1b]8;;http://evil"},
	{"\x1bP1$tx\x1b\\Dcs", "\x1bP1"},
	{"\x1b_Gq=1\x1b\\Apc", "\x1b_G"},
	{"\u009b31mC1", "\u009b"},
	{"\u202eEdirrevo\u202c", "\u202e"},
	{"\u2066Isolate\u2069", "\u2066"},
	{"Zero\u200bwidth\ufeff", "\u200b"},
	{"New\nline\r\nTab\there", "New\nline"},
	{"Bell\x07Back\x08space\x7f", "\x08space"},
	{"Com" + strings.Repeat("\u0301", 60) + "bining", strings.Repeat("\u0301", 5)},
	{"👩‍👩‍👧‍👦 Family", "\u200d"},
	{"東京クラウド株式会社", ""},
	{"Long" + strings.Repeat("界", 1<<14), ""},
}

func sign(secret string, body []byte) http.Header {
	seconds := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return http.Header{
		"Content-Type":   {"application/json"},
		"Dino-Signature": {"t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// announce delivers a signed event whose every text is hostile.
func announce(t *testing.T, receiver, secret, team string, number int, text, status string) {
	t.Helper()
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	body, err := json.Marshal(map[string]any{
		"id": fmt.Sprintf("evt_%d%s", number, text), "type": "spend_request." + text, "occurred_at": now, "request_id": "trace" + text,
		"data": map[string]any{"spend": map[string]any{
			"id": fmt.Sprintf("req_%d%s", number, text), "team_id": team, "agent_account_id": "agent" + text, "status": status,
			"decision_reason": text, "amount_cents": 12_000 + number, "currency": "usd", "merchant_name": text, "reason": text,
			"approval_url": "https://app.dino.id/" + text, "created_at": now, "updated_at": now,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+receiver+"/webhooks/dino", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = sign(secret, body)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("event %d was answered %d", number, answer.StatusCode)
	}
}

func TestNoControlByteFromOutsideReachesTheTerminal(t *testing.T) {
	t.Parallel()
	for _, size := range []launch{{cols: 120, rows: 36}, {cols: 80, rows: 24}, {cols: 200, rows: 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.cols, size.rows), func(t *testing.T) {
			t.Parallel()
			checkOutsideText(t, everyScreenOfHostileText(t, size))
		})
	}
}

// everyScreenOfHostileText walks all screens and details, and is what the
// program wrote meanwhile.
func everyScreenOfHostileText(t *testing.T, size launch) string {
	t.Helper()
	const secret = "whsec_0123456789abcdef0123"
	receiver := freeAddress(t)
	dino := startBank(t)
	size.args, size.env = []string{"--webhook-listen", receiver}, with(dino.env(), "DINO_WEBHOOK_SECRET="+secret)
	coffer := run(t, size)
	coffer.waitFor("SANDBOX", "polling")
	for i, each := range hostile {
		announce(t, receiver, secret, dino.TeamID, i, each.text, "needs_approval")
	}
	coffer.waitFor(fmt.Sprintf("Spends %d", len(hostile)))
	for _, screen := range []string{"1", "2", "4"} {
		coffer.press(screen, "g", enter)
		for range hostile {
			coffer.glance()
			coffer.press("J")
		}
		coffer.press(escape)
		coffer.rest()
	}
	coffer.press("2", "o")
	coffer.rest()
	coffer.quit()
	return coffer.raw()
}

func checkOutsideText(t *testing.T, raw string) {
	t.Helper()
	for _, each := range hostile {
		if each.never != "" && strings.Contains(raw, each.never) {
			t.Errorf("%q reached the terminal", each.never)
		}
	}
	for i := range len(raw) {
		if c := raw[i]; c < ' ' && !strings.ContainsRune("\x1b\r\n\x07\x08\t", rune(c)) {
			t.Fatalf("the control byte %#x reached the terminal: %q", c, raw[max(0, i-40):min(len(raw), i+40)])
		}
	}
	for _, shown := range []string{"Csi", "Osc", "東京クラウド", "Family"} {
		if !strings.Contains(raw, shown) {
			t.Errorf("%q was never shown, so nothing was tested", shown)
		}
	}
}

func TestNoSecretIsWrittenAnywhere(t *testing.T) {
	t.Parallel()
	const secret = "whsec_s3cr3tm4rk3rs3cr3tm4rk3r"
	receiver := freeAddress(t)
	dino := startBank(t, "--webhook-url", "http://"+receiver+"/webhooks/dino", "DINO_WEBHOOK_SECRET="+secret)
	data := t.TempDir()
	env := with(dino.env(), "DINO_WEBHOOK_SECRET="+secret)
	coffer := run(t, launch{args: []string{"--data-dir", data, "--webhook-listen", receiver}, env: env})
	coffer.waitFor("SANDBOX")
	dino.curl(t, 60_000, "Northwind")
	coffer.waitFor("Northwind", "live")
	coffer.press("n")
	coffer.waitFor("Amount")
	coffer.press("10.00", tab, tab, "Northwind", tab, "a reason", enter)
	coffer.waitFor("ctrl+s")
	coffer.pressUntil(ctrlS, "approved")
	listed, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", coffer.command.Process.Pid))
	if err == nil && holdsSecret(listed, dino.SpendKey, secret) {
		t.Error("a secret shows in the list of processes")
	}
	coffer.kill()

	revoked := run(t, launch{args: []string{"--data-dir", data}, env: with(dino.env(), "DINO_SPEND_KEY="+dino.SpendKey+"_revoked")})
	revoked.waitFor("revoked_api_key")
	revoked.press("q")
	revoked.exit()
	malformed := run(t, launch{env: with(dino.env(), "DINO_SPEND_KEY="+dino.SpendKey+" "+secret)})
	malformed.exit()
	for name, session := range map[string]*terminal{"a session": coffer, "a revoked key": revoked, "a malformed key": malformed} {
		if holdsSecret([]byte(session.raw()), dino.SpendKey, secret) {
			t.Errorf("%s wrote a secret to the terminal", name)
		}
	}
	err = filepath.WalkDir(data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && holdsSecret(content, dino.SpendKey, secret) {
			t.Errorf("a secret is in %s", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func holdsSecret(content []byte, secrets ...string) bool {
	for _, secret := range secrets {
		_, part, _ := strings.Cut(secret, "_")
		if bytes.Contains(content, []byte(part)) {
			return true
		}
	}
	return false
}
