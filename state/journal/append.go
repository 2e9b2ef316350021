package journal

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"coffer/state"
)

// Append writes the batch in one transaction and returns when it is on disk.
func (j *SQLite) Append(ctx context.Context, batch state.Batch) (state.Appended, error) {
	transaction, err := j.writer.BeginTx(ctx, nil)
	if err != nil {
		return state.Appended{}, classify(fmt.Errorf("write to the journal: %w", err))
	}
	defer func() { _ = transaction.Rollback() }()
	writing := j.writing(ctx, transaction)
	writing.bookings(batch.Bookings)
	appended := state.Appended{Seqs: writing.lines(batch.Lines)}
	writing.spends(batch.Spends)
	writing.swaps(batch.Swaps, batch.Bookings)
	writing.intents(batch.Intents)
	writing.balances(batch.Balances)
	writing.notes(batch.Notes)
	appended.DeadLetters = writing.deadLetters(batch.DeadLetters, batch.TakenIn)
	if writing.err == nil && len(writing.conflicts) > 0 {
		return state.Appended{}, &state.EventConflictError{Conflicts: writing.conflicts}
	}
	if writing.err != nil {
		return state.Appended{}, classify(fmt.Errorf("write to the journal: %w", writing.err))
	}
	if err := transaction.Commit(); err != nil {
		return state.Appended{}, classify(fmt.Errorf("write to the journal: %w", err))
	}
	return appended, nil
}

// Remember keeps a small note.
func (j *SQLite) Remember(ctx context.Context, name, value string) error {
	_, err := j.Append(ctx, state.Batch{Notes: map[string]string{name: value}})
	return err
}

// writing carries the first error of a batch; after it nothing more is tried.
type writing struct {
	journal     *SQLite
	ctx         context.Context
	transaction *sql.Tx
	err         error
	// conflicts are the webhooks of which the journal holds another body.
	conflicts []state.EventConflict
}

// writing begins to write in a transaction, which alone ends with the context:
// watching for its end with each row takes as long as the row.
func (j *SQLite) writing(ctx context.Context, transaction *sql.Tx) *writing {
	return &writing{journal: j, ctx: context.WithoutCancel(ctx), transaction: transaction}
}

func (w *writing) lines(lines []state.Line) []int64 {
	seqs := make([]int64, len(lines))
	insert := w.prepare(len(lines), insertLine)
	for i, line := range lines {
		result := w.exec(insert, line.At, line.Source, line.Who, line.Deed, line.Event, line.EventID,
			line.Subject, line.Status, line.Words(), line.TraceID, []byte(line.Raw))
		if w.err != nil {
			return nil
		}
		if added, _ := result.RowsAffected(); added > 0 {
			seqs[i], _ = result.LastInsertId()
		} else if line.Source == state.SourceWebhook && !line.Repeated {
			w.isKnown(line.EventID, line.Raw)
		}
	}
	return seqs
}

// isKnown reports whether the journal holds an event, and notes a conflict where
// it holds another body of it.
func (w *writing) isKnown(eventID string, body []byte) bool {
	if w.err != nil || eventID == "" {
		return false
	}
	var earlier state.Line
	var raw []byte
	err := w.transaction.QueryRowContext(w.ctx, "SELECT seq, at, event, subject, status, text, raw FROM lines WHERE event_id = ?", eventID).
		Scan(&earlier.Seq, &earlier.At, &earlier.Event, &earlier.Subject, &earlier.Status, &earlier.Text, &raw)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false
	case err != nil:
		w.err = err
		return false
	}
	if earlier.Raw = raw; !bytes.Equal(raw, body) {
		w.conflicts = append(w.conflicts, state.EventConflict{EventID: eventID, Raw: body, Earlier: earlier})
	}
	return true
}

func (w *writing) spends(spends []*state.Spend) {
	update := w.prepare(len(spends), updateSpend)
	for _, spend := range w.newSpends(spends) {
		w.exec(update, spend.Born(), spend.Open(), w.encode(spend), spend.ID)
	}
}

