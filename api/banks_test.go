package api_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
)

func clientAt(t *testing.T, address, key, spendPath string) *api.Client {
	t.Helper()
	parsed, err := api.ParseSpendKey(key)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{BaseURL: address, Key: parsed, SpendPath: spendPath})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// sandboxCalls makes each call of the sandbox's own.
func sandboxCalls(t *testing.T, client *api.Client) map[string]error {
	t.Helper()
	errs := make(map[string]error)
	_, errs["faucet"] = client.Faucet(t.Context(), api.FaucetRequest{AmountCents: 1})
	_, errs["decision"] = client.DecideSpend(t.Context(), "req_1", api.Decision{Decision: api.Approve})
	_, errs["ledger"] = client.Ledger(t.Context())
	_, errs["changes"] = client.SandboxChanges(t.Context(), "")
	return errs
}

func TestATestKeyAloneMakesNoSandbox(t *testing.T) {
	t.Parallel()
	for _, form := range []banktest.NoSuchPath{banktest.NotFoundHTML, banktest.NotFoundText, banktest.NotFoundFramework} {
		plain := banktest.NewPlain(t, banktest.PlainConfig{Key: "din_test_plain0001", NoSuchPath: form})
		client := clientAt(t, plain.URL, "din_test_plain0001", "")
		for range 2 {
			for name, err := range sandboxCalls(t, client) {
				if !errors.Is(err, api.ErrSandboxOnly) || api.OutcomeOf(err) != api.NotSent {
					t.Errorf("%s: %s ends with %v", form, name, err)
				}
			}
		}
		if client.IsSandbox() || client.Environment() != api.Test {
			t.Errorf("%s: it is taken for %s", form, client.Environment())
		}
		if calls := plain.All(); len(calls) != 1 || calls[0].Path != "/v1/balance" {
			t.Errorf("%s: it was asked %+v", form, calls)
		}
	}
}

func TestASandboxIsOneOnceItHasSaidSo(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
	key := odd.Bank.Credentials().SpendKey
	client := clientAt(t, odd.URL, key, "")
	if client.Environment() != api.Test {
		t.Errorf("before any answer it is %s", client.Environment())
	}
	if _, err := client.SandboxChanges(t.Context(), ""); err != nil || client.Environment() != api.Sandbox {
		t.Errorf("it is %s: %v", client.Environment(), err)
	}
	odd.Bend("/", func(answer *banktest.Answer) { answer.Header.Del(api.SandboxHeader) })
	silent := clientAt(t, odd.URL, key, "")
	for name, err := range sandboxCalls(t, silent) {
		if !errors.Is(err, api.ErrSandboxOnly) {
			t.Errorf("%s of a bank that doesn't say who it is: %v", name, err)
		}
	}
}

func TestACallThatIsNotThereIsMadeOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
		odd.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) { answer.Refuse(status, "not_found", "There is nothing here") })
		client := clientAt(t, odd.URL, odd.Bank.Credentials().SpendKey, "")
		if _, err := client.SandboxChanges(t.Context(), ""); err == nil {
			t.Fatal("an answer came")
		}
		if _, err := client.SandboxChanges(t.Context(), ""); !errors.Is(err, api.ErrNoSuchCall) {
			t.Errorf("the second time it ends with %v", err)
		}
		if calls := odd.To(http.MethodGet, "/v1/sandbox/changes"); len(calls) != 1 {
			t.Errorf("%d: %d calls were made", status, len(calls))
		}
		if _, err := client.Ledger(t.Context()); err != nil {
			t.Errorf("another call ends with %v", err)
		}
	}
}

func TestTheNameOfSpendsIsFoundWithoutAPost(t *testing.T) {
	t.Parallel()
	const key = "din_live_plain0001"
	request := api.SpendRequest{AmountCents: 100, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}
	for name, test := range map[string]struct {
		bank, setting, want string
		gets                int
	}{
		"the stable name":            {api.DefaultSpendPath, "", api.DefaultSpendPath, 1},
		"the newer name":             {api.NewerSpendPath, "", api.NewerSpendPath, 2},
		"the settings' name":         {api.NewerSpendPath, api.NewerSpendPath, api.NewerSpendPath, 0},
		"neither":                    {"/v2/spend", "", api.DefaultSpendPath, 2},
		"the settings' unusual name": {"/v2/spend", "/v2/spend", "/v2/spend", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := banktest.NewPlain(t, banktest.PlainConfig{Key: key, SpendPath: test.bank, ThresholdCents: 1_000})
			client := clientAt(t, plain.URL, key, test.setting)
			for i := range 2 {
				path, err := client.FindSpendPath(t.Context())
				if err != nil || path != test.want {
					t.Fatalf("found %q, %v", path, err)
				}
				if _, err = client.CreateSpendAt(t.Context(), path, request, "key-"+string(rune('a'+i))); (err == nil) != (test.bank == path) {
					t.Errorf("the spend ends with %v", err)
				}
			}
			gets := 0
			for _, call := range plain.All() {
				if call.Method == http.MethodPost && call.Path != test.want {
					t.Errorf("a spend was sent to %s", call.Path)
				}
				if call.Method == http.MethodGet {
					gets++
				}
			}
			if gets != test.gets {
				t.Errorf("%d questions, want %d: it is found once", gets, test.gets)
			}
		})
	}
}

func TestAReadFindsTheNewerNameToo(t *testing.T) {
	t.Parallel()
	const key = "din_live_plain0001"
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: key, SpendPath: api.NewerSpendPath, ThresholdCents: 1_000})
	made, err := clientAt(t, plain.URL, key, api.NewerSpendPath).CreateSpend(t.Context(), api.SpendRequest{AmountCents: 1, Currency: "usd"}, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	client := clientAt(t, plain.URL, key, "")
	for range 2 {
		if answer, err := client.Spend(t.Context(), made.Value.ID); err != nil || answer.Value.ID != made.Value.ID {
			t.Errorf("read %+v, %v", answer.Value, err)
		}
	}
	stable := 0
	for _, call := range plain.All() {
		if call.Method == http.MethodGet && strings.HasPrefix(call.Path, api.DefaultSpendPath+"/") {
			stable++
		}
	}
	if stable > 2 {
		t.Errorf("the name that isn't there was asked %d times", stable)
	}
}

func TestAnUncertainAnswerFindsNoName(t *testing.T) {
	t.Parallel()
	for name, bend := range map[string]func(*banktest.Answer){
		"a broken bank": func(answer *banktest.Answer) {
			answer.Refuse(http.StatusInternalServerError, "internal_error", "broken")
		},
		"a slower pace":   func(answer *banktest.Answer) { answer.Refuse(http.StatusTooManyRequests, "rate_limited", "slow down") },
		"a sign-in page":  func(answer *banktest.Answer) { answer.Replace(http.StatusOK, "text/html", "<html>sign in</html>") },
		"a proxy's no":    func(answer *banktest.Answer) { answer.Replace(http.StatusForbidden, "text/plain", "forbidden") },
		"a lost question": func(*banktest.Answer) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd := banktest.NewOdd(t, sandbox.Config{Seed: 3})
			odd.Bend("/", func(answer *banktest.Answer) {
				answer.Header.Del(api.SandboxHeader)
				bend(answer)
			})
			client := clientAt(t, odd.URL, odd.Bank.Credentials().SpendKey, "")
			if path, err := client.FindSpendPath(api.WithoutWaiting(t.Context())); err == nil {
				t.Errorf("found %s", path)
			}
		})
	}
}
