package torture

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/treasury"
)

const (
	soakStep = 2 * time.Second
	// soakBreath is the least that a step takes in real time, so that what a
	// step wakes has its turn.
	soakBreath = 3 * time.Millisecond
	soakAgents = 20
	// soakPace is the treasury's calls a minute, half of the usual.
	soakPace = 30
	// An agent asks once in this time, a person does something once in that.
	agentLeast, agentMost   = 90 * time.Second, 210 * time.Second
	personLeast, personMost = 20 * time.Second, time.Minute
	soakPeople              = 2
)

// town is a bank, a treasury, and everyone who uses them, on one simulated
// clock. Calls and deliveries are real HTTP, through someone who spoils them.
type town struct {
	clock  *clockwork.FakeClock
	bank   *sandbox.Bank
	faults atomic.Bool
	// outage is set while the webhook receiver can't be reached.
	outage atomic.Bool
	// busy counts requests that are under way, either way.
	busy    atomic.Int64
	calls   atomic.Int64
	spoilt  atomic.Int64
	repeats atomic.Int64

	folder string
	engine *state.Engine
	client *api.Client
	// agents is what agents call with; direct goes past the faults.
	agents, direct *api.Client

	postman  *httptest.Server
	stopTown []func() error
	// stop ends the treasury alone.
	stop func() error

	life   sync.WaitGroup
	retire context.CancelFunc

	mu sync.Mutex
	// asked are the reasons that agents and people asked for a spend with.
	asked map[string]bool
	// intents are what people decided, by id.
	intents map[string]bool
	deeds   map[string]int
}

func openTown(folder string) (opened *town, err error) {
	w := &town{
		clock:  clockwork.NewFakeClockAt(time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)),
		folder: filepath.Join(folder, "treasury"), asked: make(map[string]bool),
		intents: make(map[string]bool), deeds: make(map[string]int),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	receiver, err := treasury.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w.postman = httptest.NewServer(w.deliveries(receiver.URL()))
	w.stopTown = append(w.stopTown, func() error { w.postman.Close(); return receiver.Close() })
	if err := w.openBank(filepath.Join(folder, "bank.db")); err != nil {
		return nil, err
	}
	issued := w.bank.Credentials()
	key, err := api.ParseSpendKey(issued.SpendKey)
	if err != nil {
		return nil, err
	}
	config := api.Config{BaseURL: issued.BaseURL, Key: key, TeamID: issued.TeamID, Clock: w.clock, Pace: api.NewPace(w.clock, soakPace)}
	if w.client, err = api.New(config); err != nil {
		return nil, err
	}
	w.stopTown = append(w.stopTown, func() error { w.client.Close(); return nil })
	config.UserAgent, config.Pace = "agent", api.NewPace(w.clock, 6_000)
	if w.agents, err = api.New(config); err != nil {
		return nil, err
	}
	w.stopTown = append(w.stopTown, func() error { w.agents.Close(); return nil })
	config.UserAgent, config.Clock, config.Pace = bystander, nil, api.NewPace(clockwork.NewRealClock(), 1_000_000)
	if w.direct, err = api.New(config); err != nil {
		return nil, err
	}
	w.stopTown = append(w.stopTown, func() error { w.direct.Close(); return nil })
	if _, err := w.direct.Faucet(context.Background(), api.FaucetRequest{AmountCents: 1e11}); err != nil {
		return nil, err
	}
	secret, err := webhook.ParseSecret(issued.WebhookSecret)
	if err != nil {
		return nil, err
	}
	return w, w.openTreasury(receiver, secret)
}

func (w *town) openBank(path string) error {
	bank, err := sandbox.Open(context.Background(), sandbox.Config{
		Path: path, Seed: rand.Uint64(), Clock: w.clock, Rules: lavishRules(), QuoteTTL: 5 * time.Minute,
		CallsPerMinute: 100_000, WebhookURL: w.postman.URL + api.WebhookPath, Middleware: w.spoil,
	})
	if err != nil {
		return err
	}
	w.bank = bank
	w.stopTown = append(w.stopTown, bank.Close)
	listener, err := bank.Listen()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	w.stopTown = append(w.stopTown, func() error { cancel(); return <-served })
	return nil
}

func (w *town) openTreasury(receiver *treasury.Receiver, secret webhook.Secret) error {
	folder, err := treasury.OpenFolder(w.folder)
	if err != nil {
		return err
	}
	opened, err := treasury.Open(context.Background(), treasury.Options{
		Folder: folder, Accounts: []state.AccountKey{{Client: w.client}}, Receiver: receiver,
		Secrets: []webhook.Secret{secret}, Clock: w.clock, Location: time.UTC,
	})
	if err != nil {
		return errors.Join(err, folder.Close())
	}
	w.engine = opened.Engine()
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	w.stop = sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-ran, opened.Close(), folder.Close())
	})
	w.stopTown = append(w.stopTown, w.stop)
	return nil
}

func (w *town) close() error {
	var err error
	for i := len(w.stopTown) - 1; i >= 0; i-- {
		err = errors.Join(err, w.stopTown[i]())
	}
	return err
}