// newSpends inserts and counts the requests that aren't there, and returns the
// others.
func (w *writing) newSpends(spends []*state.Spend) (known []*state.Spend) {
	insert := w.prepare(len(spends), insertSpend)
	for _, spend := range spends {
		result := w.exec(insert, spend.ID, spend.Born(), spend.Open(), w.encode(spend))
		if w.err != nil {
			return nil
		}
		if added, _ := result.RowsAffected(); added == 0 {
			known = append(known, spend)
		}
	}
	if added := len(spends) - len(known); added > 0 {
		w.exec(w.prepare(added, countSpends), added)
	}
	return known
}

func (w *writing) swaps(swaps []*state.Swap, bookings []*state.Booking) {
	references := make(map[string]string, len(bookings))
	for _, booking := range bookings {
		references[booking.SwapID] = cmp.Or(booking.Adjusts, booking.Reference)
	}

	upsert := w.prepare(len(swaps), `INSERT INTO swaps (id, born, open, record) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET born = excluded.born, open = excluded.open, record = excluded.record`)
	for _, swap := range swaps {
		if reference := references[swap.ID]; reference != "" && swap.Reference == "" {
			booked := *swap
			booked.Reference = reference
			swap = &booked
		}
		w.exec(upsert, swap.ID, swap.Born(), swap.Open(), w.encode(swap))
	}
}

func (w *writing) intents(intents []state.Intent) {
	upsert := w.prepare(len(intents), `INSERT INTO intents (id, unresolved, created_at, record) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET unresolved = excluded.unresolved, record = excluded.record`)
	for _, intent := range intents {
		w.exec(upsert, intent.ID, intent.Unresolved(), intent.CreatedAt, w.encode(intent))
	}
}

func (w *writing) balances(balances []state.Balance) {
	insert := w.prepare(len(balances), "INSERT INTO balances (at, account, available, record) VALUES (?, ?, ?, ?)")
	for _, balance := range balances {
		w.exec(insert, balance.SeenAt, balance.Account, balance.Available, w.encode(balance))
	}
}

func (w *writing) notes(notes map[string]string) {
	upsert := w.prepare(len(notes), "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
	for name, value := range notes {
		w.exec(upsert, name, value)
	}
}

func (w *writing) prepare(rows int, query string) *sql.Stmt {
	if rows == 0 || w.err != nil {
		return nil
	}
	if known := w.journal.statements[query]; known != nil {
		return w.transaction.StmtContext(w.ctx, known)
	}
	statement, err := w.transaction.PrepareContext(w.ctx, query)
	w.err = err
	return statement
}

// The statements that every fact needs. They are prepared once: SQLite takes
// longer to read one than to insert a row with it.
const (
	insertLine = `INSERT INTO lines (at, source, who, deed, event, event_id, subject, status, text, trace_id, raw)
		VALUES (?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING`
	insertSpend = "INSERT OR IGNORE INTO spends (id, born, open, record) VALUES (?, ?, ?, ?)"
	countSpends = "UPDATE counts SET number = number + ? WHERE name = 'spends'"
	updateSpend = "UPDATE spends SET born = ?, open = ?, record = ? WHERE id = ?"
)

func (j *SQLite) prepare(ctx context.Context) error {
	j.statements = make(map[string]*sql.Stmt)
	for _, query := range []string{insertLine, insertSpend, updateSpend, countSpends} {
		prepared, err := j.writer.PrepareContext(ctx, query)
		if err != nil {
			return classify(fmt.Errorf("open the journal: %w", err))
		}
		j.statements[query] = prepared
	}
	return nil
}

func (w *writing) exec(statement *sql.Stmt, arguments ...any) sql.Result {
	if w.err != nil {
		return nil
	}
	result, err := statement.ExecContext(w.ctx, arguments...)
	w.err = err
	return result
}

func (w *writing) encode(record any) string {
	encoded, err := json.Marshal(record)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("encode a record: %w", err)
	}
	return string(encoded)
}
