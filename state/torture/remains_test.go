package torture

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"coffer/state"
	"coffer/state/journal"
)

// journalName is the journal's file in a treasury's folder.
const journalName = "journal.db"

// remains is what a dead engine left in its journal.
type remains struct {
	intents map[string]state.Intent
	spends  map[string]state.Spend
	swaps   map[string]state.Swap
	// events is how often each webhook event is in the trail.
	events map[string]int
	// references is the accounting reference of each booked swap.
	references map[string]string
}

// examine opens a copy of the journal in the folder, so that the next engine
// finds everything just as the dead one left it. It fails when the journal
// does not open, is not whole, or has numbered its bookings with gaps.
func examine(ctx context.Context, folder, scratch string) (*remains, error) {
	path := filepath.Join(scratch, journalName)
	if err := copyDatabase(filepath.Join(folder, journalName), path); err != nil {
		return nil, err
	}
	if err := openAndCheck(ctx, path); err != nil {
		return nil, err
	}
	return readRemains(ctx, path)
}

func openAndCheck(ctx context.Context, path string) error {
	opened, err := journal.Open(ctx, path)
	if err != nil {
		return fmt.Errorf("the journal does not open: %w", err)
	}
	return errors.Join(opened.Check(ctx), opened.Close())
}

// readRemains reads all of a journal, past its own interface, which has no use
// for old intents.
func readRemains(ctx context.Context, path string) (*remains, error) {
	database, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	defer database.Close()
	left := &remains{events: make(map[string]int), references: make(map[string]string)}
	var numbers []int
	left.intents, err = readRecords(ctx, database, "SELECT record FROM intents", func(i state.Intent) string { return i.ID })
	if err == nil {
		left.spends, err = readRecords(ctx, database, "SELECT record FROM spends", func(s state.Spend) string { return s.ID })
	}
	if err == nil {
		left.swaps, err = readRecords(ctx, database, "SELECT record FROM swaps", func(s state.Swap) string { return s.ID })
	}
	if err == nil {
		err = readRows(ctx, database, "SELECT event_id FROM lines WHERE event_id IS NOT NULL", func(rows *sql.Rows) error {
			var event string
			err := rows.Scan(&event)
			left.events[event]++
			return err
		})
	}
	if err == nil {
		err = readRows(ctx, database, "SELECT number, swap_id, reference, adjusts FROM bookings ORDER BY number", func(rows *sql.Rows) error {
			var number int
			var swap, reference, adjusts string
			err := rows.Scan(&number, &swap, &reference, &adjusts)
			if booked := left.references[swap]; booked != adjusts {
				err = errors.Join(err, fmt.Errorf("%s of %s adjusts %q, and it is booked as %q", reference, swap, adjusts, booked))
			}
			if adjusts == "" {
				left.references[swap] = reference
			}
			numbers = append(numbers, number)
			return err
		})
	}
	return left, errors.Join(err, gapless(numbers))
}

func gapless(numbers []int) error {
	slices.Sort(numbers)
	for i, number := range numbers {
		if number != i+1 {
			return fmt.Errorf("the bookings are numbered %v", numbers)
		}
	}
	return nil
}

func readRecords[T any](ctx context.Context, database *sql.DB, query string, id func(T) string) (map[string]T, error) {
	found := make(map[string]T)
	err := readRows(ctx, database, query, func(rows *sql.Rows) error {
		var encoded []byte
		if err := rows.Scan(&encoded); err != nil {
			return err
		}
		var record T
		if err := json.Unmarshal(encoded, &record); err != nil {
			return err
		}
		found[id(record)] = record
		return nil
	})
	return found, err
}

func readRows(ctx context.Context, database *sql.DB, query string, scan func(*sql.Rows) error) error {
	rows, err := database.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
