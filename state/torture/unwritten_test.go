package torture

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/journal"
)

// tiredJournal is a journal whose disk takes nothing while it is tired.
type tiredJournal struct {
	state.Journal
	tired atomic.Bool
	// onlyRequests lets it be tired of batches with requests alone.
	onlyRequests bool
	// turnedAway is how many requests it did not take.
	turnedAway atomic.Int32
}

var errTired = errors.New("no space left on device")

func (j *tiredJournal) Append(ctx context.Context, batch state.Batch) (state.Appended, error) {
	if j.tired.Load() && (!j.onlyRequests || len(batch.Spends) > 0) {
		j.turnedAway.Add(int32(len(batch.Spends)))
		return state.Appended{}, errTired
	}
	return j.Journal.Append(ctx, batch)
}

// desk is an engine over a sandbox in this process and a journal that tires on
// demand.
type desk struct {
	t       *testing.T
	engine  *state.Engine
	client  *api.Client
	journal *tiredJournal
}

// openDesk runs an engine; executed is called when the bank has answered an
// execute, before the answer is on its way.
func openDesk(t *testing.T, quoteTTL time.Duration, executed func(*desk)) *desk {
	t.Helper()
	made := &desk{t: t}
	bank, err := sandbox.Open(t.Context(), sandbox.Config{
		Seed: 7, QuoteTTL: quoteTTL, CallsPerMinute: plenty,
		Middleware: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/v1/swap/execute" {
					executed(made)
				}
				next.ServeHTTP(w, r)
			})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) error { return errors.Join(bank.ServeOn(ctx, listener), bank.Close()) })
	issued := bank.Credentials()
	told := bankSighting{BaseURL: issued.BaseURL, SpendKey: issued.SpendKey, TeamID: issued.TeamID}
	if made.client, err = told.client(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.client.Close)
	opened, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), journalName))
	if err != nil {
		t.Fatal(err)
	}
	made.journal = &tiredJournal{Journal: opened}
	made.engine, err = state.NewEngine(t.Context(), state.Options{
		Accounts: []state.AccountKey{{Client: made.client}}, Journal: made.journal, Clock: clockwork.NewRealClock(), Location: time.UTC,
		Bank: state.Bank{Environment: made.client.Environment(), Host: made.client.Host()},
	})
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) error { return errors.Join(made.engine.Run(ctx), opened.Close()) })
	return made
}

// background runs until the test ends, and waits for its end.
func background(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// eventually waits for the Book to show something; look is what a person may
// do meanwhile.
func (d *desk) eventually(goal string, holds func(*state.View) bool, look func()) {
	d.t.Helper()
	wake, end := d.engine.Subscribe()
	defer end()
	deadline := time.After(patience)
	for !holds(d.engine.View()) {
		look()
		select {
		case <-wake:
		case <-time.After(100 * time.Millisecond):
		case <-deadline:
			d.t.Fatalf("the Book never showed %s", goal)
		}
	}
}

func (d *desk) terms() *state.SwapTerms {
	d.t.Helper()
	quote, err := d.engine.Quote(d.t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "10"})
	if err != nil {
		d.t.Fatal(err)
	}
	checked, err := d.engine.CheckPolicy(d.t.Context(), quote)
	if err != nil {
		d.t.Fatal(err)
	}
	// The price may have moved since the last one: who is asked accepts that.
	checked.Accepted = checked.Typed()
	return checked
}

func nothing() {}

func TestAnOutcomeThatTheDiskRefusesIsWrittenOnceItTakesItAndNeverCalledUnsent(t *testing.T) {
	t.Parallel()
	// The bank takes the swap, and the disk fills up while its answer is on
	// the way; space comes back when the quote is long over.
	var filled sync.Once
	d := openDesk(t, 4*time.Second, func(d *desk) { filled.Do(func() { d.journal.tired.Store(true) }) })
	terms := d.terms()
	id, err := d.engine.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	d.eventually("that the journal can't be written", func(v *state.View) bool { return v.Feed.Problem != "" }, nothing)
	time.Sleep(time.Until(terms.ExpiresAt.Time()))
	if d.engine.View().LockedBy("", "USDC") == nil {
		t.Error("a second swap of the token is let through")
	}
	d.journal.tired.Store(false)
	var last state.Intent
	resolved := func(v *state.View) bool {
		i := slices.IndexFunc(v.Intents, func(intent *state.Intent) bool { return intent.ID == id })
		if i >= 0 {
			last = *v.Intents[i]
		}
		return i >= 0 && !last.Unresolved()
	}
	d.eventually("the outcome", resolved, func() { _ = d.engine.Retry(t.Context(), "maria", id) })
	if last.State != state.IntentDone || last.Subject == "" {
		t.Errorf("the bank took it, and it is shown as %s (%s)", last.State, last.Problem)
	}
}

func TestWhatAPollBroughtWhileTheDiskWasFullIsAskedForAgain(t *testing.T) {
	t.Parallel()
	d := openDesk(t, time.Minute, func(*desk) {})
	d.eventually("an answer", func(v *state.View) bool { return v.Balance != nil }, nothing)
	d.journal.onlyRequests = true
	d.journal.tired.Store(true)
	made, err := d.client.CreateSpend(t.Context(), api.SpendRequest{
		AmountCents: 100, Currency: "usd", MerchantName: "OpenAI", Reason: "asked for elsewhere",
	}, uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	d.eventually("that the request could not be written", func(v *state.View) bool {
		return v.Feed.Problem != "" && d.journal.turnedAway.Load() > 0
	}, d.engine.Refresh)
	d.journal.tired.Store(false)
	d.eventually("the request of elsewhere", func(v *state.View) bool { return v.Spend(made.Value.ID) != nil }, d.engine.Refresh)
}

func TestTheHeaderKnowsThatTheDiskIsBackWithNobodyWritingAnything(t *testing.T) {
	t.Parallel()
	d := openDesk(t, time.Minute, func(*desk) {})
	d.eventually("an answer", func(v *state.View) bool { return v.Feed.Mode == state.FeedPolling }, nothing)
	d.journal.tired.Store(true)
	_, err := d.engine.AskSpend(t.Context(), "maria", state.SpendRequest{
		AmountCents: 100, Currency: "usd", MerchantName: "AWS", Reason: "refused by the disk",
	})
	if told := state.Explain(err); told == nil || told.Outcome != state.NotSent {
		t.Fatalf("a tired disk takes a spend: %v", err)
	}
	d.eventually("that the journal can't be written", func(v *state.View) bool { return v.Feed.Problem != "" }, nothing)
	d.journal.tired.Store(false)
	// Nothing changes at the bank and nobody does anything here.
	d.eventually("that it can be again", func(v *state.View) bool {
		return v.Feed.Problem == "" && v.Feed.Mode == state.FeedPolling
	}, nothing)
}
