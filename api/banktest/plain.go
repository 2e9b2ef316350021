package banktest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// NoSuchPath is how a Plain bank answers a path that it doesn't have.
type NoSuchPath string

// The ways in which web servers say 404.
const (
	NotFoundHTML      NoSuchPath = "html"
	NotFoundText      NoSuchPath = "text"
	NotFoundFramework NoSuchPath = "framework JSON"
)

// PlainConfig is what a Plain bank is made of.
type PlainConfig struct {
	// Key is the spending key that it takes.
	Key string
	// TLS serves it over https with a certificate of the test's own; see
	// Plain.CertificatePEM.
	TLS bool
	// NoSuchPath is NotFoundHTML when "".
	NoSuchPath NoSuchPath
	// Balance is the answer of GET /v1/balance; nil for a budget of $10,000.00,
	// of which the bank tells what is left and no more.
	Balance map[string]any
	// ThresholdCents is the amount above which a person decides.
	ThresholdCents int64
	// SpendPath is the only name under which it has spend requests;
	// "/v1/spend" when "".
	SpendPath string
}

// Plain is a bank with the public calls of the documents alone: POST and GET
// of spend requests, and the balance. Its answers hold the public fields alone.
type Plain struct {
	Calls
	// URL is the address to call.
	URL    string
	config PlainConfig
	server *httptest.Server

	mu     sync.Mutex
	spends []map[string]any
	byKey  map[string]string
}

// NewPlain opens a bank and serves it until the test ends.
func NewPlain(t testing.TB, config PlainConfig) *Plain {
	t.Helper()
	if config.SpendPath == "" {
		config.SpendPath = "/v1/spend"
	}
	if config.Balance == nil {
		config.Balance = map[string]any{"currency": "usd", "remaining_budget_cents": 1_000_000}
	}
	bank := &Plain{config: config, byKey: make(map[string]string)}
	routes := http.NewServeMux()
	routes.HandleFunc("POST "+config.SpendPath, bank.create)
	routes.HandleFunc("GET "+config.SpendPath+"/{id}", bank.show)
	routes.HandleFunc("GET /v1/balance", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, http.StatusOK, config.Balance) })
	routes.HandleFunc("/", bank.noSuchPath)
	bank.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		bank.note(r, body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if r.Header.Get("Authorization") != "Bearer "+config.Key {
			refuseJSON(w, http.StatusUnauthorized, "invalid_api_key", "The key is not valid")
			return
		}
		routes.ServeHTTP(w, r)
	}))
	if config.TLS {
		bank.server.StartTLS()
	} else {
		bank.server.Start()
	}
	bank.URL = bank.server.URL
	t.Cleanup(func() {
		bank.server.CloseClientConnections()
		bank.server.Close()
	})
	return bank
}

// CertificatePEM is what a client has to trust to call the bank over TLS.
func (p *Plain) CertificatePEM() []byte { return encodePEM(p.server.Certificate().Raw) }

// Create is an agent's request, beside whoever calls the bank over the wire.
func (p *Plain) Create(cents int64, currency, merchant, reason string) map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.add(cents, currency, merchant, reason))
}

// Decide does what an operator does on the bank's approval page, and returns
// the record as it stands then.
func (p *Plain) Decide(id, status, reason string) map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, spend := range p.spends {
		if spend["id"] == id {
			spend["status"], spend["decision_reason"] = status, reason
			delete(spend, "approval_url")
			return maps.Clone(spend)
		}
	}
	return nil
}

// Spends is every request that it holds, oldest first.
func (p *Plain) Spends() []map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	held := make([]map[string]any, 0, len(p.spends))
	for _, spend := range p.spends {
		held = append(held, maps.Clone(spend))
	}
	return held
}

func (p *Plain) create(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		AmountCents  int64  `json:"amount_cents"`
		Currency     string `json:"currency"`
		MerchantName string `json:"merchant_name"`
		Reason       string `json:"reason"`
	}
	key := r.Header.Get("Idempotency-Key")
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.AmountCents <= 0 || key == "" {
		refuseJSON(w, http.StatusBadRequest, "invalid_request", "The request lacks its amount or its key")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, replayed := p.byKey[key]; replayed {
		answerJSON(w, http.StatusOK, p.find(id))
		return
	}
	spend := p.add(asked.AmountCents, asked.Currency, asked.MerchantName, asked.Reason)
	p.byKey[key] = spend["id"].(string)
	answerJSON(w, http.StatusCreated, spend)
}

func (p *Plain) add(cents int64, currency, merchant, reason string) map[string]any {
	id := fmt.Sprintf("req_plain_%04d", len(p.spends)+1)
	spend := map[string]any{
		"id": id, "status": "approved", "decision_reason": "Within policy", "amount_cents": cents, "currency": currency,
		"merchant_name": merchant, "reason": reason,
	}
	if cents > p.config.ThresholdCents {
		spend["status"], spend["decision_reason"] = "needs_approval", "Above the approval threshold"
		spend["approval_url"] = "https://app.dino.id/agents/approvals?spendRequestId=" + id
	}
	p.spends = append(p.spends, spend)
	return spend
}

func (p *Plain) show(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if spend := p.find(r.PathValue("id")); spend != nil {
		answerJSON(w, http.StatusOK, spend)
		return
	}
	refuseJSON(w, http.StatusNotFound, "not_found", "No such spend request")
}

func (p *Plain) find(id string) map[string]any {
	for _, spend := range p.spends {
		if spend["id"] == id {
			return spend
		}
	}
	return nil
}

func (p *Plain) noSuchPath(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
	switch p.config.NoSuchPath {
	case NotFoundText:
		http.Error(w, "404 page not found", http.StatusNotFound)
	case NotFoundFramework:
		answerJSON(w, http.StatusNotFound, map[string]any{"message": "Route " + r.Method + ":" + r.URL.Path + " not found", "error": "Not Found", "statusCode": 404})
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>")
	}
}

func refuseJSON(w http.ResponseWriter, status int, code, message string) {
	answerJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": message}})
}

func answerJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encode(value))
}
