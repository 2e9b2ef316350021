package state

import (
	"context"
)

// open shows what the journal knew before anything new is heard.
func (e *Engine) open() {
	now := e.clock.Now()
	e.opening.Intents = inDoubt(e.opening.Intents)
	e.inherit(&e.opening)
	e.book.SetAccounts(e.owner.arranged(e.holders), MomentOf(now))
	e.book.Put(e.opening.changes(e.book.view.Accounts), now)
	e.book.SetDeadLetters(e.opening.DeadLetters)
	e.book.SetLoading(Loading{Loaded: len(e.opening.Spends), Total: e.opening.SpendCount})
	for _, spend := range e.opening.Spends {
		e.team.heard = e.team.heard || (spend.Team != "" && spend.Team == e.team.setting)
	}
	if !e.errand {
		for _, h := range e.holders {
			e.follow(h, &draft{changes: Changes{Spends: e.opening.Spends, Swaps: e.opening.Swaps}})
		}
	}
	e.tidyUp(now)
	e.publish(e.book.View())
}

// inherit gives to the first account what was written down before a journal
// could be of several.
func (e *Engine) inherit(opening *Opening) {
	first := e.owner.first()
	for i := range opening.Intents {
		if opening.Intents[i].Account == "" {
			opening.Intents[i].Account = first
		}
	}
	for i, spend := range opening.Spends {
		opening.Spends[i] = e.inherited(spend)
	}
	for i, swap := range opening.Swaps {
		if swap.Account == "" && swap.FirstSeen < e.owner.firstAlone() {
			given := *swap
			given.Account = first
			opening.Swaps[i] = &given
		}
	}
}

// inherited is the record, with the first account where it has none and is
// older than all others.
func (e *Engine) inherited(spend *Spend) *Spend {
	if spend.Account != "" || spend.FirstSeen >= e.owner.firstAlone() {
		return spend
	}
	given := *spend
	given.Account = e.owner.first()
	return &given
}

// changes are what the opening makes of an empty Book of the accounts.
func (o Opening) changes(accounts []Account) Changes {
	changes := Changes{Spends: o.Spends, Swaps: o.Swaps, Intents: o.Intents}
	for i := range o.Entries {
		changes.Entries = append(changes.Entries, &o.Entries[i])
	}
	for i := range o.Balances {
		changes.Balances = append(changes.Balances, &o.Balances[i])
	}
	changes.History = totalHistory(o.History, changes.Balances, accounts)
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
