package state

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
)

// sending is an engine that can send and nothing else, to a bank that never
// gives an answer, and a sign for each request that came there.
func sending(t *testing.T) (*Engine, *clockwork.FakeClock, chan struct{}) {
	t.Helper()
	arrived := make(chan struct{}, 16)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	key, err := api.ParseSpendKey("din_test_sending")
	if err != nil {
		t.Fatal(err)
	}
	clock := clockwork.NewFakeClockAt(noon)
	client, err := api.New(api.Config{BaseURL: server.URL, Key: key, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	engine := &Engine{
		clock: clock, log: slog.New(slog.DiscardHandler), owner: &ownership{}, inbox: make(chan post), stopped: make(chan struct{}),
		sending: make(map[string]*handed), left: make(map[string]bool),
	}
	h := newHolder(AccountKey{Client: client}, false)
	close(h.admitted)
	engine.holders = []*holder{h}
	t.Cleanup(func() { close(engine.stopped) })
	go func() {
		for {
			select {
			case work := <-engine.inbox:
				work.ack <- nil
			case <-engine.stopped:
				return
			}
		}
	}()
	return engine, clock, arrived
}

// carry does what the senders do with an intent that they were handed.
func carry(t *testing.T, engine *Engine, intent Intent) {
	engine.sendingMu.Lock()
	engine.sending[intent.ID] = &handed{again: make(chan struct{}, 1)}
	engine.sendingMu.Unlock()
	engine.carryOut(t.Context(), engine.primary(), intent)
}

func swapIntent(lasts time.Duration) Intent {
	terms := &SwapTerms{ExpiresAt: MomentOf(noon.Add(lasts))}
	return Intent{
		Kind: IntentSwap, State: IntentRecorded, CreatedAt: MomentOf(noon),
		Terms: terms, Execute: &api.ExecuteRequest{IdempotencyKey: "idemp_1"},
	}
}

func TestAQuoteThatRunsOutDuringAWaitIsNotSentAgain(t *testing.T) {
	t.Parallel()
	engine, clock, arrived := sending(t)
	done := make(chan struct{})
	go func() { carry(t, engine, swapIntent(30*time.Second)); close(done) }()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	// The machine sleeps for longer than the quote lasts.
	clock.Advance(8 * time.Hour)
	<-done
	if sent := len(arrived); sent != 1 {
		t.Errorf("it was sent %d times", sent)
	}
}

func TestAnOpenRoadCutsTheWaitOfAnIntentShort(t *testing.T) {
	t.Parallel()
	engine, clock, arrived := sending(t)
	done := make(chan struct{})
	go func() { carry(t, engine, swapIntent(time.Hour)); close(done) }()
	for range 3 {
		select {
		case <-arrived:
		case <-done:
			t.Fatal("it was given up")
		}
		if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		engine.primary().roadOpen.ring()
	}
	<-arrived
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(2 * time.Hour)
	<-done
}
