package sandbox

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	couriersAtOnce = 8
	// fetchAtOnce is how many events are read ahead, and fetchBelow how few
	// must be left before more are read.
	fetchAtOnce = 512
	fetchBelow  = 128
	// firstRedelivery doubles with every attempt up to longestRedelivery; an
	// event is never given up.
	firstRedelivery   = 500 * time.Millisecond
	longestRedelivery = time.Minute
)

// courier takes the outbox to the receiver: at least once, the events of one
// spend request in their order. One goroutine owns its state; the workers only
// post.
type courier struct {
	bank *Bank
	mail *mailbox
	work chan []queued
	done chan delivery

	// backlog holds batches that no worker has taken, one per spend request.
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

// delivery is what became of a batch.
type delivery struct {
	spend     int64
	delivered []int64
	// failed is the event that the batch stopped at, if it did.
	failed *queued
	// unreachable means that no answer came at all.
	unreachable bool
}

func newCourier(b *Bank) *courier {
	return &courier{
		bank: b, mail: newMailbox(b),
		work: make(chan []queued), done: make(chan delivery, 2*couriersAtOnce),
		busy: map[int64]bool{}, unread: true,
	}
}

// run delivers until ctx ends.
func (c *courier) run(ctx context.Context) error {
	defer c.mail.close()
	workers, _ := errgroup.WithContext(ctx)
	for range couriersAtOnce {
		workers.Go(func() error {
			for batch := range c.work {
				c.done <- c.mail.deliver(ctx, batch)
			}
			return nil
		})
	}
	// What an earlier run put off is tried at once: the receiver may be new.
	if err := c.bank.store.write(ctx, func(t *tx) error { return t.allDue(c.bank.clock.Now()) }); err != nil {
		c.bank.log.Error("the outbox can't be read", "error", err)
	}
	c.loop(ctx)
	close(c.work)
	_ = workers.Wait()
	c.drain()
	c.settle(ctx)
	return ctx.Err()
}

func (c *courier) loop(ctx context.Context) {
	for ctx.Err() == nil {
		c.refill(ctx)
		timer := c.bank.clock.NewTimer(c.untilNextLook())
		var work chan []queued
		var next []queued
		if len(c.backlog) > 0 {
			work, next = c.work, c.backlog[0]
		}
		select {
		case work <- next:
			c.backlog = c.backlog[1:]
		case result := <-c.done:
			c.settled = append(c.settled, result)
		case <-c.bank.delivery:
			c.unread = true
		case <-timer.Chan():
			c.unread = true
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// refill keeps the workers busy. What is settled is written before more is
// read, so that nothing delivered is read again.
func (c *courier) refill(ctx context.Context) {
	inHand := len(c.busy) - len(c.settled)
	if inHand == 0 || len(c.settled) >= fetchAtOnce || (c.unread && inHand < fetchBelow) {
		c.settle(ctx)
	}
	if !c.unread || inHand >= fetchBelow {
		return
	}
	if err := c.read(); err != nil {
		c.bank.log.Error("the outbox can't be read", "error", err)
		c.nextDue = c.bank.clock.Now().Add(time.Second)
		c.nextProbe = c.nextDue
	}
}

func (c *courier) read() error {
	now := c.bank.clock.Now()
	c.unread = false
	if c.failures > 0 {
		return c.probe()
	}
	most := len(c.busy) + fetchAtOnce
	events, err := dueEvents(c.bank.store.reader, now, most)
	if err != nil {
		return err
	}
	c.unread = len(events) == most
	c.enqueue(events)
	c.nextDue, err = nextEventDue(c.bank.store.reader, now)
	return err
}

// probe tries the oldest event alone.
func (c *courier) probe() error {
	if len(c.busy) > 0 {
		return nil
	}
	events, err := oldestEvent(c.bank.store.reader)
	if err == nil && len(events) == 0 {
		c.failures = 0
	}
	c.enqueue(events)
	return err
}

// enqueue makes one batch per spend request. A request that is in hand waits:
// its events are read again when it is settled.
func (c *courier) enqueue(events []queued) {
	batches := map[int64]int{}
	for _, event := range events {
		spend := event.record.seq
		if at, begun := batches[spend]; begun {
			c.backlog[at] = append(c.backlog[at], event)
			continue
		}
		if c.busy[spend] {
			continue
		}
		c.busy[spend] = true
		batches[spend] = len(c.backlog)
		c.backlog = append(c.backlog, []queued{event})
	}
}

// settle writes what became of the deliveries.
func (c *courier) settle(ctx context.Context) {
	if len(c.settled) == 0 {
		return
	}
	var delivered []int64
	var failed []queued
	reached := false
	for _, result := range c.settled {
		delivered = append(delivered, result.delivered...)
		reached = reached || len(result.delivered) > 0
		if result.failed != nil {
			failed = append(failed, *result.failed)
		}
	}
	wasDown := c.failures > 0
	c.noteReceiver(reached)
	now := c.bank.clock.Now()
	err := c.bank.store.write(ctx, func(t *tx) error {
		due := func(event queued) time.Time { return now.Add(c.redeliverAfter(event)) }
		if err := t.settleDeliveries(delivered, failed, due); err != nil {
			return err
		}
		if wasDown && c.failures == 0 {
			return t.allDue(now)
		}
		return nil
	})
	if err != nil {
		c.bank.log.Error("deliveries can't be written down; they are made again", "error", err)
	}
	for _, result := range c.settled {
		delete(c.busy, result.spend)
	}
	c.settled = c.settled[:0]
	c.unread = c.failures == 0 || c.unread
}

// noteReceiver counts in a row how often the receiver was not there.
func (c *courier) noteReceiver(reached bool) {
	unreachable := false
	for _, result := range c.settled {
		unreachable = unreachable || result.unreachable
	}
	now := c.bank.clock.Now()
	switch {
	case reached || !unreachable:
		c.failures = 0
		return
	case c.failures == 0 || !now.Before(c.nextProbe):
		// Deliveries that were under way together count as one failure.
		c.failures++
		c.nextProbe = now.Add(redeliveryWait(c.failures))
	}
	// What was read ahead stays in the outbox until the receiver is back.
	for _, batch := range c.backlog {
		delete(c.busy, batch[0].record.seq)
	}
	c.backlog = nil
}

func (c *courier) drain() {
	for {
		select {
		case result := <-c.done:
			c.settled = append(c.settled, result)
		default:
			return
		}
	}
}

// untilNextLook is how long the outbox needs no look, if nothing wakes it.
func (c *courier) untilNextLook() time.Duration {
	next := c.nextDue
	switch {
	case c.failures > 0 && len(c.busy) > 0:
		return time.Hour
	case c.failures > 0:
		next = c.nextProbe
	case next.IsZero():
		return time.Hour
	}
	return max(time.Millisecond, next.Sub(c.bank.clock.Now()))
}

// redeliverAfter is the wait before the next attempt, with jitter, so that
// many events that failed together don't come back together.
func (c *courier) redeliverAfter(event queued) time.Duration {
	wait := redeliveryWait(event.attempts)
	source := newRand(c.bank.seed, stream("redelivery", uint64(event.seq)<<16|uint64(event.attempts)))
	return between(source, wait/2, wait)
}

func redeliveryWait(attempts int) time.Duration {
	return min(longestRedelivery, firstRedelivery<<min(attempts-1, 10))
}
