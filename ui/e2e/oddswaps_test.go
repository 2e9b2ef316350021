package e2e

import "coffer/api/banktest"

func oddExecutions() []oddAnswer {
	const section, unsettled = "A swap executed otherwise than confirmed", "A swap whose answer isn't about it"
	swapped := func(bend banktest.Bend, texts ...string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("GET /v1/swap/{id}", bend)
			s.noChanges()
			s.swap(append(texts, "SW-")...)
		}
	}
	executed := func(fields map[string]any) banktest.Bend {
		return func(answer *banktest.Answer) {
			answer.Set(map[string]any{"execution_status": "confirmed", "executed_sell_amount": "100", "executed_buy_amount": "99.95", "executed_fees": map[string]string{"network": "0.1", "protocol": "0.1"}})
			answer.Set(fields)
		}
	}
	doubt := func(bend banktest.Bend) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("POST /v1/swap/execute", bend)
			s.noChanges()
			opened := s.open()
			s.confirm(opened, "usdt")
			s.look(opened, "OUTCOME UNKNOWN")
			s.leave(opened)
			opened = s.open()
			s.look(opened, "UNKNOWN")
			s.leave(opened)
			s.linear("swaps")
			s.read("status", "--json")
		}
	}
	differs := func(bent string, fields map[string]any, field, beware, booked, shown string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent, play: swapped(executed(fields), "Beware"), exit: "7",
			screen: says{"▲ confirmed", beware, shown}, lines: says{"Beware: ", beware}, json: says{`"field":"` + field + `"`, `"reference":"SW-`, beware},
			export: says{`"discrepancies":[{"field":"` + field + `"`, booked}, never: says{"Sold 100.00 USDC for 100"},
		}
	}
	return []oddAnswer{
		differs("more sold", map[string]any{"executed_sell_amount": "4000"}, "executed_sell_amount", "sold: asked for 100 USDC, the bank answered 4000 USDC", "-4000 USDC @@ 99.95 USDT", "Executed 4,000.00 USDC"),
		differs("less received than the minimum", map[string]any{"executed_buy_amount": "80"}, "executed_buy_amount", ", the bank answered 80 USDT", "100 USDC @@ 80 USDT", "→ 80.00 USDT"),
		differs("fees grown", map[string]any{"executed_fees": map[string]string{"network": "31.5", "protocol": "0"}}, "executed_fees", ", the bank answered 31.5 USD", "31.50 USD", "Fees paid $31.50"),
		differs("by another provider", map[string]any{"provider": "another-dex"}, "provider", "provider: asked for 0x, the bank answered another-dex", "another-dex | Swap 100 USDC", "Provider another-dex"),
		{
			section: section, bent: "fees that can't be read", exit: "7",
			play:   swapped(executed(map[string]any{"executed_fees": "free", "tx_hash": 5}), "Beware"),
			screen: says{"Beware", "something that can't be read"}, lines: says{"Beware"}, export: says{" ! "},
		},
		{
			section: section, bent: "half of the fees", exit: "0",
			play:   swapped(executed(map[string]any{"executed_fees": map[string]any{"network": "0.01", "protocol": nil}})),
			screen: says{"assumed as quoted"}, lines: says{"assumed as quoted"}, export: says{" ! "}, never: says{"Fees $0.01"},
		},
		{
			section: section, bent: "figures not told",
			play: swapped(func(answer *banktest.Answer) {
				answer.Set(map[string]any{"execution_status": "confirmed"})
				answer.Unset("executed_sell_amount", "executed_buy_amount", "executed_fees")
			}),
			screen: says{"assumed as quoted; the bank doesn't say"}, export: says{" ! (SW-", `"executed_from":"quote"`}, lines: says{"assumed as quoted; the bank doesn't say"}, exit: "0",
			json: says{`"status":"confirmed"`, `"reference":"SW-`}, never: says{`"executed_sell_amount":`},
		},
		{
			section: unsettled, bent: "a status with a blank behind it, `\"confirmed \"`",
			play: func(s *oddScene) {
				s.bank.Bend("GET /v1/swap/{id}", executed(map[string]any{"execution_status": "confirmed "}))
				s.noChanges()
				opened := s.open()
				s.confirm(opened, "usdt")
				s.look(opened, "confirmed%20")
				s.leave(opened)
				s.swaps()
			},
			screen: says{"◇ confirmed%20"}, lines: says{": confirmed%20."}, json: says{`"status":"confirmed%20","final":false`}, export: says{`"status":"confirmed%20"`}, never: says{"SW-2", "● confirmed"}, exit: "0",
		},
		{
			section: unsettled, bent: "the poll: another swap's id",
			play: func(s *oddScene) {
				s.bank.Bend("GET /v1/swap/{id}", executed(map[string]any{"swap_id": "swap_of_someone_else"}))
				s.noChanges()
				opened := s.open()
				s.confirm(opened, "usdt")
				s.look(opened, "submitted")
				s.leave(opened)
				s.swaps()
			},
			screen: says{"◔ submitted"}, lines: says{": submitted."}, json: says{"The bank's answer can't be right: swap_id is swap_of_someone_else, and swap_"}, export: says{`"status":"submitted"`}, never: says{"SW-2", "● confirmed"}, exit: "7",
		},
		{
			section: unsettled, bent: "the poll: 404 for a swap that is known",
			play: func(s *oddScene) {
				s.bank.Bend("GET /v1/swap/{id}", refuse(404, "not_found"))
				s.noChanges()
				opened := s.open()
				s.confirm(opened, "usdt")
				opened.waitFor("submitted")
				opened.leave("Execute")
				opened.press("3")
				s.look(opened, "the bank doesn't know it since")
				s.leave(opened)
				s.swaps()
			},
			screen: says{"▲ submitted", "the bank doesn't know it since"}, lines: says{"Beware: the bank doesn't know it since"}, json: says{"The bank doesn't know swap_", ", which was last heard of at"}, export: says{`"status":"submitted"`}, never: says{"SW-2"}, exit: "1",
		},
		{
			section: unsettled, bent: "execute: the swap of an earlier confirmation",
			play: func(s *oddScene) {
				s.noChanges()
				opened := s.open()
				s.confirm(opened, "usdt")
				opened.waitFor("SW-")
				s.leave(opened)
				first := s.swapID()
				s.bank.Bend("POST /v1/swap/execute", set(map[string]any{"swap_id": first}))
				opened = s.open()
				s.confirm(opened, "usdt")
				s.look(opened, "OUTCOME UNKNOWN")
				s.leave(opened)
				s.swaps()
				s.read("status", "--json")
			},
			screen: says{"OUTCOME UNKNOWN"},
			json:   says{`"reference":"SW-`, `"state":"unknown"`},
		},
		{section: unsettled, bent: "execute: 409 quote_already_executed", play: doubt(refuse(409, "quote_already_executed")), screen: says{"OUTCOME UNKNOWN"}, lines: says{"Outcome unknown"}, json: says{`"state":"unknown"`}},
		{section: unsettled, bent: "execute: 404 without a code", play: doubt(page(404, "Not Found")), screen: says{"OUTCOME UNKNOWN"}, lines: says{"Outcome unknown"}, json: says{`"state":"unknown"`}},
		{section: unsettled, bent: "execute: 409 idempotency_key_conflict", play: doubt(refuse(409, "idempotency_key_conflict")), screen: says{"OUTCOME UNKNOWN"}, lines: says{"Outcome unknown"}, json: says{`"state":"unknown"`}},
		{section: unsettled, bent: "execute: no swap_id", play: doubt(without("swap_id")), screen: says{"OUTCOME UNKNOWN"}, lines: says{"Outcome unknown"}, json: says{`"state":"unknown"`}},
	}
}
