package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api/secrets"
)

const (
	// DefaultTimeout bounds one attempt of one call.
	DefaultTimeout = 10 * time.Second
	// DefaultCallsPerMinute is the call budget of a key.
	DefaultCallsPerMinute = 60
)

// Config is what a Client is made of. Only Key is required.
type Config struct {
	// BaseURL is the bank's address, with or without /v1 at its end.
	BaseURL string
	Key     SpendKey
	// TeamID is sent in swap requests.
	TeamID string
	// SpendPath is the resource name of spend requests; "" to find it out.
	SpendPath string
	// Clock is the time that waiting and freshness go by.
	Clock clockwork.Clock
	// Pace is the call budget of the key, shared by all clients of it.
	Pace *Pace
	// Sandbox says that the bank is our own sandbox, before it has said so itself.
	Sandbox bool
	// Promised is what the settings say that the bank is: Sandbox for our own,
	// Test for another one of test money. A bank that says otherwise is asked for
	// nothing (ErrNoSandbox, ErrIsSandbox). Live and "" are not held against it.
	Promised Environment
	// SandboxCallsPerMinute is the call budget at our own sandbox; 0 keeps Pace
	// as it is.
	SandboxCallsPerMinute int
	// Timeout bounds one attempt of one call.
	Timeout time.Duration
	// UserAgent names the program to the bank.
	UserAgent string
	// Log is told of every exchange at debug level, without secrets and without
	// bodies; nil for none.
	Log *slog.Logger
	// ReadOnly lets nothing but GET leave: no call can change anything at the
	// bank, and every other one ends with ErrReadOnly, not sent.
	ReadOnly bool
}

// Client calls the bank. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	key       SpendKey
	teamID    string
	spendPath string
	clock     clockwork.Clock
	pace      *Pace
	timeout   time.Duration
	userAgent string
	readOnly  bool
	log       *slog.Logger
	http      *http.Client
	bankClock bankClock

	// foundPath is the bank's name for spend requests, once it is found out.
	foundPath atomic.Pointer[string]

	promised     Environment
	sandboxCalls int
	// named is set once the bank has said that it is our own sandbox, and
	// answered once it has said anything.
	named, answered atomic.Bool
	// absent are the sandbox's own calls that the bank turned out not to have.
	absent sync.Map
}

// ErrInsecureURL means that the key would travel in the clear.
var ErrInsecureURL = errors.New("the bank's address must begin with https:// (http:// is for this machine only)")

// New makes a client, or says why the configuration can't be used.
func New(config Config) (*Client, error) {
	if config.Key.IsZero() {
		return nil, ErrMalformedKey
	}
	base, err := parseBaseURL(orDefault(config.BaseURL, DefaultBaseURL))
	if err != nil {
		return nil, err
	}
	client := &Client{
		base:      base,
		key:       config.Key,
		teamID:    config.TeamID,
		spendPath: config.SpendPath,
		clock:     config.Clock,
		pace:      config.Pace,
		timeout:   config.Timeout,
		userAgent: orDefault(config.UserAgent, "coffer"),
		readOnly:  config.ReadOnly,
		log:       config.Log,

		promised:     config.Promised,
		sandboxCalls: config.SandboxCallsPerMinute,
	}
	client.named.Store(config.Sandbox && config.Key.IsTest())
	if client.clock == nil {
		client.clock = clockwork.NewRealClock()
	}
	if client.log == nil {
		client.log = slog.New(slog.DiscardHandler)
	}
	if client.pace == nil {
		client.pace = NewPace(client.clock, DefaultCallsPerMinute)
	}
	if client.timeout == 0 {
		client.timeout = DefaultTimeout
	}
	client.http = newHTTPClient()
	secrets.Hold(*config.Key.secret)
	if client.readOnly {
		client.http.Transport = readOnlyRoad{client.http.Transport}
	}
	return client, nil
}

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Reconnect makes the next call dial anew: after a sleep an old connection may
// be dead without anyone knowing. What the clocks were apart isn't known any more.
func (c *Client) Reconnect() {
	c.http.CloseIdleConnections()
	c.bankClock.forget()
}

// TeamID is the team that swaps are made for.
func (c *Client) TeamID() string { return c.teamID }

// SpendPath is the settings' name for spend requests, else the default one.
func (c *Client) SpendPath() string { return orDefault(c.spendPath, DefaultSpendPath) }

// Host is the bank's host and port.
func (c *Client) Host() string { return c.base.Host }

