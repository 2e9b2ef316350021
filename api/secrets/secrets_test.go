package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
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
		"":                                   "",
		"no secret_here":                     "no secret_here",
		"key din_live_" + body + " x":        "key din_…redacted x",
		`"whsec_` + body + `", "b"`:          `"whsec_…redacted", "b"`,
		"DBA_" + body:                        "DBA_…redacted",
		"mid_" + body:                        "mid_…redacted",
		"a din_test_ key, or (din_live_).":   "a din_test_ key, or (din_live_).",
		"din_live_x":                         "din_live_x",
		"din_…redacted":                      "din_…redacted",
		"din_test_… is no key":               "din_test_… is no key",
		"(din_test_" + body + "): refused.":  "(din_…redacted): refused.",
		`{\"k\":\"dba_` + body + `\",\"a\"`:  `{\"k\":\"dba_…redacted\",\"a\"`,
		"?key=din_test_" + body + "&next=1":  "?key=din_…redacted&next=1",
		"Key%3Ddin_test_" + body:             "Key%3Ddin_…redacted",
		"mid_market_rate, mid_price":         "mid_market_rate, mid_price",
		"humid_season_average_temperature2":  "humid_season_average_temperature2",
		"paladin_s":                          "paladin_s",
		"req_01J, swap_01J, quote_01J":       "req_01J, swap_01J, quote_01J",
		"din_a din_b":                        "din_a din_b",
		`din\u005flive%5F` + body + `", "b"`: `din_…redacted", "b"`,
		"whsec_0123456789+/abcdefgh=":        "whsec_…redacted=",
		"mid_" + body + "_ro":                "mid_…redacted",
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

