package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
)

// BenchmarkCalls is what a call costs a bank that holds few requests, and one
// that holds many; the figures of a call are meant to be the same:
//
//	go test ./api/sandbox -run '^$' -bench Calls -benchtime 300x
func BenchmarkCalls(b *testing.B) {
	for _, history := range []int{100, 10_000, 200_000} {
		bank, err := Open(context.Background(), Config{
			Seed: 1, Clock: clockwork.NewFakeClockAt(aThursday()), History: history, CallsPerMinute: 100_000_000,
		})
		if err != nil {
			b.Fatal(err)
		}
		defer bank.Close()
		handler, key := bank.Handler(), bank.Credentials().SpendKey
		n := 0
		call := func(b *testing.B, method, path, body string) string {
			n++
			request := httptest.NewRequest(method, path, strings.NewReader(body))
			request.Header.Set("Authorization", "Bearer "+key)
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Idempotency-Key", strconv.Itoa(n))
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != http.StatusOK {
				b.Fatalf("%s %s: %d %s", method, path, answer.Code, answer.Body)
			}
			return answer.Body.String()
		}
		for _, kind := range []struct {
			name string
			do   func(b *testing.B)
		}{
			{"balance", func(b *testing.B) { call(b, "GET", "/v1/balance", "") }},
			{"create", func(b *testing.B) {
				call(b, "POST", "/v1/spend", `{"amount_cents":1,"currency":"usd","merchant_name":"AWS","reason":"GPU"}`)
			}},
			{"changes/first", func(b *testing.B) { call(b, "GET", "/v1/sandbox/changes", "") }},
			{"changes/last", func(b *testing.B) { call(b, "GET", "/v1/sandbox/changes?after="+cursorAt(int64(history)-90), "") }},
			{"quote", func(b *testing.B) {
				call(b, "POST", "/v1/swap/quote", `{"team_id":"team_xxx","sell_token":"USDC","buy_token":"ETH","sell_amount":"10"}`)
			}},
		} {
			b.Run(fmt.Sprint(kind.name, "/", history), func(b *testing.B) {
				for b.Loop() {
					kind.do(b)
				}
			})
		}
	}
}
