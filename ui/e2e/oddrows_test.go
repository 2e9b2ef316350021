package e2e

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"coffer/api/banktest"
)

// set bends an answer to other fields, without leaves fields out of it.
func set(fields map[string]any) banktest.Bend {
	return func(answer *banktest.Answer) { answer.Set(fields) }
}

func without(names ...string) banktest.Bend {
	return func(answer *banktest.Answer) { answer.Unset(names...) }
}

func refuse(status int, code string) banktest.Bend {
	return func(answer *banktest.Answer) { answer.Refuse(status, code, "Not now") }
}

// page is a web page in place of an answer.
func page(status int, body string) banktest.Bend {
	return func(answer *banktest.Answer) { answer.Replace(status, "text/html", body) }
}

// noChanges has the sandbox without a list of what changed, which would tell
// what a bent answer hides.
func (s *oddScene) noChanges() {
	s.bank.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) { answer.Replace(404, "text/plain", "404 page not found") })
}

// created has a spend asked for and answered with what is bent, and looks at it
// everywhere.
func created(bend banktest.Bend, more ...string) func(*oddScene) {
	return func(s *oddScene) {
		s.bank.Bend("POST /v1/spend", bend)
		made := s.ask(more...)
		s.noChanges()
		id, _ := made["spend_id"].(string)
		s.everywhere(id, "Spends 1")
	}
}

// unresolved has a spend asked for whose answer settles nothing.
func unresolved(bend banktest.Bend) func(*oddScene) {
	return func(s *oddScene) {
		s.bank.Bend("POST /v1/spend", bend)
		s.noChanges()
		s.ask()
		opened := s.open()
		s.look(opened, "OUTCOME UNKNOWN")
		s.leave(opened)
		s.linear()
		s.read("status", "--json")
		s.run("export", "spends", "--format", "csv")
	}
}

