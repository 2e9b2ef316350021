package session

import (
	"encoding/json"
	"net/http"
	"testing"

	"coffer/api/banktest"
	"coffer/state"
)

func TestAnExecuteAnsweredWithoutAnIDIsUnknownUntilItsOwnKeySettlesIt(t *testing.T) {
	t.Parallel()
	for name, bend := range map[string]banktest.Bend{
		"left out":         func(a *banktest.Answer) { a.Unset("swap_id") },
		"null":             bentTo(map[string]any{"swap_id": nil}),
		"empty":            bentTo(map[string]any{"swap_id": ""}),
		"a number":         bentTo(map[string]any{"swap_id": 5}),
		"under another":    func(a *banktest.Answer) { a.Unset("swap_id"); a.Set(map[string]any{"id": "swap_other"}) },
		"nothing at all":   func(a *banktest.Answer) { a.Replace(http.StatusOK, "application/json", "{}") },
		"only its outcome": func(a *banktest.Answer) { a.Keep("execution_status", "executed_buy_amount") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd, treasury := oddSession(t)
			odd.Bend(changesRead, noSuchPath)
			odd.Bend("POST /v1/swap/execute", bend)
			terms := quotedTerms(t, treasury)
			terms.Accepted = terms.Typed()
			id, err := treasury.Execute(t.Context(), "maria", terms)
			if err != nil {
				t.Fatal(err)
			}
			view := eventually(t, treasury, "that nobody knows", func(v *state.View) bool { return intentOf(v, id).State == state.IntentUnknown })
			if intent := intentOf(view, id); intent.Subject != "" || view.Swaps.Len() != 0 || len(view.ReceiptMonths()) != 0 {
				t.Errorf("there is a receipt of %+v: %d swaps", intent, view.Swaps.Len())
			}
			if trail, err := treasury.Trail(t.Context(), ""); err != nil || len(trail) != 0 {
				t.Errorf("lines about no id: %+v, %v", trail, err)
			}
			odd.Bend("POST /v1/swap/execute", nil)
			if err := treasury.Retry(t.Context(), "maria", id); err != nil {
				t.Fatal(err)
			}
			view = eventually(t, treasury, "that it is settled", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
			intent := intentOf(view, id)
			if intent.Subject == "" || view.Swaps.Len() != 1 || view.Swaps.At(0).ID != intent.Subject {
				t.Errorf("it settled as %+v, with %d swaps", intent, view.Swaps.Len())
			}
			calls := odd.To(http.MethodPost, "/v1/swap/execute")
			for _, call := range calls {
				var body struct {
					Key string `json:"idempotency_key"`
				}
				if err := json.Unmarshal([]byte(call.Body), &body); err != nil || body.Key != intent.Key {
					t.Errorf("a try had the key %q, want %q, %v", body.Key, intent.Key, err)
				}
			}
			if len(calls) < 2 {
				t.Errorf("it was sent %d times", len(calls))
			}
		})
	}
}
