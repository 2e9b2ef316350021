package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"
	"github.com/rs/zerolog"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/treasury"
)

const (
	// roadTimeout bounds one attempt of one call. It is short, so that silence
	// is found out soon, and long enough for a busy machine.
	roadTimeout = 700 * time.Millisecond
	// roadQuoteTTL outlasts every fault, so that an execute in doubt is
	// resolved by itself.
	roadQuoteTTL = 2 * time.Minute
	// roadPatience is how long something that has to happen may take.
	roadPatience = 60 * time.Second
	// bystander is the user agent of calls that no fault touches.
	bystander = "bystander"
)

// road is a treasury, a proxy that breaks connections, something that spoils
// answers, and a bank, in this order.
type road struct {
	bank    *sandbox.Bank
	spoiler *spoiler
	proxy   *toxiproxy.Proxy
	// elsewhere is another host, which must never hear of the key.
	elsewhere *httptest.Server
	strays    atomic.Int32

	client *api.Client
	engine *state.Engine
	// direct goes past the faults: it is how a test sees what the bank holds.
	direct *api.Client
	closes []func() error
}

// openRoad opens all of it. The bank's clock is ahead of the treasury's by ahead.
func openRoad(folder string, ahead time.Duration) (opened *road, err error) {
	r := &road{spoiler: &spoiler{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	if err := r.openBank(ahead); err != nil {
		return nil, err
	}
	issued := r.bank.Credentials()
	if err := r.openProxy(issued.BaseURL); err != nil {
		return nil, err
	}
	if r.client, err = roadClient("http://"+r.proxy.Listen, issued.SpendKey, issued.TeamID, "coffer"); err != nil {
		return nil, err
	}
	r.closes = append(r.closes, func() error { r.client.Close(); return nil })
	if r.direct, err = roadClient(issued.BaseURL, issued.SpendKey, issued.TeamID, bystander); err != nil {
		return nil, err
	}
	r.closes = append(r.closes, func() error { r.direct.Close(); return nil })
	engine, stop, err := runTreasury(folder, r.client)
	if err != nil {
		return nil, err
	}
	r.engine, r.closes = engine, append(r.closes, stop)
	return r, nil
}

func (r *road) openBank(ahead time.Duration) error {
	bank, err := sandbox.Open(context.Background(), sandbox.Config{
		Seed: rand.Uint64(), Clock: clockAhead{clockwork.NewRealClock(), ahead}, QuoteTTL: roadQuoteTTL,
		CallsPerMinute: 100_000, Middleware: r.spoiler.around,
	})
	if err != nil {
		return err
	}
	r.bank = bank
	r.closes = append(r.closes, bank.Close)
	listener, err := bank.Listen()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	r.closes = append(r.closes, func() error { cancel(); return <-served })
	r.elsewhere = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { r.strays.Add(1) }))
	r.closes = append(r.closes, func() error { r.elsewhere.Close(); return nil })
	return nil
}

func (r *road) openProxy(baseURL string) error {
	zerolog.SetGlobalLevel(zerolog.Disabled)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	r.proxy = toxiproxy.NewProxy(server, "bank", "127.0.0.1:0", baseURL[len("http://"):])
	if err := r.proxy.Start(); err != nil {
		return err
	}
	r.closes = append(r.closes, func() error { r.proxy.Stop(); return nil })
	return nil
}

// close ends all of it, the last opened first.
func (r *road) close() error {
	var err error
	for _, closing := range slices.Backward(r.closes) {
		err = errors.Join(err, closing())
	}
	return err
}

// poison begins a fault of the connection, by toxiproxy's own words for it.
func (r *road) poison(kind, direction string, attributes map[string]any) error {
	toxic, err := json.Marshal(map[string]any{"type": kind, "stream": direction, "attributes": attributes})
	if err != nil {
		return err
	}
	_, err = r.proxy.Toxics.AddToxicJson(bytes.NewReader(toxic))
	return err
}

// enable opens or shuts the way to the bank.
func (r *road) enable(open bool) error {
	return r.proxy.Update(&toxiproxy.Proxy{Listen: r.proxy.Listen, Upstream: r.proxy.Upstream, Enabled: open})
}

