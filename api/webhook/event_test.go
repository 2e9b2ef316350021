package webhook

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"evt_1","type":"spend_request.approved","data":{"spend":{"id":"req_1","status":"approved","amount_cents":12000}}}`,
		`{"id":"evt_1","id":"evt_2","type":"t","data":{"spend":{"id":"req_1","status":"approved","status":"declined"}}}`,
		`{"id":"evt_1","type":"t","occurred_at":"yesterday","data":{"spend":{"id":"req_1","created_at":12}}}`,
		`{"id":"evt_1","type":"t","data":{"spend":{"id":"req_1","amount_cents":1e400}}}`,
		`{"id":"evt_1","type":"t","data":{"spend":{"id":"` + "\xff\x1b[2J" + `"}}}`,
		`{"data":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`,
		`null`, `[]`, `{`, "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		event, err := Decode(body)
		if err != nil {
			if !errors.Is(err, ErrUndecodable) {
				t.Fatalf("the error has no name: %v", err)
			}
			return
		}
		encoded, err := json.Marshal(event)
		if err != nil {
			t.Fatalf("what was decoded can't be encoded: %v", err)
		}
		again, err := Decode(encoded)
		if err != nil || again.ID != event.ID || !reflect.DeepEqual(again.Data.Spend.AmountCents, event.Data.Spend.AmountCents) {
			t.Fatalf("decoding twice differs: %+v, %+v, %v", event, again, err)
		}
	})
}

func TestTwoIDsThatAreNoUTF8AreNotOne(t *testing.T) {
	for _, id := range []string{"req_\xff", "req_\xfe", `req_\ud800`, `req_\udfff`} {
		event, err := Decode([]byte(`{"id":"evt_1","type":"spend_request.approved","data":{"spend":{"id":"` + id + `","status":"approved"}}}`))
		var unreadable *UndecodableError
		if !errors.As(err, &unreadable) || unreadable.Reason != "no UTF-8" {
			t.Errorf("%q is read as %+v, %v", id, event, err)
		}
	}
}
