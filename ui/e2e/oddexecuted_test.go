package e2e

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"coffer/api/banktest"
)

const swapPath = "/v1/swap/"

// swapAtRandom has a swap of 100 USDC executed otherwise than confirmed, and
// looks at its page, the lists, the receipts, what is copied, and the exports.
func swapAtRandom(t *testing.T, dice *rand.Rand) int64 {
	t.Helper()
	scene := newOddScene(t)
	quoted, bendQuote := bendFields(dice, "slippage_bps", "estimated_fees", "provider", "route")
	if fees, ok := quoted["slippage_bps"].(int); ok && (fees < 0 || fees > 5_000) {
		// Nobody can execute that.
		quoted, bendQuote = nil, func(*banktest.Answer) {}
	}
	executed, bendExecuted := bendFields(dice, "execution_status", "executed_sell_amount", "executed_buy_amount", "executed_fees", "tx_hash", "buy_token", "swap_id")
	if _, bent := executed["execution_status"]; !bent {
		bendOther := bendExecuted
		bendExecuted = func(answer *banktest.Answer) {
			bendOther(answer)
			if answer.Status == 200 {
				answer.Set(map[string]any{"execution_status": "confirmed"})
			}
		}
	}
	scene.bank.Bend("POST /v1/swap/quote", bendQuote)
	scene.bank.Bend("GET /v1/swap/{id}", bendExecuted)
	scene.bank.Bend("GET /v1/sandbox/changes", func(answer *banktest.Answer) {
		answer.Replace(404, "text/plain", "404 page not found")
	})
	t.Logf("the quote is bent to %v, the execution to %v", quoted, executed)

	opened := scene.open()
	scene.quote(opened, "usdt")
	screen := opened.wait("a quote or why there is none", func(screen string) bool {
		return strings.Contains(screen, "Firm until") || strings.Contains(screen, "No quote")
	})
	scene.look(opened)
	if !strings.Contains(screen, "No quote") && scene.execute(opened) {
		opened.wait("an answer about the swap", func(screen string) bool {
			return strings.Contains(screen, "SW-") || scene.answersAbout(swapPath) > 0 && !strings.Contains(screen, "sending")
		})
		scene.look(opened)
		scene.away(opened, "Swap ·")
		opened.press("3")
		opened.glance()
		scene.look(opened)
		opened.press(enter)
		scene.look(opened, "DETAILS")
		opened.press("Y")
		scene.look(opened)
		scene.away(opened, "DETAILS")
		opened.pressUntil("b", "Receipts")
		scene.look(opened, "Receipts")
		opened.press("y")
		opened.glance()
		scene.faces.screen += copied(opened.raw())
		scene.away(opened, "Receipts")
	}
	opened.quit()
	for _, format := range []string{"csv", "json", "hledger", "beancount"} {
		scene.run("export", "receipts", "--format", format)
	}
	if id := scene.executedSwap(); id != "" {
		scene.run("swap", "show", id, "--json")
		scene.linear("swaps", "show "+id)
	}

	told := scene.bank.Told()
	var from origins
	from.addAnswers(told)
	from.add("asked", decimal.NewFromInt(100))
	deriveBudget(&from, told)
	for _, answer := range told {
		switch {
		case answer.Path == quotePath:
			deriveQuote(&from, answer.Body)
		case strings.HasPrefix(answer.Path, swapPath) && answer.Method == "GET":
			deriveExecution(&from, told, answer.Body)
		}
	}
	return scene.holdFigures(from)
}

