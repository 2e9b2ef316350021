package treasury

import (
	"errors"
	"sync/atomic"
	"testing"

	"coffer/state"
)

func TestALiftedLockLetsASecondSwapGoAndForgetsNoDoubt(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	lost.Store(true)
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/swap/execute", &lost)})
	engine, stop := r.start()
	first := r.executeSwap(engine)
	eventually(t, engine, "the doubt", func(v *state.View) bool { return intentOf(v, first).State == state.IntentUnknown })

	if _, err := engine.Execute(t.Context(), "maria", r.checkedTerms(engine)); err == nil {
		t.Fatal("a second swap of a locked token was sent")
	}
	if err := engine.Unlock(t.Context(), "maria", first, "  "); err == nil {
		t.Fatal("the lock was lifted without a reason")
	}
	if err := engine.Unlock(t.Context(), "maria", first, "the bank's desk\nsays it never came"); err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "the lifted lock", func(v *state.View) bool { return intentOf(v, first).Unlocked != nil })
	var problem *state.Problem
	if err := engine.Unlock(t.Context(), "ada", first, "again"); !errors.As(err, &problem) {
		t.Errorf("a lock was lifted twice: %v", err)
	}
	stop()

	// It is shown at the next start, by whom and why, and the doubt is still one.
	engine, _ = r.start()
	view := eventually(t, engine, "the doubt of the last run", func(v *state.View) bool { return intentOf(v, first) != nil })
	lifted := intentOf(view, first)
	if !lifted.Unresolved() || lifted.Unlocked == nil || lifted.Unlocked.Who != "maria" ||
		lifted.Unlocked.Why != "the bank's desk says it never came" {
		t.Errorf("after a restart it is %+v, lifted %+v", lifted.State, lifted.Unlocked)
	}
	trail, err := engine.Trail(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	journaled := false
	for _, entry := range trail {
		journaled = journaled || (entry.Deed == state.DeedUnlocked && entry.Who == "maria" && entry.Text == lifted.Unlocked.Why)
	}
	if !journaled {
		t.Errorf("the audit trail has no lifted lock: %+v", trail)
	}

	second, err := engine.Execute(t.Context(), "maria", r.checkedTerms(engine))
	if err != nil {
		t.Fatalf("a lifted lock still locks: %v", err)
	}
	lost.Store(false)
	_ = engine.Retry(t.Context(), "maria", first)
	view = eventually(t, engine, "both outcomes", func(v *state.View) bool {
		return intentOf(v, first).State == state.IntentDone && intentOf(v, second).State == state.IntentDone &&
			v.Swap(intentOf(v, first).Subject) != nil && v.Swap(intentOf(v, first).Subject).Status.Final() &&
			v.Swap(intentOf(v, second).Subject) != nil && v.Swap(intentOf(v, second).Subject).Status.Final()
	})
	for _, id := range []string{first, second} {
		if got := r.postings("swap", intentOf(view, id).Subject); got != 1 {
			t.Errorf("the ledger holds a swap %d times", got)
		}
	}
	if intentOf(view, first).Unlocked == nil {
		t.Error("its answer took away who had lifted the lock")
	}
}

func TestWhatIsKnownIsNotUnlocked(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	swap := r.executeSwap(engine)
	eventually(t, engine, "the swap", func(v *state.View) bool { return intentOf(v, swap).State == state.IntentDone })
	if err := engine.Unlock(t.Context(), "maria", swap, "why not"); err == nil {
		t.Error("the lock of a known outcome was lifted")
	}
}

func TestAnUnknownOutcomeTellsWhenItIsAskedAgain(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	lost.Store(true)
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/swap/execute", &lost)})
	engine, _ := r.start()
	id := r.executeSwap(engine)
	view := eventually(t, engine, "the next try", func(v *state.View) bool { return intentOf(v, id).NextTry.Known() })
	intent := intentOf(view, id)
	if intent.NextTry <= intent.LastTry || intent.NextTry >= intent.AsksUntil() {
		t.Errorf("tried at %v, again at %v, by itself until %v", intent.LastTry.Time(), intent.NextTry.Time(), intent.AsksUntil().Time())
	}
	lost.Store(false)
	eventually(t, engine, "the outcome", func(v *state.View) bool {
		return intentOf(v, id).State == state.IntentDone && !intentOf(v, id).NextTry.Known()
	})
}
