package state

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Refusals are webhooks that were turned away, because the bank can't have
// signed them or nobody can tell whether it did. They are counted for as long as
// the journal lasts.
type Refusals struct {
	// Count is how many there were, and Last when the last one came.
	Count int
	Last  Moment
	// Why is why the last one was.
	Why RefusalKind
	// Kinds are those of each kind, in the order of RefusalKinds.
	Kinds [refusalKindCount]RefusalCount
}

// RefusalCount is how many webhooks were turned away for one reason.
type RefusalCount struct {
	Kind  RefusalKind `json:"kind"`
	Count int         `json:"count"`
	First Moment      `json:"first"`
	Last  Moment      `json:"last"`
}

// ByKind are the counts that aren't zero.
func (r Refusals) ByKind() []RefusalCount {
	return slices.DeleteFunc(slices.Clone(r.Kinds[:]), func(count RefusalCount) bool { return count.Count == 0 })
}

// with is all of them with a count of one kind more.
func (r Refusals) with(more RefusalCount) Refusals {
	i := slices.Index(refusalKinds[:], more.Kind)
	if i < 0 || more.Count <= 0 {
		// A newer Coffer may count other kinds.
		return r
	}
	kind := &r.Kinds[i]
	*kind = RefusalCount{more.Kind, kind.Count + more.Count, earliest(kind.First, more.First), max(kind.Last, more.Last)}
	r.Count += more.Count
	if more.Last >= r.Last {
		r.Last, r.Why = more.Last, more.Kind
	}
	return r
}

const (
	// refusalsNote names the note that keeps the counts.
	refusalsNote = "refused webhooks"
	// refusalsEvery is how often they are written down at most: anyone may send a
	// forged delivery, and must not be able to keep the disk busy.
	refusalsEvery = 5 * time.Second
)

// RecallRefusals is what a journal knows of webhooks that were turned away.
func RecallRefusals(ctx context.Context, records Records) (Refusals, error) {
	var known Refusals
	note, err := records.Recall(ctx, refusalsNote)
	if err != nil || note == "" {
		return known, err
	}
	var counts []RefusalCount
	if err := json.Unmarshal([]byte(note), &counts); err != nil {
		return known, fmt.Errorf("read the count of refused webhooks: %w", err)
	}
	for _, count := range counts {
		known = known.with(count)
	}
	return known, nil
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

const refusalKindCount = 6

// refusalKinds are all kinds, those that a person can mend first.
var refusalKinds = [refusalKindCount]RefusalKind{
	RefusedWrong, RefusedStale, RefusedHeaders, RefusedUnsigned, RefusedSize, RefusedBrokenOff,
}

// refusalCount counts refusals. A flood of forged webhooks costs the Book's
// owner and the log nothing: both look once a second. It is safe for concurrent
// use.
type refusalCount struct {
	mu    sync.Mutex
	known Refusals
	shown int
	// unlogged are those that the log hasn't heard of, by kind.
	unlogged map[RefusalKind]int
	// kept is how many of them the journal knows, and tried when it was last
	// told.
	kept  int
	tried Moment
}

// recall begins with what the journal knows.
func (c *refusalCount) recall(known Refusals) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.shown, c.kept = known, known.Count, known.Count
}

// unkept is what to write down now, and how many that counts; "" for nothing.
func (c *refusalCount) unkept(now Moment, atOnce bool) (note string, count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known.Count == c.kept || !atOnce && now.Sub(c.tried) < refusalsEvery {
		return "", 0
	}
	c.tried = now
	encoded, _ := json.Marshal(c.known.ByKind())
	return string(encoded), c.known.Count
}

func (c *refusalCount) keep(count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = count
}

func (c *refusalCount) add(why RefusalKind, now Moment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = c.known.with(RefusalCount{Kind: why, Count: 1, First: now, Last: now})
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

// keepRefusals writes the counts down, so that another process and the next
// start know of them. It belongs to the goroutine of Run.
func (e *Engine) keepRefusals(ctx context.Context, atOnce bool) {
	note, count := e.refusals.unkept(e.now(), atOnce)
	if note == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	if err := e.journal.Remember(ctx, refusalsNote, note); err != nil {
		e.log.Error("keep the count of refused webhooks", "err", err)
		return
	}
	e.refusals.keep(count)
}

// RefusedWebhook notes that a delivery was turned away. It never blocks.
func (e *Engine) RefusedWebhook(why RefusalKind) { e.refusals.add(why, e.now()) }
