package treasury

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

var flood = flag.Int("flood", 50_000, "how many events the flood delivers")

// delivery is an event as the bank would send it.
func delivery(t testing.TB, id, team string, change func(*api.Spend)) []byte {
	t.Helper()
	spend := api.Spend{
		ID: "req_" + id, TeamID: team, Status: api.Approved, AmountCents: new(int64(100)), Currency: "usd", MerchantName: "AWS", Reason: "GPU",
		CreatedAt: api.At(time.Now()), UpdatedAt: api.At(time.Now()),
	}
	if change != nil {
		change(&spend)
	}
	body, err := json.Marshal(webhook.Event{
		ID: "evt_" + id, Type: webhook.SpendApproved, OccurredAt: api.At(time.Now()), RequestID: "req_trace_" + id,
		Data: webhook.EventData{Spend: spend},
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func (r *rig) deliver(body []byte, signedAt time.Time) int {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, "http://"+r.address+api.WebhookPath, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header = webhook.Sign(r.secret, body, signedAt)
	request.Header.Set("Content-Type", "application/json")
	return statusOf(r.t, request)
}

func statusOf(t testing.TB, request *http.Request) int {
	t.Helper()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func TestHostileDeliveriesAreTurnedAwayAndTheNextGoodOneIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	team := r.client.TeamID()
	now := time.Now()
	deep := []byte(`{"id":"evt_deep","data":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + `}`)
	for name, c := range map[string]struct {
		body   []byte
		signed time.Time
		status []int
	}{
		"an old signature":          {delivery(t, "old", team, nil), now.Add(-time.Hour), []int{http.StatusUnauthorized}},
		"a signature of the future": {delivery(t, "future", team, nil), now.Add(time.Hour), []int{http.StatusUnauthorized}},
		// What is signed is kept, though it is no fact; see deadletter_test.go.
		"another team":    {delivery(t, "team", "team_other", nil), now, []int{http.StatusOK}},
		"no event at all": {[]byte(`[]`), now, []int{http.StatusOK}},
		"deep nesting":    {deep, now, []int{http.StatusOK}},
		"no id":           {delivery(t, "noid", team, func(s *api.Spend) { s.ID = "" }), now, []int{http.StatusOK}},
		"10 MiB":          {bytes.Repeat([]byte(" "), 10<<20), now, []int{http.StatusRequestEntityTooLarge, 0}},
	} {
		if got := r.deliver(c.body, c.signed); !contains(c.status, got) {
			t.Errorf("%s was answered %d, want one of %v", name, got, c.status)
		}
	}
	if got := r.deliver(delivery(t, "good", team, nil), now); got != http.StatusOK {
		t.Fatalf("a good delivery was answered %d", got)
	}
	view := eventually(t, engine, "the good one", func(v *state.View) bool { return v.Spend("req_good") != nil })
	if view.Spends.Len() != 1 {
		t.Errorf("%d requests were taken in", view.Spends.Len())
	}
}

func contains(statuses []int, got int) bool {
	for _, status := range statuses {
		if status == got {
			return true
		}
	}
	return false
}

func TestReplayedAndReorderedEventsEndInTheSameRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	team, now := r.client.TeamID(), time.Now()
	created := delivery(t, "a", team, func(s *api.Spend) {
		s.Status, s.UpdatedAt = api.NeedsApproval, api.At(now.Add(-time.Minute))
	})
	created = bytes.ReplaceAll(created, []byte(webhook.SpendApproved), []byte(webhook.SpendCreated))
	approved := bytes.ReplaceAll(delivery(t, "a", team, nil), []byte("evt_a"), []byte("evt_b"))
	for _, body := range [][]byte{approved, created, approved, created, created} {
		if got := r.deliver(body, now); got != http.StatusOK {
			t.Fatalf("answered %d", got)
		}
	}
	view := eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend("req_a") != nil })
	if status := view.Spend("req_a").Status; status != api.Approved {
		t.Errorf("the record says %s", status)
	}
	trail, err := engine.Trail(t.Context(), "req_a")
	if err != nil || len(trail) != 2 {
		t.Errorf("the trail has %d entries, %v", len(trail), err)
	}
}

func TestAFloodOfEventsIsStoredOnceAndNoneIsAnsweredBefore(t *testing.T) {
	t.Parallel()
	total := *flood
	if raceEnabled && total == 50_000 {
		// The race detector makes each delivery several times as dear.
		total = 10_000
	}
	r := newRig(t, rigOptions{webhooks: true})
	engine, stop := r.start()
	team := r.client.TeamID()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	sender := &http.Client{Transport: transport}
	var next, early atomic.Int64
	var slowest atomic.Int64
	began := time.Now()
	var senders sync.WaitGroup
	for range 32 {
		senders.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(total) {
					return
				}
				id := fmt.Sprintf("%08d", n)
				body := delivery(t, id, team, nil)
				request, err := http.NewRequest(http.MethodPost, "http://"+r.address+api.WebhookPath, bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				request.Header = webhook.Sign(r.secret, body, time.Now())
				request.Header.Set("Content-Type", "application/json")
				answer, err := sender.Do(request)
				if err != nil || answer.StatusCode != http.StatusOK {
					t.Errorf("delivery %s: %v, %v", id, answer, err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if n%500 == 0 {
					asked := time.Now()
					if trail, err := engine.Trail(t.Context(), "req_"+id); err != nil || len(trail) != 1 {
						early.Add(1)
					}
					slowest.Store(max(slowest.Load(), int64(time.Since(asked))))
				}
			}
		})
	}
	senders.Wait()
	took := time.Since(began)
	t.Logf("%d events in %v: %.0f a second; the slowest read meanwhile took %v", total, took.Round(time.Millisecond),
		float64(total)/took.Seconds(), time.Duration(slowest.Load()).Round(time.Millisecond))
	if early.Load() > 0 {
		t.Errorf("%d were answered before they were on disk", early.Load())
	}
	view := eventually(t, engine, "all of them", func(v *state.View) bool { return v.Spends.Len() == total })
	if view.Today.Approved != total {
		t.Errorf("%d counted", view.Today.Approved)
	}
	stop()
	again, _ := r.start()
	eventually(t, again, "all of them again", func(v *state.View) bool { return v.Spends.Len() == total && v.Loading.Done() })
}
