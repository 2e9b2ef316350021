package treasury

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"coffer/api"
	"coffer/state"
)

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
	trail, err := engine.Trail(t.Context(), "req_a")
	if err != nil || len(trail) != 3 {
		t.Fatalf("the trail is %+v, %v; want the event and two contradictions", trail, err)
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
