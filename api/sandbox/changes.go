package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coffer/api"
)

const (
	// changesPage and changesPageBytes bound a page, so that it stays far
	// below what a client reads of one answer.
	changesPage      = 200
	changesPageBytes = 64 << 10
	cursorPrefix     = "chg_"
)

// handleChanges lists what changed of the caller's after a cursor, in the order of the last
// change.
func (b *Bank) handleChanges(w http.ResponseWriter, r *http.Request) {
	after, err := parseCursor(r.URL.Query().Get("after"))
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	page, err := b.changesAfter(b.store.reader, callerOf(r.Context()), after)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, page)
}

func (b *Bank) changesAfter(from asker, caller account, after int64) (api.SandboxChanges, error) {
	spends, swaps, err := changedAfter(from, caller, after, changesPage)
	if err != nil {
		return api.SandboxChanges{}, err
	}
	budget, err := b.budget(from, caller)
	if err != nil {
		return api.SandboxChanges{}, err
	}
	last := pageEnd(after, spends, swaps)
	remaining := budget.remaining()
	rest, all, err := b.changesLeft(from, caller, last)
	if err != nil {
		return api.SandboxChanges{}, err
	}
	page := api.SandboxChanges{Remaining: rest, Total: all, Spends: []api.Spend{}, Swaps: []api.SandboxSwap{}, Next: cursorAt(last)}
	for _, record := range spends {
		if record.change > last {
			break
		}
		full := b.eventSpend(record)
		full.RemainingBudgetCents, full.RemainingMonthlyBudgetCents = &remaining, &remaining
		page.Spends = append(page.Spends, full)
	}
	for _, record := range swaps {
		if record.change > last {
			break
		}
		page.Swaps = append(page.Swaps, record.listed())
	}
	return page, nil
}

// changedAfter is the spends and the swaps that changed first after a change, at
// most so many of each, in the order of the last change.
func changedAfter(from asker, caller account, after int64, most int) ([]spend, []swap, error) {
	spends, err := queryAll(from, scanSpend, `SELECT `+spendColumns+` FROM spends WHERE account = ? AND change > ? ORDER BY change LIMIT ?`,
		caller.number, after, most)
	if err != nil {
		return nil, nil, err
	}
	swaps, err := queryAll(from, scanSwap, `SELECT `+swapColumns+` FROM swaps s JOIN quotes q ON q.id = s.quote_id
		WHERE s.account = ? AND s.change > ? ORDER BY s.change LIMIT ?`, caller.number, after, min(most, changesPage))
	return spends, swaps, err
}

// changesLeft counts what changed of the caller's after a change, one by one to
// the end of its block and by blocks from there on, and all that there is.
func (b *Bank) changesLeft(from asker, caller account, after int64) (left, all int, err error) {
	block := after/changeBlock + 1
	left, all, err = changesFromBlock(from, caller, block)
	if err != nil {
		return 0, 0, err
	}
	var near int
	err = from.QueryRow(`SELECT (SELECT COUNT(*) FROM spends WHERE account = ?1 AND change > ?2 AND change < ?3)
		+ (SELECT COUNT(*) FROM swaps WHERE account = ?1 AND change > ?2 AND change < ?3)`, caller.number, after, block*changeBlock).Scan(&near)
	if err != nil {
		return 0, 0, fmt.Errorf("count the changes: %w", err)
	}
	return left + near, all, nil
}

// pageEnd is the number of the last change that still fits on the page.
func pageEnd(after int64, spends []spend, swaps []swap) int64 {
	type change struct {
		number int64
		bytes  int
	}
	changes := make([]change, 0, len(spends)+len(swaps))
	for _, record := range spends {
		changes = append(changes, change{record.change, len(record.request.MerchantName) + len(record.request.Reason) + len(record.decisionReason)})
	}
	for _, record := range swaps {
		changes = append(changes, change{record.change, 0})
	}
	slices.SortFunc(changes, func(one, other change) int { return cmp.Compare(one.number, other.number) })
	size := 0
	for i, listed := range changes {
		size += listed.bytes
		if i == changesPage || (i > 0 && size > changesPageBytes) {
			break
		}
		after = listed.number
	}
	return after
}

// cursorAt is the opaque cursor behind a change.
func cursorAt(change int64) string {
	if change == 0 {
		return ""
	}
	return cursorPrefix + strconv.FormatInt(change, 36)
}

func parseCursor(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	number, found := strings.CutPrefix(cursor, cursorPrefix)
	change, err := strconv.ParseInt(number, 36, 64)
	if !found || err != nil || change < 0 {
		return 0, invalid("after is not a cursor of this bank")
	}
	return change, nil
}
