package wizard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/news"
	"coffer/ui/words"
)

// TestNoRoadSendsWhatWasNotShownAndConfirmed presses any keys while the bank
// gives any answers, and holds every execute against what stood on the screen.
func TestNoRoadSendsWhatWasNotShownAndConfirmed(t *testing.T) {
	swaps := 0
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, 120, 36)
		d.press("tab", "tab", "1000")
		quotes := 0
		for range rapid.IntRange(20, 80).Draw(r, "steps") {
			before, shown, sent := d.w.step, d.screen(), count[act.Execute](d)
			switch rapid.IntRange(0, 20).Draw(r, "kind") {
			case 0, 1, 2:
				key := rapid.SampledFrom([]string{"enter", "enter", "esc", "r", "a", "c", "y", "u", "x"}).Draw(r, "key")
				d.press(key)
			case 3:
				d.press(rapid.SampledFrom([]string{"execute", "exec", "12.34", "1"}).Draw(r, "typed"))
			case 4:
				d.send(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true})
			case 5:
				d.wait(time.Duration(rapid.IntRange(1, 31).Draw(r, "seconds")) * time.Second)
			case 6:
				d.quiet()
			case 7, 8:
				quotes += answer(r, d, quotes)
			default:
				quotes += obvious(r, d, quotes)
			}
			executed := count[act.Execute](d) - sent
			if executed == 0 {
				continue
			}
			swaps += executed
			terms := last[act.Execute](d).Terms
			flat := strings.Join(strings.Fields(shown), " ")
			switch {
			case executed > 1:
				t.Fatalf("one key sent %d swaps", executed)
			case before != state.FlowConfirm:
				t.Fatalf("%s sent a swap", before)
			case !strings.Contains(flat, "You receive "+words.Exactly(terms.ExpectedBuy)) || !strings.Contains(flat, "You sell "+words.Exactly(terms.SellAmount)):
				t.Fatalf("sent %s for %s from\n%s", terms.SellAmount, terms.ExpectedBuy, shown)
			case !strings.Contains(flat, "type execute to swap execute"):
				t.Fatalf("sent without the word:\n%s", shown)
			case !terms.Policy.Allows():
				t.Fatalf("sent against a verdict of %q", terms.Policy)
			case terms.TimeLeft(d.now, 0) <= sendMargin:
				t.Fatalf("sent with %v left", terms.TimeLeft(d.now, 0))
			}
		}
	})
	if swaps == 0 {
		t.Error("no road led to a swap, so nothing was tested")
	}
	t.Logf("%d swaps were sent", swaps)
}

// obvious does what leads on, as a person would who wants the swap, and says
// how many new quotes that brought.
func obvious(r *rapid.T, d *desk, quotes int) int {
	switch d.w.step {
	case state.FlowQuoting, state.FlowChecking, state.FlowExecuting:
		return answer(r, d, quotes)
	case state.FlowRepriced:
		d.press("a")
	case state.FlowExpired, state.FlowRefused, state.FlowNotSent, state.FlowTaken:
		d.press("r")
	case state.FlowCostly, state.FlowConfirm:
		typed, wanted := &d.w.word, confirmWord
		if d.w.step == state.FlowCostly {
			typed, wanted = &d.w.percent, d.w.terms.Typed()
		}
		switch {
		case d.w.guard.Shut():
			d.quiet()
		case typed.Empty():
			d.press(wanted)
		default:
			d.press("enter")
		}
	default:
		d.press("enter")
	}
	return 0
}

// answer answers the last question, as any bank might, and says how many new
// quotes that brought.
func answer(r *rapid.T, d *desk, quotes int) int {
	if len(d.asked) == 0 {
		return 0
	}
	switch ask := d.asked[len(d.asked)-1].(type) {
	case act.Quote:
		terms := d.terms(fmt.Sprintf("0.%d", 3000+rapid.IntRange(0, 900).Draw(r, "price")))
		terms.QuoteID = fmt.Sprint("quote_", quotes)
		if rapid.Bool().Draw(r, "dear") {
			terms.Fees = state.Fees{"network": decimal.RequireFromString("123.4")}
		}
		d.send(news.QuoteReceived{Generation: ask.Generation, Terms: terms})
		return 1
	case act.CheckPolicy:
		terms := *ask.Terms
		terms.Policy, terms.CheckedAt = rapid.SampledFrom([]state.PolicyStatus{"pass", "warn", "fail", "maybe"}).Draw(r, "verdict"), state.MomentOf(d.now)
		d.send(news.PolicyChecked{Generation: ask.Generation, Terms: &terms})
	case act.Execute:
		d.send(news.SwapRecorded{Generation: ask.Generation, IntentID: intentID})
		became := rapid.SampledFrom([]state.IntentState{state.IntentRecorded, state.IntentRefused, state.IntentNotSent, state.IntentUnknown}).Draw(r, "fate")
		code := rapid.SampledFrom([]state.Code{"", state.CodeQuoteExpired, state.CodePolicyBlocked, state.CodeQuoteAlreadyExecuted}).Draw(r, "code")
		d.intent(became, func(i *state.Intent) { i.Code = code })
	}
	return 0
}