// TestWhatOnlyBeginsLikeAKeyStays reads ids and words of people, in all of which
// an older rule found a key.
func TestWhatOnlyBeginsLikeAKeyStays(t *testing.T) {
	t.Parallel()
	hold()
	for _, text := range []string{
		"req_din_0001", "din_0001", "req_din_01JWX9F2K3M4N5P6Q7R8S9T0AB", "din_01JWX9F2K3M4N5P6Q7R8S9T0AB", "team_din_ops", "agent_din_live_7",
		"DIN_EN_ISO paper", "DIN_EN_ISO_9001_2015_certification", "DIN_A4 paper", "Aladdin_Solutions_2025", "aladdin_live_2025_show", "swap_mid_0001",
		"req_mid_01JWX9F2K3M4N5P6Q7R8S9T0AB", "team_dba_01JWX9F2K3M4N5P6Q7R8S9T0AB", "humid_0123456789abcdefghijk", "mid_september_offsite_2025",
		"dba_fees_2025", "din_live_show_tickets_2025", "din_test_order-2025-000123", "din_live_abcdefghijklmnopqrstuvw", "whsec_rotation_of_2025", "whsec_2025",
		"50%25 off AT&amp;T caf\\u00e9 \u200bA\u00adWS 東京", "C:\\users\\new\\x41", "%zz %4", `\`, "&;", `\u`, `\u{`, `\x4`, "%",
	} {
		if got := Redact(text); got != text || Contains(text) {
			t.Errorf("%q became %q", text, got)
		}
		if got := RedactID(text); got != text {
			t.Errorf("the id %q became %q", text, got)
		}
		body, _ := json.Marshal(map[string]string{"id": text, "reason": "for " + text})
		if got := RedactBody(body); string(got) != string(body) {
			t.Errorf("%s became %s", body, got)
		}
	}
}

func TestWhatBeginsLikeAKeyIsSeenInAWrongPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		" din_live_short\n": true, "WHSEC_x": true, "dba_0123456789abcdefghjk": true, "mid_0123456789abcdefghjk": true,
		"": false, "din_0001": false, "DIN_A4": false, "mid_market": false, "dba_fees_2025": false, "team_din_live_x": false, "din_": false,
	} {
		if got := Looks(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// encodings are how a bank, a proxy or a page may write a secret, each of which
// leads back to it.
var encodings = map[string]func(string) string{
	"as it is":        func(text string) string { return text },
	"upper case":      strings.ToUpper,
	"mixed case":      eachSecond(strings.ToUpper),
	"hex":             func(text string) string { return hex.EncodeToString([]byte(text)) },
	"upper hex":       func(text string) string { return strings.ToUpper(hex.EncodeToString([]byte(text))) },
	"percent":         each(func(b byte) string { return fmt.Sprintf("%%%02X", b) }),
	"percent, small":  each(func(b byte) string { return fmt.Sprintf("%%%02x", b) }),
	"percent, half":   eachSecond(each(func(b byte) string { return fmt.Sprintf("%%%02X", b) })),
	"percent twice":   each(func(b byte) string { return fmt.Sprintf("%%25%02X", b) }),
	"JSON escapes":    each(func(b byte) string { return fmt.Sprintf(`\u%04x`, b) }),
	"JSON in JSON":    each(func(b byte) string { return fmt.Sprintf(`\\u%04X`, b) }),
	"JavaScript":      each(func(b byte) string { return fmt.Sprintf(`\u{%x}`, b) }),
	"C":               each(func(b byte) string { return fmt.Sprintf(`\x%02x`, b) }),
	"Python":          each(func(b byte) string { return fmt.Sprintf(`\U%08x`, b) }),
	"entities":        each(func(b byte) string { return fmt.Sprintf(`&#%d;`, b) }),
	"entities, hex":   each(func(b byte) string { return fmt.Sprintf(`&#x%x;`, b) }),
	"entities twice":  each(func(b byte) string { return fmt.Sprintf(`&amp;#%d;`, b) }),
	"zero-width":      split("\u200b"),
	"soft hyphens":    split("\u00ad"),
	"accents":         split("\u0301"),
	"selectors":       split("\ufe0f"),
	"tags":            split("\U000e0041"),
	"fillers":         split("\u3164"),
	"null bytes":      split("\x00"),
	"bad bytes":       split("\xff"),
	"escaped unseen":  split(`\u200b`),
	"escaped tags":    split(`\udb40\udc41`),
	"percent unseen":  split("%E2%80%8B"),
	"entity unseen":   split("&#8203;"),
	"named unseen":    split("&shy;"),
	"unseen, percent": func(text string) string { return url.QueryEscape(split("\u200b")(text)) },
	"base64":          func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
}

func each(write func(byte) string) func(string) string {
	return func(text string) string {
		var written strings.Builder
		for i := range len(text) {
			written.WriteString(write(text[i]))
		}
		return written.String()
	}
}

func eachSecond(write func(string) string) func(string) string {
	return func(text string) string {
		var written strings.Builder
		for i := range len(text) {
			if i%2 == 0 {
				written.WriteString(text[i : i+1])
			} else {
				written.WriteString(write(text[i : i+1]))
			}
		}
		return written.String()
	}
}

// split puts something between each six letters.
func split(by string) func(string) string {
	return func(text string) string {
		var written strings.Builder
		for i := range len(text) {
			if i > 0 && i%6 == 0 {
				written.WriteString(by)
			}
			written.WriteString(text[i : i+1])
		}
		return written.String()
	}
}

func TestAHeldSecretIsTakenOutHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	hold()
	for name, encode := range encodings {
		for _, secret := range []string{heldKey, heldSecret, strings.TrimPrefix(heldKey, "din_live_")} {
			written := encode(secret)
			for kind, clean := range map[string]string{
				"a text": Redact("it says " + written + " and goes on"), "an id": RedactID("req_1:" + written + ":x"),
				"a body": string(RedactBody([]byte(`{"a":"` + strings.ReplaceAll(written, `"`, `\"`) + `","b":[1]}`))),
			} {
				for i := 0; i+len(written)/2 <= len(written); i += 3 {
					if strings.Contains(clean, written[i:i+len(written)/2]) {
						t.Errorf("%s, %s: %s", name, kind, clean)
						break
					}
				}
				if !strings.Contains(clean, "redacted") {
					t.Errorf("%s, %s: nothing says so: %s", name, kind, clean)
				}
				if kind == "a text" && (!strings.HasPrefix(clean, "it says ") || !strings.HasSuffix(clean, " and goes on")) {
					t.Errorf("%s: more was taken out: %q", name, clean)
				}
			}
		}
	}
}

// TestNoMixtureOfEncodingsHidesAHeldKey writes each letter of a key in a way of
// its own, within JSON.
func TestNoMixtureOfEncodingsHidesAHeldKey(t *testing.T) {
	t.Parallel()
	hold()
	letters := []func(byte) string{
		func(b byte) string { return string(b) }, func(b byte) string { return strings.ToUpper(string(b)) },
		func(b byte) string { return fmt.Sprintf("%%%02X", b) }, func(b byte) string { return fmt.Sprintf(`\u%04x`, b) },
		func(b byte) string { return fmt.Sprintf("&#x%x;", b) }, func(b byte) string { return "\u200b" + string(b) },
		func(b byte) string { return `\u2060` + string(b) }, func(b byte) string { return fmt.Sprintf("%%25%02x", b) },
	}
	rapid.Check(t, func(t *rapid.T) {
		written := ""
		for i := range len(heldKey) {
			written += rapid.SampledFrom(letters).Draw(t, "letter")(heldKey[i])
		}
		body := `{"id":"req_1","reason":"for ` + written + `","b":"x"}`
		clean := string(RedactBody([]byte(body)))
		var read struct{ ID, Reason, B string }
		err := json.Unmarshal([]byte(clean), &read)
		// What nobody sees may be left before the key.
		read.Reason = strings.NewReplacer("\u200b", "", "\u2060", "").Replace(read.Reason)
		if err != nil || read.ID != "req_1" || read.B != "x" || strings.ToLower(read.Reason) != "for din_…redacted" {
			t.Fatalf("%s became %s, %v", body, clean, err)
		}
	})
}

// TestABodyFullOfSecretsIsReadInTime has thousands in one body. Were the work for
// each as long as the body, this would take hours.
func TestABodyFullOfSecretsIsReadInTime(t *testing.T) {
	t.Parallel()
	hold()
	const many = 10_000
	part := strings.TrimPrefix(heldKey, "din_live_")[:16]
	for name, text := range map[string]string{
		"encoded": strings.Repeat(encodings["percent"](heldKey)+" ", many), "one word": strings.Repeat(part, many), "split": strings.Repeat(split("\u200b")(heldKey)+",", many),
	} {
		clean := Redact(text)
		if strings.Contains(clean, part) || !strings.Contains(clean, "redacted") {
			t.Errorf("%s: %.80q", name, clean)
		}
	}
}

func TestLettersOfEveryScriptStayWhole(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Café Zürich", "東京クラウド", "Ünïcödé – “quotes” …", "ﷺ 👩🏽 🇩🇪"} {
		if decoded, is := viewOf(text); is && strings.ContainsRune(decoded.text, utf8.RuneError) {
			t.Errorf("%q is looked at as %q", text, decoded.text)
		}
	}
	if _, is := viewOf("Café Zürich, 東京"); is {
		t.Error("nothing is encoded there")
	}
}

