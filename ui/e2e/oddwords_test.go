package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"coffer/api/banktest"
)

const longStatus = "waiting_for_the_second_signature_of_a_member_of_the_board_of_directors_in_another_timezone"

func oddWords() []oddAnswer {
	const words, texts = "A word that decides is nearly the right one", "Text from outside"
	status := func(bent, word, shown string) oddAnswer {
		return oddAnswer{
			section: words, bent: bent, play: created(set(map[string]any{"status": word})), exit: "5",
			screen: says{"◇ " + shown}, json: says{`"status":"` + shown + `","final":false`}, lines: says{"$12.00 to AWS: " + shown + "."},
			export: says{"," + strings.ReplaceAll(shown, "%", "%25") + ","}, never: says{"● approved", "AWS: approved."},
		}
	}
	return []oddAnswer{
		status("a status with a blank behind it, `\"approved \"`", "approved ", "approved%20"),
		status("a status with an invisible letter", "appro\u200bved", "appro%E2%80%8Bved"),
		status("a status in capitals, `APPROVED`", "APPROVED", "APPROVED"),
		status("a status that isn't known", "under_review", "under_review"),
		status("a status of 90 letters", longStatus, longStatus),
		{
			section: words, bent: "two ids that differ by an invisible letter",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				for i, id := range []string{"req_twin", "req_tw\u200bin"} {
					s.announce("evt_twin_"+strings.Repeat("i", i), id, map[string]any{"amount_cents": 41_100 + i})
				}
				s.look(opened, "$411.00", "$411.01")
				s.leave(opened)
				s.linear("list")
				s.run("export", "spends", "--format", "csv")
			},
			screen: says{"$411.00", "$411.01"}, export: says{"req_twin,", "req_tw%25E2%2580%258Bin,"}, lines: says{"id req_twin", "id req_tw%E2%80%8Bin"},
		},
		{
			section: texts, bent: "escape sequences, a bidi override and a newline in merchant and reason",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				s.announce("evt_text", "req_text", map[string]any{"merchant_name": "\x1b[31mRed\x1b]52;c;RVZJTA==\x07 \u202eevil\u202c", "reason": "one\ntwo"})
				s.look(opened, "Red")
				opened.press(enter)
				s.look(opened, "DETAILS")
				s.leave(opened)
				s.linear("list")
				s.run("export", "spends", "--format", "jsonl")
			},
			screen: says{"one two"}, lines: says{"for one two"}, export: says{`"reason":"one two"`}, never: says{"\x1b[31m", "\x1b]52", "\u202e"},
		},
		{
			section: texts, bent: "the key, quoted back in the reason of the decision",
			play: func(s *oddScene) {
				s.bank.Bend("POST /v1/spend", set(map[string]any{"decision_reason": "Your key " + s.issued.SpendKey + " may do that"}))
				s.noChanges()
				made := s.ask("--log-level", "debug")
				s.everywhere(made["spend_id"].(string), "Spends 1")
				s.hides(s.issued.SpendKey)
			},
			screen: says{"Your key din_…redacted may do that"}, json: says{"Your key din_…redacted may do that"},
			lines: says{"Your key din_…redacted may do that"}, export: says{"Your key din_…redacted may do that"}, exit: "0",
		},
		{
			section: texts, bent: "the key, quoted back in a refusal",
			play: func(s *oddScene) {
				s.bank.Bend("POST /v1/spend", func(answer *banktest.Answer) {
					answer.Refuse(402, "policy_declined", "No spends with "+s.issued.SpendKey)
				})
				s.ask("--log-level", "debug")
				opened := s.open()
				opened.press("4")
				s.look(opened, "AWS")
				s.leave(opened)
				s.linear()
				s.hides(s.issued.SpendKey)
			},
			json: says{"No spends with din_…redacted"}, screen: says{"No spends with din_…redacted"}, exit: "3",
		},
	}
}

// announce delivers the event of a new request that waits.
func (s *oddScene) announce(event, id string, fields map[string]any) {
	s.t.Helper()
	if status := s.deliver(s.event(event, id, fields), nil); status != http.StatusOK {
		s.t.Errorf("it was answered %d", status)
	}
}

// event is that of a new request that waits, of this team and account.
func (s *oddScene) event(event, id string, fields map[string]any) map[string]any {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	spend := map[string]any{
		"id": id, "team_id": s.issued.TeamID, "agent_account_id": s.issued.AccountID, "status": "needs_approval", "decision_reason": "Above the threshold",
		"amount_cents": 41_100, "currency": "usd", "merchant_name": "AWS", "reason": "GPU", "created_at": now, "updated_at": now,
	}
	for field, value := range fields {
		if value == nil {
			delete(spend, field)
		} else {
			spend[field] = value
		}
	}
	return map[string]any{"id": event, "type": "spend_request.created", "occurred_at": now, "request_id": "trace_1", "data": map[string]any{"spend": spend}}
}

// heard has an event about a request arrive that nobody asked for here, and
// looks at it everywhere.
func heard(fields map[string]any, texts ...string) func(*oddScene) {
	return func(s *oddScene) {
		event := s.event("evt_heard", "req_heard", fields)
		record, err := json.Marshal(event["data"].(map[string]any)["spend"])
		if err != nil {
			s.t.Fatal(err)
		}
		s.bank.Bend("GET /v1/spend/{id}", func(answer *banktest.Answer) { answer.Replace(http.StatusOK, "application/json", string(record)) })
		opened := s.open("--webhook-listen", s.receiver)
		opened.waitFor("Available", "$")
		if status := s.deliver(event, nil); status != http.StatusOK {
			s.t.Errorf("it was answered %d", status)
		}
		s.look(opened, append(texts, "Spends 1")...)
		opened.press(enter)
		s.look(opened, "DETAILS")
		s.leave(opened)
		s.linear("list", "show req_heard")
		s.run("spend", "show", "req_heard", "--json")
		s.read("status", "--json")
		s.run("export", "spends", "--format", "csv")
	}
}

