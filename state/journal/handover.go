package journal

import (
	"context"
	"database/sql"
	"fmt"

	"coffer/state"
)

// NotHandedOver is every intent that is not marked as handed over, with the
// records that became of them and all lines about both. Each line has an event
// id, so that another journal takes it in once.
func (j records) NotHandedOver(ctx context.Context) (state.Batch, error) {
	var found state.Batch
	reading := &reading{ctx: ctx, from: j.reader}
	for _, intent := range decoded[state.Intent](reading,
		"SELECT record FROM intents WHERE json_extract(record, '$.state') <> ? ORDER BY created_at, id", state.IntentHandedOver) {
		found.Intents = append(found.Intents, *intent)
		found.Lines = append(found.Lines, reading.linesAbout(intent.ID)...)
		if intent.Subject == "" {
			continue
		}
		found.Lines = append(found.Lines, reading.linesAbout(intent.Subject)...)
		found.Spends = append(found.Spends, decoded[state.Spend](reading, "SELECT record FROM spends WHERE id = ?", intent.Subject)...)
	}
	if reading.err != nil {
		return state.Batch{}, classify(fmt.Errorf("read the journal: %w", reading.err))
	}
	return found, nil
}

// KnownIntents are the ids of those that the journal holds.
func (j records) KnownIntents(ctx context.Context, intents []state.Intent) ([]string, error) {
	var known []string
	reading := &reading{ctx: ctx, from: j.reader}
	for _, intent := range intents {
		reading.each(func(rows *sql.Rows) error {
			known = append(known, intent.ID)
			return nil
		}, "SELECT 1 FROM intents WHERE id = ?", intent.ID)
	}
	if reading.err != nil {
		return nil, classify(fmt.Errorf("read the journal: %w", reading.err))
	}
	return known, nil
}

// linesAbout is the audit trail about a subject, as it is kept.
func (r *reading) linesAbout(subject string) []state.Line {
	var lines []state.Line
	r.each(func(rows *sql.Rows) error {
		var line state.Line
		var raw []byte
		err := rows.Scan(&line.Seq, &line.At, &line.Source, &line.Who, &line.Deed, &line.Event, &line.EventID,
			&line.Subject, &line.Status, &line.Text, &line.TraceID, &raw)
		line.Raw = raw
		if line.EventID == "" {
			line.EventID = fmt.Sprintf("handed over %s %d", subject, line.Seq)
		}
		lines = append(lines, line)
		return err
	}, `SELECT seq, at, source, who, deed, event, COALESCE(event_id, ''), subject, status, text, trace_id, raw
		FROM lines WHERE subject = ? ORDER BY seq`, subject)
	return lines
}

// TakeOver writes what another journal hands over, in one transaction. What is
// known here stays as it is: it may have gone on since.
func (j *SQLite) TakeOver(ctx context.Context, handed state.Batch) error {
	transaction, err := j.writer.BeginTx(ctx, nil)
	if err != nil {
		return classify(fmt.Errorf("write to the journal: %w", err))
	}
	defer func() { _ = transaction.Rollback() }()
	writing := j.writing(ctx, transaction)
	writing.lines(handed.Lines)
	intents := writing.prepare(len(handed.Intents), `INSERT INTO intents (id, unresolved, created_at, record) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`)
	for _, intent := range handed.Intents {
		writing.exec(intents, intent.ID, intent.Unresolved(), intent.CreatedAt, writing.encode(intent))
	}
	writing.newSpends(handed.Spends)
	if writing.err == nil {
		writing.err = transaction.Commit()
	}
	if writing.err != nil {
		return classify(fmt.Errorf("write to the journal: %w", writing.err))
	}
	return nil
}
