package sandbox

import (
	"context"
	"sync"
	"time"
)

const (
	// deliveriesAtOnce is how many requests' events are under way together, so
	// that a receiver can keep many with one write to its disk.
	deliveriesAtOnce = 64
	// requestsAtOnce is how many requests' events go over one connection together
	// while there is a backlog.
	requestsAtOnce = 16
	// fetchAtOnce is how many events are read ahead, and fetchBelow how few
	// requests must be left before more are read.
	fetchAtOnce = 4096
	fetchBelow  = 1024
	// firstRedelivery doubles with every attempt up to longestRedelivery; an
	// event is never given up.
	firstRedelivery   = 500 * time.Millisecond
	longestRedelivery = time.Minute
)

// dispatcher takes the outbox to the receiver: at least once, the events of one
// spend request in their order. One goroutine owns its state; the senders only
// post.
type dispatcher struct {
	bank *Bank
	done chan deliveries

	// senders are all that were ever needed, and free those that have nothing to
	// do, the one that was busy last at the end: its connection is used again.
	senders, free []*httpSender
	running       sync.WaitGroup

	// backlog holds batches that no sender has yet, one per spend request.
	backlog [][]queued
	// busy holds the spend requests that have a batch anywhere in here.
	busy    map[int64]bool
	settled []delivery
	// unread is true while the outbox may hold due events that are not in here.
	unread bool
	// nextDue is when an event that was put off is due again.
	nextDue time.Time
	// failures in a row to reach the receiver at all: while there are any, one
	// event at a time finds out whether it is back, at nextProbe or as soon as
	// a new event comes.
	failures  int
	nextProbe time.Time
}

// deliveries is what became of the batches that a sender had.
type deliveries struct {
	by      *httpSender
	results []delivery
}

// delivery is what became of a batch.
type delivery struct {
	spend     int64
	delivered []int64
	// failed is the event that the batch stopped at, if it did.
	failed *queued
	// unreachable means that no answer came at all.
	unreachable bool
}

func newDispatcher(b *Bank) *dispatcher {
	return &dispatcher{bank: b, done: make(chan deliveries, deliveriesAtOnce), busy: map[int64]bool{}, unread: true}
}

// run delivers until ctx ends.
func (d *dispatcher) run(ctx context.Context) error {
	// What an earlier run put off is tried at once: the receiver may be new.
	if err := d.bank.store.write(ctx, func(t *tx) error { return t.allDue(d.bank.clock.Now()) }); err != nil {
		d.bank.log.Error("the outbox can't be read", "error", err)
	}
	d.loop(ctx)
	for _, sender := range d.senders {
		close(sender.work)
	}
	d.running.Wait()
	d.drain()
	d.settle(ctx)
	return ctx.Err()
}

func (d *dispatcher) loop(ctx context.Context) {
	timer := d.bank.clock.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		d.refill(ctx)
		d.handOut(ctx)
		timer.Reset(d.untilNextLook())
		select {
		case result := <-d.done:
			d.ended(result)
			d.drain()
		case <-d.bank.delivery:
			d.unread = true
		case <-timer.Chan():
			d.unread = true
		case <-ctx.Done():
		}
	}
}

// handOut gives the batches to senders, as long as there are any: one to each,
// or more where there are many more than senders.
func (d *dispatcher) handOut(ctx context.Context) {
	for len(d.backlog) > 0 {
		if len(d.free) == 0 {
			if len(d.senders) == deliveriesAtOnce {
				return
			}
			sender := newHTTPSender(d.bank)
			d.senders, d.free = append(d.senders, sender), append(d.free, sender)
			d.running.Go(func() { sender.run(ctx, d.done) })
		}
		last := len(d.free) - 1
		together := max(1, min(requestsAtOnce, len(d.backlog)/deliveriesAtOnce))
		d.free[last].work <- d.backlog[:together:together]
		d.free, d.backlog = d.free[:last], d.backlog[together:]
	}
}

// refill keeps the senders busy. What is settled is written before more is
// read, so that nothing delivered is read again.
func (d *dispatcher) refill(ctx context.Context) {
	inHand := len(d.busy) - len(d.settled)
	if inHand == 0 || len(d.settled) >= fetchAtOnce || (d.unread && inHand < fetchBelow) {
		d.settle(ctx)
	}
	if !d.unread || inHand >= fetchBelow {
		return
	}
	if err := d.read(); err != nil {
		d.bank.log.Error("the outbox can't be read", "error", err)
		d.nextDue = d.bank.clock.Now().Add(time.Second)
		d.nextProbe = d.nextDue
	}
}

