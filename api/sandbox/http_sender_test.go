package sandbox

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coffer/api/webhook"
)

// anEvent is an event of the first account that waits for its delivery.
func anEvent(seq int64) queued {
	return queued{seq: seq, eventID: "evt_1", kind: webhook.SpendCreated, record: spend{seq: 1, account: 1, id: "req_1"}}
}

func TestAnswersAreUnderstoodAsHTTPSaysThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer      http.HandlerFunc
		taken       bool
		unreachable bool
	}{
		"plainly":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }, true, false},
		"without a body":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, true, false},
		"in chunks":            {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{"); w.(http.Flusher).Flush() }, true, false},
		"after an interim one": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusEarlyHints) }, true, false},
		"at great length":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) }, true, false},
		"and hung up":          {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }, true, false},
		"with a refusal":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, false, false},
		"with another address": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, false, false},
		"not at all": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := atomic.Int32{}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				if _, err := io.Copy(io.Discard, r.Body); err != nil || r.URL.Path != "/webhooks/dino" {
					t.Errorf("%s, %v", r.URL.Path, err)
				}
				c.answer(w, r)
			}))
			defer server.Close()
			b := openBranch(t, func(config *Config) { config.WebhookURL = server.URL + "/webhooks/dino" })
			sender := newHTTPSender(b.bank)
			defer sender.hangUp()
			for round := range 3 {
				result := sender.deliver(t.Context(), [][]queued{{anEvent(1)}})[0]
				if taken := len(result.delivered) == 1; taken != c.taken || result.unreachable != c.unreachable {
					t.Errorf("round %d: %+v", round, result)
				}
			}
			if asked.Load() != 3 {
				t.Errorf("the receiver was asked %d times, not 3", asked.Load())
			}
		})
	}
}

func TestAConnectionIsUsedAgainAndReplacedWhenItIsGone(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var open []net.Conn
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ConnState = func(connection net.Conn, state http.ConnState) {
		if state == http.StateNew {
			mu.Lock()
			defer mu.Unlock()
			open = append(open, connection)
		}
	}
	server.Start()
	defer server.Close()
	b := openBranch(t, func(config *Config) { config.WebhookURL = server.URL })
	sender := newHTTPSender(b.bank)
	defer sender.hangUp()
	for n := range 6 {
		if n == 3 {
			mu.Lock()
			open[0].Close()
			mu.Unlock()
		}
		if result := sender.deliver(t.Context(), [][]queued{{anEvent(1), anEvent(2)}})[0]; len(result.delivered) != 2 {
			t.Fatalf("delivery %d: %+v", n, result)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(open) != 2 {
		t.Errorf("there were %d connections, not 2", len(open))
	}
}

// TestTheEventsOfSeveralRequestsGoTogether delivers two events of each of three
// requests to receivers that do their best with it.
func TestTheEventsOfSeveralRequestsGoTogether(t *testing.T) {
	t.Parallel()
	const refused = "evt_2"
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, event string)
		// delivered is how many of each request are taken.
		delivered [3]int
		lost      bool
	}{
		"and all are taken":             {func(http.ResponseWriter, string) {}, [3]int{2, 2, 2}, false},
		"and the connection ends":       {func(w http.ResponseWriter, _ string) { w.Header().Set("Connection", "close") }, [3]int{2, 2, 2}, false},
		"and one is refused":            {refuseOnly(refused), [3]int{2, 0, 2}, false},
		"and nothing is answered to it": {func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) }, [3]int{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var order []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				event := r.Header.Get(webhook.HeaderEventID)
				mu.Lock()
				order = append(order, event)
				mu.Unlock()
				c.answer(w, event)
			}))
			defer server.Close()
			b := openBranch(t, func(config *Config) { config.WebhookURL = server.URL })
			sender := newHTTPSender(b.bank)
			defer sender.hangUp()
			var batches [][]queued
			for request := range int64(3) {
				batch := []queued{anEvent(request + 1), anEvent(request + 4)}
				for i := range batch {
					batch[i].eventID = fmt.Sprint("evt_", batch[i].seq)
					batch[i].record.seq = request + 1
				}
				batches = append(batches, batch)
			}
			for i, result := range sender.deliver(t.Context(), batches) {
				if result.spend != int64(i)+1 || len(result.delivered) != c.delivered[i] || result.unreachable != c.lost || (result.failed == nil) != (c.delivered[i] == 2) {
					t.Errorf("request %d: %+v", i, result)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for request := range 3 {
				first, second := slices.Index(order, fmt.Sprint("evt_", request+1)), slices.Index(order, fmt.Sprint("evt_", request+4))
				if second >= 0 && (first < 0 || second < first) {
					t.Errorf("the second event of request %d came before the first: %v", request, order)
				}
			}
		})
	}
}

func refuseOnly(refused string) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, event string) {
		if event == refused {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
}

func TestAReceiverOverTLSMustProveWhoItIs(t *testing.T) {
	t.Parallel()
	asked := atomic.Bool{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	b := openBranch(t, func(config *Config) { config.WebhookURL = server.URL })
	sender := newHTTPSender(b.bank)
	defer sender.hangUp()
	var unknown x509.UnknownAuthorityError
	if err := sender.post(t.Context(), anEvent(1)); !errors.As(err, &unknown) || asked.Load() {
		t.Errorf("it was asked: %t, %v", asked.Load(), err)
	}
	b.bank.config.WebhookURL = "ftp://" + strings.TrimPrefix(server.URL, "https://")
	if err := newHTTPSender(b.bank).post(t.Context(), anEvent(1)); err == nil || !strings.Contains(err.Error(), "neither http:// nor https://") {
		t.Errorf("an address that is none of the web is answered %v", err)
	}
}

func TestADeliveryThatIsUnderWayEndsWithItsContext(t *testing.T) {
	t.Parallel()
	arrived, leave := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-leave
	}))
	defer server.Close()
	defer close(leave)
	b := openBranch(t, func(config *Config) { config.WebhookURL = server.URL })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	sender := newHTTPSender(b.bank)
	defer sender.hangUp()
	if result := sender.deliver(ctx, [][]queued{{anEvent(1)}})[0]; result.failed == nil || !result.unreachable {
		t.Errorf("it ended with %+v", result)
	}
}

// TestEventsAreUnderWayTogether holds every delivery back until many are there,
// and counts the connections that all of them take.
func TestEventsAreUnderWayTogether(t *testing.T) {
	t.Parallel()
	const together = deliveriesAtOnce / 2
	secret := testSecret(t)
	arrived := atomic.Int32{}
	enough := make(chan struct{})
	to := newReceiver(t, secret, func(string, webhook.Event) bool {
		if arrived.Add(1) == together {
			close(enough)
		}
		<-enough
		return true
	})
	b := openBranch(t, func(config *Config) {
		config.WebhookURL, config.WebhookSecret, config.History = to.URL, secret, 300
	})
	defer b.running()()
	to.wait(t, 2*300-8)
}
