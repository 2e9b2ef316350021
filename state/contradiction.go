package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"

	"coffer/api/webhook"
)

// EventConflictError means that a batch wasn't written, because the journal
// holds another body under the id of one of its events.
type EventConflictError struct {
	Conflicts []EventConflict
}

// EventConflict is one event with two bodies.
type EventConflict struct {
	// Line is its index in the batch, and Earlier what the journal holds.
	Line    int
	Earlier Line
}

func (e *EventConflictError) Error() string {
	return fmt.Sprintf("%d events came again with another body", len(e.Conflicts))
}

// resolveConflicts marks the observations that a batch couldn't be written for,
// so that the next draft treats each as what it is: a repetition in other
// letters, or a contradiction. It reports whether there was any.
func resolveConflicts(err error, lines []Line, posts []post) bool {
	var conflicted *EventConflictError
	if !errors.As(err, &conflicted) {
		return false
	}
	resolved := false
	for _, conflict := range conflicted.Conflicts {
		line := lines[conflict.Line]
		for i := range posts {
			for j := range posts[i].observations {
				observation := &posts[i].observations[j]
				if observation.repeats || observation.contradicts != nil || observation.EventID != line.EventID || !bytes.Equal(observation.Raw, line.Raw) {
					continue
				}
				if sameEvent(line.Raw, conflict.Earlier.Raw) {
					observation.repeats = true
				} else {
					observation.contradicts = &conflict.Earlier.Entry
				}
				resolved = true
			}
		}
	}
	return resolved
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
	says := fmt.Sprintf("%s · %s", now.Status, now.summary())
	if now.ID != earlier.Subject {
		says = now.ID + " · " + says
	}
	line := factLine(observation, "", fmt.Sprintf("event %s came again with another body, which isn't taken in: it said %s · %s, and now says %s",
		observation.EventID, earlier.Status, earlier.Text, says))
	line.Subject = earlier.Subject
	line.EventID += " contradicted " + hex.EncodeToString(digest[:8])
	line.Repeated = true
	return line
}
