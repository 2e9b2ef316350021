package command

import (
	"coffer/state"
	"coffer/ui/words"
)

// endDiffering says what of a record isn't what was asked for or confirmed, and
// ends with that; it is nil where all of it fits.
func (r *run) endDiffering(bewares []string) error {
	if len(bewares) == 0 {
		return nil
	}
	for _, beware := range bewares {
		r.say("Beware: %s", beware)
	}
	return endWith(ExitDiffers, nil)
}

// bewaresOf is what doesn't fit about a request.
func bewaresOf(spend *state.Spend) []string {
	if spend.Fits() {
		return nil
	}
	return spend.Bewares()
}

// showSpend shows a request, whatever its status is.
func (r *run) showSpend(spend *state.Spend) error {
	if err := r.show(recordOfSpend(spend), fieldsOfSpend(spend)); err != nil {
		return err
	}
	return r.endDiffering(bewaresOf(spend))
}

// showSwap shows a swap, whatever its status is.
func (r *run) showSwap(swap *state.Swap) error {
	if err := r.show(recordOfSwap(swap), fieldsOfSwap(swap)); err != nil {
		return err
	}
	return r.endDiffering(words.SwapBeware(swap))
}

// endUnawaited shows a request that the bank has and whose decision couldn't be
// waited for, and ends with why.
func (r *run) endUnawaited(intent *state.Intent, spend *state.Spend, why error) error {
	made := createdRecord{spendRecord: recordOfSpend(spend), Outcome: string(intent.State), IdempotencyKey: intent.Key}
	if problem := state.Explain(why); r.Err() == nil && problem != nil {
		made.Code, made.Problem = string(problem.Code), problem.Happened
	}
	if err := r.show(made, fieldsOfSpend(spend)); err != nil {
		return err
	}
	return why
}
