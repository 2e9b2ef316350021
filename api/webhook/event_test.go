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
		`{"id":"evt_1","type":"spend_request.approved","data":{"spend":{"id":"req_1","status":"approved","Status":"declined"}}}`,
		`{"id":"evt_1","Type":"spend_request.approved","data":{"spend":{"id":"req_1","status":"approved"}},"x":{"Id":[{"a":1}]}}`,
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

const approvedEvent = `{"id":"evt_1","type":"spend_request.approved","occurred_at":"2026-05-07T12:34:56.000Z","request_id":"req_trace_1",` +
	`"data":{"spend":{"id":"req_1","team_id":"team_1","agent_account_id":"agent_1","status":"approved","decision_reason":"Approved by operator",` +
	`"amount_cents":12000,"currency":"usd","merchant_name":"AWS","reason":"GPU runtime for evaluation job",` +
	`"decided_at":"2026-05-07T12:34:56.000Z","created_at":"2026-05-07T12:34:50.000Z","updated_at":"2026-05-07T12:34:56.000Z","new":{"a":[1,2]}}}}`

// TestAnEventThatSaysTwoThingsIsNone adds a second value to each field.
func TestAnEventThatSaysTwoThingsIsNone(t *testing.T) {
	for _, c := range []struct{ field, twice, reason string }{
		{`"status":"approved"`, `"status":"declined","Status":"approved"`, "status is there in other letters than the contract's"},
		{`"status":"approved"`, `"status":"declined","status":"approved"`, "status is there twice"},
		{`"status":"approved"`, "\"\u017ftatus\":\"approved\"", "status is there in other letters than the contract's"},
		{`"status":"approved"`, `"status":"declined","\u0073tatus":"approved"`, "status is there twice"},
		{`"amount_cents":12000`, `"amount_cents":5,"AMOUNT_CENTS":999900`, "amount_cents is there in other letters than the contract's"},
		{`"amount_cents":12000`, `"amount_cents":5,"amount_cents":120.0`, "amount_cents is there twice"},
		{`"id":"req_1"`, `"id":"req_1","ID":"req_2"`, "id is there in other letters than the contract's"},
		{`"team_id":"team_1"`, `"team_id":"team_1","team_id":"team_2"`, "team_id is there twice"},
		{`"data":{`, `"Data":{`, "data is there in other letters than the contract's"},
		{`"id":"evt_1"`, `"id":"evt_1","id":"evt_2"`, "id is there twice"},
		{`"type":"spend_request.approved"`, `"type":"ping","type":"spend_request.approved"`, "type is there twice"},
		{`"type":"spend_request.approved"`, `"type":"spend_request.approved","type":"ping"`, "type is there twice"},
		{`"type":"spend_request.approved"`, `"Type":"spend_request.approved"`, "type is there in other letters than the contract's"},
		{`"status":"approved",`, ``, "no status"},
		{`"status":"approved"`, `"status":null`, "no status"},
	} {
		body := strings.Replace(approvedEvent, c.field, c.twice, 1)
		event, err := Decode([]byte(body))
		var unreadable *UndecodableError
		if !errors.As(err, &unreadable) || unreadable.Reason != c.reason {
			t.Errorf("%s is read as %+v, %v", c.twice, event, err)
		}
		if inEnvelope := strings.Contains(c.twice, "evt_") || strings.Contains(strings.ToLower(c.twice), `"type"`) || strings.Contains(c.twice, `"Data"`); inEnvelope == (event.ID == "evt_1") {
			t.Errorf("%s: the id is read as %q", c.twice, event.ID)
		}
	}
	for _, fine := range []string{`"new":1,"new":2,"New":3`, `"metadata":{"Status":1,"Status":2}`, `"error":"x"`} {
		body := strings.Replace(approvedEvent, `"new":{"a":[1,2]}`, fine, 1)
		if event, err := Decode([]byte(body)); err != nil || event.Data.Spend.Status != "approved" {
			t.Errorf("%s: %v", fine, err)
		}
	}
	for _, other := range []string{`{"type":"ping","data":{"spend":{"Status":1,"Status":2}}}`, `{"type":"crypto_payout.sent","data":{"Id":1,"id":2}}`} {
		if _, err := Decode([]byte(other)); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
}

// TestNoShapeOfWhatDecidesNothingLosesAnEvent bends what stands beside the
// request's id, status and amount.
func TestNoShapeOfWhatDecidesNothingLosesAnEvent(t *testing.T) {
	for _, odd := range []string{`5`, `{"a":[1]}`, `["x"]`, `true`} {
		body := strings.Replace(approvedEvent, `"decision_reason":"Approved by operator"`, `"decision_reason":`+odd+`,"approval_url":`+odd, 1)
		event, err := Decode([]byte(body))
		if spend := event.Data.Spend; err != nil || spend.Status != "approved" || *spend.AmountCents != 12_000 || spend.DecisionReason != "" || spend.MerchantName != "AWS" {
			t.Errorf("%s: %+v, %v", odd, event, err)
		}
	}
	body := strings.Replace(approvedEvent, `"decision_reason":"Approved by operator"`, `"decision_reason":5,"decision_reason":"x"`, 1)
	if event, err := Decode([]byte(body)); err == nil {
		t.Errorf("a field that is there twice is read as %+v", event)
	}
}

func TestATypeIsHeldAgainstTheStatus(t *testing.T) {
	for _, c := range []struct{ kind, status, announced string }{
		{"approved", "approved", ""},
		{"approved", "declined", "approved"},
		{"approved", "needs_approval", "approved"},
		{"declined", "approved", "declined"},
		{"cancelled", "cancelled", ""},
		{"cancelled", "approved", "cancelled"},
		{"approved", "APPROVED", ""},
		{"approved", "escalated", ""},
		{"created", "approved", ""},
		{"created", "needs_approval", ""},
		{"held", "declined", ""},
	} {
		body := strings.NewReplacer("spend_request.approved", "spend_request."+c.kind, `"status":"approved"`, `"status":"`+c.status+`"`).Replace(approvedEvent)
		event, err := Decode([]byte(body))
		if err != nil || string(event.Contradiction()) != c.announced {
			t.Errorf("%s of a request that is %s announces %q against it, %v", c.kind, c.status, event.Contradiction(), err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	body := []byte(approvedEvent)
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			if _, err := Decode(body); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("names", func(b *testing.B) {
		for b.Loop() {
			if err := eventFields.Check(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestLookingAtTheNamesSetsNothingAside keeps it off the way of the events.
func TestLookingAtTheNamesSetsNothingAside(t *testing.T) {
	body := []byte(approvedEvent)
	if allocations := testing.AllocsPerRun(100, func() { _ = eventFields.Check(body) }); allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}
