package banktest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"coffer/api/sandbox"
)

// Odd is a real sandbox bank whose answers a test can bend on their way out:
// the bank itself has done what was asked of it, and its ledger says so.
type Odd struct {
	Calls
	// Bank is the sandbox behind it.
	Bank *sandbox.Bank
	// URL is the address to call.
	URL string

	mu    sync.Mutex
	bends []bent
	told  []Told
}

// Bend changes an answer before it leaves.
type Bend func(*Answer)

type bent struct {
	pattern string
	routes  *http.ServeMux
	bend    Bend
}

// NewOdd opens a sandbox bank and serves it through the proxy until the test
// ends. Its background runs, webhooks included where config names an address.
func NewOdd(t testing.TB, config sandbox.Config) *Odd {
	t.Helper()
	bank, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	odd := &Odd{Bank: bank}
	bank.SetBaseURL("http://127.0.0.1")
	handler := bank.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { odd.serve(w, r, handler) }))
	odd.URL = server.URL
	bank.SetBaseURL(server.URL)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- bank.Run(ctx) }()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the bank's background ended with %v", err)
		}
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	return odd
}

// Bend has every answer to what matches the pattern bent, until it is bent
// otherwise; nil leaves it straight again. Patterns are those of
// http.ServeMux, like "GET /v1/spend/{id}".
func (o *Odd) Bend(pattern string, bend Bend) {
	routes := http.NewServeMux()
	routes.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	o.mu.Lock()
	defer o.mu.Unlock()
	kept := o.bends[:0:0]
	for _, earlier := range o.bends {
		if earlier.pattern != pattern {
			kept = append(kept, earlier)
		}
	}
	if bend != nil {
		kept = append(kept, bent{pattern, routes, bend})
	}
	o.bends = kept
}

// Lose has the answers to what matches the pattern lost after the bank has
// done what was asked: the connection breaks.
func (o *Odd) Lose(pattern string) { o.Bend(pattern, func(*Answer) { panic(http.ErrAbortHandler) }) }

// Told is every answer that left so far, oldest first, as it was bent.
func (o *Odd) Told() []Told {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.told)
}

func (o *Odd) serve(w http.ResponseWriter, r *http.Request, bank http.Handler) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	o.note(r, body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorded := httptest.NewRecorder()
	bank.ServeHTTP(recorded, r)
	answer := &Answer{Status: recorded.Code, Header: recorded.Header(), Body: recorded.Body.Bytes(), Asked: r, AskedBody: body}
	for _, bend := range o.bendsFor(r) {
		bend(answer)
	}
	o.mu.Lock()
	o.told = append(o.told, Told{Method: r.Method, Path: r.URL.Path, Status: answer.Status, Body: string(answer.Body)})
	o.mu.Unlock()
	answer.write(w)
}

func (o *Odd) bendsFor(r *http.Request) []Bend {
	o.mu.Lock()
	defer o.mu.Unlock()
	var found []Bend
	for _, bent := range o.bends {
		if _, pattern := bent.routes.Handler(r); pattern != "" {
			found = append(found, bent.bend)
		}
	}
	return found
}

// Answer is an answer on its way out.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Asked is the request that it answers, and AskedBody what that held.
	Asked     *http.Request
	AskedBody []byte
}

// Set gives the fields of the JSON object new values; what isn't there is
// added. A json.RawMessage goes in as it is.
func (a *Answer) Set(fields map[string]any) {
	a.change(func(object map[string]json.RawMessage) {
		for name, value := range fields {
			object[name] = encode(value)
		}
	})
}

// Unset leaves fields of the JSON object out.
func (a *Answer) Unset(names ...string) {
	a.change(func(object map[string]json.RawMessage) {
		for _, name := range names {
			delete(object, name)
		}
	})
}

// Keep leaves out all fields of the JSON object but these.
func (a *Answer) Keep(names ...string) {
	a.change(func(object map[string]json.RawMessage) {
		maps.DeleteFunc(object, func(name string, _ json.RawMessage) bool {
			for _, kept := range names {
				if kept == name {
					return false
				}
			}
			return true
		})
	})
}

// Refuse makes it an error of the bank's own form. An empty code leaves the
// body without one.
func (a *Answer) Refuse(status int, code, message string) {
	content := map[string]string{"message": message}
	if code != "" {
		content["code"] = code
	}
	a.Replace(status, "application/json", string(encode(map[string]any{"error": content})))
}

// Replace makes it another answer altogether.
func (a *Answer) Replace(status int, contentType, body string) {
	a.Status, a.Body = status, []byte(body)
	a.Header.Set("Content-Type", contentType)
}

func (a *Answer) change(change func(map[string]json.RawMessage)) {
	object := make(map[string]json.RawMessage)
	if err := json.Unmarshal(a.Body, &object); err != nil {
		return // An error of the bank's, say: there is nothing to bend.
	}
	change(object)
	a.Body = encode(object)
}

func (a *Answer) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.Header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

func encode(value any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("a test bends an answer to what is no JSON: %v", err))
	}
	return encoded
}
