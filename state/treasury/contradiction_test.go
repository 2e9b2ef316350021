package treasury

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api"
	"coffer/state"
)

// TestAnEventThatQuotesAKeyCanComeAgain delivers one again as it was, in other
// letters, and with another body: what the journal holds of it has the key taken
// out.
func TestAnEventThatQuotesAKeyCanComeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	first := delivery(t, "a", r.client.TeamID(), func(spend *api.Spend) { spend.Reason = "use din_live_abcdefghijklmnop123456 now" })
	anew := append([]byte(" "), first...)
	second := bytes.ReplaceAll(first, []byte(`"amount_cents":100`), []byte(`"amount_cents":999900`))
	for _, body := range [][]byte{first, first, anew, second, delivery(t, "b", r.client.TeamID(), nil)} {
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	eventually(t, engine, "the contradiction and what came with it", func(v *state.View) bool {
		return v.Spend("req_b") != nil && v.Spend("req_a") != nil && v.Spend("req_a").Contradicted
	})
}

// TestTheSameEventWithAnotherBodyIsKeptAndShownAndNotMerged delivers one event
// twice, as a bank does that contradicts itself, in one batch and over a restart.
func TestTheSameEventWithAnotherBodyIsKeptAndShownAndNotMerged(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, stop := r.start()
	team := r.client.TeamID()
	first := delivery(t, "a", team, nil)
	// The same event, about more money, and one that names another record.
	second := bytes.ReplaceAll(first, []byte(`"amount_cents":100`), []byte(`"amount_cents":999900`))
	if bytes.Equal(first, second) {
		t.Fatalf("the bodies are the same: %s", first)
	}
	third := bytes.ReplaceAll(first, []byte(`"req_a"`), []byte(`"req_b"`))
	deliver := func(body []byte) {
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	deliver(first)
	eventually(t, engine, "the first", func(v *state.View) bool { return v.Spend("req_a") != nil })
	for range 2 {
		deliver(second)
		deliver(first)
	}
	view := eventually(t, engine, "the contradiction", func(v *state.View) bool { return v.Spend("req_a").Contradicted })
	if amount, _ := view.Spend("req_a").Money(); amount.String() != "$1.00" && !strings.Contains(amount.String(), "1.00") {
		t.Errorf("the second body was merged: %s", amount)
	}
	stop()
	engine, _ = r.start()
	deliver(second)
	deliver(third)
	trail := webhooksOf(t, engine, "req_a")
	if len(trail) != 3 {
		t.Fatalf("the trail is %+v; want the event and two contradictions", trail)
	}
	for _, want := range []string{"1.00", "9,999.00"} {
		if !strings.Contains(trail[1].Text, want) {
			t.Errorf("the contradiction says %q", trail[1].Text)
		}
	}
	if !strings.Contains(trail[2].Text, "req_b") {
		t.Errorf("the contradiction says %q", trail[2].Text)
	}
	view = eventually(t, engine, "the record", func(v *state.View) bool { return v.Spend("req_a") != nil })
	if !view.Spend("req_a").Contradicted || view.Spend("req_b") != nil {
		t.Errorf("the mark is lost, or another record was made")
	}
}

// webhooksOf is what webhooks told of a record, oldest first.
func webhooksOf(t *testing.T, engine *state.Engine, id string) []state.Entry {
	t.Helper()
	trail, err := engine.Trail(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(trail, func(entry state.Entry) bool { return entry.Source != state.SourceWebhook })
}

// TestTheSameEventWrittenAnewIsNoContradiction reorders the fields of a body.
func TestTheSameEventWrittenAnewIsNoContradiction(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	first := delivery(t, "a", r.client.TeamID(), func(s *api.Spend) { s.DecisionReason = "by <operator>" })
	var fields map[string]any
	if err := json.Unmarshal(first, &fields); err != nil {
		t.Fatal(err)
	}
	anew, err := json.MarshalIndent(fields, "", "  ")
	if err != nil || bytes.Equal(first, anew) {
		t.Fatal(err)
	}
	for _, body := range [][]byte{first, anew} {
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	trail, err := engine.Trail(t.Context(), "req_a")
	if err != nil || len(trail) != 1 {
		t.Errorf("the trail is %+v, %v", trail, err)
	}
	if view := engine.View(); view.Spend("req_a") != nil && view.Spend("req_a").Contradicted {
		t.Error("it is called a contradiction")
	}
}

// TestASecondBodyThatCannotBeTakenInMarksTheRecord delivers an event, and then
// the same again as what would be a dead letter by itself.
func TestASecondBodyThatCannotBeTakenInMarksTheRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	team := r.client.TeamID()
	for id, second := range map[string]struct{ was, is, says string }{
		"unreadable": {`"amount_cents":100`, `"amount_cents":"999900"`, "now can't be read: another shape of data.spend.amount_cents"},
		"twice":      {`"status":"approved"`, `"status":"approved","status":"declined"`, "now can't be read: status is there twice"},
		"foreign":    {team, "team_other", "now is about another team, team_other"},
		"kind":       {"spend_request.approved", "crypto_payout.sent", "now is of another kind, crypto_payout.sent"},
	} {
		body := delivery(t, id, team, nil)
		changed := bytes.Replace(body, []byte(second.was), []byte(second.is), 1)
		for _, body := range [][]byte{body, changed, changed, body} {
			if status := r.deliver(body, time.Now()); status != http.StatusOK {
				t.Errorf("%s is answered %d", id, status)
			}
		}
		view := eventually(t, engine, "the mark", func(v *state.View) bool { return v.Spend("req_"+id) != nil && v.Spend("req_"+id).Contradicted })
		if letters := view.DeadLetters; letters != nil && letters.Kept > 0 {
			t.Errorf("%s became a dead letter: %+v", id, letters)
		}
		trail := webhooksOf(t, engine, "req_"+id)
		if len(trail) != 2 || !strings.Contains(trail[1].Text, second.says) {
			t.Errorf("%s: the trail is %+v", id, trail)
		}
	}
	// A dead letter of an event that isn't known stays one.
	if status := r.deliver(delivery(t, "new", "team_other", nil), time.Now()); status != http.StatusOK {
		t.Errorf("answered %d", status)
	}
	eventually(t, engine, "the dead letter", func(v *state.View) bool { return v.DeadLetters != nil && v.DeadLetters.Kept == 1 })
}

// TestATypeThatContradictsTheStatusIsMarkedAndRead has the bank announce another
// status than it tells, of a request that still waits, and of one that is new
// here and final; a read says what is so.
func TestATypeThatContradictsTheStatusIsMarkedAndRead(t *testing.T) {
	t.Parallel()
	var reads sync.Map
	var dropped atomic.Bool
	r := newRig(t, rigOptions{webhooks: true, lost: func([]byte) bool { return dropped.Load() }, faults: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if strings.HasPrefix(request.URL.Path, "/v1/sandbox/") {
				// Its list would tell, too.
				http.NotFound(w, request)
				return
			}
			if request.Method == http.MethodGet {
				reads.Store(path.Base(request.URL.Path), true)
			}
			next.ServeHTTP(w, request)
		})
	}})
	engine, _ := r.start()
	waiting := r.ask(60_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(waiting.ID) != nil })
	dropped.Store(true)
	final := r.ask(1_000)
	for _, asked := range []api.Spend{waiting, final} {
		body := delivery(t, "of_"+asked.ID, r.client.TeamID(), func(s *api.Spend) {
			s.ID, s.Status, s.AmountCents, s.MerchantName = asked.ID, api.Declined, asked.AmountCents, asked.MerchantName
		})
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		eventually(t, engine, "the mark and what a read says", func(v *state.View) bool {
			_, read := reads.Load(asked.ID)
			spend := v.Spend(asked.ID)
			return spend != nil && spend.Contradicted && read && spend.Status == asked.Status
		})
		trail, err := engine.Trail(t.Context(), asked.ID)
		if err != nil || !slices.ContainsFunc(trail, func(entry state.Entry) bool {
			return strings.Contains(entry.Text, "it announces approved, and its request is declined")
		}) {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
	}
}

// TestAnEventWithoutAStatusIsADeadLetter makes no record of nothing.
func TestAnEventWithoutAStatusIsADeadLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	if status := r.deliver(delivery(t, "none", r.client.TeamID(), func(s *api.Spend) { s.Status = "" }), time.Now()); status != http.StatusOK {
		t.Errorf("answered %d", status)
	}
	view := eventually(t, engine, "the dead letter", func(v *state.View) bool { return v.DeadLetters.Of(state.DeadLetterUnreadable).Count == 1 })
	if view.Spend("req_none") != nil {
		t.Error("it made a record")
	}
}
