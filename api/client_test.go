package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

const secretPart = "k3yM4rk3r"

// script answers each request with the next step and records what came.
type script struct {
	steps []http.HandlerFunc

	mu   sync.Mutex
	seen []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	step := s.steps[min(len(s.seen), len(s.steps)-1)]
	s.seen = append(s.seen, r.Header.Get("Idempotency-Key")+" "+string(body))
	s.mu.Unlock()
	step(w, r)
}

func (s *script) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refusing(status int, code Code) http.HandlerFunc {
	return answering(status, fmt.Sprintf(`{"error":{"code":%q,"message":"no"}}`, code))
}

// slowing asks for a slower pace, and for no time to wait.
func slowing(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "0")
	refusing(http.StatusTooManyRequests, CodeRateLimited)(w, r)
}

func dropping(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const approvedSpend = `{"id":"req_1","status":"approved","amount_cents":100,"currency":"usd","merchant_name":"AWS","reason":"GPU","a_new_field":{"x":[1]}}`

func testClient(t *testing.T, baseURL string, timeout time.Duration) *Client {
	t.Helper()
	key, err := ParseSpendKey("din_test_" + secretPart)
	if err != nil {
		t.Fatal(err)
	}
	client, err := New(Config{BaseURL: baseURL, Key: key, Timeout: timeout, Pace: NewPace(clockwork.NewRealClock(), 60_000)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func playing(t *testing.T, steps ...http.HandlerFunc) (*Client, *script) {
	t.Helper()
	played := &script{steps: steps}
	server := httptest.NewServer(played)
	t.Cleanup(server.Close)
	return testClient(t, server.URL, 500*time.Millisecond), played
}

func TestTheOutcomeOfACreateIsNamedForWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps    []http.HandlerFunc
		outcome  Outcome
		code     Code
		requests int
	}{
		"approved":                         {[]http.HandlerFunc{answering(200, approvedSpend)}, Done, "", 1},
		"refused once and for all":         {[]http.HandlerFunc{refusing(402, CodeInsufficientWalletBalance)}, Refused, CodeInsufficientWalletBalance, 1},
		"a conflict over the key: unknown": {[]http.HandlerFunc{refusing(409, CodeIdempotencyKeyConflict)}, Unknown, "", 1},
		"under way elsewhere: unknown":     {[]http.HandlerFunc{refusing(409, "request_in_progress")}, Unknown, "", 1},
		"a lost answer is asked again":     {[]http.HandlerFunc{dropping, answering(200, approvedSpend)}, Done, "", 2},
		"an internal error is asked again": {[]http.HandlerFunc{refusing(500, CodeInternalError), answering(200, approvedSpend)}, Done, "", 2},
		"a slow down is asked again":       {[]http.HandlerFunc{slowing, answering(200, approvedSpend)}, Done, "", 2},
		"lost for good is unknown":         {[]http.HandlerFunc{dropping}, Unknown, "", 4},
		"lost, then slowed, is unknown":    {[]http.HandlerFunc{dropping, slowing}, Unknown, "", 4},
		"lost, then refused, is refused":   {[]http.HandlerFunc{dropping, refusing(402, CodePolicyDeclined)}, Refused, CodePolicyDeclined, 2},
		"lost, then revoked, is unknown":   {[]http.HandlerFunc{dropping, refusing(403, CodeRevokedAPIKey)}, Unknown, "", 2},
		"lost, then in conflict: unknown":  {[]http.HandlerFunc{dropping, refusing(409, CodeIdempotencyKeyConflict)}, Unknown, "", 2},
		"invalid while in doubt: again":    {[]http.HandlerFunc{dropping, refusing(409, CodeInvalidRequest), answering(200, approvedSpend)}, Done, "", 3},
		"invalid without doubt: refused":   {[]http.HandlerFunc{refusing(400, CodeInvalidRequest)}, Refused, CodeInvalidRequest, 1},
		"HTML is no answer of the bank": {[]http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<html>welcome to the hotel</html>")
		}}, Unknown, "", 4},
		"a proxy's 403 is no refusal": {[]http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "forbidden", http.StatusForbidden) }}, Unknown, "", 1},
		"half a record is no answer":  {[]http.HandlerFunc{answering(200, `{"status":"approved"}`)}, Unknown, "", 1},
		"cut JSON is no answer":       {[]http.HandlerFunc{answering(200, `{"id":"req_1","sta`)}, Unknown, "", 4},
		"two megabytes are refused":   {[]http.HandlerFunc{answering(200, `{"id":"`+strings.Repeat("x", 2<<20)+`"}`)}, Unknown, "", 1},
		"silence is unknown": {[]http.HandlerFunc{func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		}}, Unknown, "", 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, played := playing(t, test.steps...)
			_, err := client.CreateSpend(t.Context(), SpendRequest{AmountCents: 100, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}, "key-1")
			if got := OutcomeOf(err); got != test.outcome || CodeOf(err) != test.code && test.outcome == Refused {
				t.Errorf("outcome %s, code %q (%v); want %s, %q", got, CodeOf(err), err, test.outcome, test.code)
			}
			requests := played.requests()
			if len(requests) != test.requests {
				t.Errorf("%d requests, want %d", len(requests), test.requests)
			}
			for _, request := range requests {
				if request != requests[0] || !strings.HasPrefix(request, "key-1 ") {
					t.Errorf("a retry differs: %q after %q", request, requests[0])
				}
			}
		})
	}
}

