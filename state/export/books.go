package export

import (
	"fmt"
	"strings"

	"coffer/state"
)

// ledger writes transactions in the order of time.
type ledger interface {
	begin(title string)
	write(transaction) error
	remark(text string)
}

// books turns records into transactions of a ledger.
type books struct {
	run    *run
	ledger ledger
}

func newBooks(r *run, into ledger) *books {
	title := fmt.Sprintf("Coffer: %s of %s, %s; times are UTC", r.request.What, bankWords(r.request.Bank), r.request.Span)
	into.begin(title)
	return &books{run: r, ledger: into}
}

func bankWords(bank state.Bank) string {
	switch {
	case bank.Environment == "":
		return "a treasury"
	case bank.Environment == state.Live:
		return "team " + bank.Team
	default:
		return fmt.Sprintf("team %s (%s, test money)", bank.Team, strings.ToLower(string(bank.Environment)))
	}
}

func (b *books) receipt(receipt Receipt) (bool, error) {
	if receipt.entry == nil {
		return false, nil
	}
	made, why := b.run.request.Accounts.book(receipt)
	return b.put(made, LeftOut{ID: receipt.SwapID, Reference: receipt.Reference, Why: why})
}

func (b *books) spend(spend Spend) (bool, error) {
	if !spend.moved {
		return false, nil
	}
	made, why := b.run.request.Accounts.pay(spend)
	return b.put(made, LeftOut{ID: spend.SpendID, Why: why})
}

func (b *books) put(made transaction, left LeftOut) (bool, error) {
	if left.Why != "" {
		b.run.summary.LeftOut = append(b.run.summary.LeftOut, left)
		return false, nil
	}
	return true, b.ledger.write(made)
}

// end says what an accountant has to add by hand.
func (b *books) end() error {
	for _, left := range b.run.summary.LeftOut {
		b.ledger.remark(fmt.Sprintf("Left out: %s %s moved money, but %s", left.ID, left.Reference, left.Why))
	}
	return nil
}