func TestWhatIsAroundASecretStaysJSON(t *testing.T) {
	t.Parallel()
	hold()
	part := strings.TrimPrefix(heldKey, "din_live_")[:16]
	for _, body := range []string{
		`{"a":"x\n` + part + `"}`, `{"a":"x\u200b` + part + `\\"}`, `{"a":"\t` + part + `\n","b":"\\` + part + `"}`,
		`{"a":"{\"b\":\"` + part + `\\n\"}"}`, `["` + part + `\\","` + part + `"]`,
	} {
		if clean := RedactBody([]byte(body)); !json.Valid(clean) || strings.Contains(string(clean), part) {
			t.Errorf("%s became %s", body, clean)
		}
	}
}

func TestIDsThatQuoteSecretsStayApart(t *testing.T) {
	t.Parallel()
	hold()
	one, other := RedactID("req_din_test_0123456789abcdef"), RedactID("req_din_test_0123456789abcdee")
	if one == other || strings.Contains(one, "0123456789ab") || RedactID(one) != one {
		t.Errorf("%q and %q", one, other)
	}
	if got := Readable(one + " " + RedactID("x:"+heldKey[20:])); got != "req_din_…redacted x:…redacted" {
		t.Errorf("it is read as %q", got)
	}
	if RedactID("req_01J") != "req_01J" || Readable("req_01J") != "req_01J" {
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

func BenchmarkABodyWithNonASCIILetters(b *testing.B) {
	hold()
	body := []byte(strings.Repeat(`{"id":"req_01hx","merchant_name":"Café Zürich","amount_cents":1200},`, 7))
	b.ReportAllocs()
	for b.Loop() {
		RedactBody(body)
	}
}
