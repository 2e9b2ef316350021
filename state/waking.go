package state

import "time"

const (
	// wallStep is how often the wall clock is looked at, and wallTolerance how
	// far a step may be off before it counts as a jump: the machine slept, or
	// someone set its clock.
	wallStep      = time.Second
	wallTolerance = 5 * time.Second
)

// wallWatch notices jumps of the wall clock. Timers don't: they stand still
// while the machine sleeps.
type wallWatch struct {
	last time.Time
}

func watchWall(now time.Time) wallWatch { return wallWatch{last: now.Round(0)} }

// jumped is asked once each wallStep, with the time that it is then.
func (w *wallWatch) jumped(now time.Time) bool {
	wall := now.Round(0)
	step := wall.Sub(w.last)
	w.last = wall
	return (step - wallStep).Abs() > wallTolerance
}

// wakeUp trusts nothing from before a sleep: connections may be dead without
// anyone knowing, webhooks may come no more, and everything may have changed.
func (e *Engine) wakeUp() {
	e.log.Info("the wall clock jumped; everything is asked for again")
	for _, h := range e.holders {
		h.client.Reconnect()
		h.feed.woke(e.now())
		h.poll.refresh()
		h.roadOpen.ring()
	}
}
