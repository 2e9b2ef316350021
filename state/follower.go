package state

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"
)

// followEvery is how often a follower looks for what was written.
const followEvery = 500 * time.Millisecond

// ErrReadOnly is the answer to whatever would do something from a follower.
var ErrReadOnly = &Problem{
	Happened: "This screen only looks on.",
	Meaning:  "Nothing was sent, no money moved.",
	Advice:   "Do it in the Coffer that has the data folder, or end that one and start this one again.",
	Outcome:  NotSent,
}

// Follower shows a journal that another process writes. It reads the journal
// and nothing else: it has no client, no key, and no way to write.
type Follower struct {
	publisher

	records Records
	clock   clockwork.Clock
	log     *slog.Logger

	book *Book
	seen int64
	// refused is what the journal knows of webhooks that were turned away.
	refused Refusals
}

// NewFollower reads what the first screen needs.
func NewFollower(ctx context.Context, records Records, clock clockwork.Clock, location *time.Location, log *slog.Logger) (*Follower, error) {
	opening, err := records.Opening(ctx, firstRecords)
	if err != nil {
		return nil, err
	}
	owner, err := recallOwnership(ctx, records)
	if err != nil {
		return nil, err
	}
	bank := owner.Bank
	if bank.Environment == "" {
		// Until it is known otherwise, it is real money.
		bank.Environment = Live
	}
	bank.ReadOnly, bank.Following = true, true
	follower := &Follower{records: records, clock: clock, log: log, book: NewBook(bank, location)}
	follower.book.SetAccounts(owner.shown(), MomentOf(clock.Now()))
	follower.book.Put(opening.changes(owner.shown()), clock.Now())
	follower.book.SetDeadLetters(opening.DeadLetters)
	for _, entry := range opening.Entries {
		follower.seen = max(follower.seen, entry.Seq)
	}
	follower.followRefusals(ctx)
	follower.show(Loading{Loaded: len(opening.Spends), Total: opening.SpendCount})
	return follower, nil
}

// Run follows the journal until the context ends. It may be called once.
func (f *Follower) Run(ctx context.Context) error {
	f.loadOlder(ctx)
	ticker := f.clock.NewTicker(followEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.Chan():
			f.follow(ctx)
		}
	}
}

// Trail is every entry about a record, oldest first.
func (f *Follower) Trail(ctx context.Context, subject string) ([]Entry, error) {
	return f.records.Trail(ctx, subject)
}

func (f *Follower) follow(ctx context.Context) {
	changes, err := f.records.Since(ctx, f.seen)
	if err != nil {
		if ctx.Err() == nil {
			f.log.Error("follow the journal", "err", err)
		}
		return
	}
	for _, entry := range changes.Entries {
		f.seen = max(f.seen, entry.Seq)
	}
	changes.Balances = slices.DeleteFunc(changes.Balances, func(told *Balance) bool {
		known := f.book.balances[told.Account]
		return known != nil && known.sameFigures(*told)
	})
	if len(changes.Balances) > 0 {
		// A new account, or an old one without its key, shows by its balance.
		if owner, err := recallOwnership(ctx, f.records); err == nil {
			f.book.SetAccounts(owner.shown(), MomentOf(f.clock.Now()))
			if owner.Bank.Environment != "" {
				// The bank may have said who it is after this began to look on.
				f.book.SetEnvironment(owner.Bank.Environment)
			}
		}
	}
	f.book.Put(changes, f.clock.Now())
	f.followDeadLetters(ctx)
	f.followRefusals(ctx)
	f.show(f.book.view.Loading)
}

func (f *Follower) followRefusals(ctx context.Context) {
	refused, err := RecallRefusals(ctx, f.records)
	if err != nil {
		if ctx.Err() == nil {
			f.log.Error("follow the journal", "err", err)
		}
		return
	}
	f.refused = refused
}

func (f *Follower) followDeadLetters(ctx context.Context) {
	letters, err := f.records.DeadLetters(ctx)
	if err != nil {
		if ctx.Err() == nil {
			f.log.Error("follow the journal", "err", err)
		}
		return
	}
	if known := f.book.view.DeadLetters; known == nil || !slices.Equal(known.Counts, letters.Counts) {
		f.book.SetDeadLetters(letters)
	}
}

func (f *Follower) loadOlder(ctx context.Context) {
	total := f.book.view.Loading.Total
	loaded := 0
	opening := Opening{SpendCount: total}
	err := f.records.Older(ctx, opening, func(page []*Spend) bool {
		loaded += len(page)
		f.book.Put(Changes{Spends: page}, f.clock.Now())
		f.show(Loading{Loaded: min(loaded, total), Total: total})
		return ctx.Err() == nil
	})
	if err != nil && ctx.Err() == nil {
		f.log.Error("read older records", "err", err)
	}
	f.show(Loading{Loaded: total, Total: total})
}

func (f *Follower) show(loading Loading) {
	f.book.Tidy(f.clock.Now())
	f.book.SetLoading(loading)
	f.book.SetFeed(Feed{Mode: FeedFollowing, LastPoll: MomentOf(f.clock.Now()), Refusals: f.refused}.withDeadLetters(f.book.view.DeadLetters))
	f.publish(f.book.View())
}
