package state

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/api"
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

	// holders are the keys, in the order of the config; there is at least one.
	holders []*holder
	journal Journal
	clock   clockwork.Clock
	log     *slog.Logger
	// readOnly is set where nothing may be changed at the bank.
	readOnly bool
	// errand is set where nothing is polled but what is asked for in this run.
	errand bool

	inbox   chan post
	outbox  chan handing
	stopped chan struct{}
	// admission rings when it became known whose a key is.
	admission bell
	// refreshed rings when a person asks for what is new, and when a key is
	// recognised.
	refreshed bell
	owner     *ownership
	refusals  refusalCount
	prices    priceMemory
	quotes    quoteMemory
	// webhooks counts what came by webhook in this run.
	webhooks atomic.Int64

	sendingMu sync.Mutex
	// sending are the intents that a sender holds.
	sending map[string]*handed
	// left are the intents of which a try left in this run.
	left map[string]bool

	// What follows belongs to the goroutine of Run alone, and so do the feeds
	// of the holders.
	book    *Book
	opening Opening
	team    teamWatch
}

// post is something for the Book's owner, with a place to say how it ended.
type post struct {
	observations []Observation
	lines        []Line
	intents      []Intent
	// unlock, when set, is a lock to lift.
	unlock *unlock
	// handed are records of another journal, with what stands there about them.
	handed []*Spend
	// older are records read back from the journal; they are not written again.
	older  []*Spend
	loaded *Loading
	// deadLetters are deliveries that can't be taken in now; takenIn are those
	// of the journal that the observations were made of.
	deadLetters []DeadLetter
	takenIn     []DeadLetter
	// notes are kept together with the observations.
	notes map[string]string
	// polled is how a background read ended.
	polled *pollEnd
	// environment, when set, is whose money it is, as the bank now said.
	environment api.Environment
	// noSwapAPI, when set, is whether the bank has no calls for swaps.
	noSwapAPI *bool
	// from is the holder with whose key all of it was learnt; nil for what came
	// by itself.
	from *holder
	// ack receives nil once all of it is durable.
	ack chan error
}

// NewEngine reads what the first screen needs from the journal.
func NewEngine(ctx context.Context, options Options) (*Engine, error) {
	if err := sameBank(options.Accounts); err != nil {
		return nil, err
	}
	opening, err := options.Journal.Opening(ctx, firstRecords)
	if err != nil {
		return nil, err
	}
	owner, err := claim(ctx, options.Journal, options.Bank)
	if err != nil {
		return nil, err
	}
	refused, err := RecallRefusals(ctx, options.Journal)
	if err != nil {
		return nil, err
	}
	options.Bank.Environment = owner.environment()
	engine := &Engine{
		journal:  options.Journal,
		clock:    options.Clock,
		log:      options.Log,
		readOnly: options.Bank.ReadOnly,
		errand:   options.Errand,
		inbox:    make(chan post, batchLimit),
		outbox:   make(chan handing, batchLimit),
		stopped:  make(chan struct{}),
		sending:  make(map[string]*handed),
		left:     make(map[string]bool),
		owner:    owner,
		book:     NewBook(options.Bank, options.Location),
		team:     teamWatch{setting: options.Bank.Team, ofKey: owner.teamOfKey},
		opening:  opening,
	}
	if engine.log == nil {
		engine.log = slog.New(slog.DiscardHandler)
	}
	engine.refusals.recall(refused)
	for _, key := range options.Accounts {
		h := newHolder(key, options.Receiving)
		h.poll = newPoller(engine, h, options.Receiving)
		engine.holders = append(engine.holders, h)
	}
	engine.open()
	return engine, nil
}

// Run works until the context ends, then returns nil; no goroutine is left. It
// may be called once. Errors: ErrForeignJournal when a key turns out to be for
// another account than the journal, ErrSameAccount when two are for one.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.stopped)
	e.logStart()
	defer e.log.Info("the engine has stopped")
	// The owner outlives the others, so that what they learned last is kept.
	ownerCtx, endOwner := context.WithCancel(context.WithoutCancel(ctx))
	var owner errgroup.Group
	workers, ctx := errgroup.WithContext(ctx)
	owner.Go(func() error { e.own(ownerCtx); return nil })
	workers.Go(func() error { e.loadOlder(ctx); return nil })
	workers.Go(func() error { e.sendAll(ctx); return nil })
	if !e.errand {
		workers.Go(func() error { e.rereadDeadLetters(ctx); return nil })
	}
	for _, h := range e.holders {
		workers.Go(func() error {
			if err := e.admit(ctx, h); err != nil || ctx.Err() != nil {
				return err
			}
			e.resume(ctx, h)
			h.poll.run(ctx)
			return nil
		})
	}
	err := workers.Wait()
	endOwner()
	return errors.Join(err, owner.Wait())
}

