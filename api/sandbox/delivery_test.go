package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/webhook"
)

// receiver is a webhook receiver that takes what its gate lets pass.
type receiver struct {
	*httptest.Server
	gate func(attempt string, event webhook.Event) bool

	mu     sync.Mutex
	events []webhook.Event
	more   chan struct{}
}

func newReceiver(t *testing.T, secret webhook.Secret, gate func(attempt string, event webhook.Event) bool) *receiver {
	t.Helper()
	r := &receiver{gate: gate, more: make(chan struct{}, 1_000_000)}
	verifier := webhook.Verifier{Secrets: []webhook.Secret{secret}, Clock: clockwork.NewFakeClockAt(aThursday())}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		webhook.NewHandler(verifier, func(_ context.Context, delivery webhook.Delivery) error {
			event := delivery.Event
			if r.gate != nil && !r.gate(request.Header.Get(webhook.HeaderDeliveryAttempt), event) {
				return fmt.Errorf("not now")
			}
			r.mu.Lock()
			r.events = append(r.events, event)
			r.mu.Unlock()
			r.more <- struct{}{}
			return nil
		}).ServeHTTP(w, request)
	}))
	t.Cleanup(r.Close)
	return r
}

// wait returns the events when n have arrived.
func (r *receiver) wait(t *testing.T, n int) []webhook.Event {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		r.mu.Lock()
		arrived := len(r.events)
		r.mu.Unlock()
		if arrived >= n {
			r.mu.Lock()
			defer r.mu.Unlock()
			return append([]webhook.Event{}, r.events...)
		}
		select {
		case <-r.more:
		case <-deadline:
			t.Fatalf("only %d of %d events arrived", arrived, n)
		}
	}
}

func testSecret(t *testing.T) webhook.Secret {
	t.Helper()
	secret, err := webhook.ParseSecret("whsec_0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// running runs the bank's background until the returned function is called.
func (b *branch) running() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.bank.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				b.t.Errorf("Run: %v", err)
			}
		})
	}
	return stop
}

func TestADecisionIsAnnouncedAtOnceAndInOrder(t *testing.T) {
	t.Parallel()
	secret := testSecret(t)
	to := newReceiver(t, secret, nil)
	b := openBranch(t, func(config *Config) { config.WebhookURL, config.WebhookSecret = to.URL, secret })
	defer b.running()()
	pending := b.mustSpend(600_00, "OpenAI", "one")
	b.call("POST", "/v1/sandbox/spend/"+pending.ID+"/decision", `{"decision":"approve","reason":"fine"}`)
	events := to.wait(t, 2)
	if events[0].Type != webhook.SpendCreated || events[1].Type != webhook.SpendApproved {
		t.Fatalf("got %s, %s", events[0].Type, events[1].Type)
	}
	created, approved := events[0].Data.Spend, events[1].Data.Spend
	if created.Status != api.NeedsApproval || created.ApprovalURL != pending.ApprovalURL || !created.DecidedAt.IsZero() {
		t.Errorf("created %+v", created)
	}
	if approved.Status != api.Approved || approved.DecisionReason != "Approved by operator: fine" || approved.ApprovalURL != "" ||
		approved.DecidedAt.IsZero() || approved.TeamID == "" || approved.AgentAccountID == "" || events[1].RequestID == "" {
		t.Errorf("approved %+v", approved)
	}
}

func TestAFailedDeliveryIsMadeAgainAndHoldsBackItsOwnRequestOnly(t *testing.T) {
	t.Parallel()
	secret := testSecret(t)
	var tries atomic.Int32
	to := newReceiver(t, secret, func(attempt string, event webhook.Event) bool {
		if event.Data.Spend.MerchantName != "Slow" || event.Type != webhook.SpendCreated {
			return true
		}
		if want := fmt.Sprint(tries.Add(1)); attempt != want {
			t.Errorf("attempt %s, want %s", attempt, want)
		}
		return tries.Load() >= 3
	})
	b := openBranch(t, func(config *Config) { config.WebhookURL, config.WebhookSecret = to.URL, secret })
	defer b.running()()
	b.mustSpend(100, "Slow", "one")
	b.mustSpend(100, "Quick", "two")
	for _, event := range to.wait(t, 2) {
		if event.Data.Spend.MerchantName != "Quick" {
			t.Errorf("%s of %s overtook", event.Type, event.Data.Spend.MerchantName)
		}
	}
	for waited := 0; tries.Load() < 3; waited++ {
		if waited > 2000 {
			t.Fatal("it was not tried again")
		}
		b.clock.Advance(time.Second)
		time.Sleep(5 * time.Millisecond)
	}
	events := to.wait(t, 4)
	if events[2].Type != webhook.SpendCreated || events[3].Type != webhook.SpendApproved {
		t.Errorf("got %s, %s", events[2].Type, events[3].Type)
	}
}