func oddCreates() []oddAnswer {
	const other, two = "A request is answered with another one", "Two answers in one"
	// asked is "" where each run of the bank has its own.
	differs := func(bent, name, field string, value any, asked, answered string) oddAnswer {
		both := says{name + ": asked for " + asked, ", the bank answered " + answered}
		row := oddAnswer{
			section: other, bent: bent, play: created(set(map[string]any{field: value})), exit: "7",
			screen: both, lines: says{"Beware: " + both[0], both[1]}, export: both,
			json: says{`"field":"` + field + `"`, `"answered":"` + answered + `"`},
		}
		if asked != "" {
			row.json = append(row.json, `"asked":"`+asked+`"`)
		}
		return row
	}
	amount := differs("another amount", "amount", "amount_cents", 999_900, "$12.00", "$9,999.00")
	amount.never = says{"approved $12.00"}
	return []oddAnswer{
		amount,
		differs("a negative amount", "amount", "amount_cents", -1_200, "$12.00", "-$12.00"),
		differs("another merchant", "merchant", "merchant_name", "Vast.ai", "AWS", "Vast.ai"),
		differs("another currency", "currency", "currency", "eur", "USD", "EUR"),
		differs("another account", "account", "agent_account_id", "agent_of_someone_else", "", "agent_of_someone_else"),
		differs("another team", "team", "team_id", "team_of_someone_else", "", "team_of_someone_else"),
		{
			section: other, bent: "no amount", play: created(without("amount_cents")), exit: "0",
			screen: says{"not told AWS", "1 amount not told"}, json: says{`"status":"approved"`, `"outcome":"done"`}, export: says{",,USD,AWS,"},
			lines: says{"An amount that is not told to AWS: approved.", "Amount: $12.00, as asked for; the bank doesn't say."},
			never: says{"$0.00 AWS", `"amount":`, `"amount_cents":0`},
		},
		{
			section: other, bent: "no amount, and a person has to approve it",
			play: func(s *oddScene) {
				s.bank.Bend("POST /v1/spend", without("amount_cents"))
				s.bank.Bend("GET /v1/spend/{id}", without("amount_cents"))
				s.noChanges()
				made := s.ask("--amount", "600.00")
				opened := s.open()
				s.look(opened, "1 request", "1 amount not told")
				opened.press(enter)
				opened.waitFor("DETAILS")
				opened.press("a")
				s.look(opened, "can't be approved here")
				s.leave(opened)
				s.linear("show " + made["spend_id"].(string))
				s.read("status", "--json")
				s.run("export", "spends", "--format", "csv")
			},
			screen: says{"1 request", "1 amount not told · oldest", "The bank hasn't told the amount"}, json: says{`"status":"needs_approval"`, `"count":1,"sums":[],"not_told":1`}, exit: "5",
			lines: says{"1 amount not told in all", "Amount: $600.00, as asked for; the bank doesn't say."}, export: says{",,USD,AWS,"},
			never: says{"$0.00 AWS", "nothing · oldest", "Approve $0.00"},
		},
		{
			section: other, bent: "the id of an earlier request",
			play: func(s *oddScene) {
				earlier := s.ask("--amount", "5.00", "--merchant", "Figma")
				s.bank.Bend("POST /v1/spend", set(map[string]any{"id": earlier["spend_id"]}))
				s.noChanges()
				s.faces.json = ""
				s.ask()
				s.everywhere(earlier["spend_id"].(string), "Spends 1")
				s.read("status", "--json")
			},
			exit: "6", screen: says{"OUTCOME UNKNOWN", "$5.00 Figma", "id: asked for a request of its own for $12.00 · AWS, the bank answered req_"},
			json:   says{`"outcome":"unknown"`, `"field":"id"`, `"asked":"a request of its own"`, `"state":"unknown"`},
			lines:  says{"Outcome unknown: a spend of $12.00 to AWS.", "Beware: id: asked for a request of its own for $12.00 · AWS, the bank answered req_"},
			export: says{",5.00,USD,Figma,", "id: asked for a request of its own for $12.00 · AWS, the bank answered req_"}, never: says{"$12.00 AWS"},
		},
		{
			section: other, bent: "an id of invisible letters alone", play: created(set(map[string]any{"id": "\u200b\u200b"})), exit: "0",
			screen: says{"ID %E2%80%8B%E2%80%8B"}, json: says{`"spend_id":"%E2%80%8B%E2%80%8B"`}, lines: says{"id %E2%80%8B%E2%80%8B."}, export: says{"%25E2%2580%258B%25E2%2580%258B,approved"},
		},
		{
			section: two, bent: "a status, and a Status", play: unresolved(set(map[string]any{"Status": "declined"})), exit: "6",
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`}, lines: says{"Outcome unknown"}, never: says{"No money moved"},
		},
		{
			section: two, bent: "an error beside the request", exit: "6",
			play:   unresolved(set(map[string]any{"error": map[string]string{"code": "policy_declined"}})),
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`}, lines: says{"Outcome unknown"}, never: says{"No money moved"},
		},
		{
			section: other, bent: "an approval page on a host that isn't the bank's", exit: "5",
			play: func(s *oddScene) {
				elsewhere := set(map[string]any{"approval_url": "https://evil.example/approve?id=1"})
				s.bank.Bend("POST /v1/spend", elsewhere)
				s.bank.Bend("GET /v1/spend/{id}", elsewhere)
				s.noChanges()
				made := s.ask("--amount", "600.00")
				opened := s.open()
				opened.waitFor("Spends 1")
				opened.press("o")
				s.look(opened, "evil.example")
				s.leave(opened)
				s.linear("open " + made["spend_id"].(string))
			},
			lines: says{"Its approval page isn't on a host of the bank, so it is neither opened nor said."}, never: says{`"approval_url"`},
		},
	}
}

