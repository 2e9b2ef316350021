package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"coffer/state"
)

// Snapshot is the journal as it was at one instant, whatever is written while
// it is read. It has to be closed.
type Snapshot struct{ transaction *sql.Tx }

// Snapshot begins to read. Errors: as Open.
func (j records) Snapshot(ctx context.Context) (*Snapshot, error) {
	transaction, err := j.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, classify(fmt.Errorf("read the journal: %w", err))
	}
	// SQLite takes its snapshot with the first read, not before.
	var first int
	if err := transaction.QueryRowContext(ctx, "SELECT COUNT(*) FROM notes").Scan(&first); err != nil {
		_ = transaction.Rollback()
		return nil, classify(fmt.Errorf("read the journal: %w", err))
	}
	return &Snapshot{transaction}, nil
}

// Close ends the reading.
func (s *Snapshot) Close() error { return s.transaction.Rollback() }

// Swaps are all swaps with what the books hold of them, in no order.
func (s *Snapshot) Swaps(ctx context.Context) ([]*state.Swap, error) {
	reading := &reading{ctx: ctx, from: s.transaction}
	swaps := reading.booked(decoded[state.Swap](reading, "SELECT record FROM swaps"), everyBooking)
	return swaps, classify(reading.err)
}

// EachSpend yields every spend request once, in no order, until yield returns
// an error, which it returns.
func (s *Snapshot) EachSpend(ctx context.Context, yield func(*state.Spend) error) error {
	return eachRecord(ctx, s, yield, "SELECT record FROM spends")
}

// SpendsOf are the requests with these ids, in no order; an id that the journal
// doesn't hold is left out.
func (s *Snapshot) SpendsOf(ctx context.Context, ids []string) ([]*state.Spend, error) {
	listed, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	spends := make([]*state.Spend, 0, len(ids))
	err = eachRecord(ctx, s, func(spend *state.Spend) error {
		spends = append(spends, spend)
		return nil
	}, "SELECT record FROM spends WHERE id IN (SELECT value FROM json_each(?))", string(listed))
	return spends, err
}

// EachIntent yields every intent once, in no order.
func (s *Snapshot) EachIntent(ctx context.Context, yield func(*state.Intent) error) error {
	return eachRecord(ctx, s, yield, "SELECT record FROM intents")
}

// EachDeed yields every entry of the audit trail with one of these deeds,
// oldest first.
func (s *Snapshot) EachDeed(ctx context.Context, deeds []state.Deed, yield func(*state.Entry) error) error {
	arguments := make([]any, len(deeds))
	for i, deed := range deeds {
		arguments[i] = deed
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(deeds)), ", ")
	return s.each(ctx, func(rows *sql.Rows) error {
		entry, err := scanEntry(rows)
		if err != nil {
			return err
		}
		return yield(&entry)
	}, selectEntries+"WHERE deed IN ("+marks+") ORDER BY seq", arguments...)
}

func eachRecord[T any](ctx context.Context, s *Snapshot, yield func(*T) error, query string, arguments ...any) error {
	return s.each(ctx, func(rows *sql.Rows) error {
		record, err := scanRecord[T](rows)
		if err != nil {
			return err
		}
		return yield(record)
	}, query, arguments...)
}

func (s *Snapshot) each(ctx context.Context, scan func(*sql.Rows) error, query string, arguments ...any) error {
	reading := &reading{ctx: ctx, from: s.transaction}
	reading.each(scan, query, arguments...)
	return classify(reading.err)
}
