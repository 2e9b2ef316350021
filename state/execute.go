package state

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"coffer/api"
)

// ExpiryMargin is how long before its deadline a quote stops being sent, so
// that it doesn't run out on the way.
const ExpiryMargin = 3 * time.Second

// Arrival is when a quote, or the last word about it, came here.
type Arrival struct {
	// At is by this machine's clock, with its monotonic reading; Ahead is how
	// far the bank's clock was ahead of it then.
	At    time.Time
	Ahead time.Duration
	// Left is how long the quote stood from then on.
	Left time.Duration
}

// arrive notes how long the quote still stands.
func (t *SwapTerms) arrive(at time.Time, ahead time.Duration) {
	t.Arrival = Arrival{At: at, Ahead: ahead, Left: t.ExpiresAt.Time().Sub(at.Add(ahead))}
}

// TimeLeft is how long the quote still stands when the bank's clock is ahead
// of now by offset; negative once it is over. A quote that came in this run
// goes by what the bank's clock said in its own answer, so that a clock that was
// set here meanwhile doesn't end the next one, and by the time that passed since,
// so that one that was set back doesn't prolong it.
func (t *SwapTerms) TimeLeft(now time.Time, offset time.Duration) time.Duration {
	if t.Arrival.At.IsZero() {
		return t.ExpiresAt.Time().Sub(now.Add(offset))
	}
	return min(t.ExpiresAt.Time().Sub(now.Add(t.Arrival.Ahead)), t.Arrival.Left-now.Sub(t.Arrival.At))
}

// Execute puts the confirmed intent on disk and has it sent. It returns the
// intent's id as soon as it is on disk. When it returns an error nothing was
// recorded and nothing is sent.
func (e *Engine) Execute(ctx context.Context, who string, terms *SwapTerms) (string, error) {
	if e.readOnly {
		return "", ErrReadsOnly
	}
	h, err := e.holderFor(ctx, terms.Account)
	if err != nil {
		return "", err
	}
	if err := e.mayExecute(h, terms); err != nil {
		return "", err
	}
	quoteID, err := bankID(terms.QuoteID)
	if err != nil {
		return "", err
	}
	confirmed := *terms
	confirmed.Arrival = Arrival{}
	confirmed.ConfirmedBy = who
	confirmed.ConfirmedAt = e.now()
	confirmed.Confirmation = api.ConfirmationPrefix + uuid.NewString()
	key := api.ExecuteKeyPrefix + uuid.NewString()
	confirmed.Key = key
	intent := Intent{
		Account:   h.account,
		ID:        uuid.NewString(),
		Kind:      IntentSwap,
		Key:       key,
		Who:       who,
		CreatedAt: e.now(),
		State:     IntentRecorded,
		Terms:     &confirmed,
		Execute: &api.ExecuteRequest{
			TeamID:            h.client.TeamID(),
			QuoteID:           quoteID,
			ConfirmationToken: confirmed.Confirmation,
			IdempotencyKey:    key,
		},
	}
	text := fmt.Sprintf("%s %s → %s %s", terms.SellAmount, terms.SellToken, terms.ExpectedBuy, terms.BuyToken)
	return e.record(ctx, h, intent, DeedSwapConfirmed, text)
}

// Retry sends an unresolved intent again with its own key, because a person
// decided so. It returns once that decision is on disk.
func (e *Engine) Retry(ctx context.Context, who, intentID string) error {
	if e.readOnly {
		return ErrReadsOnly
	}
	intent := e.unresolved(intentID)
	if intent == nil {
		return errResolved
	}
	h, err := e.carrierFor(ctx, intent)
	if err != nil {
		return err
	}
	if intent = e.unresolved(intentID); intent == nil {
		return errResolved
	}
	if err := e.submit(ctx, post{lines: []Line{e.deed(who, DeedAskedAgain, intentID, "")}}); err != nil {
		return notWritten(err)
	}
	e.hand(h, *intent)
	return nil
}

// unresolved is the intent if its outcome is not known yet, else nil.
func (e *Engine) unresolved(intentID string) *Intent {
	for _, intent := range e.View().Unresolved() {
		if intent.ID == intentID {
			return intent
		}
	}
	return nil
}

