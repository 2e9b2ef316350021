package e2e

import (
	"net/http"
	"strings"

	"coffer/api/banktest"
)

// agrees is a policy that has nothing against what the bank never quoted.
func agrees(answer *banktest.Answer) {
	answer.Replace(http.StatusOK, "application/json", `{"status":"pass","reasons":[],"evaluated_at":"2026-05-07T12:34:56.000Z"}`)
}

// quoted has a price asked for and answered with what is bent, on every face.
func quoted(bend banktest.Bend, token, text string) func(*oddScene) {
	return func(s *oddScene) {
		s.bank.Bend("POST /v1/swap/quote", bend)
		s.bank.Bend("POST /v1/swap/policy-check", agrees)
		opened := s.open()
		s.quote(opened, token)
		s.look(opened, text)
		s.leave(opened)
		s.linearQuote(token)
		s.run("swap", "quote", "100", "USDC", strings.ToUpper(token), "--json")
	}
}

func oddQuotes() []oddAnswer {
	const section, nonsense = "A quote that leaves something out", "A quote that can't be right"
	firm := func(bend banktest.Bend) func(*oddScene) { return quoted(bend, "usdt", "Firm until") }
	wrong := func(bent string, fields map[string]any, why string) oddAnswer {
		return oddAnswer{
			section: nonsense, bent: bent, play: quoted(set(fields), "usdt", "can't be right"), exit: "7",
			screen: says{"The bank's answer can't be right", why, "It is not used."}, lines: says{"The bank's answer can't be right", why},
			json: says{why}, never: says{"Firm until", "You sell 100"},
		}
	}
	long := strings.Repeat("9", 4_000)
	return []oddAnswer{
		{
			section: section, bent: "no slippage", play: firm(without("slippage_bps")), exit: "0",
			screen: says{"slippage not told", "NO MINIMUM TOLD"}, lines: says{"no minimum told", "Slippage: not told", "Type no minimum to accept that"},
			json: says{"the bank tells no slippage"}, never: says{"slippage 0.00 %", "Slippage: 0.00", `"slippage_bps"`, `"minimum_received"`},
		},
		{
			section: section, bent: "no fees", play: firm(without("estimated_fees")), exit: "0",
			screen: says{"Fees not told", "FEES NOT TOLD nobody here can say what this costs"}, lines: says{"Fees: not told", "Type fees not told to accept that"},
			json: says{"nobody here can say what this costs"}, never: says{"% of the trade", `"fee_total"`},
		},
		{
			section: section, bent: "no price impact, of two tokens that aren't alike", play: quoted(without("price_impact_bps"), "eth", "Firm until"), exit: "0",
			screen: says{"price impact not told"}, lines: says{"price impact not told"}, never: says{`"price_impact_bps"`},
		},
		{
			section: section, bent: "a fee that can't be read", play: firm(set(map[string]any{"estimated_fees": map[string]any{"network": "3.15", "protocol": []any{}}})), exit: "0",
			screen: says{"NOT ALL FEES TOLD"}, json: says{`"unread_fees":["protocol"]`}, lines: says{"protocol not told"},
		},
		{
			section: section, bent: "two fees whose kinds differ by an invisible letter", exit: "0",
			play:   firm(set(map[string]any{"estimated_fees": map[string]any{"network": "3.15", "net\u200bwork": "7.00", "protocol": "0.42"}})),
			screen: says{"$10.57"}, json: says{`"fee_total":"10.57"`, "net%E2%80%8Bwork"}, lines: says{"net%E2%80%8Bwork 7"},
		},
		{
			section: section, bent: "a sum of fees beside its kinds", exit: "0",
			play:   firm(set(map[string]any{"estimated_fees": map[string]any{"total": 3, "network": 2, "protocol": 1}})),
			screen: says{"3.00"}, json: says{`"fee_total":"3"`}, never: says{"6.00"},
		},
		{section: section, bent: "a route of another shape", play: firm(set(map[string]any{"route": "USDC-USDT"})), exit: "0", screen: says{"route not told"}, lines: says{"Route: not told"}, never: says{`"route"`}},
		{
			section: section, bent: "404 in HTML", play: quoted(page(404, "<html>Not Found</html>"), "usdt", "no swap API yet"), exit: "1",
			screen: says{"This bank has no swap API yet.", "are made in the bank's own dashboard"}, lines: says{"This bank has no swap API yet."},
			json: says{"This bank has no swap API yet."}, never: says{"offline", "try again"},
		},
		wrong("a slippage above 100 %", map[string]any{"slippage_bps": 10_001}, "slippage_bps is 10001, outside 0 to 10000"),
		wrong("a price impact that is a text", map[string]any{"price_impact_bps": "5000"}, "price_impact_bps can't be a text"),
		wrong("a slippage below zero", map[string]any{"slippage_bps": -1}, "slippage_bps is -1, outside 0 to 10000"),
		wrong("a negative fee", map[string]any{"estimated_fees": map[string]string{"network": "-3.15"}}, "network is below zero"),
		wrong("a negative amount to receive, and with it a negative minimum", map[string]any{"expected_buy_amount": "-99.5"}, "expected_buy_amount is below zero"),
		wrong("an amount of 4,000 digits", map[string]any{"expected_buy_amount": long}, "expected_buy_amount has more digits than any amount"),
		wrong("an amount of `1e400000`", map[string]any{"expected_buy_amount": "1e400000"}, "a figure can't be read"),
		wrong("an expiry in the year 9999", map[string]any{"expires_at": "9999-12-31T23:59:59.000Z"}, "more than a day ahead"),
		wrong("an expiry without a zone", map[string]any{"expires_at": "2026-11-25T15:04:00"}, "no time with a zone"),
	}
}

