package sandbox

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/time/rate"

	"coffer/api"
)

const (
	// revokedSuffix and readOnlySuffix make the two derived keys that the
	// package comment names.
	revokedSuffix  = "_revoked"
	readOnlySuffix = "_readonly"
	// FaultHeader asks the bank for an error of the catalogue.
	FaultHeader = "Dino-Sandbox-Fault"
)

// authorize says why a key may not make a call, or nil.
func (b *Bank) authorize(key string, r *http.Request) *refusal {
	ownSandbox := strings.HasPrefix(r.URL.Path, "/v1/sandbox/")
	known := b.identity.spendKey
	switch {
	case key == "":
		return refusalOf(api.CodeInvalidAPIKey, "Send the spending key as Authorization: Bearer din_test_…")
	case ownSandbox && !strings.HasPrefix(key, "din_test_"):
		return refusalOf(api.CodeInsufficientScope, "Only a din_test_ key may call the sandbox")
	case sameKey(key, known):
		return nil
	case sameKey(key, known+revokedSuffix):
		return refusalOf(api.CodeRevokedAPIKey, "This key was revoked")
	case sameKey(key, known+readOnlySuffix) && r.Method == http.MethodGet:
		return nil
	case sameKey(key, known+readOnlySuffix):
		return refusalOf(api.CodeInsufficientScope, "This key may only read")
	default:
		return refusalOf(api.CodeInvalidAPIKey, "The spending key is not known here")
	}
}

// requestedFault is the refusal that the request itself asks for, or nil.
func requestedFault(r *http.Request) *refusal {
	wanted := r.Header.Get(FaultHeader)
	if wanted == "" {
		return nil
	}
	code := api.Code(wanted)
	if statusOf(code) == 0 {
		return invalid(FaultHeader + " must be a code of the catalogue")
	}
	return refusalOf(code, "Asked for by the "+FaultHeader+" header")
}

func bearerKey(r *http.Request) string {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

func sameKey(given, known string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(known)) == 1
}

// callLimits is the token bucket of each key. Only known keys come here, so
// it stays small.
type callLimits struct {
	clock     clockwork.Clock
	perMinute int

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newCallLimits(clock clockwork.Clock, perMinute int) *callLimits {
	return &callLimits{clock: clock, perMinute: perMinute, buckets: map[string]*rate.Limiter{}}
}

// take uses one call of a key's budget, or says how long there is none.
func (l *callLimits) take(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, known := l.buckets[key]
	if !known {
		bucket = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
		l.buckets[key] = bucket
	}
	now := l.clock.Now()
	if bucket.AllowN(now, 1) {
		return 0
	}
	missing := 1 - bucket.TokensAt(now)
	return time.Duration(missing / float64(bucket.Limit()) * float64(time.Second))
}
