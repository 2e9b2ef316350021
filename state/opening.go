package state

import (
	"context"
)

// open shows what the journal knew before anything new is heard.
func (e *Engine) open() {
	e.opening.Intents = inDoubt(e.opening.Intents)
	e.book.Put(e.opening.changes(), e.clock.Now())
	e.book.SetLoading(Loading{Loaded: len(e.opening.Spends), Total: e.opening.SpendCount})
	if !e.errand {
		for _, spend := range e.opening.Spends {
			e.poll.noteSpend(spend)
		}
		for _, swap := range e.opening.Swaps {
			e.poll.noteSwap(swap)
		}
	}
	e.tidyUp(e.clock.Now())
	e.publish(e.book.View())
}

func (o Opening) changes() Changes {
	changes := Changes{Spends: o.Spends, Swaps: o.Swaps, Intents: o.Intents, History: o.History}
	for i := range o.Entries {
		changes.Entries = append(changes.Entries, &o.Entries[i])
	}
	for i := range o.Balances {
		changes.Balance = &o.Balances[i]
	}
	return changes
}

// inDoubt calls unknown what the last run recorded and never resolved: it may
// have ended before or after the request left, and "not sent" would be a guess.
func inDoubt(intents []Intent) []Intent {
	for i := range intents {
		if intents[i].State == IntentRecorded {
			intents[i].State = IntentUnknown
			intents[i].Problem = "The program ended before an answer came."
		}
	}
	return intents
}

// loadOlder reads the rest of the journal behind the first screen.
func (e *Engine) loadOlder(ctx context.Context) {
	total := e.opening.SpendCount
	if e.errand || len(e.opening.Spends) >= total {
		return
	}
	loaded := 0
	cut := false
	err := e.journal.Older(ctx, e.opening, func(page []*Spend) bool {
		loaded += len(page)
		// It is not all there until the walk has ended.
		shown := Loading{Loaded: min(loaded, total-1), Total: total}
		cut = e.submit(ctx, post{older: page, loaded: &shown}) != nil
		return !cut
	})
	if err != nil && ctx.Err() == nil {
		e.log.Error("read older records", "err", err)
	}
	if err != nil || cut {
		return
	}
	_ = e.submit(ctx, post{loaded: &Loading{Loaded: total, Total: total}})
}
