package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api/banktest"
)

var oddRuns = flag.Int("odd-runs", 10, "how many random odd answers of each kind are shown to every face")

// oddValues is what a field of an answer may become. A nil leaves it out.
var oddValues = map[string][]any{
	"amount_cents":           {nil, 999_900, -1_200, 0, json.RawMessage("1200.0"), json.RawMessage("1200.5"), "1200", int64(9_000_000_000_000_000_000), json.RawMessage("1e400")},
	"currency":               {nil, "eur", "€", "zzz", "USD", "u\u200bsd"},
	"merchant_name":          {nil, "Vast.ai", "A\u200bWS", ""},
	"reason":                 {nil, "another reason"},
	"status":                 {"needs_approval", "declined", "cancelled", "under_review", "approved ", "approve\u200bd", nil},
	"id":                     {"req_of_someone_else", nil},
	"agent_account_id":       {nil, "agent_of_someone_else"},
	"team_id":                {nil, "team_of_someone_else"},
	"remaining_budget_cents": {nil, 843, 0, -5},
	"budget_cents":           {nil, 1_000_000, 0},
	"spent_cents":            {nil, 620_000, 0},
	"available_cents":        {nil, 0, 77_777},
	"pending_cents":          {nil, 4_321},
	"budget_period":          {nil, "weekly"},
	"account_id":             {nil},

	"slippage_bps":        {nil, 0, 100, 300, 1_000, 6_000, 10_000, 10_001, -1, json.RawMessage("100.0"), "1 %"},
	"estimated_fees":      {nil, map[string]any{}, map[string]any{"network": "3.15"}, map[string]any{"network": 3.15, "protocol": nil}, "free", []any{}, map[string]any{"network": "-3.15"}},
	"expected_buy_amount": {"0.0000001", "99.990000", "100", "0", json.RawMessage("99.5"), json.RawMessage("9.95e1"), "many", nil},
	"price_impact_bps":    {nil, 5, 2_500, -40},
	"expires_at":          {nil, "9999-12-31T23:59:59.000Z", "2026-11-25T15:04:00", "soon"},
	"route":               {nil, "USDC-USDT", []any{}, map[string]any{"fills": []any{map[string]any{"from": "USDC", "to": "USDT"}}}},
	"provider":            {nil, "", 7},

	"execution_status":     {"failed", "expired", "settling", "confirmed ", nil, "confirmed", "confirmed", "confirmed"},
	"executed_sell_amount": {nil, "4000", "99.5", "0", "-100", json.RawMessage("100.0"), "many"},
	"executed_buy_amount":  {nil, "42.5", "99.99", "250", "0", "0.0000001", json.RawMessage("9.95e1"), "-1"},
	"executed_fees":        {nil, map[string]any{}, map[string]any{"network": "9.99", "rush": "1.25"}, map[string]any{"network": 0.5}, "free", map[string]any{"network": "-3.15"}},
	"tx_hash":              {nil, "", "0xbent"},
	"buy_token":            {"DAI"},
	"swap_id":              {"swap_of_someone_else", nil},
}

// bendFields bends some fields of an answer, as the dice fall.
func bendFields(dice *rand.Rand, fields ...string) (map[string]any, banktest.Bend) {
	change, leave := make(map[string]any), []string(nil)
	for _, field := range fields {
		if dice.IntN(3) > 0 {
			continue
		}
		values := oddValues[field]
		if value := values[dice.IntN(len(values))]; value != nil {
			change[field] = value
		} else {
			leave = append(leave, field)
		}
	}
	noted := maps.Clone(change)
	for _, field := range leave {
		noted[field] = nil
	}
	return noted, func(answer *banktest.Answer) {
		answer.Set(change)
		answer.Unset(leave...)
	}
}

// TestEveryFaceSaysWhatWasToldOrAsked has a bank answer at random, and reads
// every figure off every face: each has to be in an answer, or be what was asked,
// or come from a named function all of whose inputs were told.
func TestEveryFaceSaysWhatWasToldOrAsked(t *testing.T) {
	t.Parallel()
	var read atomic.Int64
	t.Cleanup(func() {
		if least := int64(10 * *oddRuns); read.Load() < least {
			t.Errorf("%d figures were read off all faces, which can't be right: at least %d are there", read.Load(), least)
		}
	})
	for seed := range *oddRuns {
		t.Run(fmt.Sprintf("spend %d", seed), func(t *testing.T) {
			t.Parallel()
			read.Add(spendAtRandom(t, rand.New(rand.NewPCG(uint64(seed), 1))))
		})
		t.Run(fmt.Sprintf("quote %d", seed), func(t *testing.T) {
			t.Parallel()
			read.Add(quoteAtRandom(t, rand.New(rand.NewPCG(uint64(seed), 2))))
		})
		t.Run(fmt.Sprintf("swap %d", seed), func(t *testing.T) {
			t.Parallel()
			read.Add(swapAtRandom(t, rand.New(rand.NewPCG(uint64(seed), 3))))
		})
	}
}

