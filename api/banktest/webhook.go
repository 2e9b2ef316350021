package banktest

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"testing"
	"time"

	"coffer/api/webhook"
)

// Deliver signs a body and posts it to a webhook receiver as the bank would.
// It returns the status of the answer. change, where it isn't nil, has the last
// word on the request.
func Deliver(t testing.TB, address string, secret webhook.Secret, body []byte, change func(*http.Request)) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = webhook.Sign(secret, body, time.Now())
	request.Header.Set("Content-Type", "application/json")
	var event struct{ ID, Type string }
	if json.Unmarshal(body, &event) == nil {
		request.Header.Set(webhook.HeaderEventID, event.ID)
		request.Header.Set(webhook.HeaderEventType, event.Type)
	}
	request.Header.Set(webhook.HeaderDeliveryAttempt, "1")
	if change != nil {
		change(request)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Error(err)
	}
	return answer.StatusCode
}

func encodePEM(certificate []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
}
