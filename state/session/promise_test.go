package session

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

// promising are settings whose profile says what the bank is.
func promising(t *testing.T, environment, address, key string) (*config.Settings, Options) {
	t.Helper()
	file := fmt.Sprintf("[profile.one]\nenvironment = %q\napi_url = %q\nteam_id = \"team_plain\"\n", environment, address)
	return setting(t, file, config.Flags{"profile": "one", "data-dir": t.TempDir()}, "DINO_SPEND_KEY="+key)
}

func TestATestProfileOpensABankOnThisMachineThatIsNotOurs(t *testing.T) {
	t.Parallel()
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: plainKey})
	settings, options := promising(t, "test", plain.URL, plainKey)
	s := opened(t, settings, options)
	view := eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	if view.Bank.Environment != state.Test {
		t.Errorf("it is %s", view.Bank.Environment)
	}
	if _, err := s.Treasury().AskSpend(t.Context(), "maria", someSpend(1_200)); err != nil {
		t.Error(err)
	}
}

func TestABankThatIsNotWhatTheProfilePromisesIsAskedForNothing(t *testing.T) {
	t.Parallel()
	for name, bent := range map[string]struct {
		promised, want string
		bend           func(*banktest.Answer)
	}{
		"no sandbox": {"sandbox", "promises a sandbox", func(answer *banktest.Answer) { answer.Header.Del(api.SandboxHeader) }},
		"no sandbox, and no balance": {"sandbox", "promises a sandbox", func(answer *banktest.Answer) {
			answer.Header.Del(api.SandboxHeader)
			answer.Refuse(http.StatusForbidden, "insufficient_scope", "not this")
		}},
		"a sandbox": {"test", "promises the bank's test environment", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
			odd.Bend("/", bent.bend)
			settings, options := promising(t, bent.promised, odd.URL, odd.Bank.Credentials().SpendKey)
			s, err := Open(t.Context(), settings, options)
			if err != nil {
				t.Fatal(err)
			}
			<-s.Context().Done()
			if err := s.Close(); !state.IsOtherBank(err) || !strings.Contains(state.Explain(err).Happened, bent.want) {
				t.Errorf("it ends with %v", err)
			}
			desk, err := OpenDesk(t.Context(), settings, options)
			if err != nil {
				t.Fatal(err)
			}
			defer desk.Close()
			if _, err := desk.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"}); !state.IsOtherBank(err) {
				t.Errorf("a quote ends with %v", err)
			}
			for _, call := range odd.All() {
				if call.Method != http.MethodGet {
					t.Errorf("it was asked %s %s", call.Method, call.Path)
				}
			}
		})
	}
}

func TestASandboxProfileOpensTheSandbox(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
	settings, options := promising(t, "sandbox", odd.URL, odd.Bank.Credentials().SpendKey)
	s := opened(t, settings, options)
	view := eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	if view.Bank.Environment != state.Sandbox {
		t.Errorf("it is %s", view.Bank.Environment)
	}
}