func oddRefusals() []oddAnswer {
	const unsettled, refused, held = "Not a refusal of the catalogue", "A refusal, in the bank's words", "Held back, not lost"
	var rows []oddAnswer
	for _, odd := range []struct {
		status int
		code   string
	}{
		{409, "idempotency_key_in_use"},
		{409, "request_in_progress"},
		{409, "invalid_request"},
		{409, "idempotency_key_conflict"},
		{408, "timeout"},
		{418, "teapot"},
		{425, "too_early"},
		{499, "client_closed"},
		{400, "policy_declined"},
		{402, ""},
		{404, ""},
	} {
		name := http.StatusText(odd.status)
		rows = append(rows, oddAnswer{
			section: unsettled, bent: strings.Join(strings.Fields(strings.Join([]string{strconv.Itoa(odd.status), odd.code, name}, " ")), " "),
			play: unresolved(refuse(odd.status, odd.code)), exit: "6", screen: says{"OUTCOME UNKNOWN"},
			json:  says{`"outcome":"unknown"`, `"state":"unknown"`, "The answer was " + strconv.Itoa(odd.status), "Whether it took effect is not known."},
			lines: says{"Outcome unknown: a spend of $12.00 to AWS. The answer was " + strconv.Itoa(odd.status)}, never: says{"No money moved"},
		})
	}
	asked := func(bend banktest.Bend, text string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("POST /v1/spend", bend)
			s.ask()
			opened := s.open()
			opened.press("4")
			s.look(opened, text)
			s.leave(opened)
			s.linear()
		}
	}
	details := map[string]any{"limit": 1_000_000, "spent": 995_000, "remaining": 5_000, "period": "monthly", "windowStart": "2026-11-01T00:00:00.000Z", "windowEnd": "2026-12-01T00:00:00.000Z"}
	return append(rows,
		oddAnswer{
			section: unsettled, bent: "200, with a sign-in page in HTML", play: unresolved(page(200, "<html><form>Sign in</form></html>")), exit: "6",
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`, "A web page came in place of the bank's answer"}, never: says{"No answer from the bank"},
			lines: says{"Outcome unknown: a spend of $12.00 to AWS. A web page came in place of the bank's answer"},
		},
		oddAnswer{
			section: unsettled, bent: "a redirect", exit: "6",
			play: unresolved(func(answer *banktest.Answer) {
				answer.Header.Set("Location", "https://elsewhere.example/v1/spend")
				answer.Replace(307, "text/plain", "moved")
			}),
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`, "The bank's address leads elsewhere, and the key doesn't follow"},
			lines: says{"Outcome unknown: a spend of $12.00 to AWS. The bank's address leads elsewhere"},
		},
		oddAnswer{
			section: unsettled, bent: "text that isn't UTF-8", exit: "6",
			play: unresolved(func(answer *banktest.Answer) {
				answer.Body = []byte(strings.Replace(string(answer.Body), "AWS", "AW\xff", 1))
			}),
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`, "the answer holds text that is no UTF-8"}, lines: says{"Outcome unknown", "the answer holds text that is no UTF-8"},
		},
		oddAnswer{
			section: unsettled, bent: "500 internal_error", play: unresolved(refuse(500, "internal_error")), exit: "6",
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`, "The bank failed (500)"}, lines: says{"Outcome unknown", "The bank failed (500)"},
		},
		oddAnswer{
			section: refused, bent: "402 funding_source_budget_exceeded, with its details", exit: "3",
			play: asked(func(answer *banktest.Answer) {
				body, _ := json.Marshal(map[string]any{"error": map[string]any{"code": "funding_source_budget_exceeded", "message": "The budget is used up", "details": details}})
				answer.Replace(402, "application/json", string(body))
			}, "AWS"),
			json:   says{`"outcome":"refused"`, "limit 1000000, spent 995000, remaining 5000, period monthly, from 2026-11-01T00:00:00.000Z, until 2026-12-01T00:00:00.000Z", "No money moved."},
			screen: says{"refused · The budget is used up"},
		},
		oddAnswer{
			section: refused, bent: "403 insufficient_scope", exit: "4", play: asked(refuse(403, "insufficient_scope"), "AWS"),
			json: says{`"outcome":"refused"`, `"code":"insufficient_scope"`, "The key lacks the scope for this"}, screen: says{"refused · Not now"},
		},
		oddAnswer{
			section: held, bent: "the balance: 403 insufficient_scope", exit: "4",
			play: func(s *oddScene) {
				s.bank.Bend("GET /v1/balance", refuse(403, "insufficient_scope"))
				s.run("status", "--json")
				opened := s.open()
				s.look(opened, "The bank doesn't tell this key its balance")
				opened.press("i")
				s.look(opened, "Held back")
				s.leave(opened)
				s.linear()
			},
			screen: says{"The bank doesn't tell this key its balance", "Issue a key that has the scope", "[insufficient_scope]"}, lines: says{"The bank doesn't tell this key its balance", "[insufficient_scope]"},
			json: says{`"code":"insufficient_scope"`, "The key lacks the scope for this"}, never: says{"offline", "$0.00"},
		},
		oddAnswer{
			section: held, bent: "reads: 429 without Retry-After",
			play: func(s *oddScene) {
				s.ask("--amount", "600.00")
				s.bank.Bend("GET /v1/balance", refuse(429, "rate_limited"))
				s.bank.Bend("GET /v1/spend/{id}", refuse(429, "rate_limited"))
				s.noChanges()
				opened := s.open()
				opened.press("i")
				s.look(opened, "The bank asks for a slower pace")
				s.leave(opened)
				linear := s.startLinear()
				linear.pressUntil("status\r", "asking goes on at")
				s.endLinear(linear)
				if calls := len(s.bank.To("GET", "/v1/balance")); calls > 20 {
					s.t.Errorf("%d calls for the balance although the bank asked for a slower pace", calls)
				}
			},
			screen: says{"The bank asks for a slower pace [rate_limited]: asking goes on at"}, lines: says{"The bank asks for a slower pace [rate_limited]: asking goes on at"}, never: says{"offline"},
		},
	)
}

