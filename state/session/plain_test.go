package session

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

const plainKey = "din_test_plain0001"

func intentOf(view *state.View, id string) *state.Intent {
	for _, intent := range view.Intents {
		if intent.ID == id {
			return intent
		}
	}
	// The first view after it was written down may be from before.
	return &state.Intent{}
}

func TestAPlainBankIsNoSandboxAndNoOutage(t *testing.T) {
	t.Parallel()
	for _, form := range []banktest.NoSuchPath{banktest.NotFoundHTML, banktest.NotFoundText, banktest.NotFoundFramework} {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			plain := banktest.NewPlain(t, banktest.PlainConfig{Key: plainKey, NoSuchPath: form, SpendPath: api.NewerSpendPath, ThresholdCents: 10_000})
			settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir(), "api-url": plain.URL, "team-id": "team_plain"}, "DINO_SPEND_KEY="+plainKey)
			s := opened(t, settings, options)
			eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
			id, err := s.Treasury().AskSpend(t.Context(), "maria", someSpend(60_000))
			if err != nil {
				t.Fatal(err)
			}
			view := eventually(t, s.Treasury(), "the spend", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
			spend := intentOf(view, id).Subject
			if err := s.Treasury().Decide(t.Context(), "maria", spend, state.Decision{Decision: state.Approve}); err == nil {
				t.Error("a decision was made here")
			}
			_, err = s.Treasury().Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"})
			if problem := state.Explain(err); problem == nil || !strings.Contains(problem.Happened, "no swap API yet") || strings.Contains(problem.Advice, "again") {
				t.Errorf("a quote ends with %v", err)
			}
			if err := s.Treasury().Track(t.Context(), "maria", "req_nobody"); err == nil {
				t.Error("an unknown id was tracked")
			}
			plain.Decide(spend, "approved", "Approved by operator")
			s.Treasury().Refresh()
			view = eventually(t, s.Treasury(), "the decision", func(v *state.View) bool { return v.Spend(spend).Status == state.Approved })
			if view.Bank.Environment != state.Test || view.Feed.Mode == state.FeedOffline || view.Feed.Problem != "" {
				t.Errorf("it reads %s, %s: %s", view.Bank.Environment, view.Feed.Mode, view.Feed.Problem)
			}
			for _, call := range plain.All() {
				if strings.HasPrefix(call.Path, "/v1/sandbox/") || call.Method == http.MethodPost && call.Path == api.DefaultSpendPath {
					t.Errorf("it was asked %s %s", call.Method, call.Path)
				}
			}
		})
	}
}

func TestATestBankWithoutATeamIsAskedForNoQuote(t *testing.T) {
	t.Parallel()
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: plainKey})
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir(), "api-url": plain.URL}, "DINO_SPEND_KEY="+plainKey)
	s := opened(t, settings, options)
	eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	_, err := s.Treasury().Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"})
	if problem := state.Explain(err); problem == nil || problem.Outcome != state.NotSent || !strings.Contains(problem.Advice, "team_id") {
		t.Errorf("it ends with %v", err)
	}
	if calls := plain.To(http.MethodPost, "/v1/swap/quote"); len(calls) > 0 {
		t.Error("a quote without a team was asked for")
	}
}

func TestASpendIsAskedForAgainUnderItsFirstNameAlone(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
	issued := odd.Bank.Credentials()
	lost := func(answer *banktest.Answer) {
		answer.Header.Del(api.SandboxHeader)
		if answer.Asked.Method == http.MethodPost {
			panic(http.ErrAbortHandler)
		}
	}
	odd.Bend("/", lost)
	flags := config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}
	settings, options := setting(t, "", flags, "DINO_SPEND_KEY="+issued.SpendKey)
	first, err := Open(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	id, err := first.Treasury().AskSpend(t.Context(), "maria", someSpend(1_200))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, first.Treasury(), "the doubt", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	// The settings now name the other one, which the bank serves as well.
	odd.Bend("/", nil)
	flags["spend-path"] = api.NewerSpendPath
	settings, options = setting(t, "", flags, "DINO_SPEND_KEY="+issued.SpendKey)
	second := opened(t, settings, options)
	eventually(t, second.Treasury(), "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	if calls := odd.To(http.MethodPost, api.NewerSpendPath); len(calls) > 0 {
		t.Error("the spend was repeated under the other name")
	}
}

func TestAJournalOfASandboxIsNotOpenedForABankElsewhereThatIsNone(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
	issued := odd.Bank.Credentials()
	folder := t.TempDir()
	with := func(address, key string) (*config.Settings, Options) {
		return setting(t, "", config.Flags{"data-dir": folder, "api-url": address, "team-id": issued.TeamID}, "DINO_SPEND_KEY="+key)
	}
	settings, options := with(odd.URL, issued.SpendKey)
	for range 2 {
		s, err := Open(t.Context(), settings, options)
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, s.Treasury(), "its name", func(v *state.View) bool { return v.Bank.Environment == state.Sandbox })
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: plainKey})
	settings, options = with(plain.URL, plainKey)
	s, err := Open(t.Context(), settings, options)
	if err == nil {
		<-s.Context().Done()
		err = s.Close()
	}
	if !errors.Is(err, state.ErrForeignJournal) {
		t.Errorf("it ends with %v", err)
	}
}
