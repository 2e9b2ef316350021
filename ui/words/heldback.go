package words

import (
	"time"

	"coffer/state"
)

// noticePause is the shortest pause that is worth a line of its own.
const noticePause = 3 * time.Second

// HeldBack says what the bank doesn't tell at present though it answers, and
// when it goes on; "" where there is nothing of the kind.
func HeldBack(feed state.Feed, now time.Time, location *time.Location) string {
	if feed.PausedUntil.Time().Sub(now) >= noticePause {
		return "The bank asks for a slower pace [rate_limited]: asking goes on at " + When(now, feed.PausedUntil, location) + "."
	}
	if feed.Withheld != "" {
		return feed.Withheld + " [insufficient_scope]"
	}
	return ""
}
