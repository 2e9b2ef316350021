package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	maxAttempts       = 4
	firstRetryAfter   = 250 * time.Millisecond
	longestRetryAfter = 5 * time.Second
)

// exchange is one answered request.
type exchange struct {
	body    []byte
	asOf    time.Time
	traceID string
}

// sendWithRetries repeats what the contract lets it repeat, byte for byte. An
// attempt whose fate is unknown stays in the result: a later attempt that
// never left doesn't turn "unknown" into "not sent".
func (c *Client) sendWithRetries(ctx context.Context, request call) (exchange, error) {
	if c.readOnly && request.method != http.MethodGet {
		// The road turns it back too; here it doesn't wait for its turn first.
		return exchange{}, &CallError{Err: ErrReadOnly}
	}
	if err := c.mayAsk(ctx, request); err != nil {
		return exchange{}, err
	}
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval = firstRetryAfter
	waits.MaxInterval = longestRetryAfter
	var unknown error
	for attempt := 1; ; attempt++ {
		began := c.clock.Now()
		answered, err := c.sendOnce(ctx, request)
		c.logTry(ctx, request, attempt, c.clock.Since(began), answered, err)
		if err == nil {
			return answered, nil
		}
		doubt := unknown != nil
		if OutcomeOf(err) == Unknown {
			unknown = err
		}
		retriable := request.retry && mayRetry(err, doubt)
		if !retriable || attempt == maxAttempts || !c.waitToRetry(ctx, err, waits.NextBackOff()) {
			return exchange{}, withEarlierDoubt(err, unknown)
		}
	}
}

// mayRetry follows the catalogue: rate_limited and internal_error always,
// invalid_request only while the first outcome is unknown, and no other answer
// with a status of its own; what it leaves unknown is asked again by whoever
// holds the intent. A call that got no answer may be repeated.
func mayRetry(err error, doubt bool) bool {
	var answer *Error
	if !errors.As(err, &answer) {
		return !errors.Is(err, ErrNoSandbox) && !errors.Is(err, ErrIsSandbox) && !errors.Is(err, ErrRedirected) && !errors.Is(err, ErrAnswerTooLarge) && !errors.Is(err, context.Canceled)
	}
	switch {
	case answer.Code == CodeInvalidRequest:
		return doubt
	case answer.Status == http.StatusNotImplemented:
		return false
	}
	return answer.Status >= 500 || answer.Status == http.StatusTooManyRequests
}

func withEarlierDoubt(err, unknown error) error {
	if unknown == nil || OutcomeOf(err) == Unknown {
		return err
	}
	if SettlesDoubt(err) {
		return err
	}
	// The later answer is told but not wrapped: it must not pass for the
	// outcome.
	return &CallError{MayHaveArrived: true, Err: fmt.Errorf("%w; asked again: %v", unknown, err)}
}

// withoutWaiting marks a context whose calls come back by themselves.
type withoutWaiting struct{}

// WithoutWaiting has calls end at once where the bank asks for a slower pace:
// whoever asks regularly needn't hold a call open until then.
func WithoutWaiting(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutWaiting{}, true)
}

