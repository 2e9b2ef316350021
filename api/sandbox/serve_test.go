package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
)

func TestABankAlonePrintsItsCredentialsFirstAndKeepsThem(t *testing.T) {
	t.Parallel()
	config := Config{Path: filepath.Join(t.TempDir(), "bank.db"), Seed: 5, History: 30}
	first := serveOnce(t, config)
	for name, value := range map[string]string{
		first.SpendKey: "din_test_", first.TeamID: "team_", first.AccountID: "agent_", first.WebhookSecret: "whsec_", first.BaseURL: "http://127.0.0.1:",
	} {
		if !strings.HasPrefix(name, value) {
			t.Errorf("%q does not begin with %q", name, value)
		}
	}
	config.Seed, config.History = 6, 99
	if second := serveOnce(t, config); !reflect.DeepEqual(second, first) {
		t.Errorf("opened again it is %+v, was %+v", second, first)
	}
}

// serveOnce serves until the balance was read, and returns the first line.
func serveOnce(t *testing.T, config Config) Credentials {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	read, write := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, ServeOptions{Config: config, Output: write}) }()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var printed Credentials
	if err := json.Unmarshal([]byte(line), &printed); err != nil {
		t.Fatal(err)
	}
	key, err := api.ParseSpendKey(printed.SpendKey)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{BaseURL: printed.BaseURL, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := client.Balance(ctx); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	return printed
}

func TestAPortThatIsTakenIsReplacedOrReported(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	b := openBranch(t, nil)
	if err := b.bank.RememberAddress(taken.Addr().String()); err != nil {
		t.Fatal(err)
	}
	listener, err := b.bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	if last, err := b.bank.LastAddress(); err != nil || last != listener.Addr().String() || b.bank.BaseURL() != "http://"+last {
		t.Errorf("it remembers %q, %v", last, err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	err = Serve(t.Context(), ServeOptions{Listen: taken.Addr().String()})
	if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("got %v", err)
	}
}

func TestABankIsOpenOnce(t *testing.T) {
	t.Parallel()
	b := openBranch(t, onDisk(t))
	if _, err := Open(t.Context(), b.config); !errors.Is(err, ErrInUse) {
		t.Errorf("got %v", err)
	}
}

func TestAFaultCanBePutInTheWay(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) {
		config.Middleware = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/v1/balance" {
					w.WriteHeader(http.StatusBadGateway)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	if got := b.call("GET", "/v1/balance", ""); got.status != http.StatusBadGateway {
		t.Errorf("got %d", got.status)
	}
}

func TestARequestThatNobodyDecidesIsCancelledAfterADay(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	made := b.mustSpend(600_00, "OpenAI", "one")
	b.clock.Advance(approvalWindow - time.Second)
	b.settle(1)
	read, err := b.client.Spend(t.Context(), made.ID)
	if err != nil || read.Value.Status != api.Cancelled || *b.balance().PendingCents != 0 {
		t.Errorf("got %+v, %v", read.Value, err)
	}
}

func TestAgentsSpendOverHTTPWithinTheBudget(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) { config.Agents, config.History = 3, 40 })
	before, _ := b.changes()
	stop := b.running()
	defer stop()
	for waited := 0; ; waited++ {
		spends, _ := b.changes()
		if len(spends) >= len(before)+25 {
			break
		}
		if waited > 2000 {
			t.Fatalf("only %d new requests", len(spends)-len(before))
		}
		b.clock.Advance(5 * time.Second)
		time.Sleep(2 * time.Millisecond)
	}
	stop()
	spends, _ := b.changes()
	merchants := map[string]bool{}
	for _, spend := range spends[len(before):] {
		merchants[spend.MerchantName] = true
	}
	if len(merchants) < 4 || *b.balance().RemainingBudgetCents <= 0 {
		t.Errorf("they bought from %v", merchants)
	}
	b.checkLedger()
}

func TestAgentsLeaveANearlyUsedBudgetAlone(t *testing.T) {
	t.Parallel()
	agent := personas(1)[0]
	source := newRand(1, 1)
	for range 200 {
		if request, sensible := agent.request(source, DefaultRules(), 10_00, 0); sensible {
			t.Fatalf("asked for %+v", request)
		}
		if request, sensible := agent.request(source, DefaultRules(), 4000_00, 0); !sensible || validateSpend(request) != nil || request.AmountCents > 2000_00 {
			t.Fatalf("asked for %+v", request)
		}
	}
}

func TestTimeoutsOfAClientDoNotStopTheBank(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) { config.Clock = clockwork.NewRealClock() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := b.bank.store.write(ctx, func(tx *tx) error {
		_, err := tx.Exec(`UPDATE bank SET address = 'kept'`)
		return err
	})
	if last, _ := b.bank.LastAddress(); err != nil || last != "kept" {
		t.Errorf("got %q, %v", last, err)
	}
}

// TestTheBankEndsThoughAConnectionWasNeverUsed keeps a connection open that
// asks for nothing, as clients do that dial ahead.
func TestTheBankEndsThoughAConnectionWasNeverUsed(t *testing.T) {
	t.Parallel()
	bank, err := Open(t.Context(), Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer bank.Close()
	listener, err := bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	unused, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	// An answer on another connection shows that the server has taken this one.
	answer, err := http.Get(bank.Credentials().BaseURL + "/nothing")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	stop()
	if err := <-served; err != nil {
		t.Errorf("it ended with %v", err)
	}
}
