package treasury

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/state"
	"coffer/state/journal"
)

// inDoubtBeside leaves an intent in the commands' journal that the bank took
// and whose answer was lost, beside a data folder that knows its bank.
func (r *rig) inDoubtBeside(lost *atomic.Bool) (intentID string) {
	r.t.Helper()
	engine, stop := r.start()
	eventually(r.t, engine, "the balance", func(v *state.View) bool { return v.Balance != nil })
	stop()
	folder := r.folder
	r.folder = filepath.Join(folder, commandsFolder)
	lost.Store(true)
	engine, stop = r.start()
	intentID, err := engine.AskSpend(r.t.Context(), "script", someSpend(12_000))
	if err != nil {
		r.t.Fatal(err)
	}
	eventually(r.t, engine, "the doubt", func(v *state.View) bool { return intentOf(v, intentID).State == state.IntentUnknown })
	stop()
	lost.Store(false)
	r.folder = folder
	return intentID
}

func (r *rig) openJournal(folder string) *journal.SQLite {
	r.t.Helper()
	opened, err := journal.Open(r.t.Context(), filepath.Join(folder, JournalFile))
	if err != nil {
		r.t.Fatal(err)
	}
	return opened
}

// leftOver is what the commands' journal has still to hand over.
func (r *rig) leftOver() []state.Intent {
	r.t.Helper()
	opened := r.openJournal(filepath.Join(r.folder, commandsFolder))
	defer opened.Close()
	left, err := opened.NotHandedOver(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return left.Intents
}

func (r *rig) resolvedHere(intentID string) *state.View {
	r.t.Helper()
	engine, stop := r.start()
	view := eventually(r.t, engine, "the outcome of the command's intent", func(v *state.View) bool {
		for _, intent := range v.Intents {
			if intent.ID == intentID && intent.State == state.IntentDone {
				return true
			}
		}
		return false
	})
	stop()
	return view
}

func TestWhatACommandLeftInDoubtIsResolvedByWhoeverOpensTheFolderNext(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)
	view := r.resolvedHere(id)
	intent := intentOf(view, id)
	if n := r.postings("spend", intent.Subject); n != 1 {
		t.Errorf("the ledger holds it %d times", n)
	}
	if left := r.leftOver(); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
	opened := r.openJournal(r.folder)
	defer opened.Close()
	trail, err := opened.Trail(t.Context(), id)
	if err != nil || len(trail) == 0 || trail[0].Deed != state.DeedSpendAsked || trail[0].Who != "script" {
		t.Errorf("the trail is %+v, %v", trail, err)
	}
}

func TestACrashBetweenTakingOverAndMarkingLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)

	from, into := r.openJournal(filepath.Join(r.folder, commandsFolder)), r.openJournal(r.folder)
	handed, err := toHandOver(t.Context(), from, into)
	if err != nil || len(handed.Intents) != 1 {
		t.Fatalf("to hand over: %+v, %v", handed, err)
	}
	for range 2 {
		if err := into.TakeOver(t.Context(), handed); err != nil {
			t.Fatal(err)
		}
	}
	// The power goes here: it is in both journals, and marked in none.
	if err := errors.Join(from.Close(), into.Close()); err != nil {
		t.Fatal(err)
	}
	if left := r.leftOver(); len(left) != 1 {
		t.Fatalf("left over: %+v", left)
	}
	before := intentOf(r.resolvedHere(id), id)
	after := intentOf(r.resolvedHere(id), id)
	if n := r.postings("spend", after.Subject); n != 1 || before.Tries != after.Tries {
		t.Errorf("the ledger holds it %d times, after %d and then %d tries", n, before.Tries, after.Tries)
	}
	if left := r.leftOver(); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
	opened := r.openJournal(r.folder)
	defer opened.Close()
	trail, err := opened.Trail(t.Context(), id)
	asked := 0
	for _, entry := range trail {
		if entry.Deed == state.DeedSpendAsked {
			asked++
		}
	}
	if err != nil || asked != 1 {
		t.Errorf("it was asked for %d times in %+v, %v", asked, trail, err)
	}
}

