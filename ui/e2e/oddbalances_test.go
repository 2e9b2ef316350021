package e2e

import "coffer/api/banktest"

func oddBalances() []oddAnswer {
	const section = "A balance leaves something out"
	told := func(bend banktest.Bend, text string) func(*oddScene) {
		return func(s *oddScene) {
			s.bank.Bend("GET /v1/balance", bend)
			opened := s.open()
			s.look(opened, text)
			s.leave(opened)
			s.linear()
			s.run("status", "--json")
		}
	}
	keep := func(names ...string) banktest.Bend {
		return func(answer *banktest.Answer) { answer.Keep(names...) }
	}
	return []oddAnswer{
		{
			section: section, bent: "only what is left of the budget", play: told(keep("currency", "remaining_budget_cents"), "$10,000.00"), exit: "0",
			screen: says{"$10,000.00 left"}, json: says{`"budget_left":"10000.00","remaining_budget_cents":1000000`}, lines: says{"Available: not told.", "Budget: $10,000.00 left."},
			never: says{"$0.00 of", "0 %", `"available"`, `"spent"`},
		},
		{
			section: section, bent: "only what is available", play: told(keep("currency", "available_cents"), "$20,000.00"), exit: "0",
			screen: says{"$20,000.00"}, json: says{`"available":"20000.00","available_cents":2000000`}, lines: says{"Available: $20,000.00.", "Budget: not told."},
			never: says{"$0.00 left", `"budget_left"`, "on course"},
		},
		{
			section: section, bent: "no account", play: told(without("account_id"), "$20,000.00"), exit: "0",
			screen: says{"$20,000.00"}, json: says{`"available_cents":2000000`}, lines: says{"Available: $20,000.00.", "Budget: $10,000.00 left of $10,000.00."},
		},
		{
			section: section, bent: "nothing at all", play: told(func(answer *banktest.Answer) { answer.Body = []byte("{}") }, "not told"), exit: "7",
			screen: says{"not told"}, json: says{"the balance has none of its fields"}, lines: says{"Available: not told yet."}, never: says{"$0.00", `"available"`, `"spent"`, `"pending"`},
		},
		{
			section: section, bent: "more spent than is seen here", play: told(set(map[string]any{"spent_cents": 620_000}), "▲ $6,200.00 not seen"), exit: "0",
			screen: says{"▲ $6,200.00 not seen"}, json: says{`"spent_cents":620000`, `"not_seen_cents":620000`}, lines: says{"The bank says $6,200.00 was spent this month, and $6,200.00 of it is not known here"},
		},
		{
			section: section, bent: "a currency that isn't known", play: told(set(map[string]any{"currency": "€"}), "2,000,000"), exit: "0",
			screen: says{"2,000,000 minor units €"}, json: says{`"currency":"€","available_cents":2000000`}, lines: says{"Available: 2,000,000 minor units €."}, never: says{"$20,000.00", `"available":`},
		},
		{
			section: section, bent: "a sign-in page in HTML, with 200", play: told(page(200, "<html><form>Sign in</form></html>"), "offline"), exit: "1",
			screen: says{"✕ offline since", "A web page came in place of the bank's answer"}, json: says{`"online":false`, "A web page came in place of the bank's answer"},
			lines: says{"Facts come not at all: A web page came in place of the bank's answer"}, never: says{"No answer from the bank", "$0.00"},
		},
		{
			section: section, bent: "another team's id", play: told(set(map[string]any{"team_id": "team_of_someone_else"}), "wrong team"), exit: "0",
			screen: says{"✕ wrong team"}, json: says{`"bank_team":"team_of_someone_else"`}, lines: says{"The team is wrong: team_", "is set, but the bank says that the key is of team_of_someone_else."},
		},
	}
}

func oddKeys() []oddAnswer {
	const section, typed = "A key that can't be the right one", "What a person types, before anything is sent"
	with := func(key, text string) func(*oddScene) {
		return func(s *oddScene) {
			s.env = append(s.env, "DINO_SPEND_KEY="+key)
			s.run("status", "--json")
			for _, args := range [][]string{nil, {"--accessible"}} {
				opened := run(s.t, launch{env: s.env, args: args, cols: 160, rows: 44})
				said := opened.waitFor(text)
				opened.exit()
				if args == nil {
					s.faces.screen += said
				} else {
					s.faces.lines += said
				}
			}
			s.hides(key)
		}
	}
	const kind, made = "it is a team key (dba_ or mid_), which has scopes and no agent account", "Spending keys are made in the bank's dashboard"
	team := func(bent, key string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent, play: with(key, "it is a team key"), exit: "4",
			screen: says{kind, made}, lines: says{kind, made}, json: says{kind, made}, never: says{"does not answer as it should"},
		}
	}
	typing := func(bent, why string, args ...string) oddAnswer {
		return oddAnswer{
			section: typed, bent: bent, exit: "2", json: says{why},
			play: func(s *oddScene) {
				s.run(append([]string{"spend", "create", "--amount", "12.00", "--reason", "GPU", "--json"}, args...)...)
				if sent := s.bank.To("POST", "/v1/spend"); len(sent) != 0 {
					s.t.Errorf("%d requests were sent", len(sent))
				}
			},
		}
	}
	return []oddAnswer{
		team("a team's key, `dba_`", "dba_0123456789abcdef"),
		team("a team's key of older pages, `mid_`", "mid_0123456789abcdef"),
		{
			section: section, bent: "401 invalid_api_key to every call", exit: "4",
			play: func(s *oddScene) {
				s.bank.Bend("/", refuse(401, "invalid_api_key"))
				s.run("status", "--json")
				opened := s.open()
				s.look(opened, "invalid_api_key")
				s.leave(opened)
				s.linear()
			},
			screen: says{"✕ offline since", "Set DINO_SPEND_KEY to a spending key (din_) of this bank", "[invalid_api_key]"}, json: says{`"code":"invalid_api_key"`, "Set DINO_SPEND_KEY to a spending key (din_) of this bank"},
			lines: says{"Facts come not at all: The bank refused: Not now. Set DINO_SPEND_KEY to a spending key (din_) of this bank"}, never: says{"does not answer as it should", "$0.00"},
		},
		typing("a key in the place of the merchant", "--merchant: The merchant holds a key or a secret. Nothing was sent", "--yes", "--merchant", "din_test_0123456789abcdef"),
		typing("no terminal, and no --yes", "nobody is there to be asked back, so nothing was sent: --yes sends it without asking", "--merchant", "AWS"),
		{
			section: typed, bent: "the ESC of an arrow key in the merchant", exit: "0", json: says{`"merchant":"AW[DS"`, "--merchant: "}, never: says{"\x1b"},
			play: func(s *oddScene) {
				s.run("spend", "create", "--amount", "12.00", "--reason", "GPU", "--yes", "--json", "--merchant", "AW\x1b[DS")
			},
		},
	}
}
