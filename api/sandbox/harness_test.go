package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/shopspring/decimal"
	"go.uber.org/goleak"

	"coffer/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// aThursday is in the middle of a month and of a working day.
func aThursday() time.Time { return time.Date(2026, 5, 14, 15, 0, 0, 0, time.UTC) }

// branch is a bank under test with its server and a client of it.
type branch struct {
	t      *testing.T
	config Config
	clock  *clockwork.FakeClock
	bank   *Bank
	server *httptest.Server
	client *api.Client
}

func openBranch(t *testing.T, change func(*Config)) *branch {
	t.Helper()
	clock := clockwork.NewFakeClockAt(aThursday())
	b := &branch{t: t, clock: clock, config: Config{Seed: 1, Clock: clock, CallsPerMinute: 100_000}}
	if change != nil {
		change(&b.config)
	}
	b.open()
	t.Cleanup(b.close)
	return b
}

func (b *branch) open() {
	b.t.Helper()
	var err error
	if b.bank, err = Open(b.t.Context(), b.config); err != nil {
		b.t.Fatal(err)
	}
	b.server = httptest.NewServer(b.bank.Handler())
	b.bank.SetBaseURL(b.server.URL)
	b.client = b.clientWith(b.bank.Credentials().SpendKey)
}

func (b *branch) close() {
	b.client.Close()
	b.server.Close()
	if err := b.bank.Close(); err != nil {
		b.t.Error(err)
	}
}

func (b *branch) reopen() {
	b.t.Helper()
	b.close()
	b.open()
}

func (b *branch) clientWith(text string) *api.Client {
	b.t.Helper()
	key, err := api.ParseSpendKey(text)
	if err != nil {
		b.t.Fatal(err)
	}
	client, err := api.New(api.Config{
		BaseURL: b.server.URL, Key: key, TeamID: b.bank.Credentials().TeamID,
		Pace: api.NewPace(clockwork.NewRealClock(), 1_000_000),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return client
}

// heard is an answer as it came.
type heard struct {
	status int
	header http.Header
	body   string
}

func (h heard) code(t *testing.T) api.Code {
	t.Helper()
	var body api.ErrorBody
	if err := json.Unmarshal([]byte(h.body), &body); err != nil {
		t.Fatalf("%s: %v", h.body, err)
	}
	return body.Error.Code
}

// call sends a request with the bank's own key; headers are name, value, ….
func (b *branch) call(method, path, body string, headers ...string) heard {
	b.t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+b.bank.Credentials().SpendKey)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := *b.server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return heard{response.StatusCode, response.Header, string(read)}
}

func (b *branch) spend(cents int64, merchant, key string) (api.Spend, error) {
	answer, err := b.client.CreateSpend(b.t.Context(), api.SpendRequest{
		AmountCents: cents, Currency: "usd", MerchantName: merchant, Reason: "a test",
	}, key)
	return answer.Value, err
}

func (b *branch) mustSpend(cents int64, merchant, key string) api.Spend {
	b.t.Helper()
	made, err := b.spend(cents, merchant, key)
	if err != nil {
		b.t.Fatal(err)
	}
	return made
}

func (b *branch) balance() api.Balance {
	b.t.Helper()
	answer, err := b.client.Balance(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.Value
}

func (b *branch) quote(sell, amount, buy string) api.Quote {
	b.t.Helper()
	answer, err := b.client.Quote(b.t.Context(), api.QuoteRequest{
		TeamID: b.client.TeamID(), SellToken: sell, BuyToken: buy, SellAmount: decimal.RequireFromString(amount),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.Value
}

func (b *branch) check(quoted api.Quote, sell, amount, buy string) api.PolicyCheck {
	b.t.Helper()
	answer, err := b.client.CheckPolicy(b.t.Context(), api.PolicyCheckRequest{
		TeamID: b.client.TeamID(), QuoteID: quoted.ID, SellToken: sell, BuyToken: buy,
		SellAmount: decimal.RequireFromString(amount), ExpectedBuyAmount: quoted.ExpectedBuyAmount,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.Value
}

func (b *branch) execute(quoted api.Quote, name string) (api.Swap, error) {
	answer, err := b.client.Execute(b.t.Context(), api.ExecuteRequest{
		TeamID: b.client.TeamID(), QuoteID: quoted.ID,
		ConfirmationToken: "confirm_" + name, IdempotencyKey: "idemp_" + name,
	}, time.Time{})
	return answer.Value, err
}

// settle lets n seconds pass and takes every step that became due.
func (b *branch) settle(seconds int) {
	b.t.Helper()
	for range seconds {
		b.clock.Advance(time.Second)
		if _, err := b.bank.settleDue(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
}

// changes reads all pages.
func (b *branch) changes() ([]api.Spend, []api.SandboxSwap) {
	b.t.Helper()
	var spends []api.Spend
	var swaps []api.SandboxSwap
	for after := ""; ; {
		answer, err := b.client.SandboxChanges(b.t.Context(), after)
		if err != nil {
			b.t.Fatal(err)
		}
		spends, swaps = append(spends, answer.Value.Spends...), append(swaps, answer.Value.Swaps...)
		if answer.Value.Next == after {
			return spends, swaps
		}
		after = answer.Value.Next
	}
}

// checkLedger fails unless every entry sums to zero per currency and the
// balance is what the ledger says; it returns what each account holds.
func (b *branch) checkLedger() map[string]decimal.Decimal {
	b.t.Helper()
	answer := b.call(http.MethodGet, "/v1/sandbox/ledger", "")
	var ledger api.Ledger
	if err := json.Unmarshal([]byte(answer.body), &ledger); err != nil {
		b.t.Fatal(err)
	}
	held := map[string]decimal.Decimal{}
	spent := decimal.Zero
	period := monthOf(b.clock.Now())
	last := time.Time{}
	for _, entry := range ledger.Entries {
		sums := map[string]decimal.Decimal{}
		for _, line := range entry.Lines {
			sums[line.Currency] = sums[line.Currency].Add(line.Amount)
			held[line.Account] = held[line.Account].Add(line.Amount)
			if line.Account == "wallet" && entry.Kind == "spend" && !entry.At.Before(period.start) {
				spent = spent.Sub(line.Amount)
			}
		}
		for currency, sum := range sums {
			if !sum.IsZero() {
				b.t.Errorf("entry %s does not sum to zero: %s %s", entry.ID, sum, currency)
			}
		}
		if entry.At.Before(last) {
			b.t.Errorf("entry %s is older than the one before it", entry.ID)
		}
		last = entry.At.Time
	}
	balance := b.balance()
	if wallet := decimal.New(*balance.AvailableCents, -2); !wallet.Equal(held["wallet"]) {
		b.t.Errorf("%s available, %s in the ledger", wallet, held["wallet"])
	}
	if said := decimal.New(*balance.SpentCents, -2); !said.Equal(spent) {
		b.t.Errorf("%s spent, %s in the ledger", said, spent)
	}
	return held
}

func fixture(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(body))
}
