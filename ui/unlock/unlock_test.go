package unlock

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

var now = time.Date(2026, 5, 8, 14, 2, 7, 0, time.UTC)

func locked() state.Intent {
	return state.Intent{
		ID: "intent-1", Kind: state.IntentSwap, Key: "idemp_7f3a9c", Who: "mara", State: state.IntentUnknown, CreatedAt: state.MomentOf(now),
		Terms: &state.SwapTerms{SellToken: "USDC", SellAmount: decimal.NewFromInt(1000), BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.3412")},
	}
}

func opened(t *testing.T) (*Dialog, *state.Book) {
	t.Helper()
	book := state.NewBook(state.Bank{Environment: state.Sandbox}, time.UTC)
	book.Put(state.Changes{Intents: []state.Intent{locked()}}, now)
	return New(dialog.Scene{Serial: 3, Theme: theme.Plain(), Book: book.View(), Now: now, Location: time.UTC, Who: "ada"}, book.View().Intents[0]), book
}

func press(d *Dialog, keys ...string) act.Action {
	var last act.Action
	for _, key := range keys {
		switch key {
		case "enter":
			_, last = d.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		case "esc":
			_, last = d.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		default:
			for _, r := range key {
				_, last = d.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
	}
	return last
}

func TestTheLockIsLiftedByAReasonAndTheWord(t *testing.T) {
	t.Parallel()
	d, _ := opened(t)
	d.Init()
	if action := press(d, "because", "enter", "unlock", "enter"); action != nil || !d.why.Empty() {
		t.Fatalf("it took keys that were meant for what stood there before: %v", action)
	}
	d.guard = guard.Guard{}
	if action := press(d, "enter", "enter"); action != nil {
		t.Fatalf("enter alone did %v", action)
	}
	if action := press(d, "the desk says it never came", "enter", "enter"); action != nil {
		t.Fatalf("without the word it did %v", action)
	}
	if view := ansi.Strip(d.View()); !strings.Contains(view, "type unlock first") {
		t.Errorf("it shows\n%s", view)
	}
	d.Update(tea.PasteMsg{Content: "unlock"})
	if !d.word.Empty() {
		t.Error("a pasted word counts")
	}
	action, lifts := press(d, "unlock", "enter").(act.Unlock)
	if !lifts || action.IntentID != "intent-1" || action.Why != "the desk says it never came" {
		t.Fatalf("it asked for %+v", action)
	}
	if again := press(d, "enter"); again != nil {
		t.Errorf("it asked twice: %v", again)
	}
	if _, closes := d.Update(news.Unlocked{}); closes != (act.Close{}) {
		t.Errorf("after it was lifted it did %v", closes)
	}
}

func TestWhatIsKnownMeanwhileNeedsNoUnlocking(t *testing.T) {
	t.Parallel()
	d, book := opened(t)
	known := locked()
	known.State, known.Subject = state.IntentDone, "swap_1"
	book.Put(state.Changes{Intents: []state.Intent{known}}, now)
	d.Update(news.BookChanged{Book: book.View()})
	if action := press(d, "because", "enter", "unlock", "enter"); action != nil {
		t.Errorf("it asked for %v", action)
	}
	if view := strings.Join(strings.Fields(ansi.Strip(d.View())), " "); !strings.Contains(view, "is known now: nothing is locked") ||
		strings.Contains(view, "UNKNOWN") {
		t.Errorf("it shows\n%s", view)
	}
	if _, closes := press(d, "esc").(act.Close); !closes {
		t.Error("esc doesn't close it")
	}
}
