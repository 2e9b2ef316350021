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

// authorize is the account whose key it is, or why the key may not make the call.
func (b *Bank) authorize(key string, r *http.Request) (account, *refusal) {
	ownSandbox := strings.HasPrefix(r.URL.Path, "/v1/sandbox/")
	switch {
	case key == "":
		return account{}, refusalOf(api.CodeInvalidAPIKey, "Send the spending key as Authorization: Bearer din_test_…")
	case ownSandbox && !strings.HasPrefix(key, "din_test_"):
		return account{}, refusalOf(api.CodeInsufficientScope, "Only a din_test_ key may call the sandbox")
	}
	for _, known := range b.accounts {
		switch {
		case sameKey(key, known.key):
			return known, nil
		case sameKey(key, known.key+revokedSuffix):
			return account{}, refusalOf(api.CodeRevokedAPIKey, "This key was revoked")
		case sameKey(key, known.key+readOnlySuffix) && r.Method == http.MethodGet:
			return known, nil
		case sameKey(key, known.key+readOnlySuffix):
			return account{}, refusalOf(api.CodeInsufficientScope, "This key may only read")
		}
	}
	return account{}, refusalOf(api.CodeInvalidAPIKey, "The spending key is not known here")
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
