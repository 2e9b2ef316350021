package webhook_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coffer/api/webhook"
)

func TestTheHandlerAnswers(t *testing.T) {
	t.Parallel()
	body := string(fixture(t))
	for name, delivery := range map[string]struct {
		method, kind, body string
		unsigned           bool
		eventID            string
		stored             error
		status             int
	}{
		"a delivery":         {http.MethodPost, "application/json", body, false, "evt_01", nil, 200},
		"with a charset":     {http.MethodPost, "application/json; charset=utf-8", body, false, "", nil, 200},
		"a GET":              {http.MethodGet, "application/json", "", false, "", nil, 405},
		"a form":             {http.MethodPost, "application/x-www-form-urlencoded", body, false, "", nil, 415},
		"no type":            {http.MethodPost, "", body, false, "", nil, 415},
		"too large":          {http.MethodPost, "application/json", strings.Repeat(" ", webhook.MaxBody+1), false, "", nil, 413},
		"the largest":        {http.MethodPost, "application/json", body + strings.Repeat(" ", webhook.MaxBody-len(body)), false, "", nil, 200},
		"unsigned":           {http.MethodPost, "application/json", body, true, "", nil, 401},
		"no event":           {http.MethodPost, "application/json", `{"id":"evt_1"}`, false, "", nil, 400},
		"no JSON":            {http.MethodPost, "application/json", `\x00`, false, "", nil, 400},
		"another event's id": {http.MethodPost, "application/json", body, false, "evt_02", nil, 400},
		"not stored":         {http.MethodPost, "application/json", body, false, "", errors.New("disk full"), 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stored := 0
			handler := webhook.NewHandler(verifier(t, secretText), func(_ context.Context, event webhook.Event, raw []byte) error {
				stored++
				if event.ID != "evt_01" || string(raw) != delivery.body {
					t.Errorf("stored %s", event.ID)
				}
				return delivery.stored
			})
			request := httptest.NewRequest(delivery.method, "/webhooks/dino", strings.NewReader(delivery.body))
			if !delivery.unsigned {
				maps.Copy(request.Header, webhook.Sign(secretOf(t, secretText), []byte(delivery.body), now()))
			}
			request.Header.Set("Content-Type", delivery.kind)
			if delivery.eventID != "" {
				request.Header.Set(webhook.HeaderEventID, delivery.eventID)
			}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != delivery.status {
				t.Errorf("got %d %s", answer.Code, answer.Body)
			}
			if answer.Header().Get("Content-Type") != "application/json" {
				t.Error("the answer is not JSON")
			}
			if answer.Code == 405 && answer.Header().Get("Allow") != "POST" {
				t.Error("405 without Allow")
			}
			if reached := delivery.status == 200 || delivery.status == 503; reached != (stored == 1) {
				t.Errorf("stored %d times", stored)
			}
			if strings.Contains(answer.Body.String(), "disk full") {
				t.Error("the answer tells what went wrong inside")
			}
		})
	}
}

func TestTheHandlerAnswersOnlyAfterTheEventIsStored(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	storing, mayReturn := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(webhook.NewHandler(verifier(t, secretText), func(context.Context, webhook.Event, []byte) error {
		close(storing)
		<-mayReturn
		return nil
	}))
	defer server.Close()
	answered := make(chan int, 1)
	go func() {
		request, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(string(body)))
		if err != nil {
			answered <- -1
			return
		}
		request.Header = webhook.Sign(secretOf(t, secretText), body, now())
		request.Header.Set("Content-Type", "application/json")
		response, err := server.Client().Do(request)
		if err != nil {
			answered <- -1
			return
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	<-storing
	select {
	case status := <-answered:
		t.Fatalf("answered %d before the event was stored", status)
	case <-time.After(20 * time.Millisecond):
	}
	close(mayReturn)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("answered %d", status)
	}
}