// spoil is what happens to calls on their way to the bank and back.
func (w *town) spoil(next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.busy.Add(1)
		defer w.busy.Add(-1)
		if r.UserAgent() == bystander {
			next.ServeHTTP(answer, r)
			return
		}
		w.calls.Add(1)
		answer.Header().Set("Date", w.clock.Now().UTC().Format(http.TimeFormat))
		if !w.faults.Load() || rand.IntN(100) >= 12 {
			next.ServeHTTP(answer, r)
			return
		}
		w.spoilt.Add(1)
		switch rand.IntN(6) {
		case 0:
			panic(http.ErrAbortHandler)
		case 1, 2:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case 3:
			instead(refusal(500, "internal_error", ""))(next, answer, r)
		case 4:
			after(refusal(500, "internal_error", ""))(next, answer, r)
		default:
			instead(refusal(429, "rate_limited", []string{"", "2", "5"}[rand.IntN(3)]))(next, answer, r)
		}
	})
}

// deliveries is the postman between bank and receiver: he loses some, brings
// some twice, loses some receipts, and stays away during an outage.
func (w *town) deliveries(receiver string) http.Handler {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	w.stopTown = append(w.stopTown, func() error { client.CloseIdleConnections(); return nil })
	return http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.busy.Add(1)
		defer w.busy.Add(-1)
		if w.outage.Load() {
			panic(http.ErrAbortHandler)
		}
		body := http.MaxBytesReader(answer, r.Body, webhook.MaxBody)
		letter, err := readLetter(body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		chance := 100
		if w.faults.Load() {
			chance = rand.IntN(100)
		}
		if chance < 5 {
			panic(http.ErrAbortHandler)
		}
		status, err := letter.deliver(r, client, receiver)
		if chance < 15 {
			w.repeats.Add(1)
			status, err = letter.deliver(r, client, receiver)
		}
		if err != nil || chance >= 15 && chance < 20 {
			panic(http.ErrAbortHandler)
		}
		answer.WriteHeader(status)
	})
}

// let passes simulated time, no faster than the wires are.
func (w *town) let(length time.Duration) {
	for range length / soakStep {
		w.clock.Advance(soakStep)
		w.breathe()
	}
}

// breathe gives what a step woke its turn, and calls that left the time to
// come back.
func (w *town) breathe() {
	for began := time.Now(); time.Since(began) < soakBreath || w.busy.Load() > 0 && time.Since(began) < time.Second; {
		time.Sleep(soakBreath / 3)
	}
}

// live begins the life of agents and people; retire ends it.
func (w *town) live() {
	ctx, cancel := context.WithCancel(context.Background())
	w.retire = cancel
	for i := range soakAgents {
		w.life.Go(func() { w.repeat(ctx, agentLeast, agentMost, func() { w.actAsAgent(ctx, i) }) })
	}
	for i := range soakPeople {
		w.life.Go(func() {
			w.repeat(ctx, personLeast, personMost, func() { w.actAsPerson(ctx, fmt.Sprintf("person %d", i)) })
		})
	}
}

func (w *town) repeat(ctx context.Context, least, most time.Duration, act func()) {
	for {
		timer := w.clock.NewTimer(least + rand.N(most-least))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.Chan():
			act()
		}
	}
}

// actAsAgent asks for a spend until the bank has answered, with one key.
func (w *town) actAsAgent(ctx context.Context, agent int) {
	request := spendFor(w.note(fmt.Sprintf("agent %d", agent)))
	request.AmountCents = w.amount()
	key := uuid.NewString()
	for ctx.Err() == nil {
		if _, err := w.agents.CreateSpend(ctx, request, key); err == nil {
			w.did("agent's spend")
			return
		}
	}
}

// amount needs approval now and then.
func (w *town) amount() int64 {
	if rand.IntN(10) == 0 {
		return approvalThreshold + 1 + rand.Int64N(100_00)
	}
	return 1 + rand.Int64N(approvalThreshold)
}

func (w *town) actAsPerson(ctx context.Context, who string) {
	switch chance := rand.IntN(10); {
	case chance < 5:
		request := wishFor(w.note(who))
		request.AmountCents = w.amount()
		id, err := w.engine.AskSpend(ctx, who, request)
		w.decided("spend", id, err)
	case chance < 8:
		id, err := w.swap(ctx, who)
		w.decided("swap", id, err)
	default:
		w.decideOne(ctx, who)
	}
}

func (w *town) swap(ctx context.Context, who string) (string, error) {
	sell, buy := "USDC", []string{"ETH", "SOL", "DAI"}[rand.IntN(3)]
	if rand.IntN(2) == 0 {
		sell, buy = "DAI", "USDC"
	}
	terms, err := w.engine.Quote(ctx, state.QuoteRequest{
		SellToken: sell, BuyToken: buy, SellAmount: fmt.Sprintf("%d.%02d", 1+rand.IntN(20), rand.IntN(100)),
	})
	if err != nil {
		return "", err
	}
	if terms, err = w.engine.CheckPolicy(ctx, terms); err != nil {
		return "", err
	}
	// The price may have moved since the last one: who is asked accepts that.
	terms.Accepted = terms.Typed()
	return w.engine.Execute(ctx, who, terms)
}

func (w *town) decideOne(ctx context.Context, who string) {
	for _, spend := range w.engine.View().Queue.From(0) {
		if !spend.Waiting() {
			continue
		}
		decision := api.Decision{Decision: []string{api.Approve, api.Decline}[rand.IntN(2)], Reason: "by " + who}
		if err := w.engine.Decide(ctx, who, spend.ID, decision); err == nil {
			w.did("decision")
		} else {
			w.did("decision without an answer")
		}
		return
	}
}

func (w *town) note(who string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	reason := fmt.Sprintf("%s, request %d", who, len(w.asked)+1)
	w.asked[reason] = true
	return reason
}

func (w *town) decided(what, id string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.deeds[what+" that was not begun"]++
		return
	}
	w.deeds[what]++
	w.intents[id] = true
}

func (w *town) did(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deeds[what]++
}
