package api

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
)

func TestTheLogTellsHowACallEndedAndNothingOfWhatWasInIt(t *testing.T) {
	t.Parallel()
	for level, wanted := range map[slog.Level]bool{slog.LevelDebug: true, slog.LevelInfo: false} {
		played := &script{steps: []http.HandlerFunc{
			func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Dino-Request-Id", "req_trace_1")
				refusing(http.StatusTooManyRequests, CodeRateLimited)(w, r)
			},
			answering(http.StatusOK, approvedSpend),
		}}
		server := httptest.NewServer(played)
		t.Cleanup(server.Close)
		key, err := ParseSpendKey("din_test_" + secretPart)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		client, err := New(Config{
			BaseURL: server.URL, Key: key, Pace: NewPace(clockwork.NewRealClock(), 60_000),
			Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level})),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		asked := SpendRequest{AmountCents: 100, Currency: "usd", MerchantName: "Northwind", Reason: "because"}
		if _, err := client.CreateSpend(t.Context(), asked, "idempotent-1"); err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(log.String(), "\n")
		if wanted && (lines != 2 || !strings.Contains(log.String(), `"outcome":"refused","status":429,"code":"rate_limited","trace":"req_trace_1"`)) {
			t.Errorf("at %s it tells:\n%s", level, log.String())
		}
		if !wanted && lines > 0 {
			t.Errorf("at %s it tells:\n%s", level, log.String())
		}
		for _, inside := range []string{secretPart, "Northwind", "because", "idempotent-1", "AWS", "GPU", "Authorization"} {
			if strings.Contains(log.String(), inside) {
				t.Errorf("%q is in the log:\n%s", inside, log.String())
			}
		}
	}
}