func (c *Client) waitToRetry(ctx context.Context, err error, wait time.Duration) bool {
	var answer *Error
	if errors.As(err, &answer) && answer.RetryAfter > wait {
		wait = answer.RetryAfter
	}
	if CodeOf(err) == CodeRateLimited && ctx.Value(withoutWaiting{}) != nil {
		return false
	}
	// A context counts real time, whatever our clock counts.
	if deadline, bounded := ctx.Deadline(); bounded && wait > time.Until(deadline) {
		return false
	}
	timer := c.clock.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *Client) sendOnce(ctx context.Context, request call) (exchange, error) {
	if err := c.pace.Wait(ctx); err != nil {
		return exchange{}, &CallError{Err: err}
	}
	if !request.notAfter.IsZero() && !c.clock.Now().Add(c.ClockOffset()).Before(request.notAfter) {
		return exchange{}, &CallError{Err: ErrTooLate}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// From here on bytes may leave. That is earlier than "the request was
		// written", which nobody can know for sure.
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	made, err := c.newRequest(traced, request)
	if err != nil {
		return exchange{}, &CallError{Err: err}
	}
	left := c.clock.Now()
	response, err := c.http.Do(made)
	if err != nil {
		return exchange{}, &CallError{MayHaveArrived: connected.Load(), Err: err}
	}
	defer response.Body.Close()
	body, err := readBounded(response.Body)
	if err != nil {
		return exchange{}, &CallError{MayHaveArrived: true, Err: err}
	}
	err = c.judge(request.kind, response, body)
	if bankSpoke(err) {
		c.noteClock(response)
		c.noteWho(response)
		if broken := c.readKeepsPromise(request); broken != nil {
			return exchange{}, broken
		}
	}
	if err != nil {
		return exchange{}, err
	}
	// The answer itself tells how far the clocks are apart.
	return exchange{body: body, asOf: left.Add(c.ClockOffset()), traceID: traceID(response)}, nil
}

// bankSpoke reports whether an answer is certainly the bank's own: whatever
// stands between here and there may have another clock.
func bankSpoke(verdict error) bool {
	var answer *Error
	return verdict == nil || errors.As(verdict, &answer) && answer.Code != "" && answer.Status < 500
}

// judge turns every answer but a JSON success into an error.
func (c *Client) judge(kind Call, response *http.Response, body []byte) error {
	switch {
	case response.StatusCode >= 300 && response.StatusCode < 400:
		return &CallError{MayHaveArrived: true, Err: ErrRedirected}
	case response.StatusCode >= 400:
		return c.failure(kind, response, body)
	case isWebPage(response):
		return &CallError{MayHaveArrived: true, Err: ErrWebPage}
	case !isJSON(response) || !json.Valid(body):
		return &CallError{MayHaveArrived: true, Err: ErrNotJSON}
	}
	c.pace.succeeded()
	return nil
}

// failure is an answer with an error status, in the bank's words where it has
// any.
func (c *Client) failure(kind Call, response *http.Response, body []byte) error {
	content := readFailureBody(body)
	answer := &Error{
		Call:    kind,
		Code:    content.Code,
		Status:  response.StatusCode,
		Message: content.Message,
		Details: content.Details,
		TraceID: traceID(response),
	}
	if answer.Message == "" {
		answer.Message = http.StatusText(answer.Status)
	}
	wait, told := c.retryAfter(response)
	if response.StatusCode == http.StatusTooManyRequests {
		wait = c.pace.limited(wait, told)
	}
	answer.RetryAfter = wait
	return answer
}

// retryAfter is how long the bank asks to wait, an hour at most, and whether
// it says.
func (c *Client) retryAfter(response *http.Response) (wait time.Duration, told bool) {
	value := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return max(0, time.Duration(min(seconds, 3600))*time.Second), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(c.clock.Now().Add(c.ClockOffset()))), time.Hour), true
	}
	return 0, false
}

// steadyClock is by how much an answer's time may differ from the one before and
// be believed alone: a clock that is set, or the wrong hour of a zone. A single
// answer that is further off says more of the answer than of the clock.
const steadyClock = 2 * time.Hour

// noteClock keeps the offset at 0 while the clocks agree within the second
// that the Date header is cut to. What is far from what was known takes two
// answers that agree.
func (c *Client) noteClock(response *http.Response) {
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return
	}
	offset := date.Add(500 * time.Millisecond).Sub(c.clock.Now())
	if offset.Abs() < 2*time.Second {
		offset = 0
	}
	c.bankClock.note(offset)
}

// bankClock is how far the bank's clock is ahead of ours. It is safe for
// concurrent use.
type bankClock struct {
	mu     sync.Mutex
	known  bool
	offset time.Duration
	// odd is one that isn't believed yet.
	odd time.Duration
}

func (b *bankClock) note(offset time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	const agree = 10 * time.Second
	if b.known && (offset-b.offset).Abs() > steadyClock && (offset-b.odd).Abs() > agree {
		b.odd = offset
		return
	}
	b.known, b.offset, b.odd = true, offset, 0
}

// forget has the next answer be believed, whatever it says.
func (b *bankClock) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known = false
}

func (b *bankClock) ahead() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.offset
}

func readBounded(body io.Reader) ([]byte, error) {
	read, err := io.ReadAll(io.LimitReader(body, MaxResponseBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the answer broke off: %w", err)
	}
	if len(read) > MaxResponseBytes {
		return nil, ErrAnswerTooLarge
	}
	return read, nil
}

func isJSON(response *http.Response) bool { return mediaType(response) == "application/json" }

func isWebPage(response *http.Response) bool { return mediaType(response) == "text/html" }

func mediaType(response *http.Response) string {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

func traceID(response *http.Response) string {
	for _, name := range []string{"Dino-Request-Id", "X-Request-Id"} {
		if id := response.Header.Get(name); id != "" {
			return id
		}
	}
	return ""
}
