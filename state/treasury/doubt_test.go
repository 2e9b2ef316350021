package treasury

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"coffer/api"
	"coffer/state"
)

// lostAnswers lets the bank take what is posted to the path, and loses the
// answer while lost is set.
func lostAnswers(path string, lost *atomic.Bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if request.Method == http.MethodPost && request.URL.Path == path && lost.Load() {
				next.ServeHTTP(nowhere{http.Header{}}, request)
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, request)
		})
	}
}

func someSpend(cents int64) state.SpendRequest {
	return state.SpendRequest{AmountCents: cents, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}
}

func TestAnIntentOfOneBankIsNeverSentToAnother(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	lost.Store(true)
	first := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	engine, stop := first.start()
	id, err := engine.AskSpend(t.Context(), "maria", someSpend(12_000))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the doubt", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
	stop()

	second := newRig(t, rigOptions{})
	folder, err := OpenFolder(first.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	_, err = Open(t.Context(), Options{Folder: folder, Accounts: []state.AccountKey{{Client: second.client}}})
	if !errors.Is(err, state.ErrForeignJournal) {
		t.Errorf("the journal of another team was opened: %v", err)
	}
}

func TestOfTwoWhoConfirmAtOnceOneIsTurnedAway(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	terms := r.checkedTerms(engine)
	var confirmed, turnedAway atomic.Int32
	var people sync.WaitGroup
	for range 8 {
		people.Go(func() {
			_, err := engine.Execute(t.Context(), "maria", terms)
			var problem *state.Problem
			switch {
			case err == nil:
				confirmed.Add(1)
			case errors.As(err, &problem) && problem.Outcome == state.NotSent:
				turnedAway.Add(1)
			default:
				t.Errorf("got %v", err)
			}
		})
	}
	people.Wait()
	if confirmed.Load() != 1 {
		t.Errorf("%d confirmed, %d turned away", confirmed.Load(), turnedAway.Load())
	}
}

func TestAQuoteIsExecutedOnceOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	terms := r.checkedTerms(engine)
	id, err := engine.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the swap", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	var problem *state.Problem
	if _, err := engine.Execute(t.Context(), "jonas", terms); !errors.As(err, &problem) || problem.Outcome != state.NotSent {
		t.Errorf("a second time it answered %v", err)
	}
}

func TestSpendsInDoubtDontHoldUpASwap(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	lost.Store(true)
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	engine, _ := r.start()
	var ids []string
	for i := range 6 {
		id, err := engine.AskSpend(t.Context(), "maria", someSpend(int64(1_000+i)))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	eventually(t, engine, "six doubts", func(v *state.View) bool {
		for _, id := range ids {
			if intentOf(v, id).State != state.IntentUnknown {
				return false
			}
		}
		return true
	})
	swap := r.executeSwap(engine)
	eventually(t, engine, "the swap", func(v *state.View) bool { return intentOf(v, swap).State == state.IntentDone })
	lost.Store(false)
	for _, id := range ids {
		if err := engine.Retry(t.Context(), "maria", id); err != nil && intentOf(engine.View(), id).Unresolved() {
			t.Fatal(err)
		}
	}
	view := eventually(t, engine, "no doubt", func(v *state.View) bool { return len(v.Unresolved()) == 0 })
	for _, id := range ids {
		if got := r.postings("spend", intentOf(view, id).Subject); got != 1 {
			t.Errorf("the ledger holds a spend %d times", got)
		}
	}
}

func TestARevokedKeySettlesNoDoubt(t *testing.T) {
	t.Parallel()
	var revoked atomic.Bool
	var lost atomic.Bool
	lost.Store(true)
	r := newRig(t, rigOptions{faults: func(next http.Handler) http.Handler {
		losing := lostAnswers("/v1/swap/execute", &lost)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if revoked.Load() && request.Method == http.MethodPost {
				request.Header.Set("Dino-Sandbox-Fault", string(api.CodeRevokedAPIKey))
			}
			losing.ServeHTTP(w, request)
		})
	}})
	engine, _ := r.start()
	id := r.executeSwap(engine)
	eventually(t, engine, "the doubt", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
	revoked.Store(true)
	lost.Store(false)
	tries := intentOf(engine.View(), id).Tries
	if err := engine.Retry(t.Context(), "maria", id); err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "another try", func(v *state.View) bool { return intentOf(v, id).Tries > tries })
	if intent := intentOf(view, id); intent.State != state.IntentUnknown || view.LockedBy("", "USDC") == nil {
		t.Errorf("it ended as %s", intent.State)
	}
	revoked.Store(false)
	if err := engine.Retry(t.Context(), "maria", id); err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the answer", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
}
