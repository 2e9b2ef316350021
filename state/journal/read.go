package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"coffer/state"
)

const (
	pageSize       = 2_000
	openingEntries = 500
	openingIntents = 20
	historyPoints  = 600
)

// Opening reads the newest and the open records, and what is unresolved.
func (j records) Opening(ctx context.Context, newest int) (state.Opening, error) {
	var opening state.Opening
	reading := &reading{ctx: ctx, from: j.reader}
	opening.SpendCount = reading.spendCount()
	// The ids come first: asked for in one condition, the whole table is read.
	opening.Spends = decoded[state.Spend](reading,
		`SELECT record FROM spends WHERE id IN (
			SELECT id FROM (SELECT id FROM spends ORDER BY born DESC, id DESC LIMIT ?) UNION SELECT id FROM spends WHERE open = 1)`, newest)
	opening.Swaps = reading.booked(decoded[state.Swap](reading, "SELECT record FROM swaps ORDER BY born DESC"), everyBooking)
	for _, intent := range reading.recentIntents() {
		opening.Intents = append(opening.Intents, *intent)
	}
	for _, balance := range reading.balances() {
		opening.Balances = append(opening.Balances, *balance)
	}
	opening.Entries = reading.entries("ORDER BY seq DESC LIMIT ?", openingEntries)
	opening.History = reading.history()
	opening.DeadLetters = reading.deadLetters()
	if reading.err != nil {
		return state.Opening{}, classify(fmt.Errorf("read the journal: %w", reading.err))
	}
	return opening, nil
}

// Older yields every record in pages, newest first. A page may hold records
// of the opening: they are the same records.
func (j records) Older(ctx context.Context, opening state.Opening, yield func([]*state.Spend) bool) error {
	if len(opening.Spends) >= opening.SpendCount {
		return nil
	}
	reading := &reading{ctx: ctx, from: j.reader}
	born, id := int64(1)<<62, ""
	for {
		page := decoded[state.Spend](reading,
			"SELECT record FROM spends WHERE (born, id) < (?, ?) ORDER BY born DESC, id DESC LIMIT ?", born, id, pageSize)
		if reading.err != nil {
			return classify(fmt.Errorf("read the journal: %w", reading.err))
		}
		if len(page) == 0 || !yield(page) {
			return nil
		}
		last := page[len(page)-1]
		born, id = int64(last.Born()), last.ID
	}
}

// Spend reads one record; nil when there is none.
func (j records) Spend(ctx context.Context, id string) (*state.Spend, error) {
	reading := &reading{ctx: ctx, from: j.reader}
	found := decoded[state.Spend](reading, "SELECT record FROM spends WHERE id = ?", id)
	if reading.err != nil || len(found) == 0 {
		return nil, classify(reading.err)
	}
	return found[0], nil
}

// Swap reads one swap with its bookings; nil when there is none.
func (j records) Swap(ctx context.Context, id string) (*state.Swap, error) {
	reading := &reading{ctx: ctx, from: j.reader}
	found := reading.booked(decoded[state.Swap](reading, "SELECT record FROM swaps WHERE id = ?", id), "WHERE swap_id = ?", id)
	if reading.err != nil || len(found) == 0 {
		return nil, classify(reading.err)
	}
	return found[0], nil
}

// Trail reads every entry about a subject, oldest first.
func (j records) Trail(ctx context.Context, subject string) ([]state.Entry, error) {
	reading := &reading{ctx: ctx, from: j.reader}
	entries := reading.entries("WHERE subject = ? ORDER BY seq", subject)
	return entries, classify(reading.err)
}

// Since reads the entries after a number, and the records that they are about.
func (j records) Since(ctx context.Context, seq int64) (state.Changes, error) {
	reading := &reading{ctx: ctx, from: j.reader}
	var changes state.Changes
	entries := reading.entries("WHERE seq > ? ORDER BY seq", seq)
	for i := range entries {
		changes.Entries = append(changes.Entries, &entries[i])
	}
	changes.Balances = reading.balances()
	if len(entries) == 0 {
		return changes, classify(reading.err)
	}
	const touched = "IN (SELECT subject FROM lines WHERE seq > ?)"
	changes.Spends = decoded[state.Spend](reading, "SELECT record FROM spends WHERE id "+touched, seq)
	changes.Swaps = reading.booked(decoded[state.Swap](reading, "SELECT record FROM swaps WHERE id "+touched, seq),
		"WHERE swap_id "+touched, seq)
	for _, intent := range reading.recentIntents() {
		changes.Intents = append(changes.Intents, *intent)
	}
	return changes, classify(reading.err)
}

