package spendform

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
)

// lookAlikeSpan is how far back the same request counts as one asked twice.
const lookAlikeSpan = 10 * time.Minute

// lookAlikes are requests of the same merchant and amount.
type lookAlikes struct {
	count int
	// newest is when the last one was asked for.
	newest state.Moment
	// unresolved is set when one of them has no known outcome.
	unresolved bool
}

// LookAlikesFound is the form's own message; the root hands it to the dialogs.
type LookAlikesFound struct {
	serial  uint64
	request state.SpendRequest
	found   lookAlikes
}

// scan looks for requests like this one beside the loop, in the Book as it is.
func (f *Form) scan() tea.Cmd {
	f.scanning = true
	serial, book, request, since := f.Serial, f.Book, f.request, f.BankNow().Add(-lookAlikeSpan)
	return func() tea.Msg {
		return LookAlikesFound{serial: serial, request: request, found: findLookAlikes(book, request, since)}
	}
}

func (f *Form) lookAlikesFound(msg LookAlikesFound) {
	if msg.serial != f.Serial {
		return
	}
	f.scanning = false
	if msg.request == f.request {
		f.alike = msg.found
	}
}

// findLookAlikes reads the newest requests down to since, and the intents that
// have no record yet.
func findLookAlikes(book *state.View, request state.SpendRequest, since state.Moment) lookAlikes {
	var found lookAlikes
	for _, spend := range book.Spends.From(0) {
		if spend.Born() < since {
			break
		}
		if spend.Cents == request.AmountCents && sameText(spend.Currency, request.Currency) &&
			sameText(spend.Merchant, request.MerchantName) {
			found.add(spend.Born())
		}
	}
	for _, intent := range book.Intents {
		asked := intent.Spend
		if asked == nil || !intent.Unresolved() || intent.CreatedAt < since {
			continue
		}
		if asked.AmountCents == request.AmountCents && sameText(asked.Currency, request.Currency) &&
			sameText(asked.MerchantName, request.MerchantName) {
			found.add(intent.CreatedAt)
			found.unresolved = true
		}
	}
	return found
}

func (l *lookAlikes) add(born state.Moment) {
	l.count++
	l.newest = max(l.newest, born)
}

func sameText(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
