package e2e

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

type spend struct {
	ID          string `json:"id"`
	Status      string `json:"status"`
	ApprovalURL string `json:"approval_url"`
}

// curl is the documentation's own command: only host and key are replaced.
func (b bank) curl(t *testing.T, cents int, merchant string) spend {
	t.Helper()
	body := fmt.Sprintf(`{
    "amount_cents": %d,
    "currency": "usd",
    "merchant_name": %q,
    "reason": "model inference for support agent"
  }`, cents, merchant)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.BaseURL+"/v1/spend", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+b.SpendKey)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", uuid.NewString())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var made spend
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || made.ID == "" {
		t.Fatalf("status %d, %v", answer.StatusCode, err)
	}
	return made
}

var (
	formAction = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	hidden     = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"`)
)

// approveOnThePage does what a person does in a browser: open, press Approve.
func approveOnThePage(t *testing.T, address string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	content, err := io.ReadAll(page.Body)
	if err != nil || page.StatusCode != http.StatusOK {
		t.Fatalf("the approval page: status %d, %v", page.StatusCode, err)
	}
	target := page.Request.URL
	if action := formAction.FindSubmatch(content); action != nil {
		parsed, err := url.Parse(html.UnescapeString(string(action[1])))
		if err != nil {
			t.Fatal(err)
		}
		target = target.ResolveReference(parsed)
	}
	form := url.Values{"decision": {"approve"}, "reason": {"looks right"}}
	for _, field := range hidden.FindAllSubmatch(content, -1) {
		form.Set(html.UnescapeString(string(field[1])), html.UnescapeString(string(field[2])))
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target.String(), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", target.Scheme+"://"+target.Host)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	decided, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer decided.Body.Close()
	if decided.StatusCode != http.StatusOK {
		t.Fatalf("pressing Approve: status %d", decided.StatusCode)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// rowOf is the line of the screen that shows the merchant.
func rowOf(screen, merchant string) string {
	for line := range strings.Lines(screen) {
		if strings.Contains(line, merchant) {
			return line
		}
	}
	return ""
}

func TestTwoTerminalsByWebhook(t *testing.T) {
	t.Parallel()
	receiver := freeAddress(t)
	dino := startBank(t, "--webhook-url", "http://"+receiver+"/webhooks/dino", "DINO_WEBHOOK_SECRET=whsec_0123456789abcdef0123")
	coffer := run(t, launch{args: []string{"--webhook-listen", receiver}, env: dino.env()})
	coffer.waitFor("SANDBOX", "No spend request yet")

	asked := time.Now()
	made := dino.curl(t, 60_000, "Northwind")
	coffer.wait("the new spend", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
	t.Logf("a spend was on the screen after %v", time.Since(asked).Round(time.Millisecond))
	coffer.waitFor("◉ live")

	asked = time.Now()
	approveOnThePage(t, made.ApprovalURL)
	coffer.wait("its approval", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "● approved") })
	t.Logf("its approval was on the screen after %v", time.Since(asked).Round(time.Millisecond))
}

func TestTwoTerminalsByPolling(t *testing.T) {
	t.Parallel()
	dino := startBank(t)
	coffer := run(t, launch{env: dino.env()})
	coffer.waitFor("SANDBOX", "◌ polling")
	asked := time.Now()
	made := dino.curl(t, 60_000, "Northwind")
	coffer.wait("the new spend", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
	t.Logf("a spend was on the screen after %v", time.Since(asked).Round(time.Millisecond))
	asked = time.Now()
	approveOnThePage(t, made.ApprovalURL)
	screen := coffer.wait("its approval", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "● approved") })
	t.Logf("its approval was on the screen after %v", time.Since(asked).Round(time.Millisecond))
	if strings.Contains(screen, "◉ live") || !strings.Contains(screen, "◌ polling") {
		t.Errorf("the header is not honest:\n%s", screen)
	}
}

// TestKilledBetweenAnyTwoStepsLosesNothingThatWasSaidToBeDone walks the whole
// road and cuts the power after each step.
func TestKilledBetweenAnyTwoStepsLosesNothingThatWasSaidToBeDone(t *testing.T) {
	t.Parallel()
	dino := startBank(t)
	data := t.TempDir()
	start := func() *terminal {
		coffer := run(t, launch{args: []string{"--data-dir", data}, env: dino.env()})
		coffer.waitFor("SANDBOX", "polling")
		return coffer
	}

	coffer := start()
	coffer.press("n")
	coffer.waitFor("Amount")
	coffer.press("600.00", tab, tab, "Northwind", tab, "a thing worth keeping", enter)
	coffer.waitFor("ctrl+s")
	coffer.pressUntil(ctrlS, "A person has to decide it")
	coffer.kill()

	coffer = start()
	coffer.waitFor("Northwind", "needs approval")
	coffer.press("2")
	coffer.waitFor("a thing worth keeping")
	coffer.press("a")
	coffer.waitFor("Approve this request")
	coffer.rest()
	coffer.press(tab)
	coffer.rest()
	coffer.press("y")
	coffer.wait("the approval", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "approved") })
	coffer.kill()

	coffer = start()
	coffer.wait("the approval again", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "● approved") })
	coffer.press("s")
	coffer.waitFor("Sell")
	coffer.press(tab, tab, "1000", enter)
	coffer.waitFor("Firm until")
	coffer.kill()

	coffer = start()
	coffer.press("s")
	coffer.waitFor("Sell")
	coffer.press(tab, tab, "1000", enter)
	coffer.waitFor("Firm until")
	coffer.press(enter)
	coffer.waitFor("Policy passed")
	coffer.press(enter)
	coffer.waitFor("type price not compared to go on")
	coffer.rest()
	coffer.press("price not compared" + enter)
	coffer.waitFor("type execute to swap")
	coffer.rest()
	coffer.press("execute" + enter)
	screen := coffer.waitFor("submitted", "swap_")
	coffer.kill()
	swap := regexp.MustCompile(`swap_[0-9a-z]+`).FindString(screen)

	coffer = start()
	coffer.press("3")
	booked := reference.FindString(coffer.wait("the booked swap", reference.MatchString))
	coffer.press(enter)
	coffer.waitFor(swap, booked, "0x")
	coffer.kill()

	coffer = start()
	coffer.press("3")
	coffer.waitFor(booked)
	coffer.press("q")
	coffer.exit()
	if entries := dino.postings(t, swap); entries != 1 {
		t.Errorf("the bank's ledger holds the swap %d times", entries)
	}
}

func (b bank) postings(t *testing.T, ref string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.BaseURL+"/v1/sandbox/ledger", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+b.SpendKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var ledger struct {
		Entries []struct {
			Ref string `json:"ref"`
		} `json:"entries"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&ledger); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, entry := range ledger.Entries {
		if entry.Ref == ref {
			count++
		}
	}
	return count
}