// TestWhatWentOnHereIsNotSetBack takes an intent over once more after it was
// resolved here, as after a mark that was never written.
func TestWhatWentOnHereIsNotSetBack(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)
	stale := r.leftOver()
	done := intentOf(r.resolvedHere(id), id)
	from := r.openJournal(filepath.Join(r.folder, commandsFolder))
	if _, err := from.Append(t.Context(), state.Batch{Intents: stale}); err != nil {
		t.Fatal(err)
	}
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	if left := r.leftOver(); len(left) != 1 {
		t.Fatalf("left over: %+v", left)
	}
	again := intentOf(r.resolvedHere(id), id)
	if again.State != state.IntentDone || again.Tries != done.Tries || again.Subject != done.Subject {
		t.Errorf("it became %+v", again)
	}
}

func TestAnotherAccountsIntentsAreLeftWhereTheyAre(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	r.inDoubtBeside(&lost)
	from, into := r.openJournal(filepath.Join(r.folder, commandsFolder)), r.openJournal(r.folder)
	defer from.Close()
	defer into.Close()
	ours, err := state.RecallBank(t.Context(), into)
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]func(*state.Bank){
		"another account":     func(b *state.Bank) { b.Account = "agent_other" },
		"another team":        func(b *state.Bank) { b.Team = "team_other" },
		"another environment": func(b *state.Bank) { b.Environment = state.Live },
		"nobody's yet":        func(b *state.Bank) { *b = state.Bank{} },
	} {
		bank := ours
		other(&bank)
		note, err := json.Marshal(bank)
		if err != nil {
			t.Fatal(err)
		}
		if err := into.Remember(t.Context(), "bank", string(note)); err != nil {
			t.Fatal(err)
		}
		if handed, err := toHandOver(t.Context(), from, into); err != nil || len(handed.Intents) > 0 {
			t.Errorf("%s would get %+v, %v", name, handed.Intents, err)
		}
	}
}

func TestACommandOfAnotherBankGetsNoFolder(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	eventually(t, engine, "the balance", func(v *state.View) bool { return v.Balance != nil })
	bank := state.Bank{Environment: api.Live, Host: "api.dino.id", Team: "team_other"}
	if _, err := AwaitCommandsFolder(t.Context(), r.folder, bank, time.Second); !errors.Is(err, state.ErrForeignJournal) {
		t.Errorf("it got %v", err)
	}
}

func TestACommandAtWorkIsLeftAlone(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)
	working, err := AwaitFolder(t.Context(), filepath.Join(r.folder, commandsFolder), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	engine, stop := r.start()
	eventually(t, engine, "the balance", func(v *state.View) bool { return v.Balance != nil })
	if n := len(engine.View().Intents); n != 0 {
		t.Errorf("%d intents were taken from a command at work", n)
	}
	stop()
	if err := working.Close(); err != nil {
		t.Fatal(err)
	}
	r.resolvedHere(id)
}

func TestARunningCofferTakesOverWhatACommandLeftInDoubt(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)
	working, err := AwaitFolder(t.Context(), filepath.Join(r.folder, commandsFolder), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	engine, stop := r.start()
	eventually(t, engine, "the balance", func(v *state.View) bool { return v.Balance != nil })
	if err := working.Close(); err != nil {
		t.Fatal(err)
	}
	engine.Refresh()
	view := eventually(t, engine, "the outcome of the command's intent", func(v *state.View) bool {
		return len(v.Intents) == 1 && v.Intents[0].ID == id && v.Intents[0].State == state.IntentDone
	})
	subject := intentOf(view, id).Subject
	if n := r.postings("spend", subject); n != 1 || view.Spend(subject) == nil {
		t.Errorf("the ledger holds it %d times, the Book %+v", n, view.Spend(subject))
	}
	asked := 0
	trail, err := engine.Trail(t.Context(), id)
	for _, entry := range trail {
		if entry.Deed == state.DeedSpendAsked && entry.Who == "script" {
			asked++
		}
	}
	if err != nil || asked != 1 {
		t.Errorf("it was asked for %d times in %+v, %v", asked, trail, err)
	}
	stop()
	if left := r.leftOver(); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
}

