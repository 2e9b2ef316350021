package treasury

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/state"
)

func lookOn(t *testing.T, folder string) *Onlooker {
	t.Helper()
	onlooker, err := LookOn(t.Context(), folder, clockwork.NewRealClock(), time.UTC, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- onlooker.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if err := onlooker.Close(); err != nil {
			t.Error(err)
		}
	})
	return onlooker
}

func TestAnOnlookerSeesWhatTheOtherCofferLearns(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	before := r.ask(60_000)
	eventually(t, engine, "the first request, and whose bank it is", func(v *state.View) bool {
		return v.Spend(before.ID) != nil && v.Bank.Environment == api.Sandbox
	})

	onlooker := lookOn(t, r.folder)
	if view := onlooker.View(); view.Spend(before.ID) == nil || !view.Bank.ReadOnly || view.Bank.Environment != api.Sandbox {
		t.Errorf("it opens with %d requests of %+v", view.Spends.Len(), view.Bank)
	}
	after := r.ask(1_000)
	wake, end := onlooker.Subscribe()
	defer end()
	deadline := time.After(patience)
	for onlooker.View().Spend(after.ID) == nil {
		select {
		case <-wake:
		case <-deadline:
			t.Fatal("it never saw the second request")
		}
	}
	if mode := onlooker.View().Feed.Mode; mode != state.FeedFollowing {
		t.Errorf("its feed is %s", mode)
	}
}

func TestAnOnlookerCanDoNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	asked := r.ask(60_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(asked.ID) != nil })
	onlooker := lookOn(t, r.folder)
	ctx := t.Context()
	_, spend := onlooker.AskSpend(ctx, "maria", state.SpendRequest{AmountCents: 1, Currency: "usd", MerchantName: "a", Reason: "b"})
	_, execute := onlooker.Execute(ctx, "maria", &state.SwapTerms{})
	_, quote := onlooker.Quote(ctx, state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"})
	_, check := onlooker.CheckPolicy(ctx, &state.SwapTerms{})
	for _, err := range []error{
		spend, execute, quote, check,
		onlooker.Decide(ctx, "maria", asked.ID, state.Decision{}), onlooker.ApprovalOpened(ctx, "maria", asked.ID),
		onlooker.Track(ctx, "maria", "req_1"), onlooker.Retry(ctx, "maria", "i"),
	} {
		if !errors.Is(err, state.ErrReadOnly) {
			t.Errorf("it answered %v", err)
		}
	}
	if _, err := onlooker.journal.Since(ctx, 0); err != nil {
		t.Error(err)
	}
}

func TestNothingToLookAtSaysSo(t *testing.T) {
	t.Parallel()
	_, err := LookOn(t.Context(), t.TempDir(), clockwork.NewRealClock(), time.UTC, slog.New(slog.DiscardHandler))
	var problem *state.Problem
	if !errors.As(err, &problem) || !strings.Contains(problem.Happened, "no journal") {
		t.Errorf("got %v", err)
	}
}