func oddCosts() []oddAnswer {
	const section = "A quote that costs too much"
	costs := func(bent string, fields map[string]any, token, exit, title string, more ...string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent, play: quoted(set(fields), token, "Firm until"), exit: exit,
			screen: append(says{title}, more...), lines: append(says{"Beware: " + strings.ToLower(title)}, more...), json: more,
		}
	}
	return []oddAnswer{
		costs("a slippage of 3 %", map[string]any{"slippage_bps": 300}, "usdt", "0", "LARGE SLIPPAGE", "up to 3.00 % less than expected may be received"),
		costs("a slippage of 10 %", map[string]any{"slippage_bps": 1_000}, "usdt", "0", "VERY LARGE SLIPPAGE", "up to 10.00 % less than expected may be received"),
		costs("a slippage of 50.01 %", map[string]any{"slippage_bps": 5_001}, "usdt", "3", "LARGE SLIPPAGE", "above 50 % no swap is sent"),
		costs("a slippage of 100 %, so a minimum of 0", map[string]any{"slippage_bps": 10_000}, "usdt", "3", "NO LEAST AMOUNT", "the least that may be received is 0 USDT"),
		costs("a minimum of 0 by a price of nearly nothing", map[string]any{"expected_buy_amount": "0.0000001"}, "usdt", "3", "NO LEAST AMOUNT", "the least that may be received is 0 USDT"),
		costs("a price far off par", map[string]any{"expected_buy_amount": "12.5"}, "usdt", "0", "VERY LARGE COST", "87.50 %"),
	}
}

func oddVerdicts() []oddAnswer {
	const section = "A policy's verdict that is nearly a pass"
	verdict := func(bent, word, shown string) oddAnswer {
		return oddAnswer{
			section: section, bent: bent,
			play: func(s *oddScene) {
				s.bank.Bend("POST /v1/swap/policy-check", set(map[string]any{"status": word}))
				opened := s.open()
				s.quote(opened, "usdt")
				opened.waitFor("Firm until")
				opened.press(enter)
				s.look(opened, "the swap is blocked, and nothing overrides that")
				s.leave(opened)
				s.linearQuote("usdt")
				if sent := s.bank.To("POST", "/v1/swap/execute"); len(sent) != 0 {
					s.t.Errorf("%d swaps were executed", len(sent))
				}
			},
			screen: says{"✕ Policy " + shown}, lines: says{"Policy: " + shown + ".", "It blocks this swap. Nothing was sent, no money moved."}, never: says{"Policy passed", "Policy: passed"},
		}
	}
	return []oddAnswer{
		verdict("`\"pass \"`, with a blank behind it", "pass ", "pass%20"),
		verdict("`pass` with an invisible letter", "pa\u200bss", "pa%E2%80%8Bss"),
		verdict("`PASS`, in capitals", "PASS", "PASS"),
		verdict("a word that isn't known", "ok", "ok"),
	}
}
