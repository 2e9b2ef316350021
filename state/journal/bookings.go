package journal

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"coffer/state"
)

// bookings enters into the books what they don't hold yet, and numbers it. What
// is there already is decided by what the transaction sees, because the caller
// may not know of an entry whose write it was never told had succeeded.
func (w *writing) bookings(bookings []*state.Booking) {
	for _, booking := range bookings {
		if w.err == nil {
			w.err = w.book(booking)
		}
	}
}

func (w *writing) book(booking *state.Booking) error {
	first, err := w.entry("SELECT record FROM bookings WHERE swap_id = ? ORDER BY number LIMIT 1", booking.SwapID)
	if err != nil {
		return err
	}
	if first != nil {
		last, err := w.entry("SELECT record FROM bookings WHERE swap_id = ? ORDER BY number DESC LIMIT 1", booking.SwapID)
		if err != nil {
			return err
		}
		if last.Moved.Equal(booking.Moved) {
			*booking = *last
			return nil
		}
		booking.Adjusts, booking.Date = first.Reference, booking.At
	}
	err = w.transaction.QueryRowContext(w.ctx, "SELECT COALESCE(MAX(number), 0) + 1 FROM bookings").Scan(&booking.Number)
	if err != nil {
		return err
	}
	booking.Reference = fmt.Sprintf("SW-%04d-%06d", booking.At.Time().Year(), booking.Number)
	_, err = w.transaction.ExecContext(w.ctx, "INSERT INTO bookings (number, swap_id, reference, adjusts, record) VALUES (?, ?, ?, ?, ?)",
		booking.Number, booking.SwapID, booking.Reference, booking.Adjusts, w.encode(booking))
	return err
}

// entry is an entry of the books; nil where there is none.
func (w *writing) entry(query, swapID string) (*state.Booking, error) {
	var record []byte
	err := w.transaction.QueryRowContext(w.ctx, query, swapID).Scan(&record)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := &state.Booking{}
	if err := json.Unmarshal(record, found); err != nil {
		return nil, fmt.Errorf("%w: an entry of the books can't be decoded: %w", ErrCorrupt, err)
	}
	return found, nil
}

// everyBooking asks for the whole of the books.
const everyBooking = ""

// booked gives the swaps what the books hold of them. A journal that an older
// Coffer still writes has references alone, which the records hold as well.
func (r *reading) booked(swaps []*state.Swap, which string, arguments ...any) []*state.Swap {
	kept := 0
	r.row(&kept, "SELECT COUNT(*) FROM pragma_table_info('bookings') WHERE name = 'record'")
	if kept == 0 || len(swaps) == 0 {
		return swaps
	}
	bySwap := make(map[string][]*state.Booking)
	for _, booking := range decoded[state.Booking](r, "SELECT record FROM bookings "+which+" ORDER BY number", arguments...) {
		bySwap[booking.SwapID] = append(bySwap[booking.SwapID], booking)
	}
	for _, swap := range swaps {
		if swap.Bookings = bySwap[swap.ID]; len(swap.Bookings) > 0 {
			swap.Reference = swap.Bookings[0].Reference
		}
	}
	return swaps
}
