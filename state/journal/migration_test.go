package journal

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"coffer/state"
)

// before makes a journal as the version with that schema left it.
func before(t *testing.T, version int64, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	database, err := open(path, writerOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, database, steps)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return path
}

// references of the schema before the books had entries: one all told, one with
// quoted figures, one made elsewhere, one that failed after it was booked.
var booksBefore = []string{
	`INSERT INTO swaps VALUES
	('swap_told', 1, 0, '{"id":"swap_told","status":"confirmed","reference":"SW-2025-000001","settled_at":1700000000000,
		"terms":{"quote_id":"q1","sell_token":"USDC","sell_amount":"1000","buy_token":"ETH","expected_buy":"0.3412","minimum_received":"0.337","fees":{"network":"3.15"},"slippage_bps":100},
		"executed":{"sold":"1000","bought":"0.3399","fees":{"network":"2.9"}},"stamps":[{"a":1,"s":1},{"a":1,"s":1},{"a":1,"s":1},{"a":1,"s":1},{"a":1,"s":1}]}'),
	('swap_quoted', 2, 0, '{"id":"swap_quoted","status":"confirmed","reference":"SW-2026-000002",
		"terms":{"quote_id":"q2","sell_token":"USDC","sell_amount":"10.50","buy_token":"ETH","expected_buy":"0.003","minimum_received":"0.002","slippage_bps":100},"stamps":[]}'),
	('swap_elsewhere', 3, 0, '{"id":"swap_elsewhere","status":"confirmed","reference":"SW-2026-000003","stamps":[]}')`,
	`INSERT INTO bookings VALUES (1, 'swap_told', 'SW-2025-000001'), (2, 'swap_quoted', 'SW-2026-000002'), (3, 'swap_elsewhere', 'SW-2026-000003')`,
	`INSERT INTO lines (at, source, who, deed, event, subject, status, text, trace_id) VALUES (1700000005000, '', '', 'booked', '', 'swap_told', '', 'SW-2025-000001', '')`,
}

func TestAJournalFromBeforeTheBooksKeepsItsReferences(t *testing.T) {
	t.Parallel()
	journal := reopen(t, before(t, 2, booksBefore...))
	opening, err := journal.Opening(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	held := make(map[string]*state.Booking)
	for _, swap := range opening.Swaps {
		if len(swap.Bookings) != 1 || swap.Bookings[0].Reference != swap.Reference || swap.Bookings[0].Adjusts != "" {
			t.Fatalf("%s has the entries %v", swap.ID, swap.Bookings)
		}
		held[swap.ID] = swap.Bookings[0]
		// Nothing new is known, so nothing is booked again.
		if moved, due := swap.Moved(); due && !moved.Equal(swap.Bookings[0].Moved) {
			t.Errorf("%s moved %+v, booked is %+v", swap.ID, moved, swap.Bookings[0].Moved)
		}
	}
	told := held["swap_told"]
	if told.Number != 1 || told.At != 1700000005000 || told.Date != 1700000000000 || !told.Moved.Told() || told.Moved.Bought.Amount.String() != "0.3399" {
		t.Errorf("what the bank told became %+v", told)
	}
	if quoted := held["swap_quoted"].Moved; quoted.Sold.From != state.FromQuote || quoted.FeesFrom != "" || quoted.Sold.Amount.String() != "10.5" {
		t.Errorf("what was quoted became %+v", quoted)
	}
	if held["swap_elsewhere"].Moved.Known() {
		t.Errorf("what nobody told became %+v", held["swap_elsewhere"].Moved)
	}
	next := &state.Booking{SwapID: "swap_next", At: told.At}
	write(t, journal, state.Batch{At: told.At, Bookings: []*state.Booking{next}})
	if next.Number != 4 || next.Adjusts != "" {
		t.Errorf("the next is %+v", next)
	}
}

func TestAReaderOfAnOlderJournalShowsItsReferences(t *testing.T) {
	t.Parallel()
	watched, err := Watch(before(t, 2, booksBefore...))
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Close()
	opening, err := watched.Opening(t.Context(), 10)
	if err != nil || len(opening.Swaps) != 3 {
		t.Fatalf("%d swaps, %v", len(opening.Swaps), err)
	}
	for _, swap := range opening.Swaps {
		if entries := swap.Entries(); len(entries) != 1 || entries[0].Reference != swap.Reference {
			t.Errorf("%s has the entries %v", swap.ID, entries)
		}
	}
}
