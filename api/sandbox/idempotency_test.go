package sandbox

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/api"
)

const aSpend = `{"amount_cents":12000,"currency":"usd","merchant_name":"AWS","reason":"GPU runtime"}`

func onDisk(t *testing.T) func(*Config) {
	path := filepath.Join(t.TempDir(), "a bank?.db")
	return func(config *Config) { config.Path = path }
}

func TestAReplayIsTheFirstAnswerByteForByte(t *testing.T) {
	t.Parallel()
	b := openBranch(t, onDisk(t))
	first := b.call("POST", "/v1/spend", aSpend, "Idempotency-Key", "key")
	b.clock.Advance(time.Hour)
	b.mustSpend(100, "GCP", "another")
	for name, replay := range map[string]func() heard{
		"as it was":         func() heard { return b.call("POST", "/v1/spend", aSpend, "Idempotency-Key", "key") },
		"by the newer name": func() heard { return b.call("POST", "/v1/spend-requests", aSpend, "Idempotency-Key", "key") },
		"spelled otherwise": func() heard {
			return b.call("POST", "/v1/spend", `{ "reason":"GPU runtime", "merchant_name":"\u0041WS","currency":"USD","amount_cents":12000}`, "Idempotency-Key", "key")
		},
		"with the key in the body": func() heard {
			return b.call("POST", "/v1/spend", strings.Replace(aSpend, "{", `{"idempotency_key":"key",`, 1))
		},
		"after a restart": func() heard {
			b.reopen()
			return b.call("POST", "/v1/spend", aSpend, "Idempotency-Key", "key")
		},
	} {
		if got := replay(); got.status != 200 || got.body != first.body {
			t.Errorf("%s: got %d %s, first %s", name, got.status, got.body, first.body)
		}
	}
	if spends, _ := b.changes(); len(spends) != 2 {
		t.Errorf("%d requests", len(spends))
	}
}

func TestARefusalIsReplayedToo(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) {
		config.Rules = DefaultRules()
		config.Rules.MonthlyBudgetCents, config.Rules.PlanVolumeCents = maxAmountCents, maxAmountCents
	})
	body := strings.Replace(aSpend, "12000", "2000001", 1)
	first := b.call("POST", "/v1/spend", body, "Idempotency-Key", "key")
	b.call("POST", "/v1/sandbox/faucet", `{"amount_cents":100000}`)
	if again := b.call("POST", "/v1/spend", body, "Idempotency-Key", "key"); first.status != 402 || again.body != first.body {
		t.Errorf("first %s, again %s", first.body, again.body)
	}
}

func TestConcurrentReplaysHaveOneEffect(t *testing.T) {
	t.Parallel()
	b := openBranch(t, onDisk(t))
	answers := make([]heard, 16)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = b.call("POST", "/v1/spend", aSpend, "Idempotency-Key", "key") })
	}
	all.Wait()
	for _, answer := range answers {
		if answer.status != 200 || answer.body != answers[0].body {
			t.Errorf("got %d %s", answer.status, answer.body)
		}
	}
	if spent := *b.balance().SpentCents; spent != 12000 {
		t.Errorf("spent %d", spent)
	}
}

func TestExecuteMovesAQuoteOnce(t *testing.T) {
	t.Parallel()
	b := openBranch(t, onDisk(t))
	quoted := b.quote("USDC", "1000", "ETH")
	b.check(quoted, "USDC", "1000", "ETH")
	body := `{"team_id":"team_xxx","quote_id":"` + quoted.ID + `","confirmation_token":"confirm_1","idempotency_key":"idemp_1"}`
	answers := make([]heard, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = b.call("POST", "/v1/swap/execute", body, "Idempotency-Key", "idemp_1") })
	}
	all.Wait()
	b.settle(6)
	b.clock.Advance(time.Hour)
	b.reopen()
	for _, answer := range append(answers, b.call("POST", "/v1/swap/execute", body)) {
		if answer.status != 200 || answer.body != answers[0].body {
			t.Errorf("got %d %s", answer.status, answer.body)
		}
	}
	if _, swaps := b.changes(); len(swaps) != 1 {
		t.Errorf("%d swaps", len(swaps))
	}
	if held := b.checkLedger()["wallet:USDC"]; held.String() != "24000" {
		t.Errorf("%s USDC left", held)
	}
	other := strings.Replace(body, "confirm_1", "confirm_2", 1)
	if got := b.call("POST", "/v1/swap/execute", other); got.code(t) != api.CodeIdempotencyKeyConflict {
		t.Errorf("another body: %s", got.body)
	}
}

func TestAConfirmationIsGoodForOneQuote(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for i, want := range []int{200, 409} {
		quoted := b.quote("USDC", "10", "ETH")
		b.check(quoted, "USDC", "10", "ETH")
		got := b.call("POST", "/v1/swap/execute", `{"team_id":"team_xxx","quote_id":"`+quoted.ID+
			`","confirmation_token":"confirm_same","idempotency_key":"idemp_`+string(rune('a'+i))+`"}`)
		if got.status != want {
			t.Errorf("got %d %s", got.status, got.body)
		}
	}
}
