package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"coffer/api/webhook"
)

// EventConflictError means that a batch wasn't written, because the journal
// holds another body under the id of one of its events.
type EventConflictError struct {
	Conflicts []EventConflict
}

// EventConflict is one event with two bodies.
type EventConflict struct {
	// EventID and Raw are of a line or a dead letter of the batch, and Earlier is
	// what the journal holds.
	EventID string
	Raw     json.RawMessage
	Earlier Line
}

func (e *EventConflictError) Error() string {
	return fmt.Sprintf("%d events came again with another body", len(e.Conflicts))
}

// resolveConflicts marks what a batch couldn't be written for, so that the next
// draft treats each as what it is: a repetition in other letters, or a
// contradiction. It reports whether there was any.
func resolveConflicts(err error, posts []post) bool {
	var conflicted *EventConflictError
	if !errors.As(err, &conflicted) {
		return false
	}
	resolved := false
	for _, conflict := range conflicted.Conflicts {
		for i := range posts {
			resolved = conflict.resolveFacts(posts[i].observations) || resolved
			resolved = conflict.resolveDeadLetters(&posts[i]) || resolved
		}
	}
	return resolved
}

func (c *EventConflict) resolveFacts(observations []Observation) (resolved bool) {
	for i := range observations {
		observation := &observations[i]
		if observation.repeats || observation.contradicts != nil || observation.EventID != c.EventID || !bytes.Equal(observation.Raw, c.Raw) {
			continue
		}
		if sameEvent(c.Raw, c.Earlier.Raw) {
			observation.repeats = true
		} else {
			observation.contradicts = &c.Earlier.Entry
		}
		resolved = true
	}
	return resolved
}

// resolveDeadLetters makes contradictions of letters that can't be taken in,
// and lets those go that say what is known.
func (c *EventConflict) resolveDeadLetters(post *post) (resolved bool) {
	post.deadLetters = slices.DeleteFunc(post.deadLetters, func(letter DeadLetter) bool {
		if letter.EventID != c.EventID || !bytes.Equal(letter.Raw, c.Raw) {
			return false
		}
		if !sameEvent(c.Raw, c.Earlier.Raw) {
			post.observations = append(post.observations, letter.contradicting(&c.Earlier.Entry))
		}
		resolved = true
		return true
	})
	return resolved
}

// contradicting is the letter as what it says against an earlier body of its event.
func (l DeadLetter) contradicting(earlier *Entry) Observation {
	unread := "can't be read: " + l.Detail
	switch l.Reason {
	case DeadLetterTeam:
		unread = "is about another team, " + l.Detail
	case DeadLetterKind:
		unread = "is of another kind, " + l.Detail
	}
	return Observation{
		Source: SourceWebhook, SeenAt: l.At, EventID: l.EventID, Raw: l.Raw,
		Spend: &Spend{ID: earlier.Subject}, contradicts: earlier, unread: unread,
	}
}

// sameEvent reports whether two bodies tell the same: a bank may write one anew
// for each delivery, with its fields in another order.
func sameEvent(one, other []byte) bool {
	a, err := webhook.Decode(one)
	b, otherErr := webhook.Decode(other)
	return err == nil && otherErr == nil && reflect.DeepEqual(a, b)
}

// contradiction is the line about a body that came under the id of another. Its
// own id makes it a line once, however often it is delivered.
func contradiction(observation Observation) Line {
	earlier, now := observation.contradicts, observation.Spend
	digest := sha256.Sum256(observation.Raw)
	says := fmt.Sprintf("says %s · %s", now.Status, now.summary())
	switch {
	case observation.unread != "":
		says = observation.unread
	case now.ID != earlier.Subject:
		says = fmt.Sprintf("says %s · %s · %s", now.ID, now.Status, now.summary())
	}
	line := factLine(observation, "", fmt.Sprintf("event %s came again with another body, which isn't taken in: it said %s · %s, and now %s",
		observation.EventID, earlier.Status, earlier.Text, says))
	line.Subject = earlier.Subject
	line.EventID += " contradicted " + hex.EncodeToString(digest[:8])
	line.Repeated = true
	return line
}