func TestADecisionWaitsForItsCreationThatWasPutOff(t *testing.T) {
	t.Parallel()
	secret := testSecret(t)
	refused := make(chan struct{}, 1_000)
	var open atomic.Bool
	to := newReceiver(t, secret, func(_ string, event webhook.Event) bool {
		if event.Type == webhook.SpendCreated && !open.Load() {
			refused <- struct{}{}
			return false
		}
		return true
	})
	b := openBranch(t, func(config *Config) { config.WebhookURL, config.WebhookSecret = to.URL, secret })
	stop := b.running()
	made := b.mustSpend(600_00, "AWS", "one")
	<-refused
	// What became of the delivery is in the outbox once the background has ended.
	stop()
	b.call("POST", "/v1/sandbox/spend/"+made.ID+"/decision", `{"decision":"approve"}`)
	due := b.ask(`SELECT type, due_at, attempts FROM outbox ORDER BY due_at, seq`)
	if len(due) != 2 || due[0][0] != webhook.SpendCreated || due[0][1] != due[1][1] || due[0][2] != "1" || due[1][2] != "0" {
		t.Fatalf("the outbox holds %v", due)
	}
	if events, err := dueEvents(b.bank.store.reader, b.clock.Now(), 10); err != nil || len(events) > 0 {
		t.Errorf("%v is due at once, %v", events, err)
	}
	open.Store(true)
	defer b.running()()
	if events := to.wait(t, 2); events[0].Type != webhook.SpendCreated || events[1].Type != webhook.SpendApproved {
		t.Errorf("got %s, %s", events[0].Type, events[1].Type)
	}
}

func TestWhatWasNotDeliveredIsDeliveredAfterARestart(t *testing.T) {
	t.Parallel()
	secret := testSecret(t)
	var open atomic.Bool
	to := newReceiver(t, secret, func(string, webhook.Event) bool { return open.Load() })
	path := onDisk(t)
	b := openBranch(t, func(config *Config) {
		path(config)
		config.WebhookURL, config.WebhookSecret = to.URL, secret
	})
	stop := b.running()
	made := b.mustSpend(100, "AWS", "one")
	stop()
	b.reopen()
	open.Store(true)
	defer b.running()()
	if events := to.wait(t, 2); events[0].Data.Spend.ID != made.ID || events[1].Type != webhook.SpendApproved {
		t.Errorf("got %+v", events)
	}
}

func TestAReceiverThatIsNotThereIsFoundWhenItComesBack(t *testing.T) {
	t.Parallel()
	secret := testSecret(t)
	to := newReceiver(t, secret, nil)
	// The address of a receiver that is closed, until the handler is put there.
	proxied := &atomic.Bool{}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !proxied.Load() {
			panic(http.ErrAbortHandler)
		}
		to.Config.Handler.ServeHTTP(w, r)
	}))
	defer front.Close()
	b := openBranch(t, func(config *Config) {
		config.WebhookURL, config.WebhookSecret, config.History = front.URL, secret, 200
	})
	defer b.running()()
	proxied.Store(true)
	// A new event finds out at once.
	b.mustSpend(100, "AWS", "one")
	arrived := map[string]bool{}
	for waited := 0; len(arrived) < 380; waited++ {
		if waited > 2000 {
			t.Fatalf("only %d arrived", len(arrived))
		}
		b.clock.Advance(time.Second)
		time.Sleep(5 * time.Millisecond)
		for _, event := range to.wait(t, 0) {
			arrived[event.ID] = true
		}
	}
}

func TestALongHistoryReachesTheReceiverInOrder(t *testing.T) {
	t.Parallel()
	const history = 700
	secret := testSecret(t)
	to := newReceiver(t, secret, nil)
	b := openBranch(t, func(config *Config) {
		config.WebhookURL, config.WebhookSecret, config.History = to.URL, secret, history
	})
	defer b.running()()
	waiting := 0
	spends, _ := b.changes()
	for _, spend := range spends {
		if spend.Status == api.NeedsApproval {
			waiting++
		}
	}
	events := to.wait(t, 2*history-waiting)
	final := map[string]bool{}
	for _, event := range events {
		id := event.Data.Spend.ID
		if final[id] {
			t.Fatalf("%s came after the outcome of %s", event.Type, id)
		}
		final[id] = event.Type != webhook.SpendCreated
	}
}
