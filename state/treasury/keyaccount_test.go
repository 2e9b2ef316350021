package treasury

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"coffer/state"
)

// nameless has the bank leave out whose account anything is of, as a bank may.
func nameless(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		next.ServeHTTP(recorded, r)
		body := recorded.Body.Bytes()
		var object map[string]json.RawMessage
		if json.Unmarshal(body, &object) == nil && (r.URL.Path == "/v1/balance" || strings.HasPrefix(r.URL.Path, "/v1/spend")) {
			delete(object, "account_id")
			delete(object, "agent_account_id")
			body, _ = json.Marshal(object)
		}
		maps.Copy(w.Header(), recorded.Header())
		w.Header().Del("Content-Length")
		if strings.HasPrefix(r.URL.Path, "/v1/sandbox/") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(body)
	})
}

func TestSeveralKeysThatTheBankNamesNoAccountForStayApart(t *testing.T) {
	t.Parallel()
	var seen departures
	r := newRig(t, rigOptions{accounts: 2, faults: func(next http.Handler) http.Handler { return seen.middleware(nameless(next)) }})
	engine, stop := r.start()
	view := eventually(t, engine, "both balances", bothTold)
	research, support := view.Accounts[0], view.Accounts[1]
	if !state.NamedByKey(research.ID) || !state.NamedByKey(support.ID) || research.ID == support.ID ||
		*view.Balance.Available != *research.Balance.Available+*support.Balance.Available {
		t.Fatalf("the accounts are %+v, in all %+v", view.Accounts, view.Balance)
	}
	if len(view.Unseen) > 0 {
		t.Errorf("a bank that doesn't say whose a request is, is held against them: %+v", view.Unseen)
	}
	asked := func(engine *state.Engine, name string) *state.Spend {
		request := someSpend(1_000)
		request.Account = name
		id, err := engine.AskSpend(t.Context(), "maria", request)
		if err != nil {
			t.Fatal(err)
		}
		view := eventually(t, engine, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
		return view.Spend(intentOf(view, id).Subject)
	}
	for place, name := range accountNames[:2] {
		spend := asked(engine, name)
		if want := view.Accounts[place].ID; spend.Account != want {
			t.Errorf("what the key %s asked for is of %q, want %q", name, spend.Account, want)
		}
	}
	// What was in doubt goes on with its own key, whatever that is called now.
	seen.lose.Store(true)
	request := someSpend(2_000)
	request.Account = accountNames[1]
	id, err := engine.AskSpend(t.Context(), "maria", request)
	if err != nil {
		t.Fatal(err)
	}
	doubt := intentOf(eventually(t, engine, "an unknown outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown }), id)
	stop()
	seen.lose.Store(false)
	slices.Reverse(r.keys)
	for i := range r.keys {
		r.keys[i].Name = accountNames[i]
	}
	again, _ := r.start()
	view = eventually(t, again, "the outcome", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone && bothTold(v) })
	if left := seen.with(doubt.Key); !slices.Equal(left, []string{r.keyText(1)}) {
		t.Errorf("the intent left with %d keys", len(left))
	}
	if view.Accounts[0].ID != support.ID || view.Accounts[1].ID != research.ID {
		t.Errorf("after the names were mixed up the accounts are %+v", view.Accounts)
	}
	if spend := view.Spend(intentOf(view, id).Subject); spend.Account != support.ID {
		t.Errorf("it became %+v", spend)
	}
}