// ReadOnly reports whether nothing but GET leaves.
func (c *Client) ReadOnly() bool { return c.readOnly }

// KeyFingerprint tells the client's key apart; see SpendKey.Fingerprint.
func (c *Client) KeyFingerprint() string { return c.key.Fingerprint() }

// Pace is the call budget that the client goes by.
func (c *Client) Pace() *Pace { return c.pace }

// Environment says whose money the client moves, as far as it is known yet: a
// din_test_ key is for Test until the bank has said that it is our own sandbox.
func (c *Client) Environment() Environment {
	switch {
	case c.IsSandbox():
		return Sandbox
	case c.key.IsTest():
		return Test
	}
	return Live
}

// ClockOffset is how far the bank's clock is ahead of this one, as its last
// Date header told; whole seconds are all that the header can tell.
func (c *Client) ClockOffset() time.Duration { return c.bankClock.ahead() }

// Answer is what a call brought back.
type Answer[T any] struct {
	Value T
	// Raw is the body as it came, for the record.
	Raw json.RawMessage
	// AsOf is when the call left, on the bank's clock: the answer is at least
	// as new as that.
	AsOf time.Time
	// TraceID is the bank's name for the request, where it gives one.
	TraceID string
}

type call struct {
	kind    Call
	method  string
	path    string
	query   url.Values
	body    []byte
	headers map[string]string
	// retry is false for calls whose repetition could do a thing twice.
	retry bool
	// notAfter is when, on the bank's clock, the call must not leave any more;
	// zero means never mind.
	notAfter time.Time
}

func send[T any](ctx context.Context, c *Client, request call, check func(T) error) (Answer[T], error) {
	var answer Answer[T]
	exchange, err := c.sendWithRetries(ctx, request)
	if err != nil {
		return answer, err
	}
	answer.Raw = exchange.body
	answer.AsOf = exchange.asOf
	answer.TraceID = exchange.traceID
	if err := Decode(exchange.body, &answer.Value); err != nil {
		return answer, &CallError{MayHaveArrived: true, Err: err}
	}
	if check != nil {
		if err := check(answer.Value); err != nil {
			return answer, &CallError{MayHaveArrived: true, Err: err}
		}
	}
	return answer, nil
}

func get(path string) call {
	return call{kind: CallRead, method: http.MethodGet, path: path, retry: true}
}

func post(kind Call, path string, body any) (call, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return call{}, &CallError{Err: fmt.Errorf("encode the request: %w", err)}
	}
	return call{kind: kind, method: http.MethodPost, path: path, body: encoded}, nil
}

func (c *Client) newRequest(ctx context.Context, request call) (*http.Request, error) {
	target := *c.base
	target.Path += request.path
	target.RawQuery = request.query.Encode()
	made, err := http.NewRequestWithContext(ctx, request.method, target.String(), bytes.NewReader(request.body))
	if err != nil {
		return nil, err
	}
	// net/http repeats a request by itself when a used connection breaks and
	// the request can be read again. Its first try would be forgotten, and with
	// it the doubt whether that one took.
	made.GetBody = nil
	made.Header.Set("Accept", "application/json")
	made.Header.Set("User-Agent", c.userAgent)
	if request.body != nil {
		made.Header.Set("Content-Type", "application/json")
	}
	for name, value := range request.headers {
		made.Header.Set(name, value)
	}
	c.key.authorize(made)
	return made, nil
}

func newHTTPClient() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           8,
			MaxIdleConnsPerHost:    8,
			MaxConnsPerHost:        16,
			IdleConnTimeout:        60 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
		// A redirect is an answer, not a new address: the key stays here.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func parseBaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSuffix(strings.TrimRight(text, "/"), "/v1"))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%q is not an address like %s", text, DefaultBaseURL)
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("the bank's address must not hold a user, a query or a fragment")
	}
	if base.Scheme != "https" && (base.Scheme != "http" || !isLoopback(base.Hostname())) {
		return nil, ErrInsecureURL
	}
	return base, nil
}

// HostOf is the host and port that a bank's address names; "" stands for the
// production one. Errors: as New.
func HostOf(baseURL string) (string, error) {
	base, err := parseBaseURL(orDefault(baseURL, DefaultBaseURL))
	if err != nil {
		return "", err
	}
	return base.Host, nil
}

// IsLocal reports whether a bank's host, with its port or without, is this
// machine.
func IsLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return isLoopback(host)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
