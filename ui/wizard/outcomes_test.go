package wizard

import (
	"strings"
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
		d.expect(state.FlowExpired, "REFUSED", "The quote has expired", "No money moved.", "[quote_expired]",
			"execute — disabled: quote expired, r to re-quote", "You sell 1,000.00 USDC")
		d.press("r")
		if ask := last[act.Quote](d); ask.SellAmount != "1000" {
			t.Errorf("asked for %+v", ask)
		}
	})
	t.Run("refused by the policy", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code, i.Problem = state.CodePolicyBlocked, "Daily limit" })
		d.expect(state.FlowBlocked, "REFUSED — The bank refused: Daily limit", "[policy_blocked]", "enter checks the policy again",
			"You sell 1,000.00 USDC")
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
		d.expect(state.FlowTaken, "REFUSED", "t tracks it by its id")
		d.press("enter")
		last[act.Run](d)
		d.swap(state.SwapConfirmed, nil)
		d.expect(state.FlowTaken, "It became swap_01jwx, confirmed")
		d.press("enter")
		if shown := last[act.ShowSwap](d); shown.SwapID != "swap_01jwx" {
			t.Errorf("shows %q", shown.SwapID)
		}
	})
	t.Run("refused for another reason", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentRefused, func(i *state.Intent) { i.Code, i.Problem = "insufficient_wallet_balance", "The wallet holds 3 USDC" })
		d.expect(state.FlowRefused, "REFUSED", "The wallet holds 3 USDC", "No money moved.", "r brings a new quote")
	})
	t.Run("too late to send", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toSent()
		d.intent(state.IntentNotSent, func(i *state.Intent) {
			i.Code, i.Problem = state.CodeQuoteExpired, "The quote ran out before it could be sent."
		})
		d.expect(state.FlowExpired, "NOT SENT", "ran out before it could be sent", "r to re-quote")
	})
	t.Run("the policy check finds the quote gone", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toQuote()
		d.press("enter")
		d.send(news.PolicyChecked{
			Generation: last[act.CheckPolicy](d).Generation,
			Problem:    &state.Problem{Happened: "The bank refused: The quote has expired.", Code: state.CodeQuoteExpired, Outcome: state.Refused},
		})
		d.expect(state.FlowExpired, "The quote has expired", "r to re-quote")
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
	d.intent(state.IntentUnknown, func(i *state.Intent) { unknown(i); i.NextTry = state.MomentOf(d.now.Add(4 * time.Second)) })
	d.expect(state.FlowUnknown, "Next try in 4 s.")
	d.wait(2 * time.Second)
	d.expect(state.FlowUnknown, "Next try in 2 s.")
	d.press("y")
	if bundle := last[act.Copy](d); !strings.Contains(bundle.Text, "idemp_7f3a9c") || !strings.Contains(bundle.Text, "it took too long") {
		t.Errorf("copies %q", bundle.Text)
	}
	d.press("u")
	if asked := last[act.AskUnlock](d); asked.IntentID != intentID {
		t.Errorf("unlocks %q", asked.IntentID)
	}
	d.intent(state.IntentUnknown, func(i *state.Intent) {
		unknown(i)
		i.Unlocked = &state.Unlocking{Who: "ada", Why: "asked the desk", At: state.MomentOf(d.now)}
	})
	d.expect(state.FlowUnknown, "Lock lifted by ada", "asked the desk")
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
