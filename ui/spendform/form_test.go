package spendform

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/guard"
	"coffer/ui/news"
)

func TestASpendIsSentOnceAndFollowed(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.fill("$1,234.50", "AWS", "GPU runtime for evaluation job")
	d.expect("Asks for $1,234.50 USD", "Merchant AWS", "GPU runtime", "$3,800.00 left", "$2,565.50 left", "ctrl+s sends it")
	d.press("enter")
	d.expect("ctrl+s sends it; enter alone doesn't.")
	d.press("ctrl+s", "ctrl+s")
	want := state.SpendRequest{AmountCents: 123_450, Currency: "usd", MerchantName: "AWS", Reason: "GPU runtime for evaluation job"}
	ask := d.ask()
	if ask.Request != want {
		t.Fatalf("asked for %+v", ask.Request)
	}
	d.expect("Writing it down")
	d.send(news.SpendRecorded{Generation: ask.Generation, IntentID: intentID})
	d.became(state.IntentRecorded, nil)
	d.expect("sending · key 7f3a…")
	d.done(state.NeedsApproval, "Above the approval threshold")
	d.expect("needs approval · Above the approval threshold", "o opens the approval page", spendID)
	d.press("o")
	if opens, ok := d.asked[len(d.asked)-1].(act.OpenApprovals); !ok || opens.SpendIDs[0] != spendID {
		t.Errorf("o asks for %+v", d.asked[len(d.asked)-1])
	}
}

func TestTheBanksAnswerIsInItsOwnWords(t *testing.T) {
	for status, want := range map[state.SpendStatus]string{
		state.Approved: "● approved · Within policy", state.Declined: "✕ declined · Within policy", "odd_word": "◇ odd_word · Within policy",
	} {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.done(status, "Within policy")
		d.expect(want)
	}
}

func TestThreeFailuresLookDifferent(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.became(state.IntentRefused, func(i *state.Intent) {
			i.Code, i.Problem = "funding_source_budget_exceeded", "Budget exceeded"
		})
		d.expect("✕ REFUSED — The bank refused: Budget exceeded.", "No money moved.", "[funding_source_budget_exceeded]")
		d.press("esc")
		d.expect("Amount $1,234.50", "Merchant AWS", "Reason GPU runtime")
	})
	t.Run("not sent", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.became(state.IntentNotSent, func(i *state.Intent) { i.Problem = "connection refused" })
		d.expect("○ NOT SENT — connection refused.", "No money moved.")
		d.press("esc")
		d.expect("Amount $1,234.50")
	})
	t.Run("not recorded", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.fill("5", "AWS", "test")
		d.press("ctrl+s")
		d.send(news.SpendRecorded{Generation: d.ask().Generation, Problem: &state.Problem{Happened: "The disk is full."}})
		d.expect("○ NOT SENT — The disk is full.")
		d.press("esc")
		d.expect("Amount 5")
	})
	t.Run("unknown", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.became(state.IntentUnknown, func(i *state.Intent) { i.Tries, i.Problem = 3, "it took too long" })
		d.expect("▲ OUTCOME UNKNOWN — No answer from the bank: it took too long.", "same key", "3 tries so far")
		d.press("esc")
		if _, closed := d.asked[len(d.asked)-1].(act.Close); !closed {
			t.Error("a form with an unknown outcome was offered for sending again")
		}
	})
}

func TestFieldsAreCheckedAsTheyAreLeft(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"decimals":   {[]string{"12.345", "tab"}, "2 decimals at most, and this has 3"},
		"group":      {[]string{"1,5", "tab"}, "decimals or for thousands"},
		"zero":       {[]string{"0.00", "tab"}, "above zero"},
		"huge":       {[]string{"99999999999999999999", "tab"}, "larger than the bank can take"},
		"currency":   {[]string{"5", "tab", "us", "tab"}, "No currency has the code"},
		"no decimal": {[]string{"5.5", "tab", "jpy", "tab"}, "whole amounts only"},
		"nothing":    {[]string{"tab", "tab", "tab", "enter"}, "The amount is missing."},
		"merchant":   {[]string{"5", "tab", "tab", "tab", "x", "enter"}, "Name the merchant"},
		"reason":     {[]string{"5", "enter", "enter", "AWS", "enter", "enter"}, "Say what it is for"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 120, 36)
			d.press(c.keys...)
			d.expect(c.want)
			if d.f.step != filling {
				t.Error("it went on")
			}
		})
	}
}