// spendAtRandom asks for a spend, and returns how many figures were held against
// what was told.
func spendAtRandom(t *testing.T, dice *rand.Rand) int64 {
	t.Helper()
	scene := newOddScene(t)
	spendFields := []string{"amount_cents", "currency", "merchant_name", "reason", "status", "id", "agent_account_id", "team_id", "remaining_budget_cents"}
	created, bendCreate := bendFields(dice, spendFields...)
	balance, bendBalance := bendFields(dice, "currency", "available_cents", "budget_cents", "spent_cents", "remaining_budget_cents", "pending_cents", "budget_period", "account_id")
	scene.bank.Bend("POST /v1/spend", bendCreate)
	scene.bank.Bend("GET /v1/balance", bendBalance)
	scene.bank.Bend("GET /v1/spend/{id}", bendCreate)
	scene.bank.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) {
		answer.Replace(404, "text/plain", "404 page not found")
	})
	t.Logf("the create is bent to %v, the balance to %v", created, balance)

	out := scene.run("spend", "create", "--amount", "12.00", "--merchant", "AWS", "--reason", "GPU", "--yes", "--json", "--timeout", "3s")
	status := scene.faces.exit
	fits := len(created) == 0 || !slices.ContainsFunc(slices.Collect(maps.Keys(created)), func(field string) bool {
		told := created[field] != nil && created[field] != ""
		return told && field != "remaining_budget_cents" && field != "reason" && field != "id" || field == "id" && !told || field == "status"
	})
	if status == "0" && !fits && fmt.Sprint(created["currency"]) != "USD" && !strings.Contains(fmt.Sprint(created["amount_cents"]), "[49 50 48 48 46 48]") {
		t.Errorf("it ended with 0 although the answer doesn't fit: %s", out)
	}
	var record map[string]any
	if json.Unmarshal([]byte(out), &record) == nil {
		if amount, has := created["amount_cents"]; has && amount == nil && record["status"] == "approved" && record["amount"] != nil && record["amount_assumed"] == nil {
			t.Errorf("an amount that the bank left out is in JSON as if it were told: %s", out)
		}
	}
	scene.run("status", "--json", "--timeout", "5s")
	for _, format := range []string{"csv", "json", "hledger", "beancount"} {
		scene.run("export", "spends", "--format", format)
	}
	opened := scene.open()
	opened.wait("what the bank told", func(screen string) bool { return strings.Contains(screen, "polled") })
	opened.glance()
	scene.look(opened)
	opened.press(enter)
	opened.glance()
	scene.look(opened)
	scene.away(opened, "DETAILS")
	for _, key := range []string{"2", "5", "3", "i"} {
		opened.press(key)
		opened.glance()
		scene.look(opened)
	}
	opened.quit()
	scene.linear("status", "list", "show "+idIn(out))
	scene.holdOutcome(out, status)

	told := scene.bank.Told()
	var from origins
	from.addAnswers(told)
	from.add("asked", decimal.RequireFromString("12.00"))
	from.add("nothing spent yet", decimal.Zero)
	from.addPercent("an empty bar", decimal.Zero)
	from.addPercent("the share of the only request", decimal.NewFromInt(100))
	deriveBudget(&from, told)
	return scene.holdFigures(from) + scene.holdCounts()
}

// idIn is the id of the record that a command wrote.
func idIn(line string) string {
	var record struct {
		ID string `json:"spend_id"`
	}
	_ = json.Unmarshal([]byte(line), &record)
	return record.ID
}

// holdFigures holds every figure of every face against where it may come from.
func (s *oddScene) holdFigures(from origins) (read int64) {
	s.t.Helper()
	for name, face := range map[string]string{"screen": s.faces.screen, "JSON": s.faces.json, "export": s.faces.export, "line by line": s.faces.lines} {
		if name == "export" || name == "JSON" {
			face = partFields(face)
		}
		for _, shown := range readFigures(face) {
			read++
			if !from.explains(shown, name == "JSON") {
				s.t.Errorf("the %s shows %s, which nobody told or asked:\n%s", name, shown.text, face)
			}
		}
	}
	return read
}

