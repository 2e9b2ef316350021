package treasury

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/api"
	"coffer/state"
)

// TestWhatIsSignedAndCannotBeTakenInIsKeptCountedAndSaid delivers what a bank
// may send beside events that we can read: each is answered 2xx, because an
// endpoint that keeps failing is switched off and an event comes once.
func TestWhatIsSignedAndCannotBeTakenInIsKeptCountedAndSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	var written lines
	r.log = written.logger()
	engine, stop := r.start()
	team := r.client.TeamID()
	for body, want := range map[string]struct {
		reason state.DeadLetterReason
		detail string
	}{
		`{"type":"ping"}`: {state.DeadLetterKind, "ping"},
		`{"id":"evt_p","type":"purchase_intent.created","data":{"purchase_intent":{"id":"pi_1"}}}`:                        {state.DeadLetterKind, "purchase_intent.created"},
		`{"id":"evt_c","type":"crypto_payout.sent","data":{"spend":{"id":"req_no","status":"approved"}}}`:                 {state.DeadLetterKind, "crypto_payout.sent"},
		string(delivery(t, "team", "team_other", nil)):                                                                    {state.DeadLetterTeam, "team_other"},
		string(delivery(t, "noid", team, func(s *api.Spend) { s.ID = "" })):                                               {state.DeadLetterUnreadable, "no spend id"},
		`{"id":"evt_u","type":"spend_request.approved","data":{"spend":{"id":"req_` + "\xff" + `","status":"approved"}}}`: {state.DeadLetterUnreadable, "no UTF-8"},
		`SECRET-BODY`: {state.DeadLetterUnreadable, "not JSON"},
		`{"id":"evt_s","type":"spend_request.approved","data":{"spend":{"id":"r","merchant_name":["a"]}}}`:         {state.DeadLetterUnreadable, "another shape of data.spend.merchant_name"},
		`{"id":"evt_t","type":"spend_request.\u001b[2Japproved","data":{"spend":{"merchant_name":"SECRET-BODY"}}}`: {state.DeadLetterUnreadable, "no spend id"},
	} {
		if status := r.deliver([]byte(body), time.Now()); status != http.StatusOK {
			t.Errorf("%s is answered %d", body, status)
			continue
		}
		eventually(t, engine, want.detail, func(v *state.View) bool {
			return v.DeadLetters != nil && slices.ContainsFunc(v.DeadLetters.Counts, func(count state.DeadLetterCount) bool {
				return count.Reason == want.reason && count.Detail == want.detail
			})
		})
	}
	// A status that nobody knows yet is no reason.
	unknown := delivery(t, "status", team, func(s *api.Spend) { s.Status = "escalated" })
	if status := r.deliver(unknown, time.Now()); status != http.StatusOK {
		t.Errorf("an unknown status is answered %d", status)
	}
	view := eventually(t, engine, "the unknown status", func(v *state.View) bool { return v.Spend("req_status") != nil })
	if view.Spends.Len() != 1 || view.DeadLetters.Kept != 9 {
		t.Errorf("%d requests and %d dead letters", view.Spends.Len(), view.DeadLetters.Kept)
	}
	if view.Feed.LastWebhook < view.Feed.LastPoll && view.Feed.Mode == state.FeedLive {
		t.Error("what can't be taken in makes the feed live")
	}
	stop()
	if log := written.String(); strings.Contains(log, "SECRET-BODY") || strings.Contains(log, "req_no") {
		t.Error("the log holds a body")
	}
	if records := written.matching("a webhook that the bank signed can't be taken in"); len(records) != 8 {
		t.Errorf("the log has %d records, want one for each reason and detail: %v", len(records), records)
	}
	// They are counted on, and known to whoever only reads.
	if known := lookOn(t, r.folder).View().DeadLetters; known == nil || known.Kept != 9 {
		t.Errorf("a reader knows of %+v", known)
	}
	again, _ := r.start()
	if r.deliver([]byte(`{"type":"ping"}`), time.Now()) != http.StatusOK {
		t.Error("a ping is refused")
	}
	eventually(t, again, "the second ping", func(v *state.View) bool { return v.DeadLetters.Of(state.DeadLetterKind).Count == 4 })
}

