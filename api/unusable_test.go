package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// read asks for one thing of each kind and tells what became of it.
func readAll(t *testing.T, body string) map[string]error {
	t.Helper()
	client, _ := playing(t, answering(200, body))
	errs := make(map[string]error)
	_, errs["spend"] = client.Spend(t.Context(), "req_1")
	_, errs["balance"] = client.Balance(t.Context())
	_, errs["swap"] = client.Swap(t.Context(), "swap_1")
	_, errs["quote"] = client.Quote(t.Context(), QuoteRequest{})
	return errs
}

// soundly is an answer that each of the reads can use, with one field changed.
func soundly(changed string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(changed, `"`), `"`)
	body := soundWithout(name)
	for _, field := range []struct{ name, value string }{
		{"amount_cents", "100"}, {"estimated_fees", `{"network":"3.15"}`}, {"slippage_bps", "100"},
	} {
		if field.name != name {
			body += fmt.Sprintf(`,%q:%s`, field.name, field.value)
		}
	}
	if changed != "" {
		changed = "," + changed
	}
	return body + changed + "}"
}

func TestNonsenseIsAnUnusableAnswer(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("9", 5_000)
	for changed, kinds := range map[string]string{
		``: "",
		// Whole numbers, however they are written.
		`"amount_cents":120.0`:                          "",
		`"amount_cents":1.2e2`:                          "",
		`"amount_cents":12e+1`:                          "",
		`"slippage_bps":1E4`:                            "",
		`"amount_cents":120.5`:                          "spend",
		`"amount_cents":"120"`:                          "spend",
		`"amount_cents":-1`:                             "spend",
		`"amount_cents":1e19`:                           "spend",
		`"slippage_bps":10001`:                          "quote",
		`"slippage_bps":-1`:                             "quote",
		`"slippage_bps":0`:                              "",
		`"price_impact_bps":9e9`:                        "quote",
		`"price_impact_bps":-200`:                       "",
		`"price_impact_bps":null`:                       "",
		`"price_impact_bps":35.0`:                       "",
		`"price_impact_bps":10001`:                      "quote",
		`"price_impact_bps":"5000"`:                     "quote",
		`"price_impact_bps":5000.5`:                     "quote",
		`"price_impact_bps":99999999999999999999`:       "quote",
		`"price_impact_bps":[]`:                         "quote",
		`"price_impact_bps":true`:                       "quote",
		`"estimated_fees":{"network":"-3.15"}`:          "quote",
		`"estimated_fees":{"network":"1e999999999"}`:    "quote",
		`"estimated_fees":{"network":"1e-999999999"}`:   "quote",
		`"estimated_fees":{"network":"` + digits + `"}`: "quote",
		`"estimated_fees":{"network":"0"}`:              "",
		`"expected_buy_amount":"-0.3412"`:               "quote",
		`"expected_buy_amount":"0"`:                     "quote",
		`"expected_buy_amount":"1e999999999"`:           "quote",
		`"expected_buy_amount":"NaN"`:                   "quote",
		`"expected_buy_amount":1e999999999`:             "quote",
		`"expected_buy_amount":1e99999999999`:           "quote",
		`"expected_buy_amount":` + digits:               "quote",
		`"amount_cents":` + digits:                      "spend",
		`"available_cents":1e999999999`:                 "balance",
		`"tokens":{"ETH":1e999999999}`:                  "balance",
		`"an_unknown_field":1e999999999`:                "",
		`"an_unknown_field":` + digits:                  "",
		`"an_unknown_field":"` + digits + `"`:           "",
		`"executed_buy_amount":"-1"`:                    "",
		`"executed_sell_amount":"1e999999999"`:          "",
		`"budget_cents":-1`:                             "balance",
		`"available_cents":-1`:                          "",
		`"remaining_budget_cents":-5`:                   "",
		`"available_cents":0.5`:                         "balance",
		`"tokens":{"ETH":"-1"}`:                         "balance",
		`"tokens":{"ETH":"1e999999999"}`:                "balance",
		`"expires_at":"9999-12-31T23:59:59Z"`:           "quote",
		`"expires_at":"2026-05-08T15:04:00"`:            "quote",
		`"expires_at":"soon"`:                           "quote",
		`"expires_at":null`:                             "quote",
		`"id":"req_2"`:                                  "spend",
		`"id":"req_1 "`:                                 "spend",
		`"id":""`:                                       "spend",
		`"status":""`:                                   "spend",
		`"swap_id":"swap_2"`:                            "swap",
		`"execution_status":""`:                         "swap",
		`"quote_id":""`:                                 "quote",
	} {
		name := changed
		if len(name) > 60 {
			name = name[:60]
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, err := range readAll(t, soundly(changed)) {
				wrong := strings.Contains(kinds, kind)
				var why *UnusableError
				if errors.As(err, &why) != wrong || (err != nil) != wrong {
					t.Errorf("%s: %v", kind, err)
				}
				if wrong && OutcomeOf(err) != Unknown {
					t.Errorf("%s: the outcome is %s", kind, OutcomeOf(err))
				}
			}
		})
	}
}

