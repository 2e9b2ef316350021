package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The calls of a swap.
const (
	quotePath   = "/v1/swap/quote"
	policyPath  = "/v1/swap/policy-check"
	executePath = "/v1/swap/execute"
)

// meddler stands between the program and a real bank: it adds headers to what
// is asked, holds it, and loses it before or after the bank has it.
type meddler struct {
	t      *testing.T
	bank   bank
	server *httptest.Server

	mu sync.Mutex
	// wishes are the headers added to a call, by its path.
	wishes map[string][2]string
	// troubles are what happens to a call, by its path.
	troubles map[string]trouble
	// executed is the body of every execute that the program sent.
	executed []string
	expires  time.Time
}

// trouble does what it wants with a call, and forwards it or not.
type trouble func(w http.ResponseWriter, r *http.Request, forward http.Handler)

func meddleWith(t *testing.T, between bank) *meddler {
	t.Helper()
	target, err := url.Parse(between.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	m := &meddler{t: t, bank: between, wishes: make(map[string][2]string), troubles: make(map[string]trouble)}
	forward := httputil.NewSingleHostReverseProxy(target)
	m.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.serve(w, r, forward) }))
	t.Cleanup(func() {
		m.server.CloseClientConnections()
		m.server.Close()
	})
	return m
}

func (m *meddler) serve(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	m.mu.Lock()
	meddling, wish := m.troubles[r.URL.Path], m.wishes[r.URL.Path]
	if r.URL.Path == executePath {
		m.executed = append(m.executed, string(body))
	}
	m.mu.Unlock()
	if wish[0] != "" {
		r.Header.Set(wish[0], wish[1])
	}
	switch {
	case meddling != nil:
		meddling(w, r, forward)
	case r.URL.Path == quotePath:
		m.noteDeadline(w, r, forward)
	default:
		forward.ServeHTTP(w, r)
	}
}

// noteDeadline remembers until when the last quote is firm.
func (m *meddler) noteDeadline(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	answer := httptest.NewRecorder()
	forward.ServeHTTP(answer, r)
	var quoted struct {
		ExpiresAt time.Time `json:"expires_at"`
	}
	if json.Unmarshal(answer.Body.Bytes(), &quoted) == nil {
		m.mu.Lock()
		m.expires = quoted.ExpiresAt
		m.mu.Unlock()
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// wish adds a header to the calls of a path; an empty name takes it away.
func (m *meddler) wish(path, name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wishes[path] = [2]string{name, value}
}

// meet lets the calls of a path meet a trouble; nil lets them pass.
func (m *meddler) meet(path string, met trouble) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.troubles[path] = met
}

// once is a trouble for the first call alone.
func once(met trouble) trouble {
	var first sync.Once
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		passes := true
		first.Do(func() {
			passes = false
			met(w, r, forward)
		})
		if passes {
			forward.ServeHTTP(w, r)
		}
	}
}

// lostBefore is a call that never arrives, lostAfter one whose answer doesn't.
func lostBefore(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

func lostAfter(_ http.ResponseWriter, r *http.Request, forward http.Handler) {
	forward.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// lostAgain is a call that was sent before and doesn't arrive this time either;
// others do.
func (m *meddler) lostAgain() trouble {
	m.mu.Lock()
	defer m.mu.Unlock()
	sent := slices.Clone(m.executed)
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		body, _ := io.ReadAll(r.Body)
		if slices.Contains(sent, string(body)) {
			lostBefore(w, r, forward)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(w, r)
	}
}

// late is a call that arrives when its quote is over.
func (m *meddler) late(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	m.mu.Lock()
	over := time.Until(m.expires) + 200*time.Millisecond
	m.mu.Unlock()
	time.Sleep(over)
	forward.ServeHTTP(w, r)
}

// env is the program's environment, with the meddler for the bank.
func (m *meddler) env() []string { return with(m.bank.env(), "DINO_API_URL="+m.server.URL) }

// posting is what a swap did to the wallet, by token.
type posting map[string]string

// swaps are the swaps that the bank's own ledger holds, oldest first.
func (m *meddler) swaps() []posting {
	m.t.Helper()
	request, err := http.NewRequestWithContext(m.t.Context(), http.MethodGet, m.bank.BaseURL+"/v1/sandbox/ledger", nil)
	if err != nil {
		m.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+m.bank.SpendKey)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		m.t.Fatal(err)
	}
	defer answer.Body.Close()
	var ledger struct {
		Entries []struct {
			Kind  string
			Lines []struct{ Account, Currency, Amount string }
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&ledger); err != nil {
		m.t.Fatal(err)
	}
	var swaps []posting
	for _, entry := range ledger.Entries {
		if entry.Kind != "swap" {
			continue
		}
		booked := make(posting)
		for _, line := range entry.Lines {
			if strings.Contains(line.Account, "wallet") && line.Currency != "USD" {
				booked[line.Currency] = strings.TrimPrefix(line.Amount, "-")
			}
		}
		swaps = append(swaps, booked)
	}
	return swaps
}

// oneKey checks that every execute that left carried the same body.
func (m *meddler) oneKey() {
	m.t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, body := range m.executed {
		if body != m.executed[0] {
			m.t.Errorf("two bodies were sent for one confirmation:\n%s\n%s", m.executed[0], body)
		}
	}
}

func (m *meddler) sent() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.executed)
}

var shownFigure = regexp.MustCompile(`You (?:sell|receive)\s+([0-9,.]+)\s+([A-Z]+)`)

// figures are the amounts that a screen shows, as the ledger writes them.
func figures(screen string) posting {
	shown := make(posting)
	for _, found := range shownFigure.FindAllStringSubmatch(screen, -1) {
		amount := strings.ReplaceAll(found[1], ",", "")
		if strings.Contains(amount, ".") {
			amount = strings.TrimRight(strings.TrimRight(amount, "0"), ".")
		}
		shown[found[2]] = amount
	}
	return shown
}
