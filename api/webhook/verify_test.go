package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/webhook"
)

func now() time.Time { return time.Date(2026, 5, 7, 12, 35, 0, 0, time.UTC) }

func fixture(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/spend_approved.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func verifier(t *testing.T, secrets ...string) webhook.Verifier {
	t.Helper()
	made := webhook.Verifier{Clock: clockwork.NewFakeClockAt(now())}
	for _, text := range secrets {
		made.Secrets = append(made.Secrets, secretOf(t, text))
	}
	return made
}

func TestADeliveryIsBelievedWhenTheSecretSignedIt(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	header := webhook.Sign(secretOf(t, secretText), body, now())
	delivery, err := verifier(t, secretText).Receive(header, body)
	if err != nil || delivery.Err != nil {
		t.Fatal(err, delivery.Err)
	}
	event := delivery.Event
	spend := event.Data.Spend
	if event.ID != "evt_01" || event.Type != webhook.SpendApproved || spend.ID != "req_123" ||
		spend.Status != api.Approved || spend.AmountCents == nil || *spend.AmountCents != 12000 || event.RequestID != "req_trace_01" {
		t.Errorf("decoded %+v", event)
	}
}

func TestTheSignedTextIsTimeDotBody(t *testing.T) {
	t.Parallel()
	mac := hmac.New(sha256.New, []byte(secretText))
	mac.Write([]byte("1778157300.{}"))
	want := "t=1778157300,v1=" + hex.EncodeToString(mac.Sum(nil))
	if got := webhook.Sign(secretOf(t, secretText), []byte("{}"), time.Unix(1778157300, 0)).Get("Dino-Signature"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	sign := func(at time.Time) http.Header { return webhook.Sign(secretOf(t, secretText), body, at) }
	with := func(signature string) http.Header { return http.Header{"Dino-Signature": {signature}} }
	good := sign(now()).Get("Dino-Signature")
	bodyOnly := sign(now())
	bodyOnly.Del("Dino-Signature")
	doubled := sign(now())
	doubled.Add("Dino-Signature", good)
	two := func(name, first, second string) http.Header {
		header := sign(now())
		header[http.CanonicalHeaderKey(name)] = []string{first, second}
		return header
	}
	brokenBesideBodyOnly := sign(now())
	brokenBesideBodyOnly.Set("Dino-Signature", "t=1,v1=00")

	for name, refused := range map[string]struct {
		header http.Header
		body   []byte
		want   error
	}{
		"nothing signed":             {http.Header{}, body, webhook.ErrUnsigned},
		"another body":               {sign(now()), append([]byte(" "), body...), webhook.ErrWrongSignature},
		"a time that was exchanged":  {with(strings.Replace(good, "t=1778157300", "t=1778157301", 1)), body, webhook.ErrWrongSignature},
		"another secret":             {webhook.Sign(secretOf(t, "whsec_anotherone"), body, now()), body, webhook.ErrWrongSignature},
		"too old":                    {sign(now().Add(-api.WebhookTolerance - time.Second)), body, webhook.ErrStaleSignature},
		"from the future":            {sign(now().Add(api.WebhookTolerance + time.Second)), body, webhook.ErrStaleSignature},
		"body only":                  {bodyOnly, body, webhook.ErrBodyOnlySignature},
		"two headers":                {doubled, body, webhook.ErrRepeatedHeader},
		"two event ids":              {two(webhook.HeaderEventID, "evt_01", "evt_01"), body, webhook.ErrRepeatedHeader},
		"two event types":            {two(webhook.HeaderEventType, "a", "b"), body, webhook.ErrRepeatedHeader},
		"two attempts":               {two(webhook.HeaderDeliveryAttempt, "1", "2"), body, webhook.ErrRepeatedHeader},
		"two traces":                 {two(webhook.HeaderRequestID, "a", "b"), body, webhook.ErrRepeatedHeader},
		"two body signatures":        {two(webhook.HeaderBodySignature, "00", "00"), body, webhook.ErrRepeatedHeader},
		"broken, beside body only":   {brokenBesideBodyOnly, body, webhook.ErrMalformedSignature},
		"empty":                      {with(""), body, webhook.ErrMalformedSignature},
		"no time":                    {with(good[strings.Index(good, "v1"):]), body, webhook.ErrMalformedSignature},
		"no signature":               {with("t=1778157300"), body, webhook.ErrMalformedSignature},
		"two times":                  {with("t=1," + good), body, webhook.ErrMalformedSignature},
		"a negative time":            {with(strings.Replace(good, "t=", "t=-", 1)), body, webhook.ErrMalformedSignature},
		"a time beyond all years":    {with(strings.Replace(good, "t=", "t=99999999999", 1)), body, webhook.ErrMalformedSignature},
		"not hex":                    {with("t=1778157300,v1=" + strings.Repeat("z", 64)), body, webhook.ErrMalformedSignature},
		"a short signature":          {with("t=1778157300,v1=ab"), body, webhook.ErrMalformedSignature},
		"more signatures than fit":   {with("t=1778157300" + strings.Repeat(",v1="+strings.Repeat("a", 64), 9)), body, webhook.ErrMalformedSignature},
		"an endless header":          {with("t=1778157300" + strings.Repeat(",x=y", 10_000)), body, webhook.ErrMalformedSignature},
		"only a version not known":   {with("t=1778157300,v2=" + strings.Repeat("a", 64)), body, webhook.ErrMalformedSignature},
		"the right text, upper case": {with("T=1778157300,V1=" + strings.Repeat("a", 64)), body, webhook.ErrMalformedSignature},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := verifier(t, secretText).Verify(refused.header, refused.body); !errors.Is(err, refused.want) {
				t.Errorf("got %v, want %v", err, refused.want)
			}
		})
	}
}

