package state

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"coffer/api"
)

// foreignError means that the bank answered with a record that it can't have
// made for the intent. Nothing of the answer is believed but that it came.
type foreignError struct {
	kind IntentKind
	// id is that of the record in the answer.
	id string
	// asked is what was to be made instead, in words.
	asked string
}

// foreignWords is how a record of each kind is told of, and the thing that it
// should have come of.
var foreignWords = map[IntentKind]struct{ field, own, record, thing string }{
	IntentSpend: {"id", "a request of its own", "request", "request"},
	IntentSwap:  {"swap_id", "a swap of its own", "swap", "confirmation"},
}

func (e *foreignError) Error() string { return e.Unwrap().Error() }

// Unwrap is what a person is told.
func (e *foreignError) Unwrap() error {
	problem := &Problem{
		Happened: fmt.Sprintf("The bank answered with %s, which is not the swap of this confirmation.", e.id),
		Meaning:  "Whether this one took effect is not known; what is known of the other stays as it was.",
		Advice:   "Ask the bank what became of this " + foreignWords[e.kind].thing + ".",
		Outcome:  api.Unknown,
	}
	if e.kind == IntentSpend {
		problem.Happened = fmt.Sprintf("The bank answered with %s, which is an earlier request and not this one.", e.id)
	}
	return problem
}

// mark is the answer as a fact about the record that it names: no more than
// that the bank named it.
func (e *foreignError) mark(answer Observation) *Observation {
	words := foreignWords[e.kind]
	noted := []Discrepancy{{Field: words.field, Asked: words.own + " for " + e.asked, Answered: e.id, At: answer.SeenAt}}
	if e.kind == IntentSpend {
		answer.Spend = &Spend{ID: e.id, Noted: noted}
	} else {
		answer.Swap = &Swap{ID: e.id, Discrepancies: noted}
	}
	return &answer
}

// Discrepancies is what the bank answered to the intent that doesn't fit it.
func (i *Intent) Discrepancies() []Discrepancy {
	if i.AnsweredWith == "" {
		return nil
	}
	words := foreignWords[i.Kind]
	return []Discrepancy{{Field: words.field, Asked: words.own, Answered: i.AnsweredWith, At: i.LastTry}}
}

// refuseForeign keeps the answer to one intent away from the record of another:
// of two that are answered with the same one, the one that was written down
// first has it.
func (e *Engine) refuseForeign(ctx context.Context, draft *draft, post post) error {
	if len(post.intents) != 1 || len(post.observations) != 1 {
		return nil
	}
	intent, told := &post.intents[0], post.observations[0]
	switch {
	case intent.State != IntentDone:
	case intent.Kind == IntentSwap && intent.Terms != nil && told.Swap != nil:
		if known := e.knownSwap(draft, told.Swap.ID); !known.mayBeOf(intent) || e.claimed(draft, told.Swap.ID, intent.ID) {
			return &foreignError{IntentSwap, told.Swap.ID, fmt.Sprintf("quote %s, %s", intent.Terms.QuoteID, intent.Terms.summary())}
		}
	case intent.Kind == IntentSpend && intent.Spend != nil && told.Spend != nil:
		known, err := e.known(ctx, draft, told.Spend.ID)
		if err != nil {
			return err
		}
		if !e.mayBeOf(draft, known, intent, told.Spend) {
			return &foreignError{IntentSpend, known.ID, intent.Spend.summary()}
		}
	}
	return nil
}

// mayBeOf reports whether a request that is known here can be what became of the
// intent. One that was here before it can't, unless it is asked for once more
// with the key that made it.
func (e *Engine) mayBeOf(draft *draft, known Spend, intent *Intent, told *Spend) bool {
	if known.ID == "" {
		return true
	}
	since, anothers := intent.CreatedAt, false
	for earlier := range e.intentsOf(draft, IntentSpend) {
		switch {
		case earlier.Key == intent.Key && earlier.Subject == known.ID:
			return true
		case earlier.Key == intent.Key:
			since = min(since, earlier.CreatedAt)
		case earlier.Subject == known.ID:
			anothers = true
		}
	}
	switch {
	case anothers:
		return false
	case !known.FirstSeen.Known() || known.FirstSeen >= since:
		return true
	}
	// The key may have made it from elsewhere, if a person brought it along.
	joined := joinSpends(known, *told)
	return intent.Spend.Repeats && len(joined.Discrepancies()) == 0
}

// intentsOf is every intent of a kind, those of the batch last.
func (e *Engine) intentsOf(draft *draft, kind IntentKind) iter.Seq[*Intent] {
	return func(yield func(*Intent) bool) {
		for _, intent := range e.book.view.Intents {
			if intent.Kind == kind && !yield(intent) {
				return
			}
		}
		for i := range draft.batch.Intents {
			if intent := &draft.batch.Intents[i]; intent.Kind == kind && !yield(intent) {
				return
			}
		}
	}
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
	for intent := range e.intentsOf(draft, IntentSwap) {
		if intent.Subject == swapID && intent.ID != intentID {
			return true
		}
	}
	return false
}

// summary is what is traded, in one line.
func (t *SwapTerms) summary() string {
	return fmt.Sprintf("%s %s → %s %s", t.SellAmount, t.SellToken, t.ExpectedBuy, t.BuyToken)
}

// newDiscrepancies says what doesn't fit now that wasn't known before.
func (s *Swap) newDiscrepancies(before Swap) string {
	text := ""
	for _, differs := range s.Discrepancies {
		if slices.ContainsFunc(before.Discrepancies, differs.same) {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += differs.String()
	}
	return text
}
