package treasury

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coffer/api"
	"coffer/state"
)

// losingWay is an address that hands deliveries on, but for those that get lost.
func losingWay(t *testing.T, to string, lost func(body []byte) bool) string {
	t.Helper()
	way := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || lost(body) {
			return
		}
		onward, err := http.NewRequestWithContext(r.Context(), http.MethodPost, to, bytes.NewReader(body))
		if err == nil {
			onward.Header = r.Header.Clone()
			var answer *http.Response
			if answer, err = http.DefaultClient.Do(onward); err == nil {
				answer.Body.Close()
				w.WriteHeader(answer.StatusCode)
				return
			}
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(way.Close)
	return way.URL + api.WebhookPath
}

// TestTheListIsReadOnlyForWhatWebhooksLost has a backlog come by webhook, of
// which some get lost: the list has those, and nothing else is read from it.
func TestTheListIsReadOnlyForWhatWebhooksLost(t *testing.T) {
	t.Parallel()
	const history = 900
	var pages atomic.Int32
	var mu sync.Mutex
	missed := map[string]bool{}
	r := newRig(t, rigOptions{
		webhooks: true,
		history:  history,
		lost: func(body []byte) bool {
			mu.Lock()
			defer mu.Unlock()
			_, behind, _ := strings.Cut(string(body), `"spend":{"id":"`)
			id, _, _ := strings.Cut(behind, `"`)
			// The first two requests of which an event comes by.
			if len(missed) < 2 || missed[id] {
				missed[id] = true
			}
			return missed[id]
		},
		faults: func(bank http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/changes") {
					pages.Add(1)
				}
				bank.ServeHTTP(w, r)
			})
		},
	})
	engine, _ := r.start()
	whole := eventually(t, engine, "all of them", func(v *state.View) bool { return v.Coverage() == state.CoverageWhole })
	if whole.Spends.Len() != history || whole.Swaps.Len() == 0 || whole.Feed.Behind != 0 {
		t.Errorf("it says to hold all with %d requests, %d swaps and %d to come", whole.Spends.Len(), whole.Swaps.Len(), whole.Feed.Behind)
	}
	// One page for each that was lost, where the list without webhooks has five.
	if read := pages.Load(); read < 1 || read > 2 {
		t.Errorf("%d pages of the list were read", read)
	}
	mu.Lock()
	defer mu.Unlock()
	for id := range missed {
		if kept := whole.Kept(id); kept == nil || kept.Source() != state.SourcePoll {
			t.Errorf("%s, whose webhooks were lost, is %v", id, kept)
		}
	}
}