func TestTheLogSaysADeadLetterOncePerTenfold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	var written lines
	r.log = written.logger()
	engine, stop := r.start()
	for i := range 120 {
		if status := r.deliver(fmt.Appendf(nil, `{"id":"evt_%d","type":"ping"}`, i), time.Now()); status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
	}
	eventually(t, engine, "all", func(v *state.View) bool { return v.DeadLetters.Of(state.DeadLetterKind).Count == 120 })
	stop()
	if records := written.matching("a webhook that the bank signed can't be taken in"); len(records) != 3 {
		t.Errorf("the log has %d records: %v", len(records), records)
	}
}

// TestADeadLetterIsTakenInOnceItCanBeRead keeps a body that this version can't
// read under the same name as one that it can, as a newer version would find it.
func TestADeadLetterIsTakenInOnceItCanBeRead(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, stop := r.start()
	eventually(t, engine, "the bank's answer", func(v *state.View) bool { return v.Balance != nil })
	stop()
	r.keepDeadLetters(
		state.DeadLetter{At: 5, Reason: state.DeadLetterUnreadable, Detail: "another shape", EventID: "evt_x", Raw: delivery(t, "x", r.client.TeamID(), nil)},
		state.DeadLetter{At: 6, Reason: state.DeadLetterUnreadable, Detail: "not JSON", Raw: []byte("still not")},
	)
	for range 2 {
		engine, stop = r.start()
		eventually(t, engine, "what can be read now", func(v *state.View) bool { return v.Spend("req_x") != nil })
		trail, err := engine.Trail(t.Context(), "req_x")
		if err != nil || len(trail) != 1 || trail[0].At != 5 {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
		view := eventually(t, engine, "that it left", func(v *state.View) bool { return v.DeadLetters.Kept == 1 })
		if count := view.DeadLetters.Of(state.DeadLetterUnreadable); count.TakenIn != 1 || count.Waiting() != 1 {
			t.Errorf("counted %+v", count)
		}
		stop()
	}
}

// TestADeadLetterKeepsNoKey quotes keys in what can't be taken in.
func TestADeadLetterKeepsNoKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, stop := r.start()
	held := r.bank.Credentials().SpendKey
	const shaped = "din_live_abcdefghijklmnop123456"
	bodies := []string{
		`{"id":"evt_k","type":"ping","note":"` + shaped + `"}`,
		`{"id":"evt_l","type":"ping","note":"din\u005flive_abcdefghijklmnop123456","held":"` + held + `"}`,
		`not JSON, but ` + held,
		string(delivery(t, "foreign", "team_other", func(s *api.Spend) { s.Reason = "with " + shaped + " and " + held })),
	}
	for _, body := range bodies {
		// The bank's second try is no other one.
		for range 2 {
			if status := r.deliver([]byte(body), time.Now()); status != http.StatusOK {
				t.Errorf("%s is answered %d", body, status)
			}
		}
	}
	eventually(t, engine, "all of it", func(v *state.View) bool { return v.DeadLetters != nil && v.DeadLetters.Kept == len(bodies) })
	stop()
	err := filepath.WalkDir(r.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		kept, err := os.ReadFile(path)
		for _, secret := range []string{shaped[len("din_live_"):], held[len("din_test_"):]} {
			if bytes.Contains(kept, []byte(secret)) {
				t.Errorf("%s holds a key", entry.Name())
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAnEventThatQuotesAKeyIsComparedAsItIsKept delivers it again, in other
// letters, and with another body.
func TestAnEventThatQuotesAKeyIsComparedAsItIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	first := delivery(t, "a", r.client.TeamID(), func(s *api.Spend) { s.Reason = "use din_live_abcdefghijklmnop123456 now" })
	for _, body := range [][]byte{
		first, first, append([]byte(" "), first...), bytes.Replace(first, []byte(`"amount_cents":100`), []byte(`"amount_cents":999900`), 1), first,
	} {
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Errorf("%s is answered %d", body, status)
		}
	}
	view := eventually(t, engine, "the contradiction", func(v *state.View) bool { return v.Spend("req_a") != nil && v.Spend("req_a").Contradicted })
	if cents := view.Spend("req_a").Cents; cents == nil || *cents != 100 {
		t.Errorf("the amount is %v", cents)
	}
	if trail := webhooksOf(t, engine, "req_a"); len(trail) != 2 {
		t.Errorf("the trail is %+v", trail)
	}
}
