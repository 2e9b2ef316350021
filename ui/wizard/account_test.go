package wizard

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
)

func TestWithSeveralAccountsTheTitleSaysWhichOneSwaps(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.book.SetAccounts([]state.Account{
		{ID: "agent_1", Name: "research", Keyed: true}, {ID: "agent_2", Name: "support", Keyed: true}, {ID: "agent_3", Name: "gone"},
	}, state.MomentOf(opened))
	held := func(amount int64) map[string]decimal.Decimal {
		return map[string]decimal.Decimal{"USDC": decimal.NewFromInt(amount)}
	}
	d.book.Put(state.Changes{Balances: []*state.Balance{
		{Account: "agent_1", Tokens: held(100)}, {Account: "agent_2", Tokens: held(4_000)},
	}}, opened)
	d.w = New(dialog.Scene{Serial: 8, Theme: theme.Plain(), Book: d.book.View(), Now: opened, Location: time.UTC, Who: "mara"}, decimal.Zero)
	d.stack.Push(d.w, 8)
	d.stack.Resize(120, 36)
	if !strings.HasSuffix(d.w.Title(), " · research") {
		t.Errorf("it is titled %q", d.w.Title())
	}
	d.send(tea.KeyPressMsg{Code: 'n', Mod: tea.ModCtrl})
	if !strings.HasSuffix(d.w.Title(), " · support") {
		t.Errorf("it is titled %q", d.w.Title())
	}
	d.press("tab", "tab", "25%", "enter")
	if ask := last[act.Quote](d); ask.Account != "support" || ask.SellAmount != "1000" {
		t.Errorf("asked for %+v", ask)
	}
}
