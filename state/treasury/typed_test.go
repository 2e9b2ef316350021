package treasury

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"coffer/state"
)

func TestWhatNobodySeesIsNotSentBelowEveryFace(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	const emoji, persian = "👩🏽\u200d💻 Shop", "می\u200cخواهم"
	id, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{
		AmountCents: 1_200, Currency: "usd", MerchantName: emoji + "\x1b\u202e\u200b", Reason: " " + persian + "\u2066\x07",
	})
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the spend", func(v *state.View) bool { return intentOf(v, id) != nil && intentOf(v, id).State == state.IntentDone })
	answer, err := r.client.Spend(t.Context(), intentOf(view, id).Subject)
	if err != nil {
		t.Fatal(err)
	}
	if bank := answer.Value; bank.MerchantName != emoji || bank.Reason != persian {
		t.Errorf("the bank was asked for %q, %q", bank.MerchantName, bank.Reason)
	}
	if spend := view.Spend(intentOf(view, id).Subject); !spend.Fits() {
		t.Errorf("joiners that were sent don't fit: %q", spend.Bewares())
	}
}

func TestAKeyThatIsTypedIsRefusedBelowEveryFace(t *testing.T) {
	t.Parallel()
	var posts atomic.Int64
	r := newRig(t, rigOptions{faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodPost {
				posts.Add(1)
			}
			next.ServeHTTP(w, request)
		})
	}})
	engine, stop := r.start()
	pending := r.ask(60_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(pending.ID) != nil })
	before := posts.Load()
	key := r.bank.Credentials().SpendKey
	half := key[len(key)/2:]
	for name, ask := range map[string]func() error{
		"merchant": func() error {
			_, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 1, Currency: "usd", MerchantName: key, Reason: "x"})
			return err
		},
		"reason": func() error {
			_, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 1, Currency: "usd", MerchantName: "x", Reason: "with " + half})
			return err
		},
		"decision": func() error {
			return engine.Decide(t.Context(), "maria", pending.ID, state.Decision{Decision: state.Approve, Reason: key})
		},
		"unlock": func() error { return engine.Unlock(t.Context(), "maria", "any", "see "+key) },
		"token": func() error {
			_, err := engine.Quote(t.Context(), state.QuoteRequest{SellToken: key, BuyToken: "ETH", SellAmount: "1"})
			return err
		},
	} {
		problem := state.Explain(ask())
		if problem == nil || !strings.Contains(problem.Happened, "holds a key or a secret") || strings.Contains(problem.Error(), half) {
			t.Errorf("%s: a key is answered with %v", name, problem)
		}
	}
	if spend := engine.View().Spend(pending.ID); !spend.Waiting() {
		t.Errorf("it was decided: %s", spend.Status)
	}
	stop()
	if asked := posts.Load() - before; asked > 0 {
		t.Errorf("the bank was asked %d times", asked)
	}
}
