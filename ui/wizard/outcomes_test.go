package wizard

import (
	"testing"
	"time"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/news"
)

func TestOutcomesThatAreNoSuccess(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code, i.Problem = "quote_expired", "The quote has expired" })
		d.expect(state.FlowRefused, "REFUSED", "The quote has expired", "No money moved.", "[quote_expired]", "r brings a new quote")
		d.press("r")
		if ask := last[act.Quote](d); ask.SellAmount != "1000" {
			t.Errorf("asked for %+v", ask)
		}
	})
	t.Run("refused by the policy", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code, i.Problem = state.CodePolicyBlocked, "Daily limit" })
		d.expect(state.FlowRefused, "enter checks the policy again")
		d.press("enter")
		d.checked(state.PolicyPass)
		d.press("enter")
		d.quiet()
		d.press("execute", "enter")
		d.put(state.Changes{})
		d.expect(state.FlowExecuting, "Writing it down")
	})
	t.Run("executed already", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code = state.CodeQuoteAlreadyExecuted })
		d.press("enter")
		last[act.Run](d)
	})
	t.Run("not sent", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentNotSent, func(i *state.Intent) { i.Problem = "connection refused" })
		d.expect(state.FlowNotSent, "NOT SENT", "connection refused", "No money moved.")
		d.press("esc")
		d.expect(state.FlowEditing, "Amount 1000")
	})
	t.Run("not recorded", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toConfirm()
		d.press("execute", "enter")
		d.send(news.SwapRecorded{
			Generation: last[act.Execute](d).Generation,
			Problem:    &state.Problem{Happened: "It could not be written down first: disk full.", Meaning: "Nothing was sent, no money moved."},
		})
		d.expect(state.FlowNotSent, "NOT SENT", "disk full", "no money moved")
	})
	t.Run("failed on chain", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentDone, func(i *state.Intent) { i.Subject = "swap_01jwx" })
		d.swap(state.SwapFailed, nil)
		d.expect(state.FlowFailed, "failed", "failed on chain — the bank booked no trade", "would have received")
		d.press("esc")
		last[act.Close](d)
	})
}

func TestAnUnknownOutcome(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toSent()
	unknown := func(i *state.Intent) {
		i.Problem, i.Tries, i.CreatedAt = "it took too long", 3, state.MomentOf(opened)
	}
	d.intent(state.IntentUnknown, unknown)
	d.expect(state.FlowUnknown, "OUTCOME UNKNOWN — funds may have moved", "it took too long", "by itself, with the same key",
		"3 tries so far", "No other swap of USDC")
	d.press("r")
	if n := count[act.Retry](d); n != 0 {
		t.Fatal("it was asked by hand while the engine asks")
	}
	d.wait(31 * time.Second)
	d.expect(state.FlowUnknown, "r asks again with the same key")
	d.press("r")
	if retry := last[act.Retry](d); retry.IntentID != intentID {
		t.Errorf("asks about %q", retry.IntentID)
	}
	d.expect(state.FlowUnknown, "Asking again")
	d.press("r")
	if n := count[act.Retry](d); n != 1 {
		t.Errorf("asked %d times at once", n)
	}
	d.intent(state.IntentDone, func(i *state.Intent) { i.Subject = "swap_01jwx"; i.Tries = 4 })
	d.swap(state.SwapConfirmed, nil)
	d.expect(state.FlowBooked)
}

func TestALockedTokenIsSaidFirst(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "1000", "enter")
	d.put(state.Changes{Intents: []state.Intent{{
		ID: "other", Kind: state.IntentSwap, Key: "idemp_beef01", State: state.IntentUnknown,
		CreatedAt: state.MomentOf(opened), Terms: d.terms("0.5"),
	}}})
	d.quoted("0.3412")
	d.expect(state.FlowQuoted, "LOCKED an earlier swap of USDC has no known outcome", "key beef…")
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.expect(state.FlowCleared, "disabled: an earlier swap of USDC")
	d.press("esc", "esc", "esc")
	last[act.Close](d)
}

func TestLeavingNeverTakesASwapBack(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toSent()
	d.press("esc")
	last[act.Close](d)
	d.expect(state.FlowExecuting)
}