func TestVerifyWithoutASecretBelievesNothing(t *testing.T) {
	t.Parallel()
	for _, none := range []webhook.Verifier{{}, {Secrets: []webhook.Secret{{}}}} {
		if err := none.Verify(http.Header{}, nil); !errors.Is(err, webhook.ErrNoSecret) {
			t.Errorf("got %v", err)
		}
	}
}

func TestSecretsAndSignaturesRotate(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	const older, newer = "whsec_olderolder", "whsec_newernewer"
	ofOlder := webhook.Sign(secretOf(t, older), body, now())
	if err := verifier(t, newer, older).Verify(ofOlder, body); err != nil {
		t.Errorf("the receiver knows both: %v", err)
	}
	_, mac, _ := strings.Cut(webhook.Sign(secretOf(t, newer), body, now()).Get("Dino-Signature"), ",")
	ofBoth := http.Header{"Dino-Signature": {ofOlder.Get("Dino-Signature") + ", " + mac + ",v2=later"}}
	if err := verifier(t, newer).Verify(ofBoth, body); err != nil {
		t.Errorf("the bank signs with both: %v", err)
	}
}

func TestABodyOnlySignatureIsBelievedOnlyWhereAllowed(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	header := webhook.Sign(secretOf(t, secretText), body, now())
	header.Del("Dino-Signature")
	allowing := verifier(t, secretText)
	allowing.AllowBodyOnly = true
	if err := allowing.Verify(header, body); err != nil {
		t.Error(err)
	}
	if err := allowing.Verify(header, append(body, ' ')); !errors.Is(err, webhook.ErrWrongSignature) {
		t.Errorf("another body: %v", err)
	}
	header.Set("X-Dino-Signature-Sha256", "not hex")
	if err := allowing.Verify(header, body); !errors.Is(err, webhook.ErrMalformedSignature) {
		t.Errorf("not hex: %v", err)
	}
}

func TestAnEventIDInTheHeaderMustBeTheEvents(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	header := webhook.Sign(secretOf(t, secretText), body, now())
	header.Set(webhook.HeaderEventID, "evt_01")
	if _, err := verifier(t, secretText).Receive(header, body); err != nil {
		t.Error(err)
	}
	header.Set(webhook.HeaderEventID, "evt_02")
	if _, err := verifier(t, secretText).Receive(header, body); !errors.Is(err, webhook.ErrEventIDMismatch) {
		t.Errorf("got %v", err)
	}
}

func TestAnEventTypeInTheHeaderMustBeTheEvents(t *testing.T) {
	t.Parallel()
	body := fixture(t)
	header := webhook.Sign(secretOf(t, secretText), body, now())
	header.Set(webhook.HeaderEventType, webhook.SpendApproved)
	if _, err := verifier(t, secretText).Receive(header, body); err != nil {
		t.Error(err)
	}
	header.Set(webhook.HeaderEventType, webhook.SpendDeclined)
	if _, err := verifier(t, secretText).Receive(header, body); !errors.Is(err, webhook.ErrEventTypeMismatch) {
		t.Errorf("got %v", err)
	}
}

