package state

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/api/webhook"
)

const (
	// frame is how often readers are woken at most.
	frame = 16 * time.Millisecond
	// batchLimit is how many posts one commit takes at most.
	batchLimit = 1024
	// firstRecords is how many of the newest records are read before the first
	// view is shown.
	firstRecords = 200
)

// ErrStopped means that the engine ended before it could take the work.
var ErrStopped = errors.New("the engine has stopped")

// Options is what an engine is made of.
type Options struct {
	// Accounts are the keys, at least one; the first is what is meant where
	// nobody says which.
	Accounts []AccountKey
	Journal  Journal
	Clock    clockwork.Clock
	// Location is where the day begins and ends.
	Location *time.Location
	Bank     Bank
	// Receiving tells that a webhook listener is set up.
	Receiving bool
	// Errand is set where the engine runs for one thing only: what a person asks
	// for in this run, and what is in doubt. Nothing else is read or polled.
	Errand bool
	Log    *slog.Logger
}

// Engine keeps the Book current and carries out what people decide. Any number
// of readers may share one. It is safe for concurrent use.
type Engine struct {
	publisher

	client  *api.Client
	journal Journal
	clock   clockwork.Clock
	log     *slog.Logger
	// readOnly is set where nothing may be changed at the bank.
	readOnly bool
	// errand is set where nothing is polled but what is asked for in this run.
	errand bool

	inbox   chan post
	outbox  chan Intent
	stopped chan struct{}
	// admitted is closed once it is known that the key fits the journal.
	admitted chan struct{}
	// owner is whose journal it is. It belongs to admit once Run has begun.
	owner Bank
	poll  *poller

	sendingMu sync.Mutex
	// sending are the intents that a sender holds.
	sending map[string]*handed
	// left are the intents of which a try left in this run.
	left map[string]bool
	// roadOpen rings when waiting to send again has no reason any more.
	roadOpen bell

	// What follows belongs to the goroutine of Run alone.
	book    *Book
	feed    feedWatch
	opening Opening
}

// post is something for the Book's owner, with a place to say how it ended.
type post struct {
	observations []Observation
	lines        []Line
	intents      []Intent
	// unlock, when set, is a lock to lift.
	unlock *unlock
	// older are records read back from the journal; they are not written again.
	older  []*Spend
	loaded *Loading
	// notes are kept together with the observations.
	notes map[string]string
	// polled is how a background read ended.
	polled *pollEnd
	// ack receives nil once all of it is durable.
	ack chan error
}

// NewEngine reads what the first screen needs from the journal.
func NewEngine(ctx context.Context, options Options) (*Engine, error) {
	if len(options.Accounts) != 1 {
		return nil, &Problem{Happened: "Exactly one key can be used now.", Meaning: "Nothing was sent, no money moved.", Outcome: api.NotSent}
	}
	opening, err := options.Journal.Opening(ctx, firstRecords)
	if err != nil {
		return nil, err
	}
	owner, err := claim(ctx, options.Journal, options.Bank)
	if err != nil {
		return nil, err
	}
	cursor, err := options.Journal.Recall(ctx, changesCursor)
	if err != nil {
		return nil, err
	}
	engine := &Engine{
		client:   options.Accounts[0].Client,
		journal:  options.Journal,
		clock:    options.Clock,
		log:      options.Log,
		readOnly: options.Bank.ReadOnly,
		errand:   options.Errand,
		inbox:    make(chan post, batchLimit),
		outbox:   make(chan Intent, batchLimit),
		stopped:  make(chan struct{}),
		sending:  make(map[string]*handed),
		left:     make(map[string]bool),
		admitted: make(chan struct{}),
		owner:    owner,
		book:     NewBook(options.Bank, options.Location),
		opening:  opening,
	}
	if engine.log == nil {
		engine.log = slog.New(slog.DiscardHandler)
	}
	engine.feed = newFeedWatch(options.Receiving)
	engine.poll = newPoller(engine, options.Bank.Environment, options.Receiving, cursor)
	engine.open()
	return engine, nil
}

// Run works until the context ends, then returns nil; no goroutine is left. It
// may be called once. Errors: ErrForeignJournal when the key turns out to be
// for another account than the journal.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.stopped)
	// The owner outlives the others, so that what they learned last is kept.
	ownerCtx, endOwner := context.WithCancel(context.WithoutCancel(ctx))
	var owner errgroup.Group
	workers, ctx := errgroup.WithContext(ctx)
	owner.Go(func() error { e.own(ownerCtx); return nil })
	workers.Go(func() error { e.loadOlder(ctx); return nil })
	workers.Go(func() error { e.sendAll(ctx); return nil })
	workers.Go(func() error {
		if err := e.admit(ctx); err != nil || ctx.Err() != nil {
			return err
		}
		e.resume(ctx)
		e.poll.run(ctx)
		return nil
	})
	err := workers.Wait()
	endOwner()
	return errors.Join(err, owner.Wait())
}

