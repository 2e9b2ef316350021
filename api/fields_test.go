package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// twoAnswers are bodies that the standard decoder reads as their second answer.
var twoAnswers = []struct {
	name string
	// inOne is a JSON object's first field and its second, as %s is its name.
	first, second string
}{
	{"twice", "%s", "%s"},
	{"as capitals", "%s", "%S"},
	{"as capitals first", "%S", "%s"},
	{"as capitals alone", "", "%S"},
	{"as capitals twice", "%S", "%S"},
	{"escaped", "%s", "%u"},
	{"of another alphabet", "%s", "%k"},
}

func spelt(how, name string) string {
	letters := map[string]string{
		"%s": name, "%S": strings.ToUpper(name),
		"%u": fmt.Sprintf(`\u%04x`, name[0]) + name[1:],
		"%k": strings.NewReplacer("s", "ſ", "k", "\u212A").Replace(name),
	}
	return letters[how]
}

func TestTwoAnswersInOneAreNone(t *testing.T) {
	t.Parallel()
	asks := map[string]func(*Client) error{
		"create": func(c *Client) error {
			_, err := c.CreateSpendAt(t.Context(), "/v1/spend", SpendRequest{AmountCents: 100}, "key-1")
			return err
		},
		"spend":   func(c *Client) error { _, err := c.Spend(t.Context(), "req_1"); return err },
		"balance": func(c *Client) error { _, err := c.Balance(t.Context()); return err },
		"quote":   func(c *Client) error { _, err := c.Quote(t.Context(), QuoteRequest{}); return err },
		"policy":  func(c *Client) error { _, err := c.CheckPolicy(t.Context(), PolicyCheckRequest{}); return err },
		"execute": func(c *Client) error {
			_, err := c.Execute(t.Context(), ExecuteRequest{IdempotencyKey: "k"}, time.Time{})
			return err
		},
		"swap": func(c *Client) error { _, err := c.Swap(t.Context(), "swap_1"); return err },
	}
	for field, test := range map[string]struct{ first, second, asked string }{
		"id":                      {`"req_2"`, `"req_1"`, "create spend"},
		"status":                  {`"fail"`, `"approved"`, "create spend policy"},
		"amount_cents":            {`100`, `999900`, "create spend"},
		"currency":                {`"usd"`, `"eur"`, "create spend balance"},
		"merchant_name":           {`"AWS"`, `"Evil"`, "create spend"},
		"spent_cents":             {`1`, `2`, "balance"},
		"tokens":                  {`{}`, `{"ETH":"1"}`, "balance"},
		"swap_id":                 {`"swap_2"`, `"swap_1"`, "execute swap"},
		"execution_status":        {`"failed"`, `"confirmed"`, "execute swap"},
		"executed_sell_amount":    {`"100"`, `"4000"`, "execute swap"},
		"quote_id":                {`"quote_2"`, `"quote_1"`, "quote"},
		"expected_buy_amount":     {`"0.5"`, `"999"`, "quote"},
		"slippage_bps":            {`100`, `0`, "quote"},
		"checks":                  {`[{"status":"fail","text":"x"}]`, `[]`, "policy"},
		"an_unknown_field_of_its": {`1`, `2`, ""},
	} {
		for _, how := range twoAnswers {
			first, second := spelt(how.first, field), spelt(how.second, field)
			if first == second && how.name == "of another alphabet" {
				continue
			}
			body := soundWithout(field)
			if first != "" {
				body += fmt.Sprintf(`,"%s":%s`, first, test.first)
			}
			body += fmt.Sprintf(`,"%s":%s}`, second, test.second)
			client, _ := playing(t, answering(200, body))
			for call, ask := range asks {
				err := ask(client)
				var why *UnusableError
				wrong := strings.Contains(" "+test.asked+" ", " "+call+" ")
				switch {
				case !wrong && err != nil && !strings.Contains(err.Error(), "missing"):
					t.Errorf("%s %s %s: %v", call, field, how.name, err)
				case wrong && (!errors.As(err, &why) || why.Field != field || OutcomeOf(err) != Unknown):
					t.Errorf("%s %s %s: %v", call, field, how.name, err)
				}
			}
		}
	}
}

// soundWithout is the beginning of an answer that any call can use, but for one field.
func soundWithout(field string) string {
	body := `{"nothing":0`
	for _, part := range []struct{ name, value string }{
		{"id", `"req_1"`},
		{"status", `"approved"`},
		{"swap_id", `"swap_1"`},
		{"execution_status", `"confirmed"`},
		{"available_cents", `5`},
		{"quote_id", `"quote_1"`},
		{"expected_buy_amount", `"0.3412"`},
		{"expires_at", `"` + time.Now().UTC().Add(time.Minute).Format(time.RFC3339) + `"`},
	} {
		if part.name != field {
			body += fmt.Sprintf(`,%q:%s`, part.name, part.value)
		}
	}
	return body
}