var errResolved = &Problem{Happened: "This one is resolved already.", Advice: "Look under 3 Swaps or 4 Activity."}

// carrierFor is the holder that may send the intent. It waits a moment for the
// bank's first answer. Errors are *Problem.
func (e *Engine) carrierFor(ctx context.Context, intent *Intent) (*holder, error) {
	h, err := e.holderFor(ctx, intent.Account)
	if err != nil {
		return nil, err
	}
	if !e.mayCarry(h, intent) {
		return nil, noKeyFor(intent.Account)
	}
	return h, nil
}

func (e *Engine) mayExecute(h *holder, terms *SwapTerms) error {
	switch {
	case !terms.Policy.Allows():
		return &Problem{
			Happened: "The policy has not allowed this quote.",
			Meaning:  "Nothing was sent, no money moved.",
			Advice:   "Check the policy first.",
			Outcome:  api.NotSent,
		}
	case terms.Never() != nil:
		return neverSent(terms.Never())
	case terms.Typed() != "" && !terms.Accepts(terms.Accepted):
		return &Problem{
			Happened: "Nobody has accepted what stands against this quote.",
			Meaning:  "Nothing was sent, no money moved.",
			Advice:   "Type " + terms.Typed() + " where it is asked for.",
			Outcome:  api.NotSent,
		}
	case e.expires(h, terms):
		return errQuoteOver
	}
	return nil
}

// refuse keeps a second swap away from what an earlier one may have moved, and
// any swap away from a quote whose id another one has, too. A commit asks it,
// where every intent passes one after the other, because two people may confirm
// at the same instant.
func (e *Engine) refuse(ctx context.Context, draft *draft, post post) error {
	if post.unlock != nil {
		return e.refuseUnlock(draft, post.unlock)
	}
	if err := e.refuseForeign(ctx, draft, post); err != nil {
		return err
	}
	for _, intent := range post.intents {
		if intent.Kind != IntentSwap || intent.State != IntentRecorded {
			continue
		}
		if err := e.quotes.refuse(intent.Terms); err != nil {
			return err
		}
		for _, earlier := range e.book.view.Intents {
			if intent.blockedBy(earlier) {
				return lockedBy(intent.Terms.SellToken)
			}
			if intent.Terms != nil && intent.Terms.sameQuote(earlier.Terms) != nil {
				return errQuoteTwice
			}
			if intent.repeats(earlier) {
				return errQuoteTaken
			}
		}
		for i := range draft.batch.Intents {
			if intent.blockedBy(&draft.batch.Intents[i]) {
				return lockedBy(intent.Terms.SellToken)
			}
		}
	}
	return nil
}

// neverSent explains a quote that nobody can execute.
func neverSent(why *Caution) *Problem {
	return &Problem{
		Happened: strings.ToUpper(why.Text[:1]) + why.Text[1:] + ".",
		Meaning:  "Such a swap is never sent from here. Nothing was sent, no money moved.",
		Advice:   "Ask for another quote, or set a lower slippage at the bank.",
		Outcome:  api.NotSent,
	}
}

func lockedBy(token string) *Problem {
	return &Problem{
		Happened: fmt.Sprintf("An earlier swap of %s has no known outcome yet.", token),
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Resolve it under 3 Swaps first.",
		Outcome:  api.NotSent,
	}
}

func (e *Engine) expires(h *holder, terms *SwapTerms) bool {
	return terms.TimeLeft(e.clock.Now(), h.client.ClockOffset()) < ExpiryMargin
}

var errQuoteTaken = &Problem{
	Happened: "This quote was executed already.",
	Meaning:  "Nothing was sent again, no more money moved.",
	Advice:   "Look under 3 Swaps what became of it; another swap takes a new quote.",
	Outcome:  api.NotSent,
}

var errQuoteOver = &Problem{
	Happened: "The quote ran out before it could be sent.",
	Meaning:  "Nothing was sent, no money moved.",
	Advice:   "Press r for a new quote.",
	Code:     api.CodeQuoteExpired,
	Outcome:  api.NotSent,
}