// Receive takes a verified webhook event and returns nil once it is on disk.
// Errors: webhook.ErrNotOurs for an event of another team; otherwise it could
// not be stored and is worth another delivery.
func (e *Engine) Receive(ctx context.Context, event webhook.Event, raw []byte) error {
	if ours, theirs := e.client.TeamID(), event.Data.Spend.TeamID; ours != "" && theirs != "" && ours != theirs {
		return webhook.ErrNotOurs
	}
	return e.submit(ctx, post{observations: []Observation{ObserveEvent(event, raw, e.now())}})
}

// Trail is every entry about a record, oldest first.
func (e *Engine) Trail(ctx context.Context, subject string) ([]Entry, error) {
	return e.journal.Trail(ctx, subject)
}

// LookAt names the records on screen, which are polled first. It never blocks.
func (e *Engine) LookAt(ids []string) { e.poll.lookAt(ids) }

// Refresh polls what is open and the balance at once. It never blocks.
func (e *Engine) Refresh() { e.poll.refresh() }

func (e *Engine) now() Moment { return MomentOf(e.clock.Now()) }

// bankNow is the time on the bank's clock.
func (e *Engine) bankNow() Moment { return e.now().Add(e.client.ClockOffset()) }

// submit hands work to the Book's owner and waits until it is durable. Once
// the owner has it, the caller's context no longer matters: an intent whose
// fate the caller didn't wait for would be sent behind a person's back.
func (e *Engine) submit(ctx context.Context, work post) error {
	work.ack = make(chan error, 1)
	select {
	case e.inbox <- work:
	case <-ctx.Done():
		return ctx.Err()
	case <-e.stopped:
		return ErrStopped
	}
	select {
	case err := <-work.ack:
		return err
	case <-e.stopped:
	}
	select {
	case err := <-work.ack:
		// It was taken with the last commit.
		return err
	default:
		return ErrStopped
	}
}

// own is the loop of the goroutine that owns the Book.
func (e *Engine) own(ctx context.Context) {
	tidy := e.clock.NewTimer(time.Hour)
	publish := e.clock.NewTimer(time.Hour)
	steps := e.clock.NewTicker(wallStep)
	defer steps.Stop()
	defer tidy.Stop()
	defer publish.Stop()
	pending := false
	var published time.Time
	wall := watchWall(e.clock.Now())
	for {
		select {
		case <-ctx.Done():
			e.drain(ctx)
			return
		case first := <-e.inbox:
			e.commit(ctx, e.gather(first))
		case <-tidy.Chan():
		case <-steps.Chan():
			switch {
			case wall.jumped(e.clock.Now()):
				e.wakeUp()
			case !e.poll.unanswered().Known():
				continue
			}
		case <-publish.Chan():
			pending = false
			published = e.clock.Now()
			e.publish(e.book.View())
			continue
		}
		now := e.clock.Now()
		tidy.Reset(e.tidyUp(now).Sub(now))
		if !pending {
			pending = true
			publish.Reset(max(0, frame-now.Sub(published)))
		}
	}
}

// drain takes what was posted before the end.
func (e *Engine) drain(ctx context.Context) {
	for {
		select {
		case first := <-e.inbox:
			e.commit(ctx, e.gather(first))
		default:
			return
		}
	}
}

// gather takes what has piled up, so that one disk write serves all of it.
func (e *Engine) gather(first post) []post {
	batch := []post{first}
	for len(batch) < batchLimit {
		select {
		case next := <-e.inbox:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// tidyUp does what is due by time alone and tells when it is due again.
func (e *Engine) tidyUp(now time.Time) time.Time {
	next := now.Add(time.Minute)
	if due := e.book.Tidy(now); !due.IsZero() && due.Before(next) {
		next = due
	}
	feed, due := e.feed.at(MomentOf(now), e.poll.unanswered())
	if due.Known() && due.Time().Before(next) {
		next = due.Time()
	}
	feed.PollEvery = e.poll.every(feed.Mode)
	feed.ClockOffset = e.client.ClockOffset()
	e.book.SetFeed(feed)
	return next
}
