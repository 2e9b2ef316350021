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
	// As many connections are kept as the bank has.
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	t.Cleanup(client.CloseIdleConnections)
	way := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || lost(body) {
			return
		}
		onward, err := http.NewRequestWithContext(r.Context(), http.MethodPost, to, bytes.NewReader(body))
		if err == nil {
			onward.Header = r.Header.Clone()
			var answer *http.Response
			if answer, err = client.Do(onward); err == nil {
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
// which one request gets lost, and shows the list only then: no more of it is
// read than the page that has the one.
func TestTheListIsReadOnlyForWhatWebhooksLost(t *testing.T) {
	t.Parallel()
	const history = 450
	var pages atomic.Int32
	var shown atomic.Bool
	var mu sync.Mutex
	missed := ""
	r := newRig(t, rigOptions{
		webhooks: true,
		history:  history,
		lost: func(body []byte) bool {
			mu.Lock()
			defer mu.Unlock()
			_, behind, _ := strings.Cut(string(body), `"spend":{"id":"`)
			id, _, _ := strings.Cut(behind, `"`)
			if missed == "" {
				missed = id
			}
			return missed == id
		},
		faults: func(bank http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch list := strings.HasSuffix(r.URL.Path, "/changes"); {
				case (list || strings.HasSuffix(r.URL.Path, "/digests")) && !shown.Load():
					http.NotFound(w, r)
					return
				case list:
					pages.Add(1)
				}
				bank.ServeHTTP(w, r)
			})
		},
	})
	engine, stop := r.start()
	eventually(t, engine, "what webhooks bring", func(v *state.View) bool {
		if v.Spends.Len() != history-1 || v.Waiting.Count > 8 {
			return false
		}
		for _, spend := range v.Spends.From(0) {
			// Only the bank itself tells where one that waits is approved.
			if spend.Waiting() && spend.ApprovalURL == "" {
				return false
			}
		}
		return true
	})
	stop()
	shown.Store(true)
	// Another client hasn't heard that there is no list.
	r.keys[0].Client = r.clientWith(r.bank.Credentials().SpendKey)
	engine, _ = r.start()
	whole := eventually(t, engine, "all of them", func(v *state.View) bool { return v.Coverage() == state.CoverageWhole })
	if whole.Spends.Len() != history || whole.Swaps.Len() == 0 || whole.Feed.Behind != 0 {
		t.Errorf("it says to hold all with %d requests, %d swaps and %d to come", whole.Spends.Len(), whole.Swaps.Len(), whole.Feed.Behind)
	}
	// The last webhooks may come beside it. Without digests there are four pages.
	if read := pages.Load(); read < 1 || read > 2 {
		t.Errorf("%d pages of the list were read", read)
	}
	mu.Lock()
	defer mu.Unlock()
	if kept := whole.Kept(missed); kept == nil || kept.Source() != state.SourcePoll {
		t.Errorf("%s, whose webhooks were lost, is %v", missed, kept)
	}
}
