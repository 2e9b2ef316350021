package spendform

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/session"
	"coffer/theme"
	"coffer/ui/dialog"
	"coffer/ui/news"
)

// oddTreasury is a real treasury over a bank whose answer to a create is bent.
func oddTreasury(t *testing.T, bend banktest.Bend) state.Treasury {
	t.Helper()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	if bend != nil {
		odd.Bend("POST "+api.DefaultSpendPath, bend)
	}
	environment := credential.EnvironmentOf([]string{"DINO_SPEND_KEY=" + issued.SpendKey})
	flags := config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}
	settings, err := config.Sources{Flags: flags, Environ: environment}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	opened, err := session.Open(t.Context(), settings, session.Options{Resolver: credential.Resolver{Environment: environment}, Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return opened.Treasury()
}

// sentTo fills the form, has the treasury ask, and follows what becomes of it.
func sentTo(t *testing.T, treasury state.Treasury, amount, merchant, reason string) *desk {
	t.Helper()
	d := newDesk(t, 120, 36)
	d.f = New(dialog.Scene{Serial: 10, Theme: theme.Plain(), Book: treasury.View(), Now: time.Now(), Location: time.UTC, Who: "mara"})
	d.stack.Push(d.f, 10)
	d.stack.Resize(120, 36)
	wake, end := treasury.Subscribe()
	defer end()
	d.fill(amount, merchant, reason)
	d.press("ctrl+s")
	ask := d.ask()
	id, err := treasury.AskSpend(t.Context(), "mara", ask.Request)
	d.send(news.SpendRecorded{Generation: ask.Generation, IntentID: id, Problem: state.Explain(err)})
	limit := time.After(30 * time.Second)
	for err == nil {
		d.send(news.BookChanged{Book: treasury.View()})
		if intent := d.f.intent; intent != nil && !intent.Unresolved() {
			break
		}
		select {
		case <-wake:
		case <-limit:
			t.Fatalf("no outcome came:\n%s", d.screen())
		}
	}
	return d
}

func TestAnAnswerThatIsNotWhatWasAskedForIsNeverAGreenApproved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields map[string]any
		want   []string
	}{
		"amount":   {map[string]any{"amount_cents": 999_900}, []string{"$12.00", "$9,999.00"}},
		"currency": {map[string]any{"currency": "eur"}, []string{"USD", "EUR"}},
		"merchant": {map[string]any{"merchant_name": "AWZ"}, []string{"AWS", "AWZ"}},
		"account":  {map[string]any{"agent_account_id": "agent_else"}, []string{"agent_else"}},
		"negative": {map[string]any{"amount_cents": -1_200}, []string{"$12.00", "-$12.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sentTo(t, oddTreasury(t, func(a *banktest.Answer) { a.Set(c.fields) }), "12", "AWS", "GPU")
			screen := d.screen()
			d.expect("▲ approved", "Beware")
			_, beware, _ := strings.Cut(screen, "Beware")
			beware, _, _ = strings.Cut(beware, "Ask the bank what it holds")
			for _, part := range c.want {
				if !strings.Contains(beware, part) {
					t.Errorf("no Beware names %q:\n%s", part, screen)
				}
			}
			if strings.Contains(screen, "● approved") {
				t.Errorf("it reads as approved:\n%s", screen)
			}
		})
	}
}

func (d *desk) paste(text string) { d.send(tea.PasteMsg{Content: text}) }

func TestWhatNobodySeesIsLeftOutOfAPasteAndSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 120, 36)
	d.press("12", "tab", "tab")
	d.paste("AWS\x1b[31m\u202e")
	d.expect("Merchant AWS[31m", "Left out, since it isn't sent: control characters and characters that turn the direction of text.")
	d.press("tab")
	d.paste("👩🏽\u200d💻 می\u200cخواهم a\u200db")
	d.expect("👩🏽💻")
	d.press("enter")
	if d.f.step != filling {
		t.Fatal("it went on before anybody saw what is left")
	}
	d.expect("Left out, since it isn't sent: invisible characters.")
	d.press("enter")
	if want := "👩🏽\u200d💻 می\u200cخواهم ab"; d.f.step != reviewing || d.f.request.Reason != want || d.f.request.MerchantName != "AWS[31m" {
		t.Errorf("it asks for %+v", d.f.request)
	}
}

func TestAKeyIsRefusedInTheForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 120, 36)
	d.press("12", "tab", "tab")
	d.paste("din_test_5c9ab3d17f20e4a8")
	d.press("tab", "GPU", "enter")
	d.expect("The merchant holds a key or a secret. Write it without.")
	if d.f.step != filling {
		t.Error("it went on")
	}
}

func TestWhatTheBankLeavesOutReadsAsAskedFor(t *testing.T) {
	t.Parallel()
	d := sentTo(t, oddTreasury(t, func(a *banktest.Answer) { a.Unset("amount_cents", "merchant_name", "reason") }), "12", "AWS", "GPU")
	d.expect("● approved", "$12.00 USD, as asked for; the bank doesn't say",
		"AWS, as asked for; the bank doesn't say", "GPU, as asked for; the bank doesn't say")
	whole := sentTo(t, oddTreasury(t, nil), "12", "AWS", "GPU")
	whole.expect("● approved")
	if strings.Contains(whole.screen(), "doesn't say") {
		t.Errorf("something is left out of a whole answer:\n%s", whole.screen())
	}
}
