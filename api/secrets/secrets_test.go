package secrets

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

const (
	heldKey    = "din_live_4kx0s7w2m9q8r5t3v1y6z0a2b4c6d8e0"
	heldSecret = `whsec_a"b\c/d+e=f&g%h9i8j7k6l5m4n3`
)

func hold() {
	Hold(heldKey)
	Hold(heldSecret)
}

func TestShapesAreRedacted(t *testing.T) {
	t.Parallel()
	const body = "0123456789abcdefghjk"
	for text, want := range map[string]string{
		"":                                  "",
		"no secret_here":                    "no secret_here",
		"key din_live_" + body + " x":       "key din_…redacted x",
		`"whsec_` + body + `", "b"`:         `"whsec_…redacted", "b"`,
		"DBA_" + body:                       "DBA_…redacted",
		"mid_" + body:                       "mid_…redacted",
		"a din_test_ key, or (din_live_).":  "a din_test_ key, or (din_live_).",
		"din_live_x":                        "din_…redacted",
		"din_…redacted":                     "din_…redacted",
		"din_test_… is no key":              "din_test_… is no key",
		"(din_test_" + body + "): refused.": "(din_…redacted): refused.",
		`{\"k\":\"din_` + body + `\",\"a\"`: `{\"k\":\"din_…redacted\",\"a\"`,
		"?key=din_" + body + "&next=1":      "?key=din_…redacted&next=1",
		"Key%3Ddin_test_" + body:            "Key%3Ddin_…redacted",
		"mid_market_rate, mid_price":        "mid_market_rate, mid_price",
		"humid_season_average_temperature2": "humid_season_average_temperature2",
		"paladin_s":                         "paladin_s",
		"req_01J, swap_01J, quote_01J":      "req_01J, swap_01J, quote_01J",
		"din_a din_b":                       "din_…redacted din_…redacted",
	} {
		if got := Redact(text); got != want {
			t.Errorf("%q: got %q, not %q", text, got, want)
		}
		if again := Redact(Redact(text)); again != Redact(text) {
			t.Errorf("%q: a second time makes %q", text, again)
		}
	}
}

func TestWhatIsHeldIsRedactedInEveryForm(t *testing.T) {
	t.Parallel()
	hold()
	for _, secret := range []string{heldKey, heldSecret} {
		quoted, _ := json.Marshal(secret)
		body := secret[strings.LastIndexByte(secret, '_')+1:]
		for name, form := range map[string]string{
			"as it is": secret, "as JSON": strings.Trim(string(quoted), `"`), "in a query": url.QueryEscape(secret),
			"in a path": url.PathEscape(secret), "without its prefix": body, "its first half": body[:len(body)/2], "its second half": body[len(body)/2:],
			"base64": base64.StdEncoding.EncodeToString([]byte(secret)), "basic": base64.StdEncoding.EncodeToString([]byte("u:" + secret + ":x")),
			"base64 behind a letter": base64.URLEncoding.EncodeToString([]byte("u" + secret)),
		} {
			clean := Redact("it says " + form + " and goes on")
			if strings.Contains(clean, form) || strings.Contains(clean, body[3:12]) || !strings.HasSuffix(clean, " and goes on") ||
				!strings.HasPrefix(clean, "it says ") || !strings.Contains(clean, "redacted") {
				t.Errorf("%s: %q", name, clean)
			}
			if !Contains(form) {
				t.Errorf("%s: not seen", name)
			}
		}
	}
}

func TestABodyStaysJSON(t *testing.T) {
	t.Parallel()
	hold()
	quoted, _ := json.Marshal(map[string]any{"a": heldKey, "b": []string{heldSecret, "\"" + heldKey + "\""}, "c": 1})
	for name, body := range map[string]string{
		"plain":   string(quoted),
		"escaped": `{"a":"` + strings.ReplaceAll(heldKey, "_", `\u005f`) + `","b":"\"\u00e9\/"}`,
		"nested":  `{"a":"{\"key\":\"` + heldKey + `\"}","b":"x"}`,
		"split":   `{"kind":"din_live_","rest":"` + strings.TrimPrefix(heldKey, "din_live_") + `"}`,
	} {
		clean := RedactBody([]byte(body))
		if !json.Valid(clean) || strings.Contains(string(clean), heldKey[9:]) || !strings.Contains(string(clean), "…redacted") {
			t.Errorf("%s: %s", name, clean)
		}
	}
	clean := []byte(`{"id":"req_1","reason":"\u00e9 \u0041\/b","mid_price":"1.0"}`)
	if got := RedactBody(clean); string(got) != string(clean) {
		t.Errorf("a clean body became %s", got)
	}
}

func TestIDsThatQuoteSecretsStayApart(t *testing.T) {
	t.Parallel()
	one, other := RedactID("req_din_test_0123456789abcd"), RedactID("req_din_test_0123456789abce")
	if one == other || strings.Contains(one, "0123456789ab") || RedactID(one) != one {
		t.Errorf("%q and %q", one, other)
	}
	if RedactID("req_01J") != "req_01J" {
		t.Error("a clean id was changed")
	}
}

func BenchmarkACleanBody(b *testing.B) {
	hold()
	body := []byte(strings.Repeat(`{"id":"req_01hx","merchant_name":"AWS","amount_cents":1200},`, 8))
	b.ReportAllocs()
	for b.Loop() {
		RedactBody(body)
	}
}
