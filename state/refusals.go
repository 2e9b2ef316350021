package state

import (
	"context"
	"log/slog"
	"sync"
)

// Refusals are webhooks that were turned away, because the bank can't have
// signed them or nobody can tell whether it did.
type Refusals struct {
	// Count is how many since the start, and Last when the last one came.
	Count int
	Last  Moment
	// Why is why the last one was.
	Why RefusalKind
}

// RefusalKind is what was wrong with a delivery.
type RefusalKind string

// What can be wrong with a delivery.
const (
	// RefusedUnsigned had no signature, or none that can be read.
	RefusedUnsigned RefusalKind = "unsigned"
	// RefusedWrong had one that no secret of ours makes of the body.
	RefusedWrong RefusalKind = "wrong signature"
	// RefusedStale had one of another time.
	RefusedStale RefusalKind = "stale signature"
	// RefusedHeaders had headers that contradict each other or the body.
	RefusedHeaders RefusalKind = "contradictory headers"
	// RefusedSize was larger than a delivery can be.
	RefusedSize RefusalKind = "too large"
	// RefusedBrokenOff ended before its body did, or came too slowly.
	RefusedBrokenOff RefusalKind = "broken off"
)

// refusalCount counts refusals. A flood of forged webhooks costs the Book's
// owner and the log nothing: both look once a second. It is safe for concurrent
// use.
type refusalCount struct {
	mu    sync.Mutex
	known Refusals
	shown int
	// unlogged are those that the log hasn't heard of, by kind.
	unlogged map[RefusalKind]int
}

func (c *refusalCount) add(why RefusalKind, now Moment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = Refusals{Count: c.known.Count + 1, Last: now, Why: why}
	if c.unlogged == nil {
		c.unlogged = make(map[RefusalKind]int)
	}
	c.unlogged[why]++
}

func (c *refusalCount) told() Refusals {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = c.known.Count
	return c.known
}

// moved reports whether there are more than were told.
func (c *refusalCount) moved() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown != c.known.Count
}

// log writes a record for each kind that came since the last call: anyone may
// send a forged delivery, and must not be able to wash the log away.
func (c *refusalCount) log(log *slog.Logger) {
	c.mu.Lock()
	unlogged := c.unlogged
	c.unlogged = nil
	c.mu.Unlock()
	for why, count := range unlogged {
		log.LogAttrs(context.Background(), slog.LevelWarn, "webhooks were refused", slog.String("why", string(why)), slog.Int("count", count))
	}
}

// RefusedWebhook notes that a delivery was turned away. It never blocks.
func (e *Engine) RefusedWebhook(why RefusalKind) { e.refusals.add(why, e.now()) }