func oddReads() []oddAnswer {
	const section = "A read is answered with something else"
	return []oddAnswer{
		{
			section: section, bent: "another id",
			play: func(s *oddScene) {
				made := s.ask("--amount", "600.00")
				s.bank.Bend("GET /v1/spend/{id}", set(map[string]any{"id": "req_of_someone_else", "status": "approved"}))
				s.noChanges()
				s.faces.json = ""
				s.run("spend", "show", made["spend_id"].(string), "--json")
				s.everywhere(made["spend_id"].(string), "Spends 1")
			},
			// Nothing of it is used, and a script has to look: 7, as of any answer
			// that isn't about what was asked.
			exit: "7", json: says{"The bank's answer can't be right: id is req_of_someone_else, and req_", "It is not used."}, never: says{`"status":"approved"`, "● approved"},
			screen: says{"◔ needs approval"}, lines: says{"$600.00 to AWS: needs approval."}, export: says{",needs_approval,"},
		},
		{
			section: section, bent: "another id, while a command waits for the decision",
			play: func(s *oddScene) {
				s.bank.Bend("GET /v1/spend/{id}", set(map[string]any{"id": "req_of_someone_else", "status": "approved"}))
				s.run("spend", "create", "--amount", "600.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json", "--wait", "--timeout", "4s")
			},
			exit: "7", json: says{`"status":"needs_approval"`, `"outcome":"done"`, "id is req_of_someone_else, and req_"}, never: says{`"status":"approved"`},
		},
		{
			section: section, bent: "404 for a request that is known",
			play: func(s *oddScene) {
				made := s.ask("--amount", "600.00")
				s.bank.Bend("GET /v1/spend/{id}", refuse(404, "not_found"))
				s.noChanges()
				opened := s.open()
				opened.press("r")
				s.look(opened, "the bank doesn't know it since")
				s.leave(opened)
				s.run("spend", "show", made["spend_id"].(string), "--json")
				s.everywhere(made["spend_id"].(string), "Spends 1")
			},
			screen: says{"the bank doesn't know it since", "Ask the bank, quoting the id; nothing here is lost."}, json: says{"The bank doesn't know req_", ", which was last heard of at"}, exit: "1",
			lines: says{"for GPU, id req_", "Beware: the bank doesn't know it since", "Ask the bank, quoting the id; nothing here is lost."}, export: says{",needs_approval,", "600.00"},
		},
		{
			section: section, bent: "another amount than at first",
			play: func(s *oddScene) {
				made := s.ask("--amount", "600.00")
				s.bank.Bend("GET /v1/spend/{id}", set(map[string]any{"amount_cents": 70_000}))
				s.noChanges()
				s.faces.json = ""
				s.run("spend", "show", made["spend_id"].(string), "--json")
				opened := s.open()
				opened.press("r")
				s.look(opened, "$700.00")
				s.leave(opened)
				s.everywhere(made["spend_id"].(string), "Spends 1")
			},
			exit: "7", screen: says{"amount: asked for $600.00, the bank answered $700.00"}, lines: says{"Beware: amount: asked for $600.00, the bank answered $700.00"},
			json: says{`"amount_cents":70000`, `"field":"amount_cents"`, `"asked":"$600.00"`, `"answered":"$700.00"`}, export: says{"amount: asked for $600.00, the bank answered $700.00"},
		},
	}
}
