package spendform

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/guard"
	"coffer/ui/news"
)

// desk is a form with everything around it scripted.
type desk struct {
	t     *testing.T
	stack dialog.Stack
	f     *Form
	book  *state.Book
	now   time.Time
	asked []act.Action
}

var opened = time.Date(2026, 5, 8, 14, 2, 1, 0, time.UTC)

const (
	intentID = "intent-1"
	spendID  = "req_01jwxnew"
)

func newDesk(t *testing.T, width, height int) *desk {
	t.Helper()
	d := &desk{t: t, now: opened}
	d.book = state.NewBook(state.Bank{Environment: state.Sandbox, Team: "team_acme"}, time.UTC)
	budget, left := int64(1_000_000), int64(380_000)
	d.book.Put(state.Changes{
		Balances: []*state.Balance{{Currency: "usd", Budget: &budget, BudgetLeft: &left, Period: "monthly"}},
		Spends: []*state.Spend{{
			ID: "req_01jwxold", Status: state.Approved, Merchant: "OpenAI", Cents: new(int64(60_000)), Currency: "usd",
			CreatedAt: state.MomentOf(opened.Add(-3 * time.Minute)),
		}},
	}, opened)
	d.f = New(dialog.Scene{
		Serial: 9, Theme: theme.Plain(), Book: d.book.View(), Now: opened, Location: time.UTC, Who: "mara",
	})
	d.stack.Push(d.f, 9)
	d.stack.Resize(width, height)
	return d
}

func (d *desk) send(msg tea.Msg) tea.Cmd {
	cmd, asked := d.stack.Front(msg)
	if asked.Action != nil {
		d.asked = append(d.asked, asked.Action)
	}
	return cmd
}

// press takes names like tab, enter and ctrl+s, and texts to type.
func (d *desk) press(keys ...string) {
	named := map[string]tea.Key{
		"tab": {Code: tea.KeyTab}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl},
	}
	for _, key := range keys {
		if found, known := named[key]; known {
			d.send(tea.KeyPressMsg(found))
			continue
		}
		for _, r := range key {
			d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// fill takes the form as far as its summary, with the guard open and the
// precedents found.
func (d *desk) fill(amount, merchant, reason string) {
	d.press(amount, "tab", "tab", merchant, "tab", reason, "enter")
	d.f.guard = guard.Guard{}
	if d.f.step == reviewing {
		d.send(d.f.scan()())
	}
}

func (d *desk) toSent() {
	d.fill("$1,234.50", "AWS", "GPU runtime")
	d.press("ctrl+s")
	d.send(news.SpendRecorded{Generation: d.ask().Generation, IntentID: intentID})
	d.became(state.IntentRecorded, nil)
}

// ask is the spend that was asked for; there must be exactly one.
func (d *desk) ask() act.AskSpend {
	d.t.Helper()
	var found []act.AskSpend
	for _, action := range d.asked {
		if ask, ok := action.(act.AskSpend); ok {
			found = append(found, ask)
		}
	}
	if len(found) != 1 {
		d.t.Fatalf("%d spends were asked for; the screen is\n%s", len(found), d.screen())
	}
	return found[0]
}

func (d *desk) became(became state.IntentState, change func(*state.Intent)) {
	intent := state.Intent{
		ID: intentID, Kind: state.IntentSpend, Key: "7f3a9c00-1111", Who: "mara", State: became, Tries: 1,
		CreatedAt: state.MomentOf(d.now), LastTry: state.MomentOf(d.now), Spend: &d.f.request,
	}
	if change != nil {
		change(&intent)
	}
	d.put(state.Changes{Intents: []state.Intent{intent}})
}

func (d *desk) done(status state.SpendStatus, reason string) {
	d.put(state.Changes{Spends: []*state.Spend{{
		ID: spendID, Status: status, DecisionReason: reason, Merchant: "AWS", Cents: new(int64(123_450)), Currency: "usd",
		CreatedAt: state.MomentOf(d.now), ApprovalURL: "https://app.dino.id/a",
	}}})
	d.became(state.IntentDone, func(i *state.Intent) { i.Subject = spendID })
}

func (d *desk) put(changes state.Changes) {
	d.book.Put(changes, d.now)
	d.send(news.BookChanged{Book: d.book.View()})
}

func (d *desk) expect(parts ...string) {
	d.t.Helper()
	screen := d.screen()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			d.t.Fatalf("the screen lacks %q:\n%s", part, screen)
		}
	}
}

func (d *desk) screen() string { return frame(&d.stack, 120, 36) }

func frame(stack *dialog.Stack, width, height int) string {
	blank := strings.TrimSuffix(strings.Repeat(strings.Repeat(" ", width)+"\n", height), "\n")
	lines := strings.Split(ansi.Strip(stack.Over(blank, theme.Plain())), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