func TestABankThatIsNotThereGotNothing(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	listener.Close()
	_, err = testClient(t, address, time.Second).CreateSpend(t.Context(), SpendRequest{AmountCents: 1}, "key-1")
	if got := OutcomeOf(err); got != NotSent {
		t.Errorf("outcome %s: %v", got, err)
	}
}

func TestExecuteIsSentOnce(t *testing.T) {
	t.Parallel()
	client, played := playing(t, dropping)
	_, err := client.Execute(t.Context(), ExecuteRequest{IdempotencyKey: "idemp_1"}, time.Time{})
	if got := OutcomeOf(err); got != Unknown || len(played.requests()) != 1 {
		t.Errorf("outcome %s after %d requests", got, len(played.requests()))
	}
}

func TestALostAnswerOnAUsedConnectionIsNotForgotten(t *testing.T) {
	t.Parallel()
	client, played := playing(t, answering(200, `{"available_cents":5}`), dropping, slowing)
	if _, err := client.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := client.Execute(t.Context(), ExecuteRequest{IdempotencyKey: "idemp_1"}, time.Time{})
	if got := OutcomeOf(err); got != Unknown || len(played.requests()) != 2 {
		t.Errorf("outcome %s after %d requests: %v", got, len(played.requests())-1, err)
	}
}

func TestTheKeyDoesNotFollowARedirect(t *testing.T) {
	t.Parallel()
	var followed bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, _ *http.Request) { followed = true }))
	t.Cleanup(elsewhere.Close)
	client, _ := playing(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) })
	if _, err := client.Balance(t.Context()); !errors.Is(err, ErrRedirected) {
		t.Errorf("got %v", err)
	}
	if followed {
		t.Error("the request went elsewhere, key and all")
	}
}

