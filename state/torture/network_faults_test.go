package torture

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"coffer/state"
)

// trouble is one way in which a network fails.
type trouble struct {
	name string
	// named is what a thing that is sent into it may be called while it lasts.
	named []state.IntentState
	// deaf means that no read succeeds while it lasts.
	deaf bool
	// ahead is how far the bank's clock is ahead of ours.
	ahead time.Duration
	begin func(r *road) error
}

// What a thing may be called: nothing but the truth.
var (
	onlyUnknown = []state.IntentState{state.IntentUnknown}
	onlyRefused = []state.IntentState{state.IntentRefused}
	onlyNotSent = []state.IntentState{state.IntentNotSent}
	onlyDone    = []state.IntentState{state.IntentDone}
	// An answer that is merely slow may come in time or not.
	doneOrUnknown = []state.IntentState{state.IntentDone, state.IntentUnknown}
)

// troubles are all of them, with parameters that chance draws.
func troubles() []trouble {
	upTo := func(most int) int { return rand.IntN(most + 1) }
	return []trouble{
		{name: "no fault", named: onlyDone, begin: func(*road) error { return nil }},
		{name: "latency", named: doneOrUnknown, begin: func(r *road) error {
			return r.poison("latency", "downstream", map[string]any{"latency": 20 + upTo(150), "jitter": upTo(100)})
		}},
		{name: "latency beyond the timeout", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("latency", "downstream", map[string]any{"latency": 3_000 + upTo(2_000)})
		}},
		{name: "cut mid-response", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("limit_data", "downstream", map[string]any{"bytes": 1 + upTo(300)})
		}},
		{name: "cut mid-request", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("limit_data", "upstream", map[string]any{"bytes": 1 + upTo(100)})
		}},
		{name: "reset after the bank took it", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("reset_peer", "downstream", map[string]any{"timeout": upTo(50)})
		}},
		{name: "reset after the request was written", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("reset_peer", "upstream", map[string]any{"timeout": upTo(50)})
		}},
		{name: "half-open: requests vanish", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("timeout", "upstream", map[string]any{"timeout": 0})
		}},
		{name: "half-open: answers vanish", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			return r.poison("timeout", "downstream", map[string]any{"timeout": 0})
		}},
		{name: "1 kB/s", named: doneOrUnknown, begin: func(r *road) error {
			return r.poison("bandwidth", "downstream", map[string]any{"rate": 1})
		}},
		{name: "connection refused", named: onlyNotSent, deaf: true, begin: func(r *road) error {
			err := r.enable(false)
			r.client.Reconnect()
			return err
		}},
		{name: "500s, nothing done", named: onlyUnknown, deaf: true, begin: spoilt(instead(refusal(500, "internal_error", "")))},
		{name: "500s after it was done", named: onlyUnknown, deaf: true, begin: spoilt(after(refusal(500, "internal_error", "")))},
		{name: "502 of a proxy in HTML", named: onlyUnknown, deaf: true, begin: spoilt(after(func(w http.ResponseWriter, _ []byte) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html>bad gateway</html>")
		}))},
		{name: "429s", named: onlyRefused, deaf: true, begin: spoilt(instead(refusal(429, "rate_limited", "")))},
		{name: "429s with Retry-After", named: onlyRefused, deaf: true, begin: spoilt(instead(refusal(429, "rate_limited", strconv.Itoa(1+upTo(1)))))},
		{name: "429s with a long Retry-After", named: onlyRefused, deaf: true, begin: spoilt(instead(refusal(429, "rate_limited", "5")))},
		{name: "a body that breaks off", named: onlyUnknown, deaf: true, begin: spoilt(after(func(w http.ResponseWriter, body []byte) {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body[:rand.IntN(len(body))])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}))},
		{name: "half of the JSON", named: onlyUnknown, deaf: true, begin: spoilt(after(func(w http.ResponseWriter, body []byte) {
			_, _ = w.Write(body[:1+rand.IntN(len(body)-2)])
		}))},
		{name: "HTML instead of JSON", named: onlyUnknown, deaf: true, begin: spoilt(after(func(w http.ResponseWriter, _ []byte) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html>welcome to the hotel</html>")
		}))},
		{name: "a 2 MiB answer", named: onlyUnknown, deaf: true, begin: spoilt(after(func(w http.ResponseWriter, _ []byte) {
			fmt.Fprintf(w, `{"id":"req_1","status":"approved","reason":%q}`, strings.Repeat("x", 2<<20))
		}))},
		{name: "a redirect to another host", named: onlyUnknown, deaf: true, begin: func(r *road) error {
			status := []int{301, 302, 303, 307, 308}[rand.IntN(5)]
			return spoilt(func(_ http.Handler, w http.ResponseWriter, request *http.Request) {
				http.Redirect(w, request, r.elsewhere.URL+request.URL.Path, status)
			})(r)
		}},
		{name: "a clock 10 minutes behind the bank's", named: onlyDone, ahead: 10 * time.Minute, begin: func(*road) error { return nil }},
		{name: "a clock 10 minutes ahead of the bank's", named: onlyDone, ahead: -10 * time.Minute, begin: func(*road) error { return nil }},
	}
}

type spoiling = func(next http.Handler, w http.ResponseWriter, r *http.Request)

func spoilt(with spoiling) func(*road) error {
	return func(r *road) error { return r.spoiler.begin(with) }
}

// instead answers in place of the bank, which hears nothing of the request.
func instead(answer func(w http.ResponseWriter, body []byte)) spoiling {
	return func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer(w, nil)
	}
}

// after lets the bank do what it is asked for and spoils what it answers.
func after(answer func(w http.ResponseWriter, body []byte)) spoiling {
	return func(next http.Handler, w http.ResponseWriter, r *http.Request) {
		answered := httptest.NewRecorder()
		next.ServeHTTP(answered, r)
		w.Header().Set("Content-Type", "application/json")
		answer(w, answered.Body.Bytes())
	}
}

func refusal(status int, code, retryAfter string) func(http.ResponseWriter, []byte) {
	return func(w http.ResponseWriter, _ []byte) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error":{"code":%q,"message":"not now"}}`, code)
	}
}
