package sandbox

import (
	"context"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"coffer/api"
	"coffer/api/webhook"
)

// Handler serves the whole bank: the API, and the approval page.
func (b *Bank) Handler() http.Handler {
	calls := http.NewServeMux()
	for _, path := range []string{api.DefaultSpendPath, api.NewerSpendPath} {
		calls.HandleFunc("POST "+path, b.handleCreateSpend)
		calls.HandleFunc("GET "+path+"/{id}", b.handleSpend)
	}
	calls.HandleFunc("GET /v1/balance", b.handleBalance)
	calls.HandleFunc("POST /v1/swap/quote", b.handleQuote)
	calls.HandleFunc("POST /v1/swap/policy-check", b.handlePolicyCheck)
	calls.HandleFunc("POST /v1/swap/execute", b.handleExecute)
	calls.HandleFunc("GET /v1/swap/{id}", b.handleSwap)
	calls.HandleFunc("POST /v1/sandbox/faucet", b.handleFaucet)
	calls.HandleFunc("POST /v1/sandbox/spend/{id}/decision", b.handleDecision)
	calls.HandleFunc("GET /v1/sandbox/ledger", b.handleLedger)
	calls.HandleFunc("GET /v1/sandbox/changes", b.handleChanges)
	calls.HandleFunc("GET /v1/sandbox/digests", b.handleDigests)

	root := http.NewServeMux()
	newApprovalPage(b).register(root)
	root.Handle("/", b.named(b.authenticated(knownRoutes(b, calls))))

	var handler http.Handler = b.traced(root)
	if b.config.Middleware != nil {
		handler = b.config.Middleware(handler)
	}
	return handler
}

type traceKey struct{}

// traceOf is the bank's name for the request that a context belongs to.
func traceOf(ctx context.Context) string {
	trace, _ := ctx.Value(traceKey{}).(string)
	return trace
}

// traced gives every answer its name and the bank's own time, and turns a
// panic into an answer.
func (b *Bank) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := b.clock.Now()
		trace := b.traces.next(now)
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		w.Header().Set(webhook.HeaderRequestID, trace)
		w.Header().Set(api.SandboxHeader, "1")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		defer func() {
			if fault := recover(); fault != nil && fault != http.ErrAbortHandler {
				b.log.Error("the bank panicked", "request", trace, "fault", fault, "stack", string(debug.Stack()))
				b.refuse(w, refusalOf(api.CodeInternalError, "Something went wrong inside the bank"))
			} else if fault != nil {
				panic(fault)
			}
		}()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), traceKey{}, trace)))
	})
}

// named answers under this bank's own names alone: another site may have
// pointed its name at this address, and then a browser calls here for it.
func (b *Bank) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.ownHost(r.Host) {
			refused := invalid("This is not the bank's address")
			refused.status = http.StatusMisdirectedRequest
			b.refuse(w, refused)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// authenticated lets a call pass that has a key which may make it, within the
// key's rate limit.
func (b *Bank) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := bearerKey(r)
		caller, refused := b.authorize(key, r)
		if refused != nil {
			b.refuse(w, refused)
			return
		}
		if wait := b.limits.take(key); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			b.refuse(w, refusalOf(api.CodeRateLimited, "Rate limit exceeded"))
			return
		}
		if refused := requestedFault(r); refused != nil {
			if refused.code == api.CodeRateLimited {
				w.Header().Set("Retry-After", "1")
			}
			b.refuse(w, refused)
			return
		}
		next.ServeHTTP(w, r.WithContext(withCaller(r.Context(), caller)))
	})
}

// knownRoutes answers what no route takes in the bank's own JSON.
func knownRoutes(b *Bank, routes *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := routes.Handler(r); pattern != "" {
			routes.ServeHTTP(w, r)
			return
		}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := routes.Handler(other); pattern != "" {
				w.Header().Set("Allow", method)
				refused := invalid("This path takes " + method + " only")
				refused.status = http.StatusMethodNotAllowed
				b.refuse(w, refused)
				return
			}
		}
		b.refuse(w, refusalOf(api.CodeNotFound, "There is nothing at this path"))
	})
}
