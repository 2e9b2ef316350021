package state

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"coffer/api/secrets"
	"coffer/api/webhook"
)

// DeadLetterReason is why a delivery that the bank signed wasn't taken in.
type DeadLetterReason string

// Why a signed delivery isn't taken in.
const (
	// DeadLetterTeam is about another team than the one that is set.
	DeadLetterTeam DeadLetterReason = "another team"
	// DeadLetterUnreadable is no event that this version can read.
	DeadLetterUnreadable DeadLetterReason = "unreadable"
	// DeadLetterKind is an event of a kind that this version has no use for.
	DeadLetterKind DeadLetterReason = "other kind"
)

// DeadLetterReasons are all of them, the worst first.
var DeadLetterReasons = []DeadLetterReason{DeadLetterTeam, DeadLetterUnreadable, DeadLetterKind}

// DeadLetter is a delivery that the bank signed and that can't be taken in now.
// The journal keeps it raw, because the bank has no list to get it back from,
// until a setting or a newer version can read it.
type DeadLetter struct {
	// Seq orders the dead letters of one journal; it starts at 1.
	Seq int64
	// At is when it arrived here.
	At     Moment
	Reason DeadLetterReason
	// Detail is the kind of the event, the team that it is about, or what can't
	// be read of it: a few words that are safe to draw.
	Detail string
	// EventID is the bank's de-duplication key, where it can be read.
	EventID string
	// Raw is the body as it came, less the keys and secrets in it.
	Raw json.RawMessage
}

// DeadLetters sums up what couldn't be taken in. It never changes.
type DeadLetters struct {
	// Counts are by reason and detail, the newest first.
	Counts []DeadLetterCount
	// Kept and Bytes are how many the journal still holds, and their size.
	Kept  int
	Bytes int64
}

// DeadLetterCount is how many deliveries weren't taken in for one reason.
type DeadLetterCount struct {
	Reason DeadLetterReason
	Detail string
	// Count is how many there were in all.
	Count int
	// TakenIn is how many were taken in later, and Shed how many are gone
	// because there were too many.
	TakenIn, Shed int
	First, Last   Moment
}

// Waiting is how many of them are still to be taken in.
func (c DeadLetterCount) Waiting() int { return max(0, c.Count-c.TakenIn-c.Shed) }

// Of sums the counts of one reason up; its detail is that of the newest.
func (d *DeadLetters) Of(reason DeadLetterReason) DeadLetterCount {
	sum := DeadLetterCount{Reason: reason}
	if d == nil {
		return sum
	}
	for _, count := range d.Counts {
		if count.Reason != reason {
			continue
		}
		sum.Count, sum.TakenIn, sum.Shed = sum.Count+count.Count, sum.TakenIn+count.TakenIn, sum.Shed+count.Shed
		sum.First = earliest(sum.First, count.First)
		if count.Last > sum.Last {
			sum.Last, sum.Detail = count.Last, count.Detail
		}
	}
	return sum
}

// withDeadLetters is the feed with those of them that a person has to know of:
// an event of a kind that nobody here has a use for is none.
func (f Feed) withDeadLetters(letters *DeadLetters) Feed {
	team, unreadable := letters.Of(DeadLetterTeam), letters.Of(DeadLetterUnreadable)
	for _, count := range []DeadLetterCount{team, unreadable} {
		if count.Waiting() > 0 {
			f.NotTakenIn += count.Waiting()
			f.LastNotTakenIn = max(f.LastNotTakenIn, count.Last)
		}
	}
	return f
}

