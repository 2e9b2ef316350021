package webhook_test

import (
	"errors"
	"strings"
	"testing"

	"coffer/api/webhook"
)

// TestAnAmountIsReadHoweverItIsWritten has whole cents in the notations that a
// serializer may choose, and what is no whole number of cents.
func TestAnAmountIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	const body = `{"id":"evt_1","type":"spend_request.approved","data":{"spend":{"id":"req_1","status":"approved","amount_cents":N}}}`
	for number, readable := range map[string]bool{"120": true, "120.0": true, "1.2e2": true, "120.5": false, `{"a":1}`: false, "1e400": false} {
		event, err := webhook.Decode([]byte(strings.Replace(body, "N", number, 1)))
		if readable != (err == nil) || (err != nil && !errors.Is(err, webhook.ErrUndecodable)) {
			t.Errorf("%s: %v", number, err)
			continue
		}
		if cents := event.Data.Spend.AmountCents; readable && (cents == nil || *cents != 120) {
			t.Errorf("%s: read as %v", number, cents)
		}
	}
}
