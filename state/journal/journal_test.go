package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/state"
)

func reopen(t *testing.T, path string) *SQLite {
	t.Helper()
	journal, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { journal.Close() })
	return journal
}

func begin(t *testing.T) (*SQLite, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	return reopen(t, path), path
}

func write(t *testing.T, journal *SQLite, batch state.Batch) state.Appended {
	t.Helper()
	appended, err := journal.Append(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return appended
}

func request(i int, status api.SpendStatus) *state.Spend {
	return &state.Spend{
		ID: fmt.Sprintf("req_%04d", i), Status: status, Cents: new(int64(i)), Currency: "usd", Merchant: "AWS",
		CreatedAt: state.Moment(1_000 + i), FirstSeen: 5,
	}
}

func TestWhatWasAppendedIsThereAfterReopening(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	swap := &state.Swap{ID: "swap_1", Status: api.SwapSubmitted, SubmittedAt: 7, Terms: &state.SwapTerms{
		SellToken: "USDC", SellAmount: decimal.RequireFromString("1000.00"),
		BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.341200000000000001"),
	}}
	intent := state.Intent{ID: "i1", Kind: state.IntentSpend, Key: "k1", Who: "maria", CreatedAt: 9, State: state.IntentRecorded}
	available := int64(1_248_022)
	balance := state.Balance{Account: "agent_1", Available: &available, SeenAt: 11}
	write(t, journal, state.Batch{
		Lines:    []state.Line{{Entry: state.Entry{At: 3, Source: state.SourceWebhook, Subject: "req_0001", Status: "approved"}, EventID: "evt_1"}},
		Spends:   []*state.Spend{request(1, api.Approved)},
		Swaps:    []*state.Swap{swap},
		Intents:  []state.Intent{intent},
		Balances: []state.Balance{balance},
	})
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	opening, err := reopen(t, path).Opening(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := state.Opening{
		Spends:      []*state.Spend{request(1, api.Approved)},
		Swaps:       []*state.Swap{swap},
		Intents:     []state.Intent{intent},
		Balances:    []state.Balance{balance},
		Entries:     []state.Entry{{Seq: 1, At: 3, Source: state.SourceWebhook, Subject: "req_0001", Status: "approved"}},
		History:     []state.BalancePoint{{At: 11, Account: "agent_1", Available: available}},
		DeadLetters: &state.DeadLetters{},
		SpendCount:  1,
	}
	if difference := cmp.Diff(want, opening, cmpopts.EquateEmpty()); difference != "" {
		t.Errorf("the journal gave back something else:\n%s", difference)
	}
}

func TestAnEventIsWrittenOnce(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	line := state.Line{Entry: state.Entry{Subject: "req_1"}, EventID: "evt_1"}
	first := write(t, journal, state.Batch{Lines: []state.Line{line, line}})
	again := write(t, journal, state.Batch{Lines: []state.Line{line}})
	if first.Seqs[0] == 0 || first.Seqs[1] != 0 || again.Seqs[0] != 0 {
		t.Errorf("numbers %v, then %v", first.Seqs, again.Seqs)
	}
	trail, err := journal.Trail(t.Context(), "req_1")
	if err != nil || len(trail) != 1 {
		t.Errorf("the trail holds %d, %v", len(trail), err)
	}
}

func TestReferencesHaveNoGapsAndStay(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	at := state.MomentOf(time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC))
	book := func(ids ...string) map[string]string {
		batch, references := state.Batch{At: at}, make(map[string]string)
		for _, id := range ids {
			batch.Bookings = append(batch.Bookings, &state.Booking{SwapID: id, At: at})
		}
		write(t, journal, batch)
		for _, booking := range batch.Bookings {
			references[booking.SwapID] = booking.Reference
		}
		return references
	}
	if got := book("swap_a", "swap_b"); got["swap_a"] != "SW-2026-000001" || got["swap_b"] != "SW-2026-000002" {
		t.Errorf("booked as %v", got)
	}
	if got := book("swap_a", "swap_c"); got["swap_a"] != "SW-2026-000001" || got["swap_c"] != "SW-2026-000003" {
		t.Errorf("booked again as %v", got)
	}
}

func TestABookedSwapCarriesItsReferenceInTheSameWrite(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	booking := &state.Booking{SwapID: "swap_a", At: state.MomentOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}
	write(t, journal, state.Batch{
		At:       booking.At,
		Lines:    []state.Line{{Entry: state.Entry{Deed: state.DeedBooked, Subject: "swap_a"}, Booking: booking}},
		Swaps:    []*state.Swap{{ID: "swap_a", Status: api.SwapConfirmed}},
		Bookings: []*state.Booking{booking},
	})
	opening, err := journal.Opening(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if opening.Swaps[0].Reference != "SW-2026-000001" || opening.Entries[0].Text != "SW-2026-000001" {
		t.Errorf("swap %q, entry %q", opening.Swaps[0].Reference, opening.Entries[0].Text)
	}
}

func TestAFailedBatchLeavesNothing(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	bad := request(2, api.Approved)
	bad.ID = "req_0001"
	_, err := journal.Append(t.Context(), state.Batch{
		Spends: []*state.Spend{request(1, api.Approved)},
		Swaps:  []*state.Swap{{ID: "swap_1", Terms: &state.SwapTerms{PolicyReasons: []string{"ok"}, Route: []string{"a"}}}},
		Lines:  make([]state.Line, 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.writer.ExecContext(t.Context(), "DROP TABLE balances"); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Append(t.Context(), state.Batch{Spends: []*state.Spend{bad}, Balances: make([]state.Balance, 1)}); err == nil {
		t.Fatal("a broken write passed for a good one")
	}
	kept, err := journal.Spend(t.Context(), "req_0001")
	if err != nil || kept.Cents == nil || *kept.Cents != 1 {
		t.Errorf("half a batch stayed: %+v, %v", kept, err)
	}
}

func TestTheOpeningHasTheNewestAndTheOpenAndOlderHasAll(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	var spends []*state.Spend
	for i := range 2*pageSize + 100 {
		status := api.Approved
		if i == 3 {
			status = api.NeedsApproval
		}
		spends = append(spends, request(i, status))
	}
	write(t, journal, state.Batch{Spends: spends})
	opening, err := journal.Opening(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(opening.Spends) != 51 || opening.SpendCount != len(spends) {
		t.Errorf("opened with %d of %d", len(opening.Spends), opening.SpendCount)
	}
	seen := make(map[string]bool)
	last := state.Moment(1 << 60)
	err = journal.Older(t.Context(), opening, func(page []*state.Spend) bool {
		for _, spend := range page {
			if seen[spend.ID] || spend.Born() > last {
				t.Fatalf("%s twice or out of order", spend.ID)
			}
			seen[spend.ID], last = true, spend.Born()
		}
		return true
	})
	if err != nil || len(seen) != len(spends) {
		t.Errorf("read %d of %d, %v", len(seen), len(spends), err)
	}
}

func TestADamagedFileIsCalledDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path, make([]byte, 8192), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("SQLite format 3\x00 and then something else entirely, for quite a while"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path); !errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

func TestASoundJournalPassesItsCheck(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	write(t, journal, state.Batch{Spends: []*state.Spend{request(1, api.Approved)}})
	if err := journal.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNotesAreKept(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	for _, value := range []string{"c1", "c2"} {
		if err := journal.Remember(t.Context(), "cursor", value); err != nil {
			t.Fatal(err)
		}
	}
	journal.Close()
	again := reopen(t, path)
	if value, err := again.Recall(t.Context(), "cursor"); err != nil || value != "c2" {
		t.Errorf("recalled %q, %v", value, err)
	}
	if value, err := again.Recall(t.Context(), "nothing"); err != nil || value != "" {
		t.Errorf("recalled %q, %v", value, err)
	}
}

func BenchmarkAnIntentOnDisk(b *testing.B) {
	journal, err := Open(b.Context(), filepath.Join(b.TempDir(), "journal.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer journal.Close()
	intent := state.Intent{ID: "i", Kind: state.IntentSpend, Key: "k", State: state.IntentRecorded}
	for b.Loop() {
		if _, err := journal.Append(b.Context(), state.Batch{Intents: []state.Intent{intent}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAHundredObservationsOnDisk(b *testing.B) {
	journal, err := Open(b.Context(), filepath.Join(b.TempDir(), "journal.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer journal.Close()
	for i := 0; b.Loop(); i++ {
		var batch state.Batch
		for j := range 100 {
			spend := request(i*100+j, api.Approved)
			batch.Spends = append(batch.Spends, spend)
			batch.Lines = append(batch.Lines, state.Line{Entry: state.Entry{Subject: spend.ID}, EventID: spend.ID, Raw: []byte(`{"id":"x"}`)})
		}
		if _, err := journal.Append(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*100)/b.Elapsed().Seconds(), "observations/s")
}

func TestAFullDiskIsCalledFullAndTakesTheNextWriteOnceThereIsSpace(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	limit := func(pages int) {
		t.Helper()
		if _, err := journal.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1)
	batch := state.Batch{Lines: []state.Line{{Entry: state.Entry{Subject: "req_1"}, Raw: make([]byte, 64<<10)}}}
	_, err := journal.Append(t.Context(), batch)
	if !errors.Is(err, ErrFull) || err.Error() != "the disk is full" {
		t.Errorf("got %v", err)
	}
	limit(1 << 30)
	write(t, journal, batch)
	if trail, err := journal.Trail(t.Context(), "req_1"); err != nil || len(trail) != 1 {
		t.Errorf("the trail holds %d, %v", len(trail), err)
	}
}

func TestTheCountIsOfRecordsWhateverIsWrittenAgain(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	for range 3 {
		write(t, journal, state.Batch{Spends: []*state.Spend{request(1, api.NeedsApproval), request(2, api.Approved), request(1, api.Approved)}})
	}
	if opening, err := journal.Opening(t.Context(), 10); err != nil || opening.SpendCount != 2 || len(opening.Spends) != 2 {
		t.Errorf("it counts %d, %v", opening.SpendCount, err)
	}
	// One that an older Coffer keeps has no count of its own.
	if _, err := journal.writer.ExecContext(t.Context(), "DROP TABLE counts"); err != nil {
		t.Fatal(err)
	}
	watched, err := Watch(path)
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Close()
	if opening, err := watched.Opening(t.Context(), 10); err != nil || opening.SpendCount != 2 {
		t.Errorf("it counts %d, %v", opening.SpendCount, err)
	}
}
