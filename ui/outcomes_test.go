package ui

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
)

// doubt is a swap without an answer, whose quote is over.
func doubt() state.Intent {
	over := terms()
	over.ExpiresAt = ago(time.Minute)
	return state.Intent{
		ID: "intent_9", Kind: state.IntentSwap, Key: "idemp_7f3a", Who: "ada", CreatedAt: ago(4 * time.Minute),
		State: state.IntentUnknown, Tries: 2, LastTry: ago(time.Minute), Terms: over,
	}
}

func TestARefusalOfWhatWasUnknownStaysUnderTheCursorAndIsSaid(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.put(state.Changes{Intents: []state.Intent{doubt()}})
		d.press("3", "r")
		refused := doubt()
		refused.State, refused.Problem, refused.Tries = state.IntentRefused, "The quote has expired.", 3
		d.put(state.Changes{Intents: []state.Intent{refused}})
		if intent, ok := d.subject().(*state.Intent); !ok || intent.ID != "intent_9" {
			t.Errorf("the cursor is on %v", d.subject())
		}
		for _, want := range []string{
			"✕ refused — no money moved: the quote has expired",
			"✕ the swap of 1,000.00 USDC was refused — no money moved: the quote has expired",
		} {
			if !strings.Contains(d.plain(), want) {
				t.Errorf("%q is not said:\n%s", want, d.plain())
			}
		}
	})
}

func TestTheCursorGoesToTheSwapThatAnIntentBecame(t *testing.T) {
	within(t, normalTreasury, 120, 36, func(d *dashboard) {
		d.put(state.Changes{Intents: []state.Intent{doubt()}})
		d.press("3", "r")
		done := doubt()
		done.State, done.Subject = state.IntentDone, "swap_became"
		swap := &state.Swap{ID: "swap_became", Status: state.SwapSubmitted, Terms: terms(), SubmittedAt: ago(time.Hour), FirstSeen: ago(time.Hour)}
		d.put(state.Changes{Intents: []state.Intent{done}, Swaps: []*state.Swap{swap}})
		if got, ok := d.subject().(*state.Swap); !ok || got.ID != "swap_became" {
			t.Errorf("the cursor is on %v", d.subject())
		}
	})
}

func TestAnUnknownSpendIsAskedAgainByHandOnceItNoLongerAsksByItself(t *testing.T) {
	within(t, startingTreasury, 120, 36, func(d *dashboard) {
		intent := state.Intent{
			ID: "intent_s", Kind: state.IntentSpend, Key: "idemp_51", Who: "ada", CreatedAt: ago(time.Hour), State: state.IntentUnknown,
			Spend: &state.SpendRequest{AmountCents: 12_000, Currency: "usd", MerchantName: "AWS", Reason: "GPUs"},
		}
		d.put(state.Changes{Intents: []state.Intent{intent}})
		if want := "asks again by itself until 8 May 13:03:22 UTC"; !d.banner(want) {
			t.Errorf("%q is not said:\n%s", want, d.plain())
		}
		d.press("r")
		if !d.dialogs.Empty() {
			t.Error("r asks for what is asked again by itself")
		}
		intent.CreatedAt = ago(25 * time.Hour)
		d.put(state.Changes{Intents: []state.Intent{intent}})
		for _, want := range []string{"not known, ask the bank — funds may have moved", "key idemp_51", "no longer asks by itself; r asks again"} {
			if !d.banner(want) {
				t.Errorf("%q is not said:\n%s", want, d.plain())
			}
		}
		d.press("r", "enter")
		if len(d.treasury.retried) != 0 || d.dialogs.Empty() {
			t.Fatalf("enter asked for %v", d.treasury.retried)
		}
		d.press("y")
		if len(d.treasury.retried) != 1 || d.treasury.retried[0] != "intent_s" || !d.dialogs.Empty() {
			t.Errorf("asked for %v", d.treasury.retried)
		}
	})
}

// banner reports whether the banners say something, however it is wrapped.
func (d *dashboard) banner(text string) bool {
	var said []string
	for _, b := range d.banners() {
		said = append(said, b.lines...)
	}
	return strings.Contains(strings.Join(said, " "), text)
}
