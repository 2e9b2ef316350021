package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"

	"coffer/state"
)

const (
	// maxDeadLetters and maxDeadLetterBytes bound what is kept for one reason.
	maxDeadLetters     = 10_000
	maxDeadLetterBytes = 16 << 20
	// maxDetails is how many details are told apart in the counts of one
	// reason; what comes beyond is counted under otherDetails.
	maxDetails   = 100
	otherDetails = "others"
	// deadLetterPage is how many are read at once.
	deadLetterPage = 200
)

// deadLetters keeps and counts what can't be taken in, but for what is an event
// that was, lets the oldest go where there is too much, and takes out what was
// taken in after all. It returns the
// new sum, nil where the batch changes nothing of it.
func (w *writing) deadLetters(letters, takenIn []state.DeadLetter) *state.DeadLetters {
	if len(letters)+len(takenIn) == 0 {
		return nil
	}
	w.keepDeadLetters(letters)
	for _, letter := range takenIn {
		w.run(`UPDATE dead_letter_counts SET taken_in = taken_in + 1 WHERE reason = ?1
			AND detail = CASE WHEN EXISTS (SELECT 1 FROM dead_letter_counts WHERE reason = ?1 AND detail = ?2) THEN ?2 ELSE ?3 END
			AND EXISTS (SELECT 1 FROM dead_letters WHERE seq = ?4)`, letter.Reason, letter.Detail, otherDetails, letter.Seq)
		w.run("DELETE FROM dead_letters WHERE seq = ?", letter.Seq)
	}
	if w.err != nil {
		return nil
	}
	reading := &reading{ctx: w.ctx, from: w.transaction}
	sum := reading.deadLetters()
	w.err = reading.err
	return sum
}

func (w *writing) keepDeadLetters(letters []state.DeadLetter) {
	insert := w.prepare(len(letters), `INSERT INTO dead_letters (at, reason, detail, event_id, digest, bytes, raw)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING`)
	reasons := make(map[state.DeadLetterReason]bool)
	for _, letter := range letters {
		if w.isKnown(letter.EventID, letter.Raw) {
			continue
		}
		digest := sha256.Sum256(letter.Raw)
		raw := append([]byte{}, letter.Raw...)
		result := w.exec(insert, letter.At, letter.Reason, letter.Detail, letter.EventID, digest[:], len(raw), raw)
		if w.err != nil {
			return
		}
		// The same event again is the bank's second try; a body without an id,
		// such as a ping, is another one each time.
		if added, _ := result.RowsAffected(); added == 0 && letter.EventID != "" {
			continue
		}
		reasons[letter.Reason] = true
		w.run(`INSERT INTO dead_letter_counts (reason, detail, count, first_at, last_at)
			SELECT ?1, CASE WHEN (SELECT COUNT(*) FROM dead_letter_counts WHERE reason = ?1 AND detail <> ?2) >= ?3 THEN ?4 ELSE ?2 END, 1, ?5, ?5
			WHERE true ON CONFLICT (reason, detail) DO UPDATE SET count = count + 1, last_at = MAX(last_at, excluded.last_at)`,
			letter.Reason, letter.Detail, maxDetails, otherDetails, letter.At)
	}
	for reason := range reasons {
		w.shedDeadLetters(reason)
	}
}

// shedDeadLetters lets the oldest of a reason go until the others are within
// the bounds.
func (w *writing) shedDeadLetters(reason state.DeadLetterReason) {
	if w.err != nil {
		return
	}
	var last int64
	w.err = w.transaction.QueryRowContext(w.ctx, `SELECT COALESCE(MAX(seq), 0) FROM (
			SELECT seq, ROW_NUMBER() OVER newest AS number, SUM(bytes) OVER newest AS total FROM dead_letters
			WHERE reason = ? WINDOW newest AS (ORDER BY seq DESC))
		WHERE number > ? OR total > ?`, reason, maxDeadLetters, maxDeadLetterBytes).Scan(&last)
	if last == 0 {
		return
	}
	w.run(`UPDATE dead_letter_counts SET shed = shed + gone.count FROM (
			SELECT CASE WHEN known.detail IS NULL THEN ?3 ELSE letters.detail END AS detail, COUNT(*) AS count FROM dead_letters AS letters
			LEFT JOIN dead_letter_counts AS known ON known.reason = letters.reason AND known.detail = letters.detail
			WHERE letters.reason = ?1 AND letters.seq <= ?2 GROUP BY 1) AS gone
		WHERE dead_letter_counts.reason = ?1 AND dead_letter_counts.detail = gone.detail`, reason, last, otherDetails)
	w.run("DELETE FROM dead_letters WHERE reason = ? AND seq <= ?", reason, last)
}

// run is exec of a statement that is needed once.
func (w *writing) run(statement string, arguments ...any) {
	if w.err == nil {
		_, w.err = w.transaction.ExecContext(w.ctx, statement, arguments...)
	}
}

// DeadLetters sums up what couldn't be taken in.
func (j records) DeadLetters(ctx context.Context) (*state.DeadLetters, error) {
	reading := &reading{ctx: ctx, from: j.reader}
	sum := reading.deadLetters()
	return sum, classify(reading.err)
}

// EachDeadLetter yields those behind a number, oldest first, until yield
// returns false.
func (j records) EachDeadLetter(ctx context.Context, after int64, yield func(state.DeadLetter) bool) error {
	reading := &reading{ctx: ctx, from: j.reader}
	if !reading.holdsDeadLetters() {
		return classify(reading.err)
	}
	for {
		var page []state.DeadLetter
		reading.each(func(rows *sql.Rows) error {
			var letter state.DeadLetter
			var raw []byte
			err := rows.Scan(&letter.Seq, &letter.At, &letter.Reason, &letter.Detail, &letter.EventID, &raw)
			letter.Raw = raw
			page = append(page, letter)
			return err
		}, "SELECT seq, at, reason, detail, event_id, raw FROM dead_letters WHERE seq > ? ORDER BY seq LIMIT ?", after, deadLetterPage)
		if reading.err != nil {
			return classify(fmt.Errorf("read the journal: %w", reading.err))
		}
		for _, letter := range page {
			if !yield(letter) {
				return nil
			}
			after = letter.Seq
		}
		if len(page) < deadLetterPage {
			return nil
		}
	}
}

// holdsDeadLetters is false for a journal that an older Coffer still writes.
func (r *reading) holdsDeadLetters() bool {
	tables := 0
	r.row(&tables, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'dead_letters'")
	return r.err == nil && tables > 0
}

func (r *reading) deadLetters() *state.DeadLetters {
	sum := &state.DeadLetters{}
	if !r.holdsDeadLetters() {
		return sum
	}
	r.row(&sum.Kept, "SELECT COUNT(*) FROM dead_letters")
	r.row(&sum.Bytes, "SELECT COALESCE(SUM(bytes), 0) FROM dead_letters")
	r.each(func(rows *sql.Rows) error {
		var count state.DeadLetterCount
		err := rows.Scan(&count.Reason, &count.Detail, &count.Count, &count.TakenIn, &count.Shed, &count.First, &count.Last)
		sum.Counts = append(sum.Counts, count)
		return err
	}, "SELECT reason, detail, count, taken_in, shed, first_at, last_at FROM dead_letter_counts")
	state.SortDeadLetters(sum.Counts)
	return sum
}
