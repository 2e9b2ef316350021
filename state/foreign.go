package state

import (
	"fmt"
	"slices"

	"coffer/api"
)

// foreignSwapError means that the bank answered an execute with a swap that it
// can't have made for it. Nothing of the answer is believed but that it came.
type foreignSwapError struct {
	swapID string
	// confirmed are the terms that were to be executed.
	confirmed *SwapTerms
}

func (e *foreignSwapError) Error() string { return e.Unwrap().Error() }

// Unwrap is what a person is told.
func (e *foreignSwapError) Unwrap() error {
	return &Problem{
		Happened: fmt.Sprintf("The bank answered with %s, which is not the swap of this confirmation.", e.swapID),
		Meaning:  "Whether this one took effect is not known; what is known of the other stays as it was.",
		Advice:   "Ask the bank what became of this confirmation.",
		Outcome:  api.Unknown,
	}
}

// mark is the answer as a fact about the swap that it names: no more than that
// the bank named it.
func (e *foreignSwapError) mark(answer Observation) *Observation {
	answer.Swap = &Swap{ID: e.swapID, Discrepancies: []Discrepancy{{
		Field:    "swap_id",
		Asked:    fmt.Sprintf("a swap of its own for quote %s, %s", e.confirmed.QuoteID, e.confirmed.summary()),
		Answered: e.swapID,
		At:       answer.SeenAt,
	}}}
	return &answer
}

// refuseForeign keeps the answer to one confirmation away from the swap of
// another: of two confirmations that name the same swap, the one that was
// written down first has it.
func (e *Engine) refuseForeign(draft *draft, post post) error {
	if len(post.intents) != 1 || len(post.observations) != 1 {
		return nil
	}
	intent, told := &post.intents[0], post.observations[0].Swap
	if intent.Kind != IntentSwap || intent.State != IntentDone || intent.Terms == nil || told == nil {
		return nil
	}
	if known := e.knownSwap(draft, told.ID); !known.mayBeOf(intent) || e.claimed(draft, told.ID, intent.ID) {
		return &foreignSwapError{swapID: told.ID, confirmed: intent.Terms}
	}
	return nil
}

// mayBeOf reports whether the swap can be what became of the intent.
func (s *Swap) mayBeOf(intent *Intent) bool {
	switch terms := s.Terms; {
	case s.ID == "":
		return true
	case s.Account != "" && intent.Account != "" && s.Account != intent.Account:
		return false
	case terms != nil && terms.Confirmation != "":
		return terms.Confirmation == intent.Terms.Confirmation
	case terms != nil && terms.QuoteID != "":
		return terms.QuoteID == intent.Terms.QuoteID
	}
	// It is known by its id alone: it can't have been here before the intent.
	return !s.FirstSeen.Known() || s.FirstSeen >= intent.CreatedAt
}

// claimed reports whether another intent became the swap.
func (e *Engine) claimed(draft *draft, swapID, intentID string) bool {
	another := func(intent *Intent) bool {
		return intent.Subject == swapID && intent.ID != intentID && intent.Kind == IntentSwap
	}
	return slices.ContainsFunc(e.book.view.Intents, another) ||
		slices.ContainsFunc(draft.batch.Intents, func(intent Intent) bool { return another(&intent) })
}

// summary is what is traded, in one line.
func (t *SwapTerms) summary() string {
	return fmt.Sprintf("%s %s → %s %s", t.SellAmount, t.SellToken, t.ExpectedBuy, t.BuyToken)
}

// newDiscrepancies says what doesn't fit now that wasn't known before.
func (s *Swap) newDiscrepancies(before Swap) string {
	text := ""
	for _, differs := range s.Discrepancies {
		same := func(known Discrepancy) bool {
			return known.Field == differs.Field && known.Asked == differs.Asked && known.Answered == differs.Answered
		}
		if slices.ContainsFunc(before.Discrepancies, same) {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += differs.String()
	}
	return text
}
