package state

import (
	"context"
	"encoding/json"
)

// Journal is how facts, deeds and intents last. Append is durable when it
// returns. An implementation is safe for concurrent use.
type Journal interface {
	Records
	// Append writes the batch whole or not at all. Errors: *EventConflictError
	// where the journal holds another body of a webhook.
	Append(ctx context.Context, batch Batch) (Appended, error)
	// Remember keeps a small note of the engine, such as a cursor.
	Remember(ctx context.Context, name, value string) error
}

// Records is the reading side of a journal.
type Records interface {
	// Opening is what a screen needs first: the newest records and whatever is open.
	Opening(ctx context.Context, newest int) (Opening, error)
	// Older yields all spend requests before the opening's, newest first, in
	// pages, until yield returns false.
	Older(ctx context.Context, opening Opening, yield func([]*Spend) bool) error
	// Spend is one record, or nil when the journal doesn't hold it.
	Spend(ctx context.Context, id string) (*Spend, error)
	// Swap is as Spend, with its bookings.
	Swap(ctx context.Context, id string) (*Swap, error)
	// Trail is every entry about a subject, oldest first.
	Trail(ctx context.Context, subject string) ([]Entry, error)
	// Since is what was written after the entry of that number: the entries,
	// and the records that they are about as they are now.
	Since(ctx context.Context, seq int64) (Changes, error)
	DeadLetterSource
	// DeadLetters sums up what couldn't be taken in.
	DeadLetters(ctx context.Context) (*DeadLetters, error)
	// Recall is the note of that name, or "".
	Recall(ctx context.Context, name string) (string, error)
	Close() error
}

// Line is an entry as the journal keeps it: with the raw fact.
type Line struct {
	Entry
	// EventID de-duplicates webhooks; a line whose event is known already is
	// dropped.
	EventID string
	Raw     json.RawMessage
	// Repeated is set where it is known that the event may be there with other
	// bytes, so that this is no conflict.
	Repeated bool
	// Booking, when set, is the entry of the batch that the line announces. The
	// journal puts its reference in front of the text.
	Booking *Booking
}

// Words is the line's text once its booking is numbered.
func (l *Line) Words() string {
	switch {
	case l.Booking == nil:
		return l.Text
	case l.Text == "":
		return l.Booking.Reference
	}
	return l.Booking.Reference + " " + l.Text
}

// Batch is what lasts together.
type Batch struct {
	// At is when the batch is written; its year names the references.
	At       Moment
	Lines    []Line
	Spends   []*Spend
	Swaps    []*Swap
	Intents  []Intent
	Balances []Balance
	// DeadLetters are kept within bounds, the oldest of a reason giving way; one
	// that is kept already is dropped. TakenIn leave the journal.
	DeadLetters []DeadLetter
	TakenIn     []DeadLetter
	// Bookings are entries for the books. The journal numbers them where they
	// stand, and decides what each is: the first of a swap is its booking, one
	// with other figures than the last an adjustment, and one that says nothing
	// new is the last again.
	Bookings []*Booking
	// Notes are kept under their names, in place of those before.
	Notes map[string]string
}

// Appended is what the journal gave out for a batch.
type Appended struct {
	// Seqs has the number of each line; 0 for one that was known already.
	Seqs []int64
	// DeadLetters is what there is after a batch that changed it; else nil.
	DeadLetters *DeadLetters
}

// Opening is the part of the journal that is read before the first frame.
type Opening struct {
	// Spends are the newest and the open ones, without order.
	Spends  []*Spend
	Swaps   []*Swap
	Intents []Intent
	// Entries are the newest of the audit trail, newest first.
	Entries  []Entry
	Balances []Balance
	History  []BalancePoint
	// DeadLetters is what couldn't be taken in.
	DeadLetters *DeadLetters
	// SpendCount is how many spend requests the journal holds in all.
	SpendCount int
}
