package state

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"coffer/api"
)

// expiryMargin is how long before its deadline a quote stops being sent, so
// that it doesn't run out on the way.
const expiryMargin = 3 * time.Second

// TimeLeft is how long the quote still stands when the bank's clock is ahead
// of now by offset; negative once it is over.
func (t *SwapTerms) TimeLeft(now time.Time, offset time.Duration) time.Duration {
	return t.ExpiresAt.Time().Sub(now.Add(offset))
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
	confirmed.ConfirmedBy = who
	confirmed.ConfirmedAt = e.now()
	confirmed.Confirmation = api.ConfirmationPrefix + uuid.NewString()
	key := api.ExecuteKeyPrefix + uuid.NewString()
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
	case e.expires(h, terms):
		return errQuoteOver
	}
	return nil
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
	return terms.TimeLeft(e.clock.Now(), h.client.ClockOffset()) < expiryMargin
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
