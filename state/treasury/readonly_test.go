package treasury

import (
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/state"
)

// readOnlyClient is the rig's own key, with reading alone allowed.
func (r *rig) readOnlyClient() *api.Client {
	r.t.Helper()
	issued := r.bank.Credentials()
	key, err := api.ParseSpendKey(issued.SpendKey)
	if err != nil {
		r.t.Fatal(err)
	}
	client, err := api.New(api.Config{
		BaseURL: issued.BaseURL, Key: key, TeamID: issued.TeamID, ReadOnly: true,
		Pace: api.NewPace(clockwork.NewRealClock(), 6000),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(client.Close)
	return client
}

func TestAReadOnlyKeySeesWhatHappensAndSendsNothing(t *testing.T) {
	t.Parallel()
	var lost, counting atomic.Bool
	var written atomic.Int32
	lost.Store(true)
	losing := lostAnswers("/v1/spend", &lost)
	r := newRig(t, rigOptions{webhooks: true, faults: func(next http.Handler) http.Handler {
		return losing(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if counting.Load() && request.Method != http.MethodGet {
				written.Add(1)
			}
			next.ServeHTTP(w, request)
		}))
	}})
	engine, stop := r.start()
	doubt, err := engine.AskSpend(t.Context(), "maria", someSpend(12_000))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the doubt", func(v *state.View) bool { return intentOf(v, doubt).State == state.IntentUnknown })
	stop()
	tries := intentOf(engine.View(), doubt).Tries

	lost.Store(false)
	asked := r.ask(60_000)
	counting.Store(true)
	r.keys = []state.AccountKey{{Client: r.readOnlyClient()}}
	engine, _ = r.start()
	ctx := t.Context()
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(asked.ID) != nil && v.Balance != nil })
	if view := engine.View(); !view.Bank.ReadOnly || view.Bank.Following {
		t.Errorf("it opened as %+v", view.Bank)
	}
	_, spend := engine.AskSpend(ctx, "maria", someSpend(1))
	_, execute := engine.Execute(ctx, "maria", &state.SwapTerms{Policy: state.PolicyPass})
	_, quote := engine.Quote(ctx, state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"})
	_, check := engine.CheckPolicy(ctx, &state.SwapTerms{})
	for _, err := range []error{
		spend, execute, quote, check,
		engine.Decide(ctx, "maria", asked.ID, state.Decision{Decision: state.Approve}), engine.Retry(ctx, "maria", doubt),
		engine.Unlock(ctx, "maria", doubt, "the desk says it never came"),
	} {
		if !errors.Is(err, state.ErrReadsOnly) {
			t.Errorf("it answered %v", err)
		}
	}
	if err := engine.ApprovalOpened(ctx, "maria", asked.ID); err != nil {
		t.Errorf("an approval page can't be opened: %v", err)
	}
	if err := engine.Track(ctx, "maria", asked.ID); err != nil {
		t.Errorf("a request can't be followed: %v", err)
	}
	view := engine.View()
	if intent := intentOf(view, doubt); intent.State != state.IntentUnknown || intent.Tries > tries+1 {
		t.Errorf("the doubt became %s after %d tries, then %d", intent.State, tries, intent.Tries)
	}
	if n := written.Load(); n != 0 {
		t.Errorf("%d writes arrived", n)
	}
}