func TestASignedBodyThatCannotBeReadIsADeliveryThatSaysWhy(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct{ id, kind, reason string }{
		`\x00`:                       {"", "", "not JSON"},
		`[]`:                         {"", "", "not a JSON object"},
		`"spend_request.approved"`:   {"", "", "not a JSON object"},
		`null`:                       {"", "", "no type"},
		`{"id":"evt_1"}`:             {"evt_1", "", "no type"},
		`{"id":"evt_1","type":7}`:    {"evt_1", "", "no type"},
		`{"type":"spend_request.x"}`: {"", "spend_request.x", "no event id"},
		`{"id":1,"type":"spend_request.x","data":{"spend":{"id":"req_1"}}}`:                           {"", "spend_request.x", "another shape of id"},
		`{"id":"evt_1","type":"spend_request.x","data":{}}`:                                           {"evt_1", "spend_request.x", "no spend id"},
		`{"id":"evt_1","type":"spend_request.x","data":[]}`:                                           {"evt_1", "spend_request.x", "another shape of data"},
		`{"id":"evt_1","type":"spend_request.x","data":{"spend":{"id":"r","merchant_name":{"a":1}}}}`: {"evt_1", "spend_request.x", "another shape of data.spend.merchant_name"},
		// Other kinds need no more than a type.
		`{"type":"ping"}`: {"", "ping", ""},
		`{"id":"evt_1","type":"purchase_intent.created","data":{"spend":[1]}}`:                           {"evt_1", "purchase_intent.created", ""},
		`{"id":"evt_1","type":"crypto_payout.sent","data":{"spend":{"id":"req_1","status":"approved"}}}`: {"evt_1", "crypto_payout.sent", ""},
		// A status that nobody knows yet is an event all the same.
		`{"id":"evt_1","type":"spend_request.escalated","data":{"spend":{"id":"req_1","status":"escalated"}}}`: {"evt_1", "spend_request.escalated", ""},
	} {
		header := webhook.Sign(secretOf(t, secretText), []byte(body), now())
		delivery, err := verifier(t, secretText).Receive(header, []byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		var unreadable *webhook.UndecodableError
		errors.As(delivery.Err, &unreadable)
		switch {
		case delivery.Event.ID != want.id || delivery.Event.Type != want.kind || string(delivery.Raw) != body:
			t.Errorf("%s: %+v", body, delivery)
		case want.reason == "" && delivery.Err != nil:
			t.Errorf("%s: %v", body, delivery.Err)
		case want.reason != "" && (unreadable == nil || unreadable.Reason != want.reason || !errors.Is(delivery.Err, webhook.ErrUndecodable)):
			t.Errorf("%s: %v, want %s", body, delivery.Err, want.reason)
		}
		if delivery.Event.Type != "" && !delivery.Event.AboutSpend() && delivery.Event.Data.Spend.ID != "" {
			t.Errorf("%s: another kind became a spend request: %+v", body, delivery.Event.Data.Spend)
		}
	}
}

func TestDecodeIgnoresWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	event, err := webhook.Decode([]byte(`{"id":"evt_1","type":"spend_request.escalated","new":[1],"data":{"spend":{"id":"req_1","status":"held","shape":{}},"x":1}}`))
	if err != nil || event.Type != "spend_request.escalated" || event.Data.Spend.ID != "req_1" {
		t.Errorf("got %+v, %v", event, err)
	}
	for _, body := range []string{``, `null`, `[]`, `{`, `{"id":"evt_1"}`, `{"id":"e","type":"spend_request.t","data":{}}`, `{"id":1}`} {
		if _, err := webhook.Decode([]byte(body)); !errors.Is(err, webhook.ErrUndecodable) {
			t.Errorf("%q: got %v", body, err)
		}
	}
}

func FuzzSignatureHeader(f *testing.F) {
	body := []byte(`{"id":"evt_1"}`)
	secret, err := webhook.ParseSecret(secretText)
	if err != nil {
		f.Fatal(err)
	}
	good := webhook.Sign(secret, body, now()).Get("Dino-Signature")
	for _, seed := range []string{
		good, good + "," + good[strings.Index(good, "v1"):], "", "t=", "t=1,v1=", "t=1778157300,v1=00", ",,,", "=", "t=+1778157300",
		strings.ToUpper(good), good + ",", " " + good, "t=00001778157300," + good[strings.Index(good, "v1"):], "v1=" + strings.Repeat("0", 64),
	} {
		f.Add(seed)
	}
	signed := good[strings.Index(good, "v1=")+3:]
	f.Fuzz(func(t *testing.T, header string) {
		verifier := webhook.Verifier{Secrets: []webhook.Secret{secret}, Clock: clockwork.NewFakeClockAt(now())}
		err := verifier.Verify(http.Header{"Dino-Signature": {header}}, body)
		if err == nil && !strings.Contains(strings.ToLower(header), signed) {
			t.Errorf("believed %q, which does not carry the signature", header)
		}
	})
}