func TestAmountsBecomeExactCents(t *testing.T) {
	for typed, want := range map[string]int64{"1,234.50": 123_450, "$1,234.50": 123_450, "1234": 123_400, "0.07": 7, "$ 19.9": 1990} {
		d := newDesk(t, 120, 36)
		d.fill(typed, "AWS", "test")
		if d.f.step != reviewing || d.f.request.AmountCents != want {
			t.Errorf("%q became %d cents in step %d", typed, d.f.request.AmountCents, d.f.step)
		}
	}
}

func TestTheSignOfAnotherCurrencyIsNotDroppedFromAnAmount(t *testing.T) {
	for _, typed := range []string{"€19.90", "£ 5", "¥100", "kr 12", "19.90 €"} {
		d := newDesk(t, 120, 36)
		d.fill(typed, "AWS", "test")
		if d.f.step == reviewing {
			t.Errorf("%q of dollars became %+v", typed, d.f.request)
		}
	}
}

func TestALookAlikeIsWarnedOf(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.fill("600", "openai", "again")
	d.expect("Look-alike: 1 request of the same merchant and amount within 10 minutes, the last 3m ago: req_01jwxold.")
	d.put(state.Changes{Intents: []state.Intent{{
		ID: "other", Kind: state.IntentSpend, State: state.IntentUnknown, CreatedAt: state.MomentOf(opened),
		Spend: &state.SpendRequest{AmountCents: 60_000, Currency: "usd", MerchantName: "OpenAI"},
	}}})
	d.send(d.send(news.Ticked{Now: opened.Add(time.Second)})())
	d.expect("Asked already: the outcome of 1 request of the same merchant and amount is not known yet.")
	if cmd := d.send(news.Ticked{Now: opened.Add(2 * time.Second)}); cmd != nil {
		t.Error("it scans an unchanged Book again")
	}
}

func TestAnAmountOverTheBudgetIsSaid(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.fill("4000", "AWS", "too much")
	d.expect("$200.00 over")
}

func TestTheSendKeyIsGuarded(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("5", "tab", "tab", "AWS", "tab", "test", "enter", "ctrl+s")
	if len(d.asked) != 0 {
		t.Fatal("a key that came at once sent it")
	}
	d.expect("One moment")
	d.f.guard = guard.Guard{}
	d.send(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl, IsRepeat: true})
	if len(d.asked) != 0 {
		t.Fatal("a held key sent it")
	}
	d.press("ctrl+s")
	d.ask()
}

func TestAStaleAnswerIsDropped(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.fill("5", "AWS", "test")
	d.press("ctrl+s")
	d.send(news.SpendRecorded{Generation: d.ask().Generation + 1, IntentID: "other"})
	d.expect("Writing it down")
}

func TestWithSeveralAccountsOneIsChosenAndItsBudgetIsShown(t *testing.T) {
	d := newDesk(t, 120, 36)
	whole, rest := int64(500_000), int64(200_000)
	d.book.SetAccounts([]state.Account{
		{ID: "agent_1", Name: "research", Keyed: true}, {ID: "agent_2", Name: "support", Keyed: true}, {ID: "agent_3", Name: "gone"},
	}, state.MomentOf(opened))
	d.book.Put(state.Changes{Balances: []*state.Balance{
		{Account: "agent_2", Currency: "usd", Budget: &whole, BudgetLeft: &rest, Period: "monthly"},
	}}, opened)
	d.f = New(dialog.Scene{Serial: 10, Theme: theme.Plain(), Book: d.book.View(), Now: opened, Location: time.UTC, Who: "mara"})
	d.stack.Push(d.f, 10)
	d.stack.Resize(120, 36)
	d.expect("Account research", "Amount")
	d.fill("$1,234.50", "AWS", "GPU runtime for evaluation job")
	d.expect("Account research", "The bank has not told the budget")
	d.press("esc", "tab", "x", "enter")
	d.expect("Name one of the accounts: research, support.")
	d.press("shift+tab", "sup", "enter", "enter", "enter", "enter", "enter")
	d.f.guard = guard.Guard{}
	d.expect("Account support", "$2,000.00 left", "$765.50 left")
	d.press("ctrl+s", "ctrl+s")
	if asked := d.ask().Request; asked.Account != "support" {
		t.Errorf("asked for %+v", asked)
	}
}
