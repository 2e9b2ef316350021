package wizard

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/news"
)

func (d *desk) lacks(part string) {
	d.t.Helper()
	if screen := d.screen(); strings.Contains(screen, part) {
		d.t.Fatalf("the screen says %q:\n%s", part, screen)
	}
}

func TestAQuoteBetweenTwoSecondsOfTheClockStandsNoLongerThanItIsFirm(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "1000", "enter")
	terms := d.terms("0.3412")
	at := d.now.Add(900 * time.Millisecond)
	terms.ExpiresAt = state.MomentOf(at.Add(30 * time.Second))
	d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms, At: at})
	d.expect(state.FlowQuoted, "30 s left")
}

func TestWhatBlocksLeavesTheWayOnInSight(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("enter")
	d.checked(state.PolicyFail, "too much today")
	d.expect(state.FlowBlocked, "enter confirm · c check again · r new quote · esc back")
	d.press("r")
	d.quoted("0.3398")
	d.expect(state.FlowRepriced, "r new quote · enter check policy · a accept the new price · esc back")
}

func TestAnExpiryIsNoRefusal(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("enter")
	d.send(news.PolicyChecked{
		Generation: last[act.CheckPolicy](d).Generation,
		Problem:    &state.Problem{Happened: "No answer from the bank: it took too long.", Outcome: state.Unknown},
	})
	d.expect(state.FlowUnchecked)
	d.wait(31 * time.Second)
	d.expect(state.FlowExpired, "EXPIRED", "nothing was sent", "r to re-quote")
	d.lacks("REFUSED")
}

func TestSendingSaysThatMoneyMayMove(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toConfirm()
	d.press("execute", "enter")
	d.expect(state.FlowExecuting, "Writing it down")
	d.lacks("Money may move")
	d.send(news.SwapRecorded{Generation: last[act.Execute](d).Generation, IntentID: intentID})
	d.intent(state.IntentRecorded, nil)
	d.expect(state.FlowExecuting, "sending · key 7f3a…", "Money may move from now on.")
}

func TestAQuoteThatAnotherSwapTookDidMoveMoney(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toSent()
	d.intent(state.IntentRefused, func(i *state.Intent) { i.Code = state.CodeQuoteAlreadyExecuted })
	d.expect(state.FlowTaken, "This request moved no money.", "executed already")
	d.lacks("No money moved")
}

func TestAnUnknownOutcomeNamesTheSwapThatTheBankLists(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toSent()
	d.intent(state.IntentUnknown, nil)
	d.lacks("The bank lists")
	d.swap(state.SwapConfirmed, nil)
	d.expect(state.FlowUnknown, "OUTCOME UNKNOWN", "The bank lists a swap of this quote, swap_01jwx, confirmed: it may well be this one.")
}
