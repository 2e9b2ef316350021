package state

import (
	"fmt"
	"strings"

	"coffer/api"
)

// Booking is an entry of the books about a swap: what it moved, as that was
// known when the entry was made. An entry is made once and never changed. What
// becomes known later is an entry of its own, an adjustment.
type Booking struct {
	// Number is its place in the books, from 1, without gaps; the reference is
	// made of it and the year. The journal gives both.
	Number    int64  `json:"number"`
	Reference string `json:"reference"`
	SwapID    string `json:"swap_id"`
	// Adjusts is the reference of the swap's booking; "" for the booking itself.
	Adjusts string `json:"adjusts,omitempty"`
	// At is when it was made.
	At Moment `json:"at"`
	// Date is what it is filed under: when the swap settled, and for an
	// adjustment when it was made, because what was filed before stays.
	Date Moment `json:"date"`
	// Moved is what the swap moved in all, as known at that time.
	Moved Movement `json:"moved"`
}

// BookEntry is an entry of the books with what it adds to them.
type BookEntry struct {
	*Booking
	// Before is what the books held of the swap until then; the zero value for
	// its booking.
	Before Movement
}

// Entries are what the books hold of the swap, in their order. A swap that was
// read without its books stands as it is now.
func (s *Swap) Entries() []BookEntry {
	bookings := s.Bookings
	if len(bookings) == 0 && s.Reference != "" && s.Status == api.SwapConfirmed {
		bookings = []*Booking{{Reference: s.Reference, SwapID: s.ID, Date: s.Settled(), Moved: s.movement()}}
	}
	entries := make([]BookEntry, 0, len(bookings))
	before := Movement{}
	for _, booking := range bookings {
		entries = append(entries, BookEntry{booking, before})
		before = booking.Moved
	}
	return entries
}

// Adjustments are the entries that adjust the booking.
func (s *Swap) Adjustments() []BookEntry {
	entries := s.Entries()
	return entries[min(1, len(entries)):]
}

// Change says in words what an adjustment changes: sold 100 → 250 USDC.
func (e BookEntry) Change() string {
	before, after := e.Before, e.Moved
	var parts []string
	say := func(what, was, is string) {
		switch {
		case was == "":
			parts = append(parts, what+" "+is)
		case was != is:
			parts = append(parts, what+" "+was+" → "+is)
		}
	}
	say("sold", before.Sold.text(before.SellToken), after.Sold.text(after.SellToken))
	say("received", before.Bought.text(before.BuyToken), after.Bought.text(after.BuyToken))
	say("fees", before.feeText(), after.feeText())
	if len(parts) == 0 {
		return "the bank now tells the figures that were assumed"
	}
	return strings.Join(parts, " · ")
}

func (f Figure) text(token string) string {
	if f.From == "" {
		return ""
	}
	return amountText(f.Amount, token)
}

func (m Movement) feeText() string {
	if m.FeesFrom == "" {
		return ""
	}
	return amountText(m.feeTotal(), UnitOfAccount)
}

// bookable is what the books have to hold of the swap now, and whether that is
// any different from what they hold.
func (s *Swap) bookable() (Movement, bool) {
	booked := Movement{}
	if len(s.Bookings) > 0 {
		booked = s.Bookings[len(s.Bookings)-1].Moved
	}
	switch {
	case s.Status == api.SwapConfirmed:
		moved := s.movement()
		return moved, len(s.Bookings) == 0 || !moved.Equal(booked)
	case len(s.Bookings) > 0:
		// It was confirmed, and then the bank said something else.
		moved := booked.nothingMoved()
		return moved, !moved.Equal(booked)
	}
	return Movement{}, false
}

// draftBookings brings the books up to what the batch makes of the swaps, in
// the order in which it told of them.
func (d *draft) draftBookings() {
	for _, id := range d.swapIDs {
		swap := d.swaps[id]
		moved, due := swap.bookable()
		if !due {
			continue
		}
		booking := &Booking{SwapID: id, At: d.batch.At, Date: d.batch.At, Moved: moved}
		deed := DeedAdjusted
		if len(swap.Bookings) == 0 {
			booking.Date, deed = swap.Settled(), DeedBooked
		}
		text := ""
		if deed == DeedAdjusted {
			last := swap.Bookings[len(swap.Bookings)-1]
			text = fmt.Sprintf("adjusts %s: %s", swap.Reference, BookEntry{booking, last.Moved}.Change())
		}
		d.news[id] = true
		d.batch.Bookings = append(d.batch.Bookings, booking)
		d.batch.Lines = append(d.batch.Lines, Line{Entry: Entry{At: d.batch.At, Deed: deed, Subject: id, Text: text}, Booking: booking})
	}
}

// book adds what the journal has entered, once it is durable.
func (s *Swap) book(booking *Booking) {
	if s.Reference == "" {
		s.Reference = booking.Reference
	}
	for _, known := range s.Bookings {
		if known.Number == booking.Number {
			return
		}
	}
	// A copy, because views share the earlier ones.
	s.Bookings = append(s.Bookings[:len(s.Bookings):len(s.Bookings)], booking)
}