// quoteAtRandom asks for a price on the screen, line by line and as a script.
func quoteAtRandom(t *testing.T, dice *rand.Rand) int64 {
	t.Helper()
	scene := newOddScene(t)
	bent, bend := bendFields(dice, "slippage_bps", "estimated_fees", "expected_buy_amount", "price_impact_bps", "expires_at", "route", "provider")
	scene.bank.Bend("POST /v1/swap/quote", bend)
	t.Logf("the quote is bent to %v", bent)

	scene.run("swap", "quote", "100", "USDC", "USDT", "--json")
	opened := scene.open()
	scene.quote(opened, "usdt")
	opened.wait("a quote or why there is none", func(screen string) bool {
		return strings.Contains(screen, "Firm until") || strings.Contains(screen, "No quote")
	})
	scene.look(opened)
	opened.quit()

	told := scene.bank.Told()
	var from origins
	from.addAnswers(told)
	from.add("asked", decimal.NewFromInt(100))
	deriveBudget(&from, told)
	for _, answer := range told {
		if answer.Path == quotePath {
			deriveQuote(&from, answer.Body)
		}
	}
	return scene.holdFigures(from)
}

// deriveQuote adds what follows from a quote for 100 USDC, each where all that
// it is made of was told.
func deriveQuote(from *origins, body string) {
	var quote struct {
		ExpectedBuyAmount decimal.Decimal            `json:"expected_buy_amount"`
		SlippageBPS       *decimal.Decimal           `json:"slippage_bps"`
		PriceImpactBPS    *decimal.Decimal           `json:"price_impact_bps"`
		EstimatedFees     map[string]decimal.Decimal `json:"estimated_fees"`
	}
	// What can't be read as one of these has no figures to make others of.
	_ = json.Unmarshal([]byte(body), &quote)
	hundred, bought := decimal.NewFromInt(100), quote.ExpectedBuyAmount
	impact := decimal.Zero
	if quote.PriceImpactBPS != nil {
		impact = quote.PriceImpactBPS.Shift(-2)
	}
	from.addPercent("no impact", impact)
	from.addPercent("the slippage above which no swap is made", decimal.NewFromInt(50))
	if bought.IsPositive() {
		from.add("the rate", bought.Div(hundred))
		from.add("the rate the other way", hundred.DivRound(bought, 30))
		from.addPercent("off par", bought.Sub(hundred))
		if quote.SlippageBPS != nil {
			least := bought.Mul(decimal.New(1, 4).Sub(*quote.SlippageBPS)).Shift(-4)
			from.add("the least that is received", least)
		}
	}
	total := decimal.Zero
	for _, fee := range quote.EstimatedFees {
		total = total.Add(fee)
		from.addPercent("one fee's share", fee)
	}
	if len(quote.EstimatedFees) > 0 {
		from.add("all fees", total)
		from.addPercent("the fees' share", total)
		from.addPercent("the cost in all", total.Add(impact))
		from.addPercent("the cost in all, held against par", total.Add(hundred.Sub(bought)))
	}
}

// deriveBudget adds what follows from a balance, each where all that it is made
// of was told.
func deriveBudget(from *origins, told []banktest.Told) {
	field := func(name string) (decimal.Decimal, bool) { return toldCents(told, "/v1/balance", name) }
	budget, hasBudget := field("budget_cents")
	spent, hasSpent := field("spent_cents")
	left, hasLeft := field("remaining_budget_cents")
	twelve := decimal.NewFromInt(1_200)
	hundred := decimal.NewFromInt(100)
	// As each kind of currency writes it.
	addCents := func(name string, cents decimal.Decimal) {
		for _, places := range []int32{0, 2, 3} {
			from.add(name, cents.Shift(-places))
		}
	}
	if hasBudget && hasSpent {
		addCents("budget less spent", budget.Sub(spent))
	}
	if hasBudget && hasLeft {
		addCents("budget less what is left", budget.Sub(left))
	}
	if hasSpent && hasLeft {
		addCents("spent and what is left", spent.Add(left))
	}
	for _, used := range []struct {
		value decimal.Decimal
		told  bool
	}{{spent, hasSpent && hasBudget}, {budget.Sub(left), hasLeft && hasBudget}} {
		if used.told && budget.IsPositive() {
			from.addPercent("share of the budget", used.value.Mul(hundred).Div(budget))
			// At the pace of the month so far, as of a moment ago and of now.
			now := time.Now().UTC()
			begins := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
			month, gone := begins.AddDate(0, 1, 0).Sub(begins), now.Sub(begins)
			for _, elapsed := range []time.Duration{gone, gone - time.Minute} {
				share := decimal.NewFromInt(int64(month)).Div(decimal.NewFromInt(int64(elapsed)))
				from.addPercent("on course for", used.value.Mul(hundred).Div(budget).Mul(share))
			}
		}
	}
	if hasLeft {
		addCents("what is left after what is asked", left.Sub(twelve))
	}
	if hasSpent {
		addCents("spent, not seen here", spent.Sub(twelve))
	}
}
