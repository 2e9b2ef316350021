package state

import (
	"context"
	"slices"
)

// TakeOver takes in what another journal hands over while the engine runs, and
// asks on about what is in doubt. None of the intents may be in the journal
// yet. It returns those that it took: one whose account's key the bank hasn't
// recognised yet is not among them, and is worth another try.
func (e *Engine) TakeOver(ctx context.Context, handed Batch) ([]Intent, error) {
	if e.readOnly {
		return nil, ErrReadsOnly
	}
	taken := make([]Intent, 0, len(handed.Intents))
	by := make([]*holder, 0, len(handed.Intents))
	for _, intent := range inDoubt(slices.Clone(handed.Intents)) {
		if intent.Account == "" {
			intent.Account = e.owner.first()
		}
		i := slices.IndexFunc(e.holders, func(h *holder) bool { return e.mayCarry(h, &intent) })
		if i < 0 {
			continue
		}
		taken, by = append(taken, intent), append(by, e.holders[i])
	}
	if len(taken) == 0 {
		return nil, nil
	}
	if err := e.submit(ctx, post{intents: taken, lines: handed.Lines, handed: handed.Spends}); err != nil {
		return nil, err
	}
	e.log.Info("took over what commands did", "intents", len(taken))
	for i, intent := range taken {
		if intent.Unresolved() && !intent.Stale(by[i].bankNow(e.now())) {
			e.hand(by[i], intent)
		}
	}
	return taken, nil
}
