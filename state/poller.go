package state

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/api"
)

const (
	// pollWorkers is how many polls may wait for the bank at once: one slow
	// answer must not hold up the others.
	pollWorkers = 3
	pollTimeout = 15 * time.Second
	// settleDelay gathers the changes of a busy second into one balance poll.
	settleDelay = time.Second
	// webhooksFirst is how long a new session waits for webhooks to tell what
	// happened before it asks the sandbox's list.
	webhooksFirst = 5 * time.Second
	// changesCursor names the note that holds the place in the sandbox's list.
	changesCursor = "sandbox changes cursor"
)

var (
	balancePoll = target{kind: balanceTarget}
	changesPoll = target{kind: changesTarget}
)

// pollEnd is how a background read ended.
type pollEnd struct {
	kind targetKind
	at   Moment
	err  error
	// behind is how much more a list has to tell, and total how much it has in
	// all, where it says.
	behind, total int
}

// poller reads what webhooks may have missed of one account, within the call
// budget of its key.
type poller struct {
	engine *Engine
	holder *holder
	clock  clockwork.Clock
	wake   chan struct{}

	mu       sync.Mutex
	schedule *schedule
	mode     FeedMode
	list     bankList
	// receiving is set where webhooks are expected to tell first.
	receiving bool
}

func newPoller(engine *Engine, h *holder, receiving bool) *poller {
	p := &poller{
		engine:   engine,
		holder:   h,
		clock:    engine.clock,
		wake:     make(chan struct{}, pollWorkers),
		schedule: newSchedule(),
		mode:     FeedStarting,

		receiving: receiving,
	}
	p.schedule.want(balancePoll, classQueue, 0)
	return p
}

// begin says how far the sandbox's list was read. Only our own sandbox has one,
// and who answers is known by now.
func (p *poller) begin(cursor string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// What webhooks bring is here already, for the most part.
	p.list = bankList{cursor: cursor, compares: p.receiving}
	if !p.holder.client.IsSandbox() {
		return
	}
	first := p.now()
	if p.receiving {
		first = first.Add(webhooksFirst)
	}
	p.schedule.want(changesPoll, classVisible, first)
	p.schedule.rush(changesPoll, first)
}

// keep forgets the records that are not the account's.
func (p *poller) keep(concerns func(target) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for what := range p.schedule.targets {
		if !concerns(what) {
			p.schedule.forget(what)
		}
	}
}

// run polls until the context ends.
func (p *poller) run(ctx context.Context) {
	if p.engine.errand {
		p.forgetRoutine()
	}
	var workers errgroup.Group
	for range pollWorkers {
		workers.Go(func() error { p.work(ctx); return nil })
	}
	_ = workers.Wait()
}

// forgetRoutine ends what is polled whatever there is.
func (p *poller) forgetRoutine() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.schedule.forget(balancePoll)
	p.schedule.forget(changesPoll)
}

func (p *poller) work(ctx context.Context) {
	for ctx.Err() == nil {
		what, wait, due := p.next()
		if due {
			p.read(ctx, what)
			continue
		}
		timer := p.clock.NewTimer(jittered(wait))
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-timer.Chan():
		}
		timer.Stop()
	}
}

// next leaves the last calls of the budget to people.
func (p *poller) next() (target, time.Duration, bool) {
	if room := p.holder.client.Pace().RoomForPoll(); room > 0 {
		return target{}, room, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.schedule.next(p.mode, p.now())
}

func (p *poller) read(ctx context.Context, what target) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	found, err := p.ask(api.WithoutWaiting(ctx), what)
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	if what.kind == changesTarget && (errors.Is(err, api.ErrNoSuchCall) || api.NoSuchPath(err)) {
		// Before the answer shows: a list that isn't there is none to wait for.
		p.giveUp(what)
	}
	end := &pollEnd{kind: what.kind, at: p.engine.now(), err: err, behind: found.behind, total: found.total}
	err = p.engine.submit(context.WithoutCancel(ctx), post{observations: found.observations, notes: found.notes, polled: end, from: p.holder})
	p.ended(what, found, end.err, err == nil)
}

func (p *poller) giveUp(what target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.schedule.forget(what)
}

// begins notes that something is asked for outside the schedule.
func (p *poller) begins(what target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.schedule.begins(p.schedule.targets[what], p.now())
}

// ended notes how a poll ended. The sandbox's list goes on from where it was
// kept.
func (p *poller) ended(what target, found findings, err error, kept bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.schedule.ended(what, err == nil)
	if isAbsent(err) {
		p.schedule.absent(what)
	}
	if what.kind != changesTarget {
		return
	}
	if kept && found.list != nil {
		p.list = *found.list
	}
	if kept && found.more {
		p.schedule.rush(what, p.now().Add(found.pause))
	}
}

// findings is what a poll brought back.
type findings struct {
	observations []Observation
	// list is where the sandbox's list goes on behind them; nil where it wasn't
	// read. notes keep the place.
	list  *bankList
	notes map[string]string
	// more is set where another page may follow, after a pause.
	more  bool
	pause time.Duration
	// behind is how much more the sandbox's list has to tell, and total how much
	// it has in all.
	behind, total int
}