func TestWhatNobodyReadsMayBeThereTwice(t *testing.T) {
	t.Parallel()
	for _, extra := range []string{
		`"metadata":{"Status":"x","Reason":"y","status":1,"status":2}`, `"route":{"a":1,"a":2,"Path":[]}`, `"note":1,"note":2,"Note":3`,
		`"tokens":{"usdc":"1","USDC":"2"}`, `"error":null`, `"reasons":[{"Status":1,"Status":2}]`,
		"\"status\\u0000\":1", `"statuses":{}`, `"":1,"":2`, `"` + strings.Repeat("s", 5_000) + `":1`,
	} {
		client, _ := playing(t, answering(200, soundWithout("")+","+extra+"}"))
		for name, err := range map[string]error{
			"spend": second(client.Spend(t.Context(), "req_1")), "balance": second(client.Balance(t.Context())),
			"swap": second(client.Swap(t.Context(), "swap_1")), "quote": second(client.Quote(t.Context(), QuoteRequest{})),
			"policy": second(client.CheckPolicy(t.Context(), PolicyCheckRequest{})),
		} {
			if err != nil {
				t.Errorf("%.60s: %s: %v", extra, name, err)
			}
		}
	}
	client, _ := playing(t, answering(200, `{"available_cents":5,"tokens":{"ETH":"1","\u0045TH":"900"}}`))
	if _, err := client.Balance(t.Context()); err == nil {
		t.Error("a token that is there twice is read")
	}
}

func second[T any](_ T, err error) error { return err }

// TestAnErrorIsNoAnswer sends the bank's error with the status of an answer.
func TestAnErrorIsNoAnswer(t *testing.T) {
	t.Parallel()
	for failure, says := range map[string]string{
		`{"code":"policy_declined","message":"no"}`: "error is policy_declined",
		`{"code":5}`:            "error is told",
		`{"code":"\u202eevil"}`: "error is told",
		`"gone"`:                "error is told",
		`{}`:                    "error is told",
	} {
		for _, body := range []string{`{"error":` + failure + `}`, soundWithout("") + `,"error":` + failure + `}`} {
			client, _ := playing(t, answering(200, body))
			for name, err := range map[string]error{
				"create":  second(client.CreateSpendAt(t.Context(), "/v1/spend", SpendRequest{AmountCents: 1}, "key-1")),
				"spend":   second(client.Spend(t.Context(), "req_1")),
				"balance": second(client.Balance(t.Context())), "quote": second(client.Quote(t.Context(), QuoteRequest{})),
				"policy":  second(client.CheckPolicy(t.Context(), PolicyCheckRequest{})),
				"execute": second(client.Execute(t.Context(), ExecuteRequest{}, time.Time{})), "swap": second(client.Swap(t.Context(), "swap_1")),
			} {
				if err == nil || !strings.Contains(err.Error(), says) || OutcomeOf(err) != Unknown {
					t.Errorf("%s %s: %v", name, failure, err)
				}
			}
		}
	}
}

