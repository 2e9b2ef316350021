package session

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// outcome waits for what became of an intent.
func outcome(t *testing.T, treasury state.Treasury, id string, wanted ...state.IntentState) *state.Intent {
	t.Helper()
	var found *state.Intent
	eventually(t, treasury, "an outcome", func(v *state.View) bool {
		for _, intent := range v.Intents {
			for _, one := range wanted {
				if intent.ID == id && intent.State == one {
					found = intent
					return true
				}
			}
		}
		return false
	})
	return found
}

func TestACommandWritesItsIntentFirstWhateverElseIsRunning(t *testing.T) {
	t.Parallel()
	for name, beside := range map[string]bool{"alone": false, "beside a dashboard": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			issued := bankOf(t, sandbox.Config{})
			settings, options := fromEnvironment(t, issued, config.Flags{"data-dir": t.TempDir()})
			if beside {
				dashboard := opened(t, settings, options)
				eventually(t, dashboard.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
			}
			command, err := OpenForCommand(t.Context(), settings, options)
			if err != nil {
				t.Fatal(err)
			}
			id, err := command.Treasury().AskSpend(t.Context(), "script", someSpend(1_200))
			if err != nil {
				t.Fatal(err)
			}
			asked := outcome(t, command.Treasury(), id, state.IntentDone)
			began := time.Now()
			if err := command.Close(); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("it took %s to end", took)
			}
			desk, err := OpenDesk(t.Context(), settings, options)
			if err != nil {
				t.Fatal(err)
			}
			defer desk.Close()
			if spend, err := desk.Spend(t.Context(), asked.Subject); err != nil || spend.Cents == nil || *spend.Cents != 1_200 || spend.Status != state.Approved {
				t.Errorf("the bank holds %+v, %v", spend, err)
			}
		})
	}
}

