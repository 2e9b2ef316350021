package state

import (
	"context"
	"slices"

	"coffer/api"
)

// Unlocking is a person's decision that a swap without a known outcome keeps
// no other away from its token any more. Its outcome stays unknown.
type Unlocking struct {
	Who string `json:"who"`
	// Why is the person's own reason, safe to draw.
	Why string `json:"why"`
	At  Moment `json:"at"`
}

// unlock asks the Book's owner for an Unlocking. It alone knows whether the
// outcome has become known in the meantime.
type unlock struct {
	intentID string
	by       Unlocking
}

// Unlock lifts the lock that an unknown outcome keeps on its token, because a
// person decided so and says why. It returns once that is on disk. When it
// returns an error the lock is as it was.
func (e *Engine) Unlock(ctx context.Context, who, intentID, why string) error {
	if e.readOnly {
		return ErrReadsOnly
	}
	read, _, problem := ReadText("reason", why)
	if problem != nil {
		problem.Meaning = "The lock stays."
		return problem
	}
	if why = SafeText(read); why == "" {
		return &Problem{Happened: "The reason is missing.", Meaning: "The lock stays.", Advice: "Say why it is lifted."}
	}
	anyone := func() bool { return slices.ContainsFunc(e.holders, (*holder).isAdmitted) }
	if err := e.awaitAdmission(ctx, anyone); err != nil {
		return err
	}
	lifted := &unlock{intentID: intentID, by: Unlocking{Who: who, Why: why, At: e.now()}}
	line := e.deed(who, DeedUnlocked, intentID, why)
	if err := e.submit(ctx, post{unlock: lifted, lines: []Line{line}}); err != nil {
		return notWritten(err)
	}
	return nil
}

// latestIntent is an intent as the batch leaves it so far; nil when it isn't
// in memory.
func (e *Engine) latestIntent(draft *draft, id string) *Intent {
	for i := len(draft.batch.Intents) - 1; i >= 0; i-- {
		if draft.batch.Intents[i].ID == id {
			return &draft.batch.Intents[i]
		}
	}
	for _, intent := range e.book.view.Intents {
		if intent.ID == id {
			return intent
		}
	}
	return nil
}

// refuseUnlock says why there is nothing to lift; nil when there is.
func (e *Engine) refuseUnlock(draft *draft, lifted *unlock) error {
	intent := e.latestIntent(draft, lifted.intentID)
	switch {
	case intent == nil || !intent.Unresolved():
		return &Problem{Happened: "This one is resolved already.", Meaning: "It locks nothing any more.", Outcome: api.NotSent}
	case intent.Kind != IntentSwap || intent.State != IntentUnknown:
		return &Problem{Happened: "This one is on its way.", Meaning: "The lock stays.", Advice: "Wait for its answer.", Outcome: api.NotSent}
	case intent.Unlocked != nil:
		return &Problem{Happened: "Its lock was lifted already.", Meaning: "Nothing is locked by it.", Outcome: api.NotSent}
	}
	return nil
}

func (e *Engine) draftUnlock(draft *draft, lifted *unlock) {
	unlocked := *e.latestIntent(draft, lifted.intentID)
	unlocked.Unlocked = &lifted.by
	draft.batch.Intents = append(draft.batch.Intents, unlocked)
}

// draftIntents keeps what a person decided meanwhile: whoever sends an intent
// holds a copy from before.
func (e *Engine) draftIntents(draft *draft, intents []Intent) {
	for _, intent := range intents {
		if known := e.latestIntent(draft, intent.ID); known != nil && intent.Unlocked == nil {
			intent.Unlocked = known.Unlocked
		}
		draft.batch.Intents = append(draft.batch.Intents, intent)
	}
}
