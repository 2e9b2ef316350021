package torture

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/state"
)

const (
	soakHours     = 1
	fullSoakHours = 12
	// soakSamples is how often the heap is measured.
	soakSamples = 12
	// heapOfRecord is what one more record with its entries may cost, in MiB.
	heapOfRecord = 3.0 / 1024
	// drainLimit is how much simulated time the last things may take.
	drainLimit = time.Hour
)

// TestSoakEndsWithBankJournalAndBookInAgreement lets an hour of twenty agents
// and two people pass, with faults everywhere, and then holds everything that
// anyone remembers of it against everything else.
//
// It runs alone: others would show in the heap.
func TestSoakEndsWithBankJournalAndBookInAgreement(t *testing.T) {
	length := soakHours * time.Hour
	if *full {
		length = fullSoakHours * time.Hour
	}
	counts := newTally(t)
	began := time.Now()
	w, err := openTown(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	w.faults.Store(true)
	w.live()
	heap := w.soak(length)
	w.faults.Store(false)
	w.retire()
	w.life.Wait()
	drained, err := w.drain()
	if err != nil {
		t.Error(err)
	}
	view := w.engine.View()
	stopping := time.Now()
	if err := w.stop(); err != nil {
		t.Errorf("the treasury ended with %v", err)
	}
	stopped := time.Since(stopping)

	if err := w.compare(view, counts); err != nil {
		t.Error(err)
	}
	middle, last := third(heap, 1), third(heap, 2)
	t.Logf("%s simulated in %s; %d calls, %d spoilt, %d deliveries repeated; drained in %s; stopped in %s",
		length, time.Since(began).Round(time.Second/10), w.calls.Load(), w.spoilt.Load(), w.repeats.Load(), drained, stopped.Round(time.Millisecond))
	t.Logf("heap after collection, in MiB at records: %v; middle third %v, last third %v", heap, middle, last)
	t.Log("what was done\n" + w.summary(view))
	if room := 1.1*middle.mebibytes + heapOfRecord*(last.records-middle.records); last.mebibytes > room {
		t.Errorf("memory grew from %v to %v, more than the records need", middle, last)
	}
	if stopped > time.Second {
		t.Errorf("it took %s to stop", stopped)
	}
}

// weight is what the program holds, and in how many records it is.
type weight struct{ mebibytes, records float64 }

func (h weight) String() string { return fmt.Sprintf("%.1f at %.0f", h.mebibytes, h.records) }

// soak lets the time pass, with an outage of the webhook receiver now and
// then, and measures the heap.
func (w *town) soak(length time.Duration) []weight {
	var heap []weight
	for range soakSamples {
		part := length / soakSamples
		w.outage.Store(true)
		w.let(part / 4)
		w.outage.Store(false)
		w.let(part - part/4)
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		heap = append(heap, weight{float64(memory.HeapAlloc) / (1 << 20), float64(w.engine.View().Spends.Len())})
	}
	return heap
}

// third is the mean of the first, middle or last third.
func third(heap []weight, which int) weight {
	var sum weight
	part := heap[which*len(heap)/3 : (which+1)*len(heap)/3]
	for _, one := range part {
		sum.mebibytes += one.mebibytes / float64(len(part))
		sum.records += one.records / float64(len(part))
	}
	return sum
}

// drain lets time pass until nothing is open that can close by itself. What is
// too old to be sent again by itself a person sends again.
func (w *town) drain() (time.Duration, error) {
	var last error
	for passed := time.Duration(0); passed < drainLimit; passed += 10 * soakStep {
		w.let(10 * soakStep)
		view := w.engine.View()
		for _, intent := range view.Unresolved() {
			_ = w.engine.Retry(context.Background(), "maria", intent.ID)
		}
		if last = w.agree(view); last == nil && len(view.Unresolved()) == 0 {
			return passed + 10*soakStep, nil
		}
	}
	return drainLimit, fmt.Errorf("after %s: %d unresolved, %w", drainLimit, len(w.engine.View().Unresolved()), last)
}

// agree reports where the Book differs from the bank.
func (w *town) agree(view *state.View) error {
	held := w.held()
	if err := held.audit(context.Background()); err != nil {
		return err
	}
	balance, err := w.direct.Balance(context.Background())
	if err != nil {
		return err
	}
	switch {
	case view.Balance == nil || view.Balance.Available == nil || *view.Balance.Available != *balance.Value.AvailableCents:
		return fmt.Errorf("the Book's balance is %+v, the bank's %d", view.Balance, *balance.Value.AvailableCents)
	case view.Spends.Len() != len(held.spends) || view.Swaps.Len() != len(held.swaps):
		return fmt.Errorf("the Book holds %d requests and %d swaps, the bank %d and %d", view.Spends.Len(), view.Swaps.Len(), len(held.spends), len(held.swaps))
	}
	for id, told := range held.spends {
		if shown := view.Spend(id); shown == nil || !sameSpend(*shown, told) {
			return fmt.Errorf("the Book shows %+v for %+v", shown, told)
		}
	}
	for id, told := range held.swaps {
		if shown := view.Swap(id); shown == nil || !sameSwap(*shown, told) {
			return fmt.Errorf("the Book shows %+v for %+v", shown, told)
		}
	}
	return nil
}

func (w *town) held() *bank {
	issued := w.bank.Credentials()
	return &bank{
		issued: bankSighting{BaseURL: issued.BaseURL, SpendKey: issued.SpendKey},
		client: w.direct, spends: make(map[string]api.Spend), swaps: make(map[string]api.SandboxSwap),
	}
}

// compare holds bank, ledger, Book and the journal, opened again, against each
// other, and every intent against what the bank did for it.
func (w *town) compare(view *state.View, counts *tally) error {
	ctx := context.Background()
	if err := w.agree(view); err != nil {
		return err
	}
	held := w.held()
	if err := errors.Join(held.audit(ctx), w.auditWallet(view)); err != nil {
		return err
	}
	path := filepath.Join(w.folder, journalName)
	if err := openAndCheck(ctx, path); err != nil {
		return err
	}
	kept, err := readRemains(ctx, path)
	if err != nil {
		return err
	}
	var wrong []error
	if len(kept.spends) != len(held.spends) || len(kept.swaps) != len(held.swaps) {
		wrong = append(wrong, fmt.Errorf("the journal holds %d requests and %d swaps, the bank %d and %d", len(kept.spends), len(kept.swaps), len(held.spends), len(held.swaps)))
	}
	for id, told := range held.spends {
		if !sameSpend(kept.spends[id], told) {
			wrong = append(wrong, fmt.Errorf("the journal holds %+v for %+v", kept.spends[id], told))
		}
	}
	for id, told := range held.swaps {
		if !sameSwap(kept.swaps[id], told) {
			wrong = append(wrong, fmt.Errorf("the journal holds %+v for %+v", kept.swaps[id], told))
		}
		if told.ExecutionStatus == api.SwapConfirmed && (kept.references[id] == "" || kept.references[id] != view.Swap(id).Reference) {
			wrong = append(wrong, fmt.Errorf("the swap %s is booked as %q and shown as %q", id, kept.references[id], view.Swap(id).Reference))
		}
	}
	for event, count := range kept.events {
		if count > 1 {
			wrong = append(wrong, fmt.Errorf("the event %s is in the trail %d times", event, count))
		}
	}
	effects := held.effects()
	for id := range w.intents {
		intent := kept.intents[id]
		how, err := onceOrNever(intent, effects)
		counts.try("a person's " + string(intent.Kind))
		counts.end("a person's "+string(intent.Kind), how)
		wrong = append(wrong, err)
	}
	for reason := range w.asked {
		if !strings.HasPrefix(reason, "agent") {
			continue
		}
		counts.try("an agent's spend")
		switch ids := effects[reason]; len(ids) {
		case 0:
			// It retired before the bank heard of it.
			counts.end("an agent's spend", endedNotSent)
		case 1:
			counts.end("an agent's spend", endedDone)
		default:
			counts.end("an agent's spend", endedDouble)
			wrong = append(wrong, fmt.Errorf("%s was done as %v", reason, ids))
		}
	}
	return errors.Join(wrong...)
}

// onceOrNever holds an intent against the records that its effect has.
func onceOrNever(intent state.Intent, effects map[string][]string) (ending, error) {
	effect := ""
	switch {
	case intent.Spend != nil:
		effect = intent.Spend.Reason
	case intent.Terms != nil:
		effect = intent.Terms.QuoteID
	default:
		return endedLost, errors.New("an intent is not in the journal")
	}
	ids := effects[effect]
	switch {
	case len(ids) > 1:
		return endedDouble, fmt.Errorf("%s was done as %v", effect, ids)
	case intent.State == state.IntentDone && (len(ids) != 1 || ids[0] != intent.Subject):
		return endedLost, fmt.Errorf("%s is done as %s, and the bank holds %v", effect, intent.Subject, ids)
	case intent.State != state.IntentDone && len(ids) > 0:
		return endedLost, fmt.Errorf("%s is %s (%s), and the bank holds %v", effect, intent.State, intent.Problem, ids)
	case intent.Unresolved():
		return endedLost, fmt.Errorf("%s is still %s", effect, intent.State)
	case intent.State == state.IntentRefused:
		return endedRefused, nil
	case intent.State == state.IntentNotSent:
		return endedNotSent, nil
	case intent.Tries > 1:
		return endedResolved, nil
	}
	return endedDone, nil
}

// auditWallet holds what the Book calls available against the ledger's lines.
func (w *town) auditWallet(view *state.View) error {
	issued := w.bank.Credentials()
	ledger, err := readLedger(context.Background(), issued.BaseURL, issued.SpendKey)
	if err != nil {
		return err
	}
	wallet := decimal.Zero
	for _, entry := range ledger.Entries {
		for _, line := range entry.Lines {
			if line.Account == "wallet" {
				wallet = wallet.Add(line.Amount)
			}
		}
	}
	if shown := decimal.New(*view.Balance.Available, -2); !shown.Equal(wallet) {
		return fmt.Errorf("the Book shows %s available, the ledger comes to %s", shown, wallet)
	}
	return nil
}

func (w *town) summary(view *state.View) string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, deed := range slices.Sorted(maps.Keys(w.deeds)) {
		fmt.Fprintf(table, "%s\t%d\n", deed, w.deeds[deed])
	}
	fmt.Fprintf(table, "requests at bank, in journal, in Book\t%d\n", view.Spends.Len())
	fmt.Fprintf(table, "swaps at bank, in journal, in Book\t%d\n", view.Swaps.Len())
	table.Flush()
	return text.String()
}

func sameSpend(ours state.Spend, bank api.Spend) bool {
	return ours.ID == bank.ID && ours.Status == bank.Status && centsOf(ours.Cents) == centsOf(bank.AmountCents) && ours.Reason == bank.Reason
}

func sameSwap(ours state.Swap, bank api.SandboxSwap) bool {
	return ours.ID == bank.ID && ours.Status == bank.ExecutionStatus && ours.Terms != nil &&
		ours.Terms.SellToken == bank.SellToken && ours.Terms.SellAmount.Equal(bank.SellAmount) &&
		ours.Terms.ExpectedBuy.Equal(bank.Quote.ExpectedBuyAmount)
}

// centsOf is an amount that the sandbox always tells; -1 where it didn't.
func centsOf(amount *int64) int64 {
	if amount == nil {
		return -1
	}
	return *amount
}
