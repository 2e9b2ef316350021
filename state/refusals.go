package state

import (
	"sync"
)

// Refusals are webhooks that were turned away because of their signature.
type Refusals struct {
	// Count is how many since the start, and Last when the last one came.
	Count int
	Last  Moment
	// Why is why the last one was.
	Why RefusalKind
}

// RefusalKind is what was wrong with a signature.
type RefusalKind string

// What can be wrong with a signature.
const (
	// RefusedUnsigned had none, or none that can be read.
	RefusedUnsigned RefusalKind = "unsigned"
	// RefusedWrong had one that no secret of ours makes of the body.
	RefusedWrong RefusalKind = "wrong signature"
	// RefusedStale had one of another time.
	RefusedStale RefusalKind = "stale signature"
)

// refusalCount counts refusals. A flood of forged webhooks costs the Book's
// owner nothing: it looks once a second. It is safe for concurrent use.
type refusalCount struct {
	mu    sync.Mutex
	known Refusals
	shown int
}

func (c *refusalCount) add(why RefusalKind, now Moment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = Refusals{Count: c.known.Count + 1, Last: now, Why: why}
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

// RefusedWebhook notes that a delivery was turned away. It never blocks.
func (e *Engine) RefusedWebhook(why RefusalKind) { e.refusals.add(why, e.now()) }