func TestTheKeyTravelsOnlyInSafety(t *testing.T) {
	t.Parallel()
	key, err := ParseSpendKey("din_live_" + secretPart)
	if err != nil {
		t.Fatal(err)
	}
	for address, safe := range map[string]bool{
		"https://api.dino.id":            true,
		"https://api.dino.id/v1":         true,
		"http://127.0.0.1:8787":          true,
		"http://[::1]:8787/":             true,
		"http://localhost:8787":          true,
		"http://api.dino.id":             false,
		"http://127.0.0.1.example.com":   false,
		"http://10.0.0.1":                false,
		"ftp://127.0.0.1":                false,
		"https://user:pass@api.dino.id":  false,
		"https://api.dino.id?next=there": false,
		"":                               true,
		"api.dino.id":                    false,
	} {
		if _, err := New(Config{BaseURL: address, Key: key}); (err == nil) != safe {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestKeysAreEqualByWhatTheyHold(t *testing.T) {
	t.Parallel()
	first, _ := ParseSpendKey("din_live_" + secretPart)
	again, _ := ParseSpendKey(" din_live_" + secretPart)
	other, _ := ParseSpendKey("din_test_" + secretPart)
	if !first.Equal(again) || first.Equal(other) || first.Equal(SpendKey{}) || (SpendKey{}).Equal(first) || !(SpendKey{}).Equal(SpendKey{}) {
		t.Error("a key is not equal to itself alone")
	}
}

func TestALiveKeyNeverCallsTheSandbox(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
	t.Cleanup(server.Close)
	key, _ := ParseSpendKey("din_live_" + secretPart)
	client, err := New(Config{BaseURL: server.URL, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	_, faucet := client.Faucet(ctx, FaucetRequest{AmountCents: 1})
	_, decision := client.DecideSpend(ctx, "req_1", Decision{Decision: Approve})
	_, ledger := client.Ledger(ctx)
	_, changes := client.SandboxChanges(ctx, "")
	for _, err := range []error{faucet, decision, ledger, changes} {
		if !errors.Is(err, ErrSandboxOnly) || OutcomeOf(err) != NotSent {
			t.Errorf("got %v", err)
		}
	}
}

func TestNothingPrintsTheKey(t *testing.T) {
	t.Parallel()
	key, err := ParseSpendKey(" din_test_" + secretPart + "\n")
	if err != nil {
		t.Fatal(err)
	}
	type holder struct{ inner struct{ Key SpendKey } }
	var held holder
	held.inner.Key = key
	encoded, err := json.Marshal(map[string]any{"key": key})
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "key", key, "held", held)
	client := testClient(t, "http://127.0.0.1:1", time.Second)
	_, refused := client.Balance(t.Context())
	_, malformed := ParseSpendKey("din test " + secretPart)
	for _, printed := range []string{
		fmt.Sprint(key), fmt.Sprintf("%s %q %v %+v %#v %x %d", key, key, key, key, key, key, key),
		fmt.Sprintf("%v %+v %#v", held, held, held), fmt.Sprintf("%+v", &held), fmt.Sprintf("%+v %#v", client, Config{Key: key}),
		string(encoded), logged.String(), refused.Error(), malformed.Error(),
	} {
		if strings.Contains(printed, secretPart) {
			t.Errorf("the key is in %q", printed)
		}
	}
}

func TestRateLimitingHalvesThePaceAndSuccessRestoresIt(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	pace := NewPace(clock, 600)
	pace.limited(0, true)
	if got := pace.PerMinute(); got != 300 {
		t.Errorf("after one refusal %v a minute", got)
	}
	for range 100 {
		pace.limited(0, true)
	}
	if got := pace.PerMinute(); got < 600*slowestShare-1 {
		t.Errorf("the pace fell to %v a minute", got)
	}
	for range 64 {
		pace.succeeded()
	}
	if got := pace.PerMinute(); got != 600 {
		t.Errorf("after success %v a minute", got)
	}
}

func TestABackgroundReadLeavesRoomForAPerson(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	pace := NewPace(clock, 60)
	for pace.RoomForPoll() == 0 {
		if err := pace.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for range pollReserve - 1 {
		if delay, _ := pace.reserve(); delay > 0 {
			t.Errorf("a person waits %v", delay)
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	pace := NewPace(clock, 600)
	pace.limited(30*time.Second, true)
	if got := pace.RoomForPoll(); got != 30*time.Second {
		t.Errorf("a poll waits %v", got)
	}
	ctx, cancel := context.WithDeadline(t.Context(), clock.Now().Add(time.Second))
	defer cancel()
	if err := pace.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestACallThatGivesUpWaitingCostsNothing(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	pace := NewPace(clock, 60)
	pace.limited(time.Hour, true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range 100 {
		if err := pace.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
	}
	clock.Advance(time.Hour)
	if room := pace.RoomForPoll(); room > 0 {
		t.Errorf("after the pause a poll waits %v for calls that never left", room)
	}
}

func TestAfterAPauseNotEveryoneComesBackAtOnce(t *testing.T) {
	t.Parallel()
	pace := NewPace(clockwork.NewFakeClock(), 600)
	pace.limited(time.Minute, true)
	waits := make(map[time.Duration]bool)
	for range 5 {
		wait, _ := pace.reserve()
		if wait < time.Minute || wait > 66*time.Second {
			t.Errorf("a call waits %v", wait)
		}
		waits[wait] = true
	}
	if len(waits) == 1 {
		t.Error("all leave at the same instant")
	}
}

func TestTheBanksClockIsReadFromItsAnswers(t *testing.T) {
	t.Parallel()
	client, _ := playing(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(10*time.Minute).UTC().Format(http.TimeFormat))
		answering(200, `{"available_cents":5}`)(w, r)
	})
	if _, err := client.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	if offset := client.ClockOffset(); (offset - 10*time.Minute).Abs() > 2*time.Second {
		t.Errorf("offset %v", offset)
	}
}

func TestATimeFarOffIsBelievedOnceTwoAnswersAgree(t *testing.T) {
	t.Parallel()
	var steps []http.HandlerFunc
	for _, ahead := range []time.Duration{0, 72 * time.Hour, 0, -72 * time.Hour, 72 * time.Hour, 72 * time.Hour} {
		steps = append(steps, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
			answering(200, `{"available_cents":1}`)(w, r)
		})
	}
	client, _ := playing(t, steps...)
	for i, want := range []time.Duration{0, 0, 0, 0, 0, 72 * time.Hour} {
		answer, err := client.Balance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if offset := client.ClockOffset(); (offset - want).Abs() > 2*time.Second {
			t.Errorf("after answer %d the bank's clock is taken to be %v ahead, want %v", i, offset, want)
		}
		if off := time.Until(answer.AsOf) - want; off.Abs() > time.Minute {
			t.Errorf("answer %d is of %v", i, answer.AsOf)
		}
	}
}

func TestOnlyTheBankItselfTellsItsTime(t *testing.T) {
	t.Parallel()
	wrongly := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
			next(w, r)
		}
	}
	for name, step := range map[string]http.HandlerFunc{
		"a proxy's 502":  answering(http.StatusBadGateway, "<html>bad gateway</html>"),
		"a proxy's 403":  answering(http.StatusForbidden, "<html>forbidden</html>"),
		"a hotel's page": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>welcome</html>") },
		"a redirect":     func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := playing(t, wrongly(step), answering(200, `{"available_cents":5}`))
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, _ = client.Balance(ctx)
			if offset := client.ClockOffset(); offset != 0 {
				t.Errorf("the bank's clock is taken to be %v ahead", offset)
			}
		})
	}
}

func TestTheMinimumIsRoundedDownToThePrecisionOfTheToken(t *testing.T) {
	t.Parallel()
	var quote Quote
	if err := json.Unmarshal([]byte(`{"expected_buy_amount":"0.3412","slippage_bps":100}`), &quote); err != nil {
		t.Fatal(err)
	}
	if got := quote.MinimumReceived("ETH").String(); got != "0.337788" {
		t.Errorf("minimum %s", got)
	}
	if err := json.Unmarshal([]byte(`{"expected_buy_amount":"0.00000005","slippage_bps":100}`), &quote); err != nil {
		t.Fatal(err)
	}
	if got := quote.MinimumReceived("WBTC").String(); got != "0.00000004" {
		t.Errorf("minimum %s", got)
	}
}

func TestAQuoteWithoutSlippagePromisesNoMinimum(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"expected_buy_amount":"0.3412"}`, `{"expected_buy_amount":"0.3412","slippage_bps":null}`} {
		var quote Quote
		if err := json.Unmarshal([]byte(body), &quote); err != nil {
			t.Fatal(err)
		}
		if got := quote.MinimumReceived("ETH"); got != nil {
			t.Errorf("%s promises %s", body, got)
		}
		if total, told := quote.EstimatedFees.Total(); told {
			t.Errorf("%s costs %s", body, total)
		}
	}
}

func TestTheMinimumOfATokenWithoutAKnownPrecisionIsExact(t *testing.T) {
	t.Parallel()
	var quote Quote
	if err := json.Unmarshal([]byte(`{"expected_buy_amount":"0.123456789012345678901","slippage_bps":50}`), &quote); err != nil {
		t.Fatal(err)
	}
	if got := quote.MinimumReceived("PEPE").String(); got != "0.122839505067283950506495" {
		t.Errorf("minimum %s", got)
	}
}
