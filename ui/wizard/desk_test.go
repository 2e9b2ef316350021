package wizard

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/guard"
	"coffer/ui/news"
)

// desk is a wizard with everything around it scripted: what it asks for is
// kept, and what is answered is up to the test.
type desk struct {
	t     *testing.T
	stack dialog.Stack
	w     *Wizard
	book  *state.Book
	now   time.Time
	asked []act.Action
}

var opened = time.Date(2026, 5, 8, 14, 2, 1, 0, time.UTC)

const intentID = "intent-1"

func newDesk(t *testing.T, width, height int) *desk {
	t.Helper()
	d := &desk{t: t, now: opened}
	d.book = state.NewBook(state.Bank{Environment: state.Sandbox, Team: "team_acme"}, time.UTC)
	d.w = New(dialog.Scene{
		Serial: 7, Theme: theme.Plain(), Book: d.book.View(), Now: opened, Location: time.UTC, Who: "mara",
	}, decimal.Zero)
	d.stack.Push(d.w, 7)
	d.stack.Resize(width, height)
	return d
}

func (d *desk) send(msg tea.Msg) {
	_, asked := d.stack.Front(msg)
	if asked.Action != nil {
		d.asked = append(d.asked, asked.Action)
	}
}

// press takes names like tab, enter and esc, and texts to type.
func (d *desk) press(keys ...string) {
	named := map[string]rune{
		"tab": tea.KeyTab, "enter": tea.KeyEnter, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight,
		"up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace,
	}
	for _, key := range keys {
		if key == "shift+tab" {
			d.send(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
			continue
		}
		if code, found := named[key]; found {
			d.send(tea.KeyPressMsg{Code: code})
			continue
		}
		for _, r := range key {
			d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// last is the newest action, which must be of its type.
func last[A act.Action](d *desk) A {
	d.t.Helper()
	if len(d.asked) == 0 {
		d.t.Fatalf("nothing was asked for; the screen is\n%s", d.screen())
	}
	action, ok := d.asked[len(d.asked)-1].(A)
	if !ok {
		d.t.Fatalf("asked for %T last", d.asked[len(d.asked)-1])
	}
	return action
}

func count[A act.Action](d *desk) int {
	n := 0
	for _, action := range d.asked {
		if _, ok := action.(A); ok {
			n++
		}
	}
	return n
}

func (d *desk) wait(span time.Duration) {
	for range int(span / time.Second) {
		d.now = d.now.Add(time.Second)
		d.send(news.Ticked{Now: d.now})
		d.send(BarMoved{d.w.Serial})
	}
}

func (d *desk) put(changes state.Changes) {
	d.book.Put(changes, d.now)
	d.send(news.BookChanged{Book: d.book.View()})
}

// quiet opens the guard of the confirm step.
func (d *desk) quiet() { d.w.guard = guard.Guard{} }

func (d *desk) expect(step state.FlowState, parts ...string) {
	d.t.Helper()
	screen := d.screen()
	if d.w.step != step {
		d.t.Fatalf("the step is %q, want %q; the screen is\n%s", d.w.step, step, screen)
	}
	flat := strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			d.t.Fatalf("the screen lacks %q:\n%s", part, screen)
		}
	}
}

func (d *desk) screen() string {
	return frame(&d.stack, 120, 36)
}

func frame(stack *dialog.Stack, width, height int) string {
	blank := strings.TrimSuffix(strings.Repeat(strings.Repeat(" ", width)+"\n", height), "\n")
	lines := strings.Split(ansi.Strip(stack.Over(blank, theme.Plain())), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func (d *desk) quoted(receive string) {
	d.t.Helper()
	ask := last[act.Quote](d)
	d.send(news.QuoteReceived{Generation: ask.Generation, Terms: d.terms(receive)})
}

func (d *desk) terms(receive string) *state.SwapTerms {
	expected := decimal.RequireFromString(receive)
	return &state.SwapTerms{
		QuoteID: "quote_" + receive, SellToken: "USDC", SellAmount: decimal.RequireFromString("1000"), BuyToken: "ETH",
		ExpectedBuy: expected, MinimumReceived: new(expected.Mul(decimal.RequireFromString("0.99"))), SlippageBPS: new(int64(100)),
		Fees:     state.Fees{"network": decimal.RequireFromString("3.15"), "protocol": decimal.RequireFromString("0.42")},
		Provider: "0x", Route: []string{"USDC", "WETH", "ETH"}, ExpiresAt: state.MomentOf(d.now.Add(30 * time.Second)),
		Earlier: &state.EarlierPrice{Sold: decimal.NewFromInt(1000), Bought: decimal.RequireFromString("0.3412"), At: state.MomentOf(d.now.Add(-time.Hour))},
	}
}

func (d *desk) checked(verdict state.PolicyStatus, reasons ...string) {
	d.t.Helper()
	ask := last[act.CheckPolicy](d)
	terms := *ask.Terms
	terms.Policy, terms.PolicyReasons, terms.CheckedAt = verdict, reasons, state.MomentOf(d.now)
	for _, reason := range reasons {
		terms.PolicyChecks = append(terms.PolicyChecks, state.PolicyRule{Status: verdict, Text: reason})
	}
	d.send(news.PolicyChecked{Generation: ask.Generation, Terms: &terms})
}

// toQuote, toConfirm and toSent take the happy road as far as that.
func (d *desk) toQuote() {
	d.press("tab", "tab", "1000", "enter")
	d.quoted("0.3412")
}

func (d *desk) toConfirm() {
	d.toQuote()
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.quiet()
}

func (d *desk) toSent() {
	d.toConfirm()
	d.press("execute", "enter")
	ask := last[act.Execute](d)
	d.send(news.SwapRecorded{Generation: ask.Generation, IntentID: intentID})
	d.intent(state.IntentRecorded, nil)
}

func (d *desk) intent(became state.IntentState, change func(*state.Intent)) {
	var terms state.SwapTerms
	for _, asked := range d.asked {
		if execute, ok := asked.(act.Execute); ok {
			terms = *execute.Terms
		}
	}
	terms.ConfirmedBy, terms.ConfirmedAt = "mara", state.MomentOf(d.now)
	terms.Confirmation = "confirm_0b9d"
	intent := state.Intent{
		ID: intentID, Kind: state.IntentSwap, Key: "idemp_7f3a9c", Who: "mara", CreatedAt: state.MomentOf(d.now),
		State: became, Tries: 1, LastTry: state.MomentOf(d.now), Terms: &terms,
	}
	if change != nil {
		change(&intent)
	}
	d.put(state.Changes{Intents: []state.Intent{intent}})
}

func (d *desk) swap(status state.ExecutionStatus, change func(*state.Swap)) {
	swap := &state.Swap{
		ID: "swap_01jwx", Status: status, TxHash: "0x5c3f1e9b7a64d2008fd1", Provider: "0x",
		SubmittedAt: state.MomentOf(opened.Add(6 * time.Second)), Terms: d.book.View().Intents[0].Terms,
	}
	if change != nil {
		change(swap)
	}
	d.put(state.Changes{Swaps: []*state.Swap{swap}})
}
