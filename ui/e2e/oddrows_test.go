package e2e

import (
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

func oddCreates() []oddAnswer {
	created := func(bend banktest.Bend) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("POST /v1/spend", bend)
			made := s.ask()
			s.show("AWS")
			id, _ := made["spend_id"].(string)
			s.linear([]string{id}, "show "+id)
		}
	}
	lost := func(bend banktest.Bend) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("POST /v1/spend", bend)
			s.ask()
			opened := s.open()
			s.look(opened, "OUTCOME UNKNOWN")
			opened.quit()
		}
	}
	const other, refused = "A request is answered with another one", "Not a refusal of the catalogue"
	rows := []oddAnswer{
		{
			section: other, bent: "another amount", play: created(set(map[string]any{"amount_cents": 999_900})),
			screen: says{"asked for $12.00, the bank answered $9,999.00"}, exit: "7",
			json: says{`"field":"amount_cents"`, `"asked":"$12.00"`, `"answered":"$9,999.00"`}, never: says{"approved $12.00"},
			lines: says{"Beware: amount: asked for $12.00, the bank answered $9,999.00"},
		},
		{
			section: other, bent: "another merchant", play: created(set(map[string]any{"merchant_name": "Vast.ai"})),
			screen: says{"asked for AWS, the bank answered Vast.ai"}, exit: "7", json: says{`"field":"merchant_name"`},
		},
		{
			section: other, bent: "another currency", play: created(set(map[string]any{"currency": "eur"})),
			screen: says{"asked for USD, the bank answered EUR"}, exit: "7", json: says{`"field":"currency"`},
		},
		{
			section: other, bent: "another account", play: created(set(map[string]any{"agent_account_id": "agent_of_someone_else"})),
			screen: says{"agent_of_someone_else"}, exit: "7", json: says{`"field":"agent_account_id"`},
		},
		{
			section: other, bent: "another team", play: created(set(map[string]any{"team_id": "team_of_someone_else"})),
			screen: says{"team_of_someone_else"}, exit: "7", json: says{`"field":"team_id"`},
		},
		{
			section: other, bent: "no amount", play: created(without("amount_cents")),
			screen: says{"not told"}, json: says{`"outcome"`}, never: says{"$0.00 AWS"},
		},
	}
	const two = "Two answers in one"
	for _, odd := range []struct {
		bent   string
		fields map[string]any
	}{
		{"a status, and a Status", map[string]any{"Status": "declined"}},
		{"an error beside the request", map[string]any{"error": map[string]string{"code": "policy_declined"}}},
	} {
		rows = append(rows, oddAnswer{
			section: two, bent: odd.bent, play: lost(set(odd.fields)), exit: "6",
			screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`}, never: says{"No money moved"},
		})
	}
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
	} {
		name := http.StatusText(odd.status)
		rows = append(rows, oddAnswer{
			section: refused, bent: strings.TrimSpace(strings.Join([]string{strconv.Itoa(odd.status), odd.code, name}, " ")),
			play: lost(refuse(odd.status, odd.code)), exit: "6", screen: says{"OUTCOME UNKNOWN"}, json: says{`"outcome":"unknown"`}, never: says{"No money moved"},
		})
	}
	return rows
}

func oddReads() []oddAnswer {
	const section = "A read is answered with something else"
	return []oddAnswer{
		{
			section: section, bent: "another id",
			play: func(s *oddScene) {
				made := s.ask()
				s.bank.Bend("GET /v1/spend/{id}", set(map[string]any{"id": "req_of_someone_else"}))
				s.run("spend", "show", made["spend_id"].(string), "--json")
			},
			exit: "1", never: says{"req_of_someone_else"},
		},
		{
			section: section, bent: "404 for a request that is known",
			play: func(s *oddScene) {
				s.ask("--amount", "600.00")
				s.bank.Bend("GET /v1/spend/{id}", refuse(404, "not_found"))
				opened := s.open()
				opened.press("r")
				s.look(opened, "the bank doesn't know it since")
				opened.quit()
			},
			screen: says{"the bank doesn't know it since"},
		},
	}
}

func oddBalances() []oddAnswer {
	const section = "A balance leaves something out"
	told := func(bend banktest.Bend, text string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("GET /v1/balance", bend)
			s.run("status", "--json")
			opened := s.open()
			s.look(opened, text)
			opened.quit()
		}
	}
	keep := func(names ...string) banktest.Bend {
		return func(answer *banktest.Answer) { answer.Keep(names...) }
	}
	return []oddAnswer{
		{
			section: section, bent: "only what is left of the budget", play: told(keep("currency", "remaining_budget_cents"), "$10,000.00"),
			screen: says{"$10,000.00 left"}, json: says{`"remaining_budget_cents":1000000`}, never: says{"$0.00 of", "0 %"},
		},
		{
			section: section, bent: "only what is available", play: told(keep("currency", "available_cents"), "$20,000.00"),
			screen: says{"$20,000.00"}, json: says{`"available_cents":2000000`}, never: says{"$0.00 left"},
		},
		{
			section: section, bent: "no account", play: told(without("account_id"), "$20,000.00"),
			screen: says{"$20,000.00"}, json: says{`"available_cents":2000000`},
		},
	}
}

func oddQuotes() []oddAnswer {
	const section = "A quote that can't be, or leaves something out"
	quoted := func(bend banktest.Bend, text string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("POST /v1/swap/quote", bend)
			opened := s.open()
			s.quote(opened, "usdt")
			s.look(opened, text)
			opened.quit()
		}
	}
	return []oddAnswer{
		{section: section, bent: "no slippage", play: quoted(without("slippage_bps"), "Firm until"), screen: says{"slippage not told"}, never: says{"slippage 0.00 %"}},
		{section: section, bent: "no fees", play: quoted(without("estimated_fees"), "Firm until"), screen: says{"Fees not told", "FEES NOT TOLD nobody here can say what this costs"}, never: says{"% of the trade"}},
		{section: section, bent: "a slippage of 100 %", play: quoted(set(map[string]any{"slippage_bps": 10_000}), "Firm until"), screen: says{"NO LEAST AMOUNT", "this can't be executed"}},
		{section: section, bent: "a slippage above 100 %", play: quoted(set(map[string]any{"slippage_bps": 10_001}), "can't be right"), screen: says{"The bank's answer can't be right", "slippage_bps is 10001, outside 0 to 10000", "It is not used."}},
		{section: section, bent: "a negative fee", play: quoted(set(map[string]any{"estimated_fees": map[string]string{"network": "-3.15"}}), "can't be right"), screen: says{"The bank's answer can't be right", "network is below zero", "It is not used."}},
		{section: section, bent: "an expiry in the year 9999", play: quoted(set(map[string]any{"expires_at": "9999-12-31T23:59:59.000Z"}), "can't be right"), screen: says{"The bank's answer can't be right", "more than a day ahead", "It is not used."}},
		{section: section, bent: "an expiry without a zone", play: quoted(set(map[string]any{"expires_at": "2026-11-25T15:04:00"}), "can't be right"), screen: says{"The bank's answer can't be right", "no time with a zone", "It is not used."}},
		{section: section, bent: "a price impact that is a text", play: quoted(set(map[string]any{"price_impact_bps": "5000"}), "can't be right"), screen: says{"The bank's answer can't be right", "price_impact_bps can't be a text", "It is not used."}, never: says{"price impact not told"}},
		{section: section, bent: "a sum of fees beside its kinds", play: quoted(set(map[string]any{"estimated_fees": map[string]any{"total": 3, "network": 2, "protocol": 1}}), "Firm until"), screen: says{"3.00"}, never: says{"6.00"}},
		{section: section, bent: "a route of another shape", play: quoted(set(map[string]any{"route": "USDC-USDT"}), "Firm until"), screen: says{"route not told"}},
		{
			section: section, bent: "404 in HTML",
			play:   quoted(func(answer *banktest.Answer) { answer.Replace(404, "text/html", "<html>Not Found</html>") }, "no swap API yet"),
			screen: says{"This bank has no swap API yet.", "swaps are made in the bank's own dashboard"}, never: says{"offline"},
		},
	}
}

func oddExecutions() []oddAnswer {
	const section = "A swap executed otherwise than confirmed"
	swapped := func(bend banktest.Bend, texts ...string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("GET /v1/swap/{id}", bend)
			s.bank.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) { answer.Replace(404, "text/plain", "404 page not found") })
			s.swap(append(texts, "SW-")...)
		}
	}
	return []oddAnswer{
		{
			section: section, bent: "more sold", play: swapped(set(map[string]any{"execution_status": "confirmed", "executed_sell_amount": "4000", "executed_buy_amount": "99.5"}), "Beware"),
			screen: says{"Beware", "4,000"}, export: says{"4000"}, never: says{"Sold 100.00 USDC"},
		},
		{
			section: section, bent: "fees that can't be read", play: swapped(set(map[string]any{"execution_status": "confirmed", "executed_fees": "free", "tx_hash": 5}), "Beware"),
			screen: says{"Beware", "something that can't be read"}, export: says{" ! "},
		},
		{
			section: section, bent: "half of the fees", play: swapped(set(map[string]any{"execution_status": "confirmed", "executed_fees": map[string]any{"network": "0.01", "protocol": nil}})),
			screen: says{"assumed as quoted"}, export: says{" ! "}, never: says{"Fees $0.01"},
		},
		{
			section: section, bent: "figures not told",
			play: swapped(func(answer *banktest.Answer) {
				answer.Set(map[string]any{"execution_status": "confirmed"})
				answer.Unset("executed_sell_amount", "executed_buy_amount", "executed_fees")
			}),
			screen: says{"assumed as quoted; the bank doesn't say"}, export: says{" ! "},
		},
		{
			section: section, bent: "executed, and no id told",
			play: func(s *oddScene) {
				s.bank.Bend("POST /v1/swap/execute", without("swap_id"))
				s.bank.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) { answer.Replace(404, "text/plain", "404 page not found") })
				s.swap("OUTCOME UNKNOWN")
			},
			screen: says{"OUTCOME UNKNOWN"}, never: says{"SW-20", "Booked"},
		},
	}
}

func oddEvents() []oddAnswer {
	const section = "A signed event that can't be taken in"
	sent := func(event map[string]any, text string) func(*oddScene) {
		return func(s *oddScene) {
			opened := s.open("--webhook-listen", s.receiver)
			opened.waitFor("Available", "$")
			if status := s.deliver(event, nil); status < 200 || status > 299 {
				s.t.Errorf("it was answered %d", status)
			}
			opened.press("i")
			s.look(opened, text)
			opened.quit()
		}
	}
	return []oddAnswer{
		{
			section: section, bent: "a status that is there twice", play: sent(map[string]any{
				"id": "evt_8", "type": "spend_request.approved",
				"data": map[string]any{"spend": map[string]any{"id": "req_8", "status": "declined", "Status": "approved", "amount_cents": 999_900, "currency": "usd"}},
			}, "in other letters"),
			screen: says{"status is there in other letters than the contract's"}, never: says{"$9,999.00"},
		},
		{
			section: section, bent: "a kind that isn't known", play: sent(map[string]any{"id": "evt_9", "type": "purchase_intent.created", "data": map[string]any{}}, "purchase_intent.created"),
			screen: says{"purchase_intent.created"},
		},
	}
}
