package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browserWindow is what a person looks at the approval page with.
type browserWindow struct {
	name          string
	width, height int64
	phone         bool
	scheme        string
}

var browserWindows = []browserWindow{
	{"desktop, light", 1280, 800, false, "light"},
	{"desktop, dark", 1280, 800, false, "dark"},
	{"phone, light", 360, 640, true, "light"},
	{"phone, dark", 360, 640, true, "dark"},
}

func (w browserWindow) actions() chromedp.Tasks {
	return chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(w.width, w.height, 1, w.phone),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: w.scheme}}),
	}
}

// openBrowser starts a real browser that reaches nothing but this machine.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium here")
	}
	profile, err := os.MkdirTemp("", "coffer-browser-")
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, endBrowser := chromedp.NewContext(allocator, chromedp.WithErrorf(t.Logf))
	ctx, cancel := context.WithTimeout(browser, 3*time.Minute)
	t.Cleanup(func() {
		_ = chromedp.Cancel(browser)
		cancel()
		endBrowser()
		endAllocator()
		removeProfile(t, profile)
	})
	return ctx
}

// removeProfile waits for the browser's helpers, which write for a moment after
// it has ended.
func removeProfile(t *testing.T, folder string) {
	deadline := time.Now().Add(patience)
	for {
		err := os.RemoveAll(folder)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Error(err)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// status is how the bank holds a request.
func (b bank) status(t *testing.T, id string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.BaseURL+"/v1/spend/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+b.SpendKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var held spend
	if err := json.NewDecoder(answer.Body).Decode(&held); err != nil {
		t.Fatal(err)
	}
	return held.Status
}

// TestTheApprovalPageInABrowser drives the page as a person does, in each
// window that people have.
func TestTheApprovalPageInABrowser(t *testing.T) {
	t.Parallel()
	browser := openBrowser(t)
	dino := startBank(t)
	for _, window := range browserWindows {
		made := dino.curl(t, 60_000, "Northwind "+window.name)
		var shown struct {
			Faint, Nameless []string
			Buttons         []struct {
				Text        string
				Top, Bottom float64
			}
			Height, Width, Wide float64
		}
		err := chromedp.Run(browser, window.actions(), chromedp.Navigate(made.ApprovalURL), chromedp.WaitVisible("button.decline", chromedp.ByQuery),
			chromedp.Evaluate(measurePage, &shown))
		if err != nil {
			t.Fatalf("%s: %v", window.name, err)
		}
		for _, faint := range shown.Faint {
			t.Errorf("%s: a contrast below 4.5: %s", window.name, faint)
		}
		for _, control := range shown.Nameless {
			t.Errorf("%s: a control without a name: %s", window.name, control)
		}
		if len(shown.Buttons) != 2 {
			t.Errorf("%s: %d buttons are in sight, want 2", window.name, len(shown.Buttons))
		}
		for _, button := range shown.Buttons {
			if button.Top < 0 || button.Bottom > shown.Height {
				t.Errorf("%s: %s is out of view: %.0f to %.0f of %.0f", window.name, button.Text, button.Top, button.Bottom, shown.Height)
			}
		}
		if shown.Wide > shown.Width {
			t.Errorf("%s: the page is %.0f wide in a window of %.0f", window.name, shown.Wide, shown.Width)
		}

		// A reason and enter: the keyboard's way to approve without a look.
		var sent bool
		err = chromedp.Run(browser, chromedp.Evaluate(`document.forms[0].addEventListener("submit", () => { window.sent = true })`, nil),
			chromedp.SendKeys("#reason", "within plan"+kb.Enter, chromedp.ByQuery), chromedp.Evaluate(`window.sent === true`, &sent))
		if err != nil {
			t.Fatalf("%s: %v", window.name, err)
		}
		if status := dino.status(t, made.ID); sent || status != "needs_approval" {
			t.Errorf("%s: enter in the reason sent the form (%t) and left it %s", window.name, sent, status)
		}
		press, want := "button.approve", "approved"
		if window.phone {
			press, want = "button.decline", "declined"
		}
		var text string
		if err := chromedp.Run(browser, chromedp.Click(press, chromedp.ByQuery), chromedp.WaitVisible(".done", chromedp.ByQuery), chromedp.Text("main", &text, chromedp.ByQuery)); err != nil {
			t.Fatalf("%s: %v", window.name, err)
		}
		if status := dino.status(t, made.ID); status != want || !strings.Contains(text, "within plan") {
			t.Errorf("%s: it is %s and the page says %s", window.name, status, text)
		}
	}
}

// measurePage finds text whose contrast against what is behind it is too low and
// controls without a name for those who don't see them, and where the decisions
// stand.
const measurePage = `(() => {
	const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
	const channel = value => { value /= 255; return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
	const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
	const behind = element => {
		for (; element; element = element.parentElement) {
			const colour = parse(getComputedStyle(element).backgroundColor);
			if (colour.length === 3 || colour[3] > 0) return colour;
		}
		return [255, 255, 255];
	};
	const faint = [];
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const text = walk.currentNode.textContent.trim(), element = walk.currentNode.parentElement;
		if (!text || !element.getClientRects().length || element.matches("progress")) continue;
		const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) faint.push(text + " " + ratio.toFixed(2));
	}
	const buttons = [...document.querySelectorAll("button")].filter(button => button.getClientRects().length).map(button => {
		const box = button.getBoundingClientRect();
		return { Text: button.textContent, Top: box.top, Bottom: box.bottom };
	});
	const name = control => control.getAttribute("aria-label") || control.textContent.trim() || [...control.labels || []].map(label => label.textContent.trim()).join(" ");
	const nameless = [...document.querySelectorAll("button, input:not([type=hidden]), progress, a, select, textarea")]
		.filter(control => control.getClientRects().length && !(control.matches("progress") ? control.getAttribute("aria-label") : name(control)))
		.map(control => control.outerHTML);
	return { Faint: faint, Nameless: nameless, Buttons: buttons, Height: innerHeight, Width: innerWidth, Wide: document.documentElement.scrollWidth };
})()`
