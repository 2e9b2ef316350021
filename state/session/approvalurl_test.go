package session

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/config"
)

func TestARequestThatCameByWebhookIsAskedForItsPageAtOnce(t *testing.T) {
	t.Parallel()
	const secretText = "whsec_0123456789abcdef0123"
	secret, err := webhook.ParseSecret(secretText)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: plainKey, ThresholdCents: 10_000})
	flags := config.Flags{"data-dir": t.TempDir(), "api-url": plain.URL, "team-id": "team_plain", "webhook-listen": address}
	settings, options := setting(t, "", flags, "DINO_SPEND_KEY="+plainKey, "DINO_WEBHOOK_SECRET="+secretText)
	s := opened(t, settings, options)
	eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })

	body := strings.NewReader(`{"amount_cents":60000,"currency":"usd","merchant_name":"Northwind","reason":"inference"}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, plain.URL+"/v1/spend", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+plainKey)
	request.Header.Set("Idempotency-Key", "9b2f7c1e-52f4-4e0b-9d3f-0f5f5a1f6f10")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	asked := plain.Spends()[0]
	id, _ := asked["id"].(string)
	delete(asked, "approval_url")
	asked["team_id"], asked["agent_account_id"] = "team_plain", "agent_plain"
	event, err := json.Marshal(map[string]any{
		"id": "evt_1", "type": webhook.SpendCreated, "occurred_at": "2026-05-07T12:34:56.000Z", "request_id": "req_trace_1", "data": map[string]any{"spend": asked},
	})
	if err != nil {
		t.Fatal(err)
	}
	if status := banktest.Deliver(t, "http://"+address+"/webhooks/dino", secret, event, nil); status < 200 || status > 299 {
		t.Fatalf("it was answered %d", status)
	}
	view := eventually(t, s.Treasury(), "the request", func(v *state.View) bool { return v.Spend(id) != nil })
	// Before the answer is here the setting makes it, and it is the same.
	if page := view.Bank.ApprovalURL(view.Spend(id)); page != "https://app.dino.id/agents/approvals?spendRequestId="+id || !view.Bank.Opens(page) {
		t.Errorf("its page is %q", page)
	}
	eventually(t, s.Treasury(), "the page", func(v *state.View) bool { return v.Spend(id).ApprovalURL != "" })
	if calls := plain.To(http.MethodGet, "/v1/spend/"+id); len(calls) != 1 {
		t.Errorf("it was asked for %d times, want once", len(calls))
	}
}