func (d *dispatcher) read() error {
	now := d.bank.clock.Now()
	d.unread = false
	if d.failures > 0 {
		return d.probe()
	}
	most := len(d.busy) + fetchAtOnce
	events, err := dueEvents(d.bank.store.reader, now, most)
	if err != nil {
		return err
	}
	d.unread = len(events) == most
	d.enqueue(events)
	d.nextDue, err = nextEventDue(d.bank.store.reader, now)
	return err
}

// probe tries the oldest event alone.
func (d *dispatcher) probe() error {
	if len(d.busy) > 0 {
		return nil
	}
	events, err := oldestEvent(d.bank.store.reader)
	if err == nil && len(events) == 0 {
		d.failures = 0
	}
	d.enqueue(events)
	return err
}

// enqueue makes one batch per spend request. A request that is in hand waits:
// its events are read again when it is settled.
func (d *dispatcher) enqueue(events []queued) {
	batches := map[int64]int{}
	for _, event := range events {
		spend := event.record.seq
		if at, begun := batches[spend]; begun {
			d.backlog[at] = append(d.backlog[at], event)
			continue
		}
		if d.busy[spend] {
			continue
		}
		d.busy[spend] = true
		batches[spend] = len(d.backlog)
		d.backlog = append(d.backlog, []queued{event})
	}
}

// settle writes what became of the deliveries.
func (d *dispatcher) settle(ctx context.Context) {
	if len(d.settled) == 0 {
		return
	}
	var delivered []int64
	var failed []queued
	reached := false
	for _, result := range d.settled {
		delivered = append(delivered, result.delivered...)
		reached = reached || len(result.delivered) > 0
		if result.failed != nil {
			failed = append(failed, *result.failed)
		}
	}
	wasDown := d.failures > 0
	d.noteReceiver(reached)
	now := d.bank.clock.Now()
	err := d.bank.store.write(ctx, func(t *tx) error {
		due := func(event queued) time.Time { return now.Add(d.redeliverAfter(event)) }
		if err := t.settleDeliveries(delivered, failed, due); err != nil {
			return err
		}
		if wasDown && d.failures == 0 {
			return t.allDue(now)
		}
		return nil
	})
	if err != nil {
		d.bank.log.Error("deliveries can't be written down; they are made again", "error", err)
	}
	for _, result := range d.settled {
		delete(d.busy, result.spend)
	}
	d.settled = d.settled[:0]
	d.unread = d.failures == 0 || d.unread
}

// noteReceiver counts in a row how often the receiver was not there.
func (d *dispatcher) noteReceiver(reached bool) {
	unreachable := false
	for _, result := range d.settled {
		unreachable = unreachable || result.unreachable
	}
	now := d.bank.clock.Now()
	switch {
	case reached || !unreachable:
		d.failures = 0
		return
	case d.failures == 0 || !now.Before(d.nextProbe):
		// Deliveries that were under way together count as one failure.
		d.failures++
		d.nextProbe = now.Add(redeliveryWait(d.failures))
	}
	// What was read ahead stays in the outbox until the receiver is back.
	for _, batch := range d.backlog {
		delete(d.busy, batch[0].record.seq)
	}
	d.backlog = nil
}

// ended takes what became of batches, and the sender that is free now.
func (d *dispatcher) ended(ended deliveries) {
	d.settled = append(d.settled, ended.results...)
	d.free = append(d.free, ended.by)
}

// drain takes whatever else has ended.
func (d *dispatcher) drain() {
	for {
		select {
		case result := <-d.done:
			d.ended(result)
		default:
			return
		}
	}
}

// untilNextLook is how long the outbox needs no look, if nothing wakes it.
func (d *dispatcher) untilNextLook() time.Duration {
	next := d.nextDue
	switch {
	case d.failures > 0 && len(d.busy) > 0:
		return time.Hour
	case d.failures > 0:
		next = d.nextProbe
	case next.IsZero():
		return time.Hour
	}
	return max(time.Millisecond, next.Sub(d.bank.clock.Now()))
}

// redeliverAfter is the wait before the next attempt, with jitter, so that
// many events that failed together don't come back together.
func (d *dispatcher) redeliverAfter(event queued) time.Duration {
	wait := redeliveryWait(event.attempts)
	source := newRand(d.bank.seed, stream("redelivery", uint64(event.seq)<<16|uint64(event.attempts)))
	return between(source, wait/2, wait)
}

func redeliveryWait(attempts int) time.Duration {
	return min(longestRedelivery, firstRedelivery<<min(attempts-1, 10))
}
