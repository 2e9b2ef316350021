package treasury

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/journal"
)

// patience is how long a test waits for what happens within milliseconds.
const patience = 20 * time.Second

// rig is a real bank over real HTTP and a treasury over it.
type rig struct {
	t    *testing.T
	bank *sandbox.Bank
	// client is of the first account; keys are those of all, with their clients.
	client *api.Client
	keys   []state.AccountKey
	folder string
	// errand opens the treasury as a command does.
	errand bool
	// receiver is taken before the bank begins, so that the bank knows where
	// to deliver; a second start listens there again.
	receiver *Receiver
	address  string
	secret   webhook.Secret
	// log is nil for none.
	log *slog.Logger
	// siblings are the folders of other teams.
	siblings []string
}

type rigOptions struct {
	webhooks bool
	history  int
	// accounts is how many the team has; 1 when 0.
	accounts int
	quoteTTL time.Duration
	faults   func(http.Handler) http.Handler
	// lost says which deliveries get lost on the way: the bank thinks them taken.
	lost func(body []byte) bool
	// ahead is how far the bank's clock is ahead of this machine's.
	ahead time.Duration
}

// clockAhead is the real clock, set wrong.
type clockAhead struct {
	clockwork.Clock
	by time.Duration
}

func (c clockAhead) Now() time.Time { return c.Clock.Now().Add(c.by) }

func newRig(t *testing.T, options rigOptions) *rig {
	t.Helper()
	made := &rig{t: t, folder: t.TempDir()}
	clock := clockAhead{clockwork.NewRealClock(), options.ahead}
	config := sandbox.Config{Seed: 7, Clock: clock, History: options.history, Accounts: options.accounts, QuoteTTL: options.quoteTTL, Middleware: options.faults}
	if options.webhooks {
		receiver, err := Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		made.receiver, made.address = receiver, receiver.listener.Addr().String()
		config.WebhookURL = receiver.URL()
		if options.lost != nil {
			config.WebhookURL = losingWay(t, receiver.URL(), options.lost)
		}
	}
	bank, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	made.bank = bank
	listener, err := bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("the bank ended with %v", err)
		}
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	issued := bank.Credentials()
	if made.secret, err = webhook.ParseSecret(issued.WebhookSecret); err != nil {
		t.Fatal(err)
	}
	for i, account := range issued.Accounts {
		made.keys = append(made.keys, state.AccountKey{Name: accountNames[i], Client: made.clientWith(account.SpendKey)})
	}
	made.client = made.keys[0].Client
	if len(made.keys) == 1 {
		made.keys[0].Name = ""
	}
	return made
}

// accountNames are what the config calls the keys, where there are several.
var accountNames = []string{"research", "support", "growth"}

func (r *rig) clientWith(text string) *api.Client {
	return r.clientOf(text, r.bank.Credentials().TeamID)
}

// clientOf is a client whose settings name that team.
func (r *rig) clientOf(text, team string) *api.Client {
	r.t.Helper()
	issued := r.bank.Credentials()
	key, err := api.ParseSpendKey(text)
	if err != nil {
		r.t.Fatal(err)
	}
	client, err := api.New(api.Config{
		BaseURL: issued.BaseURL,
		Key:     key,
		TeamID:  team,
		Timeout: 2 * time.Second,
		Pace:    api.NewPace(clockwork.NewRealClock(), 6000),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(client.Close)
	return client
}

// start opens the treasury and runs it; the returned function stops it as
// quitting does.
func (r *rig) start() (*state.Engine, func()) {
	r.t.Helper()
	engine, stop := r.run()
	end := sync.OnceFunc(func() {
		if err := stop(); err != nil {
			r.t.Errorf("the treasury ended with %v", err)
		}
	})
	r.t.Cleanup(end)
	return engine, end
}

// run is start for a treasury that may end by itself: stop returns what it
// ended with, and has to be called once.
func (r *rig) run() (engine *state.Engine, stop func() error) {
	r.t.Helper()
	folder, err := OpenFolder(r.folder)
	if err != nil {
		r.t.Fatal(err)
	}
	if r.receiver == nil && r.address != "" {
		if r.receiver, err = Listen(r.address); err != nil {
			r.t.Fatal(err)
		}
	}
	opened, err := Open(r.t.Context(), Options{
		Folder:        folder,
		Accounts:      r.keys,
		Receiver:      r.receiver,
		Secrets:       []webhook.Secret{r.secret},
		ApprovalHosts: []string{r.client.Host()},
		Clock:         clockwork.NewRealClock(),
		Location:      time.UTC,
		Errand:        r.errand,
		Log:           r.log,
		Siblings:      r.siblings,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	return opened.Engine(), func() error {
		cancel()
		r.receiver = nil
		ended := <-ran
		if err := opened.Close(); err != nil {
			r.t.Error(err)
		}
		if err := folder.Close(); err != nil {
			r.t.Error(err)
		}
		return ended
	}
}

// eventually waits for the Book to show something, woken by the engine alone.
func eventually(t *testing.T, engine *state.Engine, what string, holds func(*state.View) bool) *state.View {
	t.Helper()
	wake, end := engine.Subscribe()
	defer end()
	deadline := time.After(patience)
	for {
		if view := engine.View(); holds(view) {
			return view
		}
		select {
		case <-wake:
		case <-deadline:
			t.Fatalf("the Book never showed %s", what)
		}
	}
}

func (r *rig) ask(cents int64) api.Spend {
	r.t.Helper()
	answer, err := r.client.CreateSpend(r.t.Context(), api.SpendRequest{
		AmountCents:  cents,
		Currency:     "usd",
		MerchantName: "OpenAI",
		Reason:       "model inference for support agent",
	}, uuidFor(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.Value
}

// keepDeadLetters writes into the journal of a treasury that isn't open.
func (r *rig) keepDeadLetters(letters ...state.DeadLetter) {
	r.t.Helper()
	opened, err := journal.Open(r.t.Context(), filepath.Join(r.folder, JournalFile))
	if err != nil {
		r.t.Fatal(err)
	}
	defer opened.Close()
	if _, err := opened.Append(r.t.Context(), state.Batch{DeadLetters: letters}); err != nil {
		r.t.Fatal(err)
	}
}