func oddCurrencies() []oddAnswer {
	const section = "A currency or an amount that isn't an ordinary one"
	minor := func(bent, currency, shown string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent, play: heard(map[string]any{"currency": currency}, "41,100 minor units"), exit: "0",
			screen: says{"41,100 minor units " + shown + " AWS"}, lines: says{"41,100 minor units " + shown + " to AWS"},
			json: says{`"currency":"` + shown + `","amount_cents":41100`}, export: says{",," + strings.ReplaceAll(shown, "%", "%25") + ",AWS,", ",41100,"},
			never: says{"$411.00", "411.00", `"amount":"`},
		}
	}
	known := func(bent, currency, screen, amount string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent, play: heard(map[string]any{"currency": currency}, screen), exit: "0",
			screen: says{screen + " AWS"}, lines: says{screen + " to AWS"}, json: says{`"amount":"` + amount + `"`, `"amount_cents":41100`}, export: says{"," + amount + "," + strings.ToUpper(currency) + ","},
			never: says{"411.00"},
		}
	}
	return []oddAnswer{
		minor("a sign in place of a currency's code, `€`", "€", "€"),
		minor("a code that nobody knows", "zzz", "zzz"),
		minor("a currency with an invisible letter", "us\u200bd", "us%E2%80%8Bd"),
		known("a currency of three decimals, `kwd`", "kwd", "41.100 KWD", "41.100"),
		known("a currency without decimals, `jpy`", "jpy", "41,100 JPY", "41100"),
		{
			section: section, bent: "an amount that isn't told, by webhook", play: heard(map[string]any{"amount_cents": nil}, "not told"), exit: "0",
			screen: says{"not told AWS", "1 amount not told"}, lines: says{"An amount that is not told to AWS"}, json: says{`"currency":"USD","merchant":"AWS"`, `"not_told":1`}, export: says{",,USD,AWS,"},
			never: says{"$0.00 AWS", `"amount"`, "nothing · oldest"},
		},
		{
			section: section, bent: "`amount_cents: 41100.0`", play: heard(map[string]any{"amount_cents": json.RawMessage("41100.0")}, "$411.00"), exit: "0",
			screen: says{"$411.00 AWS"}, lines: says{"$411.00 to AWS"}, json: says{`"amount":"411.00"`, `"amount_cents":41100`}, export: says{",411.00,USD,"},
		},
		{
			section: section, bent: "two approved spends near the largest that is",
			play: func(s *oddScene) {
				opened := s.open("--webhook-listen", s.receiver)
				opened.waitFor("Available", "$")
				for _, id := range []string{"req_vast_1", "req_vast_2"} {
					event := s.event("evt_"+id, id, map[string]any{"status": "approved", "amount_cents": int64(9_223_372_036_854_775_000), "decided_at": time.Now().UTC().Format(time.RFC3339)})
					event["type"] = "spend_request.approved"
					if status := s.deliver(event, nil); status != http.StatusOK {
						s.t.Errorf("it was answered %d", status)
					}
				}
				s.look(opened, "Spends 2")
				opened.press("5")
				opened.glance()
				s.look(opened, "5 Charts")
				s.leave(opened)
				s.linear("status")
				s.run("export", "spends", "--format", "csv")
			},
			screen: says{"$92,233,720,368,547,750.00"}, lines: says{"Today: more than $92,233,720,368,547,758.07 spent, 2 approved"}, export: says{"92233720368547750.00", ",9223372036854775000,"},
			never: says{"−$", "-$", " −4", " -4"},
		},
	}
}

func oddTimes() []oddAnswer {
	const section = "A time that isn't written as usual"
	ahead := time.Now().UTC().Add(3 * time.Hour).Format("2006-01-02T15:04:05.000Z")
	row := func(bent, created, screen string) oddAnswer {
		return oddAnswer{section: section, bent: bent, play: heard(map[string]any{"created_at": created, "updated_at": created}, "$411.00"), screen: says{screen}, exit: "0"}
	}
	lower := row("lower-case `t` and `z`", "2026-05-07t12:34:56.000z", "Asked 7 May 12:34:56")
	lower.json, lower.export = says{`"created_at":"2026-05-07T12:34:56.000Z"`}, says{"2026-05-07T12:34:56.000Z"}
	leap := row("a leap second", "2016-12-31T23:59:60.000Z", "Asked 1 Jan 2017 00:00:00")
	leap.json, leap.export = says{`"created_at":"2017-01-01T00:00:00.000Z"`}, says{"2017-01-01T00:00:00.000Z"}
	future := row("a time in the future", ahead, "approval +2h")
	future.lines, future.never = says{"the oldest from 2h ahead of this clock", "needs approval, 2h ahead of this clock"}, says{"approval 0s", "0s ago, for"}
	future.exit = "7"
	bare := row("a time without a zone", "2026-05-07T12:34:56", "$411.00")
	bare.never = says{"7 May", "2026-05-07"}
	return []oddAnswer{lower, leap, future, bare}
}