// execute goes on from a quote to where the swap is sent, typing whatever has to
// be; false where it can't be.
func (s *oddScene) execute(at *terminal) bool {
	s.t.Helper()
	at.press(enter)
	passed := at.wait("the policy's verdict, or what is in the way", func(screen string) bool {
		return strings.Contains(screen, "Policy passed") || strings.Contains(screen, "can't be executed") || typedWord.MatchString(flat(screen))
	})
	for range 4 {
		if strings.Contains(passed, "can't be executed") {
			return false
		}
		if strings.Contains(passed, "type execute to swap") {
			at.rest()
			at.press("execute", enter)
			return true
		}
		if word := typedWord.FindStringSubmatch(flat(passed)); word != nil {
			at.rest()
			at.press(word[1])
		}
		at.rest()
		at.press(enter)
		at.glance()
		at.rest()
		passed = at.text()
	}
	s.t.Logf("the swap stays where it is:\n%s", passed)
	return false
}

// typedWord is what has to be typed before a quote goes on.
var typedWord = regexp.MustCompile(`type ([^·]{1,20}?) to go on`)

// away leaves what has that title, however many escapes that takes.
func (s *oddScene) away(at *terminal, title string) {
	s.t.Helper()
	for range 6 {
		if !strings.Contains(at.text(), title) {
			return
		}
		at.press(escape)
		at.rest()
	}
}

// answersAbout is how many answers to a path under the prefix left by GET.
func (s *oddScene) answersAbout(prefix string) (count int) {
	for _, answer := range s.bank.Told() {
		if answer.Method == "GET" && strings.HasPrefix(answer.Path, prefix) {
			count++
		}
	}
	return count
}

// executedSwap is the id that the bank gave the swap; "" where there is none.
func (s *oddScene) executedSwap() string {
	for _, answer := range s.bank.Told() {
		var swap struct {
			ID string `json:"swap_id"`
		}
		if answer.Path == "/v1/swap/execute" && json.Unmarshal([]byte(answer.Body), &swap) == nil && swap.ID != "" {
			return swap.ID
		}
	}
	return ""
}

var clipboard = regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)`)

// copied is every text that the program put on the clipboard.
func copied(raw string) string {
	var texts strings.Builder
	for _, match := range clipboard.FindAllStringSubmatch(raw, -1) {
		if text, err := base64.StdEncoding.DecodeString(match[1]); err == nil {
			texts.Write(text)
			texts.WriteByte('\n')
		}
	}
	return texts.String()
}

// deriveExecution adds what follows from an execution, each where all that it is
// made of was told, or else was quoted and is marked as assumed.
func deriveExecution(from *origins, told []banktest.Told, body string) {
	var executed struct {
		Sold   *decimal.Decimal           `json:"executed_sell_amount"`
		Bought *decimal.Decimal           `json:"executed_buy_amount"`
		Fees   map[string]decimal.Decimal `json:"executed_fees"`
	}
	_ = json.Unmarshal([]byte(body), &executed)
	total := decimal.Zero
	for _, fee := range executed.Fees {
		total = total.Add(fee)
	}
	if len(executed.Fees) > 0 {
		from.add("all executed fees", total)
		from.add("those, and as quoted what is left out of them", total.Add(leftOut(told, executed.Fees)))
	}
	if executed.Bought != nil {
		bought, sold := *executed.Bought, decimal.NewFromInt(100)
		if executed.Sold != nil {
			sold = *executed.Sold
		}
		if bought.IsPositive() && sold.IsPositive() {
			from.add("the executed rate", bought.DivRound(sold, 30))
			from.add("the executed rate the other way", sold.DivRound(bought, 30))
		}
	}
}

// leftOut is what the last quote says of the fees that an execution tells
// nothing of.
func leftOut(told []banktest.Told, executed map[string]decimal.Decimal) (sum decimal.Decimal) {
	for i := len(told) - 1; i >= 0; i-- {
		var quoted struct {
			Fees map[string]decimal.Decimal `json:"estimated_fees"`
		}
		if told[i].Path != quotePath || json.Unmarshal([]byte(told[i].Body), &quoted) != nil {
			continue
		}
		for kind, fee := range quoted.Fees {
			if _, tells := executed[kind]; !tells {
				sum = sum.Add(fee)
			}
		}
		return sum
	}
	return sum
}