// TestTwoIDsThatDifferNeverReadAlike answers with an id of invisible letters.
func TestTwoIDsThatDifferNeverReadAlike(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"req_2":        "id is req_2, and req_1 was asked for",
		"req_1\u200b":  `id is "req_1\u200b", and req_1 was asked for`,
		"req_1 ":       `id is "req_1 ", and req_1 was asked for`,
		"req_\u202e1":  `id is "req_\u202e1", and req_1 was asked for`,
		"req_\u0430_1": `id is "req_\u0430_1", and req_1 was asked for`,
	} {
		client, _ := playing(t, answering(200, fmt.Sprintf(`{"id":%q,"status":"approved"}`, id)))
		_, err := client.Spend(t.Context(), "req_1")
		var why *UnusableError
		if !errors.As(err, &why) || why.Error() != want || why.Answered != id {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestANumberIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"120": 120, "120.0": 120, "1.2e2": 120, "1.2E+2": 120, "12000e-2": 120, "-0.0": 0, "9007199254740993": 9007199254740993, "1e18": 1e18,
	} {
		var value struct {
			Cents int64  `json:"amount_cents"`
			Text  string `json:"reason"`
		}
		// Digits and escapes inside of a text are none of this.
		body := `{"reason":"1.0 \"2.0\" \\", "amount_cents":` + text + `}`
		if err := Decode([]byte(body), &value); err != nil || value.Cents != want || value.Text != `1.0 "2.0" \` {
			t.Errorf("%s: %+v, %v", text, value, err)
		}
	}
}

func FuzzDecodeAgreesWithTheStandardLibrary(f *testing.F) {
	for _, seed := range []string{soundly(""), `{"a":[1,2.50,-3e-1,"\\\""],"b":{"c":1e5}}`, `"\u0022"`, `1.50`, `[]`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var plain, usual any
		if json.Unmarshal(body, &usual) != nil || Decode(body, &plain) != nil {
			return
		}
		first, _ := json.Marshal(plain)
		second, _ := json.Marshal(usual)
		if string(first) != string(second) {
			t.Errorf("%s is read as %s, want %s", body, first, second)
		}
	})
}

func TestTimesAreReadInEveryFormOfTheStandard(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-12-31T23:59:59Z":          at,
		"2026-12-31t23:59:59z":          at,
		"2026-12-31t23:59:59.000z":      at,
		"2027-01-01T00:59:59+01:00":     at,
		"2026-12-31T23:59:60Z":          at.Add(time.Second),
		"2026-12-31T23:59:60.5Z":        at.Add(1500 * time.Millisecond),
		"2027-01-01T00:59:60.250+01:00": at.Add(1250 * time.Millisecond),
		"2026-12-31T23:59:59":           {},
		"2026-12-31T23:59:61Z":          {},
		"2026-12-31":                    {},
		"":                              {},
	} {
		var read Timestamp
		if err := read.UnmarshalJSON([]byte(fmt.Sprintf("%q", text))); err != nil || !read.Equal(want) {
			t.Errorf("%s is %v (%v), want %v", text, read, err, want)
		}
	}
}

func TestTextThatIsNoUTF8MakesAnAnswerUnusable(t *testing.T) {
	t.Parallel()
	for text, readable := range map[string]bool{
		`pass`: true, `日本 \u65e5`: true, `\ud83d\ude00`: true, `\\ud800`: true, "\ufffd": true, `\ufffd`: true, `\uD83D\uDE00\uD83D\uDE01`: true,
		"req_\xff": false, "req_\xfe": false, "\xed\xa0\x80": false, "cut \xe6\x97": false,
		`\ud800`: false, `\udfff`: false, `\ud800\ud800\udc00`: false, `\ud800x`: false, `\ud800\n`: false, `\\\ud800`: false,
	} {
		var value struct {
			ID string `json:"id"`
		}
		err := Decode([]byte(`{"id":"`+text+`"}`), &value)
		var wrong *UnusableError
		if (err == nil) != readable || err != nil && !errors.As(err, &wrong) {
			t.Errorf("%q is read as %q, %v", text, value.ID, err)
		}
	}
}