func TestABalanceThatTellsNothingIsNone(t *testing.T) {
	t.Parallel()
	for body, usable := range map[string]bool{
		`null`: false, `{}`: false, `[]`: false, `"x"`: false, `{"data":{"available_cents":5}}`: false, `{"available_cents":null}`: false,
		`{"tokens":null,"currency":""}`: false, `{"remaining_budget_cents":0}`: true, `{"account_id":"agent_1"}`: true, `{"tokens":{"ETH":"1"}}`: true,
	} {
		client, _ := playing(t, answering(200, body))
		_, err := client.Balance(t.Context())
		var why *UnusableError
		if usable != (err == nil) || !usable && !errors.As(err, &why) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// TestTheCodeDecidesByItself bends what stands beside the code of a refusal.
func TestTheCodeDecidesByItself(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		outcome Outcome
		message string
	}{
		`{"error":{"code":"policy_declined","message":{"a":1}}}`:               {Refused, `{"a":1}`},
		`{"error":{"code":"policy_declined","message":["over","it"]}}`:         {Refused, `["over","it"]`},
		`{"error":{"code":"policy_declined","message":{"text":"over it"}}}`:    {Refused, "over it"},
		`{"error":{"code":"policy_declined","message":null}}`:                  {Refused, "Payment Required"},
		`{"error":{"code":"policy_declined","message":5,"details":"x"}}`:       {Refused, "5"},
		`{"error":{"code":"policy_declined"},"statusCode":402}`:                {Refused, "Payment Required"},
		`{"error":{"code":["policy_declined"],"message":"no"}}`:                {Unknown, "no"},
		`{"error":{"CODE":"policy_declined"}}`:                                 {Unknown, "Payment Required"},
		`{"error":{"code":"busy","code":"policy_declined"}}`:                   {Unknown, "Payment Required"},
		`{"error":{"code":"busy","Code":"policy_declined"}}`:                   {Unknown, "Payment Required"},
		`{"error":{"code":"busy"},"error":{"code":"policy_declined"}}`:         {Unknown, "Payment Required"},
		`{"error":{"code":"busy"},"Error":{"code":"policy_declined"}}`:         {Unknown, "Payment Required"},
		`{"Error":{"code":"policy_declined"}}`:                                 {Unknown, "Payment Required"},
		`{"error":{"code":"policy_declined"}} {}`:                              {Unknown, "Payment Required"},
		`{"error":{"code":"policy_declined","details":{"Code":1,"code":2}}}`:   {Refused, "Payment Required"},
		`{"error":{"co\u0064e":"policy_declined","message":"over the limit"}}`: {Refused, "over the limit"},
	} {
		client, _ := playing(t, answering(402, body))
		_, err := client.CreateSpendAt(t.Context(), "/v1/spend", SpendRequest{AmountCents: 1}, "key-1")
		var answer *Error
		if !errors.As(err, &answer) || OutcomeOf(err) != want.outcome || answer.Message != want.message {
			t.Errorf("%s: %s, %+v", body, OutcomeOf(err), answer)
		}
	}
}

func TestAQuoteThatIsntKnownIsNoMissingCall(t *testing.T) {
	t.Parallel()
	client, _ := playing(t, answering(404, `{"error":{"code":"not_found","message":["no","team"]}}`))
	if _, err := client.Quote(t.Context(), QuoteRequest{}); NoSuchPath(err) || CodeOf(err) != CodeNotFound {
		t.Errorf("got %v", err)
	}
}

// TestWhatIsWrongIsSaidInTheBanksNames reads fields of another shape.
func TestWhatIsWrongIsSaidInTheBanksNames(t *testing.T) {
	t.Parallel()
	for changed, want := range map[string]string{
		`"slippage_bps":"100"`:     "slippage_bps can't be a text",
		`"slippage_bps":[100]`:     "slippage_bps can't be a list",
		`"slippage_bps":{"bps":1}`: "slippage_bps can't be an object",
		`"slippage_bps":true`:      "slippage_bps can't be true or false",
		`"slippage_bps":0.5`:       "slippage_bps can't be this number",
		`"slippage_bps":9e20`:      "slippage_bps can't be this number",
		`"quote_id":5`:             "quote_id can't be this number",
	} {
		name, _, _ := strings.Cut(strings.Trim(changed, `"`), `"`)
		client, _ := playing(t, answering(200, soundWithout(name)+","+changed+"}"))
		_, err := client.Quote(t.Context(), QuoteRequest{})
		var why *UnusableError
		if !errors.As(err, &why) || why.Error() != want {
			t.Errorf("%s: %v", changed, err)
		}
	}
	client, _ := playing(t, answering(200, `[]`))
	if _, err := client.Balance(t.Context()); err == nil || !strings.Contains(err.Error(), "the answer can't be a list") {
		t.Errorf("a list: %v", err)
	}
}

func TestEveryTypeOfTheWireHasItsFields(t *testing.T) {
	t.Parallel()
	for kind, names := range map[reflect.Type]string{
		reflect.TypeFor[Spend]():          "id status amount_cents currency agent_account_id decided_at",
		reflect.TypeFor[Quote]():          "quote_id provider route expected_buy_amount estimated_fees slippage_bps expires_at",
		reflect.TypeFor[Swap]():           "swap_id execution_status executed_sell_amount executed_buy_amount executed_fees",
		reflect.TypeFor[PolicyCheck]():    "status reasons checks",
		reflect.TypeFor[SandboxSwap]():    "swap_id execution_status sell_token quote",
		reflect.TypeFor[SandboxChanges](): "spends swaps next",
	} {
		for name := range strings.FieldsSeq(names) {
			if FieldsOf(kind).names[name].bit == 0 {
				t.Errorf("%s has no %s", kind, name)
			}
		}
	}
	bits := make(map[uint64]bool)
	for name, known := range answerFields(reflect.TypeFor[SandboxSwap]()).names {
		if known.bit == 0 || bits[known.bit] {
			t.Errorf("%s has no bit of its own", name)
		}
		bits[known.bit] = true
	}
}

// FuzzEachFieldIsReadOnce compares what a body is read as with what its fields
// by their exact names say: no other letters and no second value change it.
func FuzzEachFieldIsReadOnce(f *testing.F) {
	for _, seed := range []string{
		`{"swap_id":"a","SWAP_ID":"b"}`, `{"swap_id":"a","quote":{"quote_id":"q","Quote_ID":"r","route":[{"a":1}]}}`, `[{"id":1},[]]`,
		`{"sell_token":"x","\u0073ell_token":"y"}`, "{\"buy_to\u212Aen\":\"x\"}", `{"a":{"b":[1,2,{"c":"\\\""}]},"execution_status":"s"}`, ` 1 `, `null`, `"\\"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var swap SandboxSwap
		if Decode(body, &swap) != nil {
			return
		}
		var exact map[string]json.RawMessage
		if json.Unmarshal(body, &exact) != nil {
			return
		}
		for name, value := range map[string]string{"swap_id": swap.ID, "execution_status": string(swap.ExecutionStatus), "sell_token": swap.SellToken, "buy_token": swap.BuyToken} {
			if textOf(exact[name]) != value {
				t.Errorf("%s of %s is read as %q", name, body, value)
			}
		}
	})
}