func found(observation Observation) findings {
	return findings{observations: []Observation{observation}}
}

func (p *poller) ask(ctx context.Context, what target) (findings, error) {
	client, seen, account := p.holder.client, p.engine.now, p.holder.id()
	switch what.kind {
	case spendTarget:
		id, err := bankID(what.id)
		if err != nil {
			return findings{}, err
		}
		answer, err := client.Spend(ctx, id)
		if err != nil {
			return absent(what, err, seen()), err
		}
		return found(ObserveSpend(answer, SourcePoll, seen()).of(account)), nil
	case swapTarget:
		id, err := bankID(what.id)
		if err != nil {
			return findings{}, err
		}
		answer, err := client.Swap(ctx, id)
		if err != nil {
			return absent(what, err, seen()), err
		}
		return found(ObserveSwap(answer, nil, SourcePoll, seen()).of(account)), nil
	case balanceTarget:
		answer, err := client.Balance(ctx)
		if err != nil {
			return findings{}, err
		}
		return found(ObserveBalance(answer, seen()).of(account)), nil
	default:
		return p.askList(ctx)
	}
}

// note keeps polling what is open and ends it for what is final. It was last
// heard of at seen.
func (p *poller) note(what target, open, waiting bool, seen Moment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, askable := RawID(what.id)
	switch {
	case !open, !askable:
		p.schedule.forget(what)
	case what.kind == swapTarget:
		p.schedule.want(what, classUrgent, seen)
	case waiting:
		p.schedule.want(what, classQueue, seen)
	default:
		p.schedule.want(what, classOther, seen)
	}
}

func (p *poller) noteSpend(spend *Spend, ours bool) {
	ours = ours && !p.isOutOfReach(spend.Account, spend.Unreadable())
	what := target{id: spend.ID, kind: spendTarget}
	announced := ours && spend.LastSource == SourceWebhook
	// What webhooks leave in doubt, final or not, a read settles.
	doubtful := announced && spend.Contradicted
	p.note(what, ours && spend.Open() || doubtful, spend.Waiting(), spend.LastSeen)
	if doubtful {
		p.askAhead(what, forTruth)
	}
	if announced && spend.Waiting() && spend.ApprovalURL == "" {
		// A person wants to open it, and a webhook doesn't tell where.
		p.askAhead(what, forPage)
	}
}

func (p *poller) noteSwap(swap *Swap, ours bool) {
	ours = ours && !p.isOutOfReach(swap.Account, swap.Unreadable())
	p.note(target{id: swap.ID, kind: swapTarget}, ours && swap.Open(), false, swap.LastSeen)
}

// isOutOfReach reports whether the key is another account's and was told that
// there is no such record: asking again brings nothing.
func (p *poller) isOutOfReach(account string, unreadable bool) bool {
	id := p.holder.id()
	return unreadable && id != "" && account != "" && account != id
}

func (p *poller) lookAt(ids []string) {
	p.mu.Lock()
	p.schedule.lookAt(ids)
	p.mu.Unlock()
	p.nudge()
}

func (p *poller) refresh() {
	p.mu.Lock()
	p.schedule.rushAll(p.now())
	p.mu.Unlock()
	p.nudge()
}

// rush polls one request at once.
func (p *poller) rush(spendID string) {
	p.mu.Lock()
	p.schedule.rush(target{id: spendID, kind: spendTarget}, p.now())
	p.mu.Unlock()
	p.nudge()
}

func (p *poller) askAhead(what target, why aheadReason) {
	p.mu.Lock()
	asked := p.schedule.askAhead(what, why, p.now())
	p.mu.Unlock()
	if asked {
		p.nudge()
	}
}

// balanceSoon asks for the balance after something changed; webhooks don't tell it.
func (p *poller) balanceSoon() {
	p.mu.Lock()
	p.schedule.rush(balancePoll, p.now().Add(settleDelay))
	p.mu.Unlock()
	p.nudge()
}

// every tells the feed's mode to the poller and gives back the pace for what
// is on screen.
func (p *poller) every(mode FeedMode) time.Duration {
	p.mu.Lock()
	changed := p.mode != mode
	if changed && p.mode == FeedOffline {
		p.schedule.rushAll(p.now())
		p.holder.roadOpen.ring()
	}
	p.mode = mode
	p.mu.Unlock()
	if changed {
		p.nudge()
	}
	return intervalOf(classVisible, mode)
}

// lists reports whether the bank is asked for a list of its records, which the
// public API doesn't have.
func (p *poller) lists() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.schedule.targets[changesPoll] != nil
}

// unanswered is when the oldest question left that has no answer yet.
func (p *poller) unanswered() Moment {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.schedule.oldestInFlight()
}

func (p *poller) now() Moment { return p.engine.now() }

// nudge wakes the workers that wait.
func (p *poller) nudge() {
	for range pollWorkers {
		select {
		case p.wake <- struct{}{}:
		default:
			return
		}
	}
}

func isSwapID(id string) bool { return strings.HasPrefix(id, "swap_") }

// jittered spreads what would otherwise come in step with everyone else.
func jittered(wait time.Duration) time.Duration {
	return wait + time.Duration(rand.Int64N(int64(wait/10)+1))
}