// mend lifts every fault.
func (r *road) mend() error {
	r.spoiler.with.Store(nil)
	r.proxy.Toxics.ResetToxics(context.Background())
	if r.proxy.Enabled {
		return nil
	}
	return r.enable(true)
}

// eventually waits until the Book shows something, woken by the engine alone.
func (r *road) eventually(what string, holds func(*state.View) bool) (*state.View, error) {
	return eventuallyShown(r.engine, what, holds)
}

func eventuallyShown(engine *state.Engine, what string, holds func(*state.View) bool) (*state.View, error) {
	wake, end := engine.Subscribe()
	defer end()
	deadline := time.After(roadPatience)
	for {
		view := engine.View()
		if holds(view) {
			return view, nil
		}
		select {
		case <-wake:
		case <-deadline:
			return view, fmt.Errorf("the Book never showed %s; the feed is %+v", what, view.Feed)
		}
	}
}

// confirmable is a quote that the policy allows.
func (r *road) confirmable() (*state.SwapTerms, error) {
	quoted, err := r.engine.Quote(context.Background(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "25.00"})
	if err != nil {
		return nil, err
	}
	checked, err := r.engine.CheckPolicy(context.Background(), quoted)
	if err != nil {
		return nil, err
	}
	if !checked.Policy.Allows() {
		return nil, fmt.Errorf("the policy says %s: %v", checked.Policy, checked.PolicyReasons)
	}
	return checked, nil
}

// askDirectly is an agent that spends past the faults.
func (r *road) askDirectly(reason string) error {
	_, err := r.direct.CreateSpend(context.Background(), spendFor(reason), uuid.NewString())
	return err
}

// spendFor is a request that is known again at the bank by its reason.
func spendFor(reason string) api.SpendRequest {
	return api.SpendRequest{AmountCents: 1_00 + rand.Int64N(9_00), Currency: "usd", MerchantName: "AWS", Reason: reason}
}

// wishFor is spendFor as a person asks for it.
func wishFor(reason string) state.SpendRequest {
	asked := spendFor(reason)
	return state.SpendRequest{
		AmountCents: asked.AmountCents, Currency: asked.Currency, MerchantName: asked.MerchantName, Reason: asked.Reason,
	}
}

func roadClient(baseURL, spendKey, team, agent string) (*api.Client, error) {
	key, err := api.ParseSpendKey(spendKey)
	if err != nil {
		return nil, err
	}
	config := api.Config{
		BaseURL: baseURL, Key: key, TeamID: team, UserAgent: agent,
		Timeout: roadTimeout, Pace: api.NewPace(clockwork.NewRealClock(), 6_000),
	}
	if agent == bystander {
		config.Timeout = roadPatience
	}
	return api.New(config)
}

// runTreasury opens and runs a treasury without webhooks; the returned
// function ends it as quitting does.
func runTreasury(path string, client *api.Client) (*state.Engine, func() error, error) {
	folder, err := treasury.OpenFolder(path)
	if err != nil {
		return nil, nil, err
	}
	opened, err := treasury.Open(context.Background(), treasury.Options{
		Folder: folder, Accounts: []state.AccountKey{{Client: client}}, Clock: clockwork.NewRealClock(), Location: time.UTC,
	})
	if err != nil {
		return nil, nil, errors.Join(err, folder.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	stop := func() error {
		cancel()
		return errors.Join(<-ran, opened.Close(), folder.Close())
	}
	return opened.Engine(), stop, nil
}

// clockAhead is the real clock, set wrong.
type clockAhead struct {
	clockwork.Clock
	by time.Duration
}

func (c clockAhead) Now() time.Time { return c.Clock.Now().Add(c.by) }

// spoiler stands in front of the bank and spoils what it answers, except to a
// bystander.
type spoiler struct {
	with atomic.Pointer[func(next http.Handler, w http.ResponseWriter, r *http.Request)]
}

func (s *spoiler) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		with := s.with.Load()
		if with == nil || r.UserAgent() == bystander {
			next.ServeHTTP(w, r)
			return
		}
		(*with)(next, w, r)
	})
}

func (s *spoiler) begin(with func(next http.Handler, w http.ResponseWriter, r *http.Request)) error {
	s.with.Store(&with)
	return nil
}
