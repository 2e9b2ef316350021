package session

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

const (
	spendRead = "GET /v1/spend/{id}"
	swapRead  = "GET /v1/swap/{id}"
	// changesRead is the sandbox's own list, which tells all that it knows.
	changesRead = "GET /v1/sandbox/changes"
)

func noSuchPath(answer *banktest.Answer) {
	answer.Replace(http.StatusNotFound, "text/plain", "404 page not found")
}

func doesntKnow(answer *banktest.Answer) {
	answer.Refuse(http.StatusNotFound, string(api.CodeNotFound), "There is nothing with this id")
}

// waitingSpend asks for a request that waits for a person.
func waitingSpend(t *testing.T, treasury state.Treasury) *state.Spend {
	t.Helper()
	id, err := treasury.AskSpend(t.Context(), "maria", someSpend(60_000))
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, treasury, "the request", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	spend := view.Spend(intentOf(view, id).Subject)
	if !spend.Waiting() {
		t.Fatalf("the request is %s", spend.Status)
	}
	return spend
}

// askedSince waits until the bank was asked twice more for a request, so that the
// first of both answers is taken in.
func askedSince(t *testing.T, odd *banktest.Odd, treasury state.Treasury, id string, before int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for len(odd.To(http.MethodGet, "/v1/spend/"+id)) < before+2 {
		if time.Now().After(deadline) {
			t.Fatal("it isn't asked for again")
		}
		treasury.Refresh()
		time.Sleep(20 * time.Millisecond)
	}
}

func TestARequestThatTheBankNoLongerKnowsSaysSoUntilItDoes(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	odd.Bend(changesRead, noSuchPath)
	asked := waitingSpend(t, treasury)
	odd.Bend(spendRead, doesntKnow)
	treasury.Refresh()
	view := eventually(t, treasury, "that it isn't known", func(v *state.View) bool { return v.Spend(asked.ID).UnknownSince().Known() })
	since := view.Spend(asked.ID).UnknownSince()
	if lost := view.Spend(asked.ID); !lost.Waiting() || lost.Unreadable() || *lost.Cents != 60_000 {
		t.Errorf("it lost what was known of it: %+v", lost)
	}
	// Asked again, it is the same absence.
	before := len(odd.To(http.MethodGet, "/v1/spend/"+asked.ID))
	askedSince(t, odd, treasury, asked.ID, before)
	if again := treasury.View().Spend(asked.ID).UnknownSince(); again != since {
		t.Errorf("not known since %v, then since %v", since, again)
	}
	odd.Bend(spendRead, nil)
	treasury.Refresh()
	eventually(t, treasury, "that it is known again", func(v *state.View) bool { return !v.Spend(asked.ID).UnknownSince().Known() })
	trail, err := treasury.Trail(t.Context(), asked.ID)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, entry := range trail {
		if strings.Contains(entry.Text, "the bank doesn't know it") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("it is said %d times, want once: %+v", said, trail)
	}
}

func TestASwapThatTheBankNoLongerKnowsSaysSoUntilItDoes(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	// It stays on its way for as long as it is asked about.
	odd.Bend(swapRead, bentTo(map[string]any{"execution_status": "pending"}))
	odd.Bend(changesRead, noSuchPath)
	odd.Bend("POST /v1/swap/execute", bentTo(map[string]any{"execution_status": "pending"}))
	terms := quotedTerms(t, treasury)
	terms.Accepted = terms.Typed()
	intent, err := treasury.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, treasury, "the swap", func(v *state.View) bool { return intentOf(v, intent).State == state.IntentDone })
	id := intentOf(view, intent).Subject
	odd.Bend(swapRead, doesntKnow)
	treasury.Refresh()
	eventually(t, treasury, "that it isn't known", func(v *state.View) bool { return v.Swap(id).UnknownSince().Known() })
	odd.Bend(swapRead, nil)
	treasury.Refresh()
	eventually(t, treasury, "that it is known again", func(v *state.View) bool { return !v.Swap(id).UnknownSince().Known() })
}

func TestAnothersRequestIsNotReadableAndIsAskedForOnce(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}, "DINO_SPEND_KEY="+issued.SpendKey)
	treasury := opened(t, settings, options).Treasury()
	odd.Bend(changesRead, noSuchPath)
	odd.Bend("POST /v1/spend", bentTo(map[string]any{"agent_account_id": "agent_another"}))
	odd.Bend(spendRead, doesntKnow)
	asked := waitingSpend(t, treasury)
	eventually(t, treasury, "that it can't be read", func(v *state.View) bool { return v.Spend(asked.ID).Unreadable() })
	if since := treasury.View().Spend(asked.ID).UnknownSince(); since.Known() {
		t.Errorf("the bank doesn't know it since %v, says another account's key", since)
	}
	treasury.Refresh()
	eventually(t, treasury, "a balance after it", func(v *state.View) bool { return v.Balance != nil })
	if calls := odd.To(http.MethodGet, "/v1/spend/"+asked.ID); len(calls) != 1 {
		t.Errorf("it was asked for %d times, want once", len(calls))
	}
}

func TestAPathThatIsntThereSaysNothingOfARecord(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	asked := waitingSpend(t, treasury)
	for _, answer := range []string{`{"error":"not found"}`, `<html>404</html>`, `{"statusCode":404,"message":"Cannot GET","error":"Not Found"}`} {
		before := len(odd.To(http.MethodGet, "/v1/spend/"+asked.ID))
		odd.Bend(spendRead, func(a *banktest.Answer) { a.Replace(http.StatusNotFound, "application/json", answer) })
		askedSince(t, odd, treasury, asked.ID, before)
	}
	if spend := treasury.View().Spend(asked.ID); spend.UnknownSince().Known() || spend.Unreadable() {
		t.Errorf("it is %+v", spend.Absence)
	}
}