// SortDeadLetters puts counts in the order of DeadLetters.
func SortDeadLetters(counts []DeadLetterCount) {
	slices.SortFunc(counts, func(a, b DeadLetterCount) int {
		return cmp.Or(cmp.Compare(b.Last, a.Last), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
}

// longestDetail bounds what a delivery can put on a screen, in bytes.
const longestDetail = 80

// deadLetterOf says why a delivery can't be taken in by a treasury of the team;
// nil where it can. An empty team is any.
func deadLetterOf(delivery webhook.Delivery, team string, now Moment) *DeadLetter {
	letter := &DeadLetter{At: now, EventID: SafeID(delivery.Event.ID), Raw: secrets.RedactBody(delivery.Raw)}
	var unreadable *webhook.UndecodableError
	theirs := delivery.Event.Data.Spend.TeamID
	switch {
	case errors.As(delivery.Err, &unreadable):
		letter.Reason, letter.Detail = DeadLetterUnreadable, unreadable.Reason
	case delivery.Err != nil:
		letter.Reason, letter.Detail = DeadLetterUnreadable, "not an event"
	case !delivery.Event.AboutSpend():
		letter.Reason, letter.Detail = DeadLetterKind, SafeID(delivery.Event.Type)
	case team != "" && theirs != "" && theirs != team:
		letter.Reason, letter.Detail = DeadLetterTeam, SafeID(theirs)
	default:
		return nil
	}
	if len(letter.Detail) > longestDetail {
		letter.Detail = SafeText(letter.Detail[:longestDetail])
	}
	return letter
}

// Receive takes a delivery that the bank signed and returns nil once it is on
// disk: as a fact, or as a dead letter where it can't be one now. Errors: it
// could not be stored, and is worth another delivery.
func (e *Engine) Receive(ctx context.Context, delivery webhook.Delivery) error {
	work := post{}
	if letter := deadLetterOf(delivery, e.primary().client.TeamID(), e.now()); letter != nil {
		work.deadLetters = []DeadLetter{*letter}
	} else {
		work.observations = []Observation{ObserveEvent(delivery.Event, delivery.Raw, e.now())}
	}
	defer e.webhooks.Add(1)
	return e.submit(ctx, work)
}

// DeadLetterSource is a journal that holds dead letters.
type DeadLetterSource interface {
	// EachDeadLetter yields those behind a number, oldest first, until yield
	// returns false.
	EachDeadLetter(ctx context.Context, after int64, yield func(DeadLetter) bool) error
}

// deadLetterPage is how many dead letters are taken in with one write.
const deadLetterPage = 256

// Reread takes in those dead letters of a journal that can be read now: the
// team was corrected, or this version knows more. Each becomes a fact once,
// however often it is read, because the journal knows its event. What came out
// of the engine's own journal leaves it with the same write.
func (e *Engine) Reread(ctx context.Context, source DeadLetterSource) error {
	own := source == DeadLetterSource(e.journal)
	var page post
	var failure error
	flush := func() bool {
		if len(page.observations) == 0 {
			return true
		}
		count := len(page.observations)
		failure = e.submit(ctx, page)
		page = post{}
		if failure == nil && own {
			e.log.Info("dead letters were taken in", "count", count)
		}
		return failure == nil
	}
	err := source.EachDeadLetter(ctx, 0, func(letter DeadLetter) bool {
		event, unreadable := webhook.Decode(letter.Raw)
		delivery := webhook.Delivery{Event: event, Err: unreadable, Raw: letter.Raw}
		if deadLetterOf(delivery, e.primary().client.TeamID(), letter.At) != nil || (!own && letter.Reason != DeadLetterTeam) {
			return true
		}
		page.observations = append(page.observations, ObserveEvent(event, letter.Raw, letter.At))
		if own {
			page.takenIn = append(page.takenIn, letter)
		}
		return len(page.observations) < deadLetterPage || flush()
	})
	flush()
	return errors.Join(err, failure)
}

// rereadDeadLetters does that with the engine's own journal, until it worked.
func (e *Engine) rereadDeadLetters(ctx context.Context) {
	for {
		err := e.Reread(ctx, e.journal)
		if err == nil || ctx.Err() != nil {
			return
		}
		e.log.Error("take in dead letters", "err", err)
		timer := e.clock.NewTimer(time.Minute)
		select {
		case <-timer.Chan():
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// logDeadLetters tells the log of what couldn't be taken in, without its body:
// the first of each reason and detail, and each time there are ten times as many.
func (e *Engine) logDeadLetters(before, after *DeadLetters) {
	for _, count := range after.Counts {
		earlier := 0
		if before != nil {
			if i := slices.IndexFunc(before.Counts, func(one DeadLetterCount) bool {
				return one.Reason == count.Reason && one.Detail == count.Detail
			}); i >= 0 {
				earlier = before.Counts[i].Count
			}
		}
		if digits(count.Count) > digits(earlier) {
			e.log.Warn("a webhook that the bank signed can't be taken in", "why", string(count.Reason), "detail", count.Detail, "count", count.Count)
		}
	}
}

// digits is how many digits a count has; 0 for none.
func digits(count int) (digits int) {
	for ; count > 0; count /= 10 {
		digits++
	}
	return digits
}
