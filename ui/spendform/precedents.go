package spendform

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/history"
)

// precedents are what the Book holds that is like the request.
type precedents struct {
	history.Answer
	// unresolved are requests like it whose outcome nobody knows yet.
	unresolved int
}

// PrecedentsFound is the form's own message; the root hands it to the dialogs.
type PrecedentsFound struct {
	serial  uint64
	request state.SpendRequest
	version uint64
	found   precedents
}

// scan looks beside the loop for what is like this request.
func (f *Form) scan() tea.Cmd {
	f.scanning = true
	serial, book, request := f.Serial, f.Book, f.request
	question := history.Question{Merchant: request.MerchantName, Amount: f.money(), At: f.BankNow()}
	return func() tea.Msg {
		return PrecedentsFound{
			serial:  serial,
			request: request,
			version: book.Version,
			found:   precedents{history.Ask(context.Background(), book, question), countUnresolved(book, request)},
		}
	}
}

// scanAgain keeps the summary true while it stands open, once a second at most.
func (f *Form) scanAgain() tea.Cmd {
	if f.step != reviewing || f.scanning || f.scanned == f.Book.Version {
		return nil
	}
	return f.scan()
}

func (f *Form) precedentsFound(msg PrecedentsFound) {
	if msg.serial != f.Serial {
		return
	}
	f.scanning = false
	if msg.request == f.request {
		f.precedents, f.scanned = msg.found, msg.version
	}
}

// countUnresolved counts the intents that the bank may hold without a record
// here, whatever their age: a lost answer is the usual cause of asking twice.
func countUnresolved(book *state.View, request state.SpendRequest) int {
	count := 0
	for _, intent := range book.Unresolved() {
		asked := intent.Spend
		if asked != nil && asked.AmountCents == request.AmountCents &&
			strings.EqualFold(asked.Currency, request.Currency) &&
			strings.EqualFold(asked.MerchantName, request.MerchantName) {
			count++
		}
	}
	return count
}
