package webhook_test

import (
	"cmp"
	"context"
	"encoding/json"
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
	unsigned := func(header http.Header) { header.Del(webhook.HeaderSignature); header.Del(webhook.HeaderBodySignature) }
	set := func(name, value string) func(http.Header) {
		return func(header http.Header) { header.Set(name, value) }
	}
	for name, sent := range map[string]struct {
		method, body string
		change       func(http.Header)
		storing      error
		status       int
		refused      error
		// unreadable is set for what is stored with an Err.
		unreadable bool
	}{
		"a delivery":             {body: body, change: set(webhook.HeaderEventID, "evt_01"), status: 200},
		"with a charset":         {body: body, change: set("Content-Type", "application/json; charset=utf-8"), status: 200},
		"as a form":              {body: body, change: set("Content-Type", "application/x-www-form-urlencoded"), status: 200},
		"without a content type": {body: body, change: func(header http.Header) { header.Del("Content-Type") }, status: 200},
		"the largest":            {body: body + strings.Repeat(" ", webhook.MaxBody-len(body)), status: 200},
		"no type":                {body: `{"id":"evt_1"}`, status: 200, unreadable: true},
		"no JSON":                {body: `\x00`, status: 200, unreadable: true},
		"no body":                {body: "", status: 200, unreadable: true},
		"a ping":                 {body: `{"type":"ping"}`, status: 200},
		"not stored":             {body: body, storing: errors.New("disk full"), status: 503},
		"unreadable, not stored": {body: `[]`, storing: errors.New("disk full"), status: 503, unreadable: true},
		"a GET":                  {method: http.MethodGet, status: 405},
		"a PUT":                  {method: http.MethodPut, body: body, status: 405},
		"too large":              {body: strings.Repeat(" ", webhook.MaxBody+1), status: 413, refused: webhook.ErrTooLarge},
		"unsigned":               {body: body, change: unsigned, status: 401, refused: webhook.ErrUnsigned},
		"forged":                 {body: body + " ", change: set(webhook.HeaderSignature, webhook.Sign(secretOf(t, "whsec_anotherone"), []byte(body), now()).Get(webhook.HeaderSignature)), status: 401, refused: webhook.ErrWrongSignature},
		"another event's id":     {body: body, change: set(webhook.HeaderEventID, "evt_02"), status: 400, refused: webhook.ErrEventIDMismatch},
		"another event's type":   {body: body, change: set(webhook.HeaderEventType, webhook.SpendDeclined), status: 400, refused: webhook.ErrEventTypeMismatch},
		"two event ids":          {body: body, change: func(header http.Header) { header[webhook.HeaderEventID] = []string{"evt_01", "evt_01"} }, status: 400, refused: webhook.ErrRepeatedHeader},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stored, believed := 0, 0
			var refused error
			handler := webhook.NewHandler(verifier(t, secretText), func(_ context.Context, delivery webhook.Delivery) error {
				stored++
				if string(delivery.Raw) != sent.body || (delivery.Err != nil) != sent.unreadable {
					t.Errorf("stored %+v", delivery)
				}
				return sent.storing
			}).OnRefused(func(why error) { refused = why }).OnBelieved(func(context.Context) { believed++ })
			request := httptest.NewRequest(cmp.Or(sent.method, http.MethodPost), "/webhooks/dino", strings.NewReader(sent.body))
			maps.Copy(request.Header, webhook.Sign(secretOf(t, secretText), []byte(sent.body), now()))
			request.Header.Set("Content-Type", "application/json")
			if sent.change != nil {
				sent.change(request.Header)
			}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != sent.status {
				t.Errorf("got %d %s", answer.Code, answer.Body)
			}
			if answer.Header().Get("Content-Type") != "application/json" || !json.Valid(answer.Body.Bytes()) {
				t.Error("the answer is not JSON")
			}
			if answer.Code == 405 && answer.Header().Get("Allow") != "POST" {
				t.Error("405 without Allow")
			}
			signed := sent.status == 200 || sent.status == 503
			if signed != (stored == 1) || signed != (believed == 1) {
				t.Errorf("stored %d times, believed %d times", stored, believed)
			}
			if closes := answer.Header().Get("Connection") == "close"; closes == signed {
				t.Errorf("status %d with Connection %q", answer.Code, answer.Header().Get("Connection"))
			}
			if !errors.Is(refused, sent.refused) || (refused == nil) != (sent.refused == nil) {
				t.Errorf("it was noted as refused for %v, want %v", refused, sent.refused)
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
	server := httptest.NewServer(webhook.NewHandler(verifier(t, secretText), func(context.Context, webhook.Delivery) error {
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