// Trail is every entry about a record, oldest first.
func (e *Engine) Trail(ctx context.Context, subject string) ([]Entry, error) {
	return e.journal.Trail(ctx, subject)
}

// LookAt names the records on screen, which are polled first. It never blocks.
func (e *Engine) LookAt(ids []string) {
	for _, h := range e.holders {
		h.poll.lookAt(ids)
	}
}

// Refresh polls what is open and the balances at once. It never blocks.
func (e *Engine) Refresh() {
	for _, h := range e.holders {
		h.poll.refresh()
	}
	select {
	case e.inbox <- post{noSwapAPI: new(false)}:
	default:
		// It is busy, and another refresh says so again.
	}
	e.refreshed.ring()
}

// Refreshed is closed with the next Refresh, and when the bank has recognised
// another key.
func (e *Engine) Refreshed() <-chan struct{} { return e.refreshed.rings() }

func (e *Engine) now() Moment { return MomentOf(e.clock.Now()) }

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
			e.refusals.log(e.log)
			e.keepRefusals(ctx, true)
			return
		case first := <-e.inbox:
			e.commit(ctx, e.gather(first))
		case <-tidy.Chan():
		case <-steps.Chan():
			e.refusals.log(e.log)
			e.keepRefusals(ctx, false)
			switch {
			case wall.jumped(e.clock.Now()):
				e.wakeUp()
			case !e.waitsForAnswers() && !e.refusals.moved():
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

// gather takes what has piled up, so that one disk write serves all of it. Those
// who are about to post get their turn first, as long as that brings more.
func (e *Engine) gather(first post) []post {
	batch := []post{first}
	for before := 0; len(batch) > before && len(batch) < batchLimit; {
		before = len(batch)
		runtime.Gosched()
		batch = e.takePosted(batch)
	}
	return batch
}

func (e *Engine) takePosted(batch []post) []post {
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
	accounts, feed, due := e.feeds(now)
	if due.Known() && due.Time().Before(next) {
		next = due.Time()
	}
	e.book.SetAccounts(accounts, MomentOf(now))
	feed = feed.withDeadLetters(e.book.view.DeadLetters)
	feed.Team = e.team.mismatch(e.book.view.DeadLetters)
	e.logFeed(e.book.view.Feed, feed)
	e.book.SetFeed(feed)
	// How far the bank's list is read decides what can be compared.
	if due := e.book.Tidy(now); !due.IsZero() && due.Before(next) {
		next = due
	}
	return next
}

// waitsForAnswers reports whether a question to the bank is under way.
func (e *Engine) waitsForAnswers() bool {
	return slices.ContainsFunc(e.holders, func(h *holder) bool { return h.poll.unanswered().Known() })
}

// sameBank refuses keys that can't be shown together: a journal and a total
// are of one team at one bank.
func sameBank(keys []AccountKey) error {
	if len(keys) == 0 {
		return &Problem{Happened: "There is no key.", Meaning: "Nothing was sent, no money moved.", Outcome: api.NotSent}
	}
	first := keys[0]
	for _, key := range keys[1:] {
		differs := ""
		switch one, other := first.Client, key.Client; {
		case (one.Environment() == api.Live) != (other.Environment() == api.Live):
			differs = fmt.Sprintf("one is for %s, the other for %s", one.Environment(), other.Environment())
		case one.Host() != other.Host():
			differs = fmt.Sprintf("one is for the bank at %s, the other at %s", one.Host(), other.Host())
		case one.TeamID() != other.TeamID():
			differs = fmt.Sprintf("one is for the team %s, the other for %s", SafeID(one.TeamID()), SafeID(other.TeamID()))
		default:
			continue
		}
		return &Problem{
			Happened: fmt.Sprintf("The keys %s and %s can't be in one profile: %s.", SafeText(first.Name), SafeText(key.Name), differs),
			Meaning:  "Nothing was sent, no money moved.",
			Advice:   "Keep the keys of each team and bank in a profile of their own.",
			Outcome:  api.NotSent,
		}
	}
	return nil
}