// Recall is the note of that name, or "".
func (j records) Recall(ctx context.Context, name string) (string, error) {
	var value string
	err := j.reader.QueryRowContext(ctx, "SELECT value FROM notes WHERE name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, classify(err)
}

// reading carries the first error of several reads.
type reading struct {
	ctx  context.Context
	from asker
	err  error
}

// asker is what can be asked: the pool, or one transaction of it.
type asker interface {
	QueryRowContext(ctx context.Context, query string, arguments ...any) *sql.Row
	QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
}

func (r *reading) row(into any, query string, arguments ...any) {
	if r.err == nil {
		r.err = r.from.QueryRowContext(r.ctx, query, arguments...).Scan(into)
	}
}

// spendCount is how many requests there are. A journal that an older Coffer
// still writes keeps no count.
func (r *reading) spendCount() (count int) {
	kept := 0
	r.row(&kept, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'counts'")
	if kept > 0 {
		r.row(&count, "SELECT number FROM counts WHERE name = 'spends'")
	} else {
		r.row(&count, "SELECT COUNT(*) FROM spends")
	}
	return count
}

func (r *reading) each(scan func(*sql.Rows) error, query string, arguments ...any) {
	if r.err != nil {
		return
	}
	rows, err := r.from.QueryContext(r.ctx, query, arguments...)
	if err != nil {
		r.err = err
		return
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			r.err = err
			return
		}
	}
	r.err = errors.Join(r.err, rows.Err())
}

func decoded[T any](r *reading, query string, arguments ...any) []*T {
	var found []*T
	r.each(func(rows *sql.Rows) error {
		record, err := scanRecord[T](rows)
		found = append(found, record)
		return err
	}, query, arguments...)
	return found
}

func scanRecord[T any](rows *sql.Rows) (*T, error) {
	var encoded sql.RawBytes
	if err := rows.Scan(&encoded); err != nil {
		return nil, err
	}
	record := new(T)
	if err := json.Unmarshal(encoded, record); err != nil {
		return nil, fmt.Errorf("%w: a record can't be decoded: %w", ErrCorrupt, err)
	}
	return record, nil
}

func (r *reading) entries(tail string, arguments ...any) []state.Entry {
	var entries []state.Entry
	r.each(func(rows *sql.Rows) error {
		entry, err := scanEntry(rows)
		entries = append(entries, entry)
		return err
	}, selectEntries+tail, arguments...)
	return entries
}

const selectEntries = "SELECT seq, at, source, who, deed, event, subject, status, text, trace_id FROM lines "

func scanEntry(rows *sql.Rows) (entry state.Entry, err error) {
	err = rows.Scan(&entry.Seq, &entry.At, &entry.Source, &entry.Who, &entry.Deed, &entry.Event,
		&entry.Subject, &entry.Status, &entry.Text, &entry.TraceID)
	return entry, err
}

// recentIntents are the unresolved ones, and the newest of the others.
func (r *reading) recentIntents() []*state.Intent {
	return decoded[state.Intent](r,
		"SELECT record FROM intents WHERE unresolved = 1 OR id IN (SELECT id FROM intents ORDER BY created_at DESC LIMIT ?)", openingIntents)
}

// balances is the newest of each account.
func (r *reading) balances() []*state.Balance {
	return decoded[state.Balance](r, "SELECT record FROM balances WHERE seq IN (SELECT MAX(seq) FROM balances GROUP BY account)")
}

func (r *reading) history() []state.BalancePoint {
	var points []state.BalancePoint
	r.each(func(rows *sql.Rows) error {
		var point state.BalancePoint
		err := rows.Scan(&point.At, &point.Account, &point.Available)
		points = append(points, point)
		return err
	}, "SELECT at, account, available FROM balances WHERE available IS NOT NULL ORDER BY seq DESC LIMIT ?", historyPoints)
	slices.Reverse(points)
	return points
}