// TestADashboardTakesOverWhatACommandLeftInDoubt loses the answer to a command
// that runs beside a dashboard.
func TestADashboardTakesOverWhatACommandLeftInDoubt(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	issued := bankOf(t, sandbox.Config{Middleware: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodPost && lost.Load() {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, request)
		})
	}})
	settings, options := fromEnvironment(t, issued, config.Flags{"data-dir": t.TempDir()})
	dashboard, err := Open(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, dashboard.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	lost.Store(true)
	command, err := OpenForCommand(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	id, err := command.Treasury().AskSpend(t.Context(), "script", someSpend(1_200))
	if err != nil {
		t.Fatal(err)
	}
	outcome(t, command.Treasury(), id, state.IntentUnknown)
	if err := errors.Join(command.Close(), dashboard.Close()); err != nil {
		t.Fatal(err)
	}
	lost.Store(false)
	outcome(t, opened(t, settings, options).Treasury(), id, state.IntentDone)
}

func TestADashboardWaitsForACommandToEnd(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	settings, options := fromEnvironment(t, issued, config.Flags{"data-dir": t.TempDir()})
	command, err := OpenForCommand(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	time.AfterFunc(100*time.Millisecond, func() { ended <- command.Close() })
	opened(t, settings, options)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestADashboardSaysThatItWaitsForTheFolder(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	settings, options := fromEnvironment(t, issued, config.Flags{"data-dir": t.TempDir()})
	command, err := OpenForCommand(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	opening := Begin(t.Context(), settings, options)
	if sentence := <-opening.Waits(); !strings.Contains(sentence, "Another Coffer is using") {
		t.Errorf("it says %q", sentence)
	}
	if err := command.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := opening.Treasury(); err != nil {
		t.Errorf("then it says %v", err)
	}
	if err := opening.Close(); err != nil {
		t.Error(err)
	}
}

// TestACommandAsksWithTheKeyOfTheAccountThatIsNamed has two accounts in one
// profile, with a dashboard open beside the commands.
func TestACommandAsksWithTheKeyOfTheAccountThatIsNamed(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{Accounts: 2})
	settings, options := setting(t, `
[profile.both]
api_url = "`+issued.BaseURL+`"
team_id = "`+issued.TeamID+`"
data_dir = "`+t.TempDir()+`"
[[profile.both.accounts]]
name = "research"
key = "env:RESEARCH_KEY"
[[profile.both.accounts]]
name = "ads"
key = "env:ADS_KEY"
`, config.Flags{"profile": "both"}, "RESEARCH_KEY="+issued.Accounts[0].SpendKey, "ADS_KEY="+issued.Accounts[1].SpendKey)
	dashboard := opened(t, settings, options).Treasury()
	eventually(t, dashboard, "both balances", func(v *state.View) bool {
		return len(v.Accounts) == 2 && v.Accounts[0].Balance != nil && v.Accounts[1].Balance != nil
	})
	for i, name := range []string{"research", "ads"} {
		command, err := OpenForCommand(t.Context(), settings, options)
		if err != nil {
			t.Fatal(err)
		}
		request := someSpend(1_200)
		request.Account = name
		id, err := command.Treasury().AskSpend(t.Context(), "script", request)
		if err != nil {
			t.Fatal(err)
		}
		asked := outcome(t, command.Treasury(), id, state.IntentDone)
		if err := command.Close(); err != nil {
			t.Fatal(err)
		}
		if want := issued.Accounts[i].AccountID; asked.Account != want {
			t.Errorf("%s asked for %s, not for %s", name, asked.Account, want)
		}
		// Whoever runs beside it takes it over, for the account that asked.
		dashboard.Refresh()
		if taken := outcome(t, dashboard, id, state.IntentDone); taken.Account != asked.Account || taken.Subject != asked.Subject {
			t.Errorf("the dashboard has %+v", taken)
		}
	}
	desk, err := OpenDesk(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	for i, name := range desk.Accounts() {
		if balance, err := desk.Balance(t.Context(), name); err != nil || balance.Account != issued.Accounts[i].AccountID {
			t.Errorf("the balance of %s is of %+v, %v", name, balance, err)
		}
	}
	nobody := someSpend(1)
	nobody.Account = "nobody"
	if _, err := dashboard.AskSpend(t.Context(), "maria", nobody); !errors.Is(err, state.ErrNoKey) {
		t.Errorf("without a key it says %v", err)
	}
}

func TestACommandWithoutABankOrARightToWriteDoesNothing(t *testing.T) {
	t.Parallel()
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir()})
	if _, err := OpenForCommand(t.Context(), settings, options); !errors.Is(err, credential.ErrMissing) {
		t.Errorf("without a key: %v", err)
	}
	if _, err := OpenDesk(t.Context(), settings, options); !errors.Is(err, credential.ErrCredential) {
		t.Errorf("a desk without a key: %v", err)
	}
	settings, options = setting(t, "", config.Flags{"read-only": "true", "data-dir": t.TempDir()}, "DINO_SPEND_KEY=din_test_12345678")
	if _, err := OpenForCommand(t.Context(), settings, options); !errors.Is(err, state.ErrReadsOnly) {
		t.Errorf("read-only: %v", err)
	}
}

func TestADeskAnswersInPlainWords(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	settings, options := fromEnvironment(t, issued, config.Flags{})
	desk, err := OpenDesk(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	if balance, err := desk.Balance(t.Context(), ""); err != nil || balance.Account != issued.AccountID {
		t.Errorf("the balance is %+v, %v", balance, err)
	}
	terms, err := desk.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "10"})
	if err != nil || !terms.ExpectedBuy.IsPositive() {
		t.Errorf("the quote is %+v, %v", terms, err)
	}
	var problem *state.Problem
	if _, err := desk.Spend(t.Context(), "req_nothing"); !errors.As(err, &problem) || problem.Code != "not_found" {
		t.Errorf("about nothing it said %v", err)
	}
	if _, err := desk.Balance(t.Context(), "elsewhere"); !errors.As(err, &problem) {
		t.Errorf("about an unknown account it said %v", err)
	}
}