// TestWhatWentOnHereIsNotSetBackWhileItRuns hands over once more, to a running
// Coffer, what it took over and resolved in an earlier run.
func TestWhatWentOnHereIsNotSetBackWhileItRuns(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	r := newRig(t, rigOptions{faults: lostAnswers("/v1/spend", &lost)})
	id := r.inDoubtBeside(&lost)
	stale := r.leftOver()
	done := intentOf(r.resolvedHere(id), id)
	opened := openedBeside(t, r, stale)
	if left := r.leftOver(); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
	again := intentOf(opened.Engine().View(), id)
	if again.State != state.IntentDone || again.Tries != done.Tries || again.Subject != done.Subject {
		t.Errorf("it became %+v", again)
	}
}

// openedBeside is a running treasury that has been handed the intents.
func openedBeside(t *testing.T, r *rig, intents []state.Intent) *Treasury {
	t.Helper()
	folder, err := OpenFolder(r.folder)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open(t.Context(), Options{Folder: folder, Accounts: r.keys, Clock: clockwork.NewRealClock(), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	// Only the test takes over.
	opened.takes = false
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ran, opened.Close(), folder.Close()); err != nil {
			t.Error(err)
		}
	})
	from := r.openJournal(filepath.Join(r.folder, commandsFolder))
	_, err = from.Append(t.Context(), state.Batch{Intents: intents})
	if err := errors.Join(err, from.Close(), opened.takeOver(t.Context())); err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestAFolderThatIsHeldForAMomentIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	first, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := AwaitFolder(t.Context(), path, 0); !errors.Is(err, ErrInUse) {
		t.Errorf("without patience: %v", err)
	}
	freed := make(chan error, 1)
	time.AfterFunc(50*time.Millisecond, func() { freed <- first.Close() })
	second, err := AwaitFolder(t.Context(), path, patience)
	if err := errors.Join(err, <-freed); err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}

func TestACommandAsksAgainForASpendInDoubtAndLeavesASwapToAPerson(t *testing.T) {
	t.Parallel()
	var lost atomic.Bool
	lost.Store(true)
	spends, swaps := lostAnswers("/v1/spend", &lost), lostAnswers("/v1/swap/execute", &lost)
	r := newRig(t, rigOptions{quoteTTL: time.Hour, faults: func(next http.Handler) http.Handler { return spends(swaps(next)) }})
	engine, stop := r.start()
	swap := r.executeSwap(engine)
	spend, err := engine.AskSpend(t.Context(), "maria", someSpend(1_200))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, engine, "two doubts", func(v *state.View) bool {
		return intentOf(v, swap).State == state.IntentUnknown && intentOf(v, spend).State == state.IntentUnknown
	})
	stop()
	tries := intentOf(engine.View(), swap).Tries
	lost.Store(false)

	r.errand = true
	engine, stop = r.start()
	eventually(t, engine, "the spend", func(v *state.View) bool { return intentOf(v, spend).State == state.IntentDone })
	another, err := engine.AskSpend(t.Context(), "script", someSpend(1_300))
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "another spend", func(v *state.View) bool { return intentOf(v, another).State == state.IntentDone })
	stop()
	if left := intentOf(view, swap); left.State != state.IntentUnknown || left.Tries > tries+1 {
		t.Errorf("the swap is %s after %d tries, then %d", left.State, tries, left.Tries)
	}
	r.errand = false
	engine, _ = r.start()
	eventually(t, engine, "the swap", func(v *state.View) bool { return intentOf(v, swap).State == state.IntentDone })
}
