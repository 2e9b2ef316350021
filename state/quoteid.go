package state

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"coffer/api"
)

// quoteMemory holds the terms behind each quote id of this run, also of quotes
// that nobody confirmed: the bank executes by the id alone, so an id that was
// given to two quotes may be either. It is safe for concurrent use.
type quoteMemory struct {
	mu     sync.Mutex
	quotes map[string]*quoteTerms
	// ids are the keys of quotes, oldest first.
	ids []string
}

// quoteTerms are the terms of one id; twice is set once it was given to others.
type quoteTerms struct {
	terms *SwapTerms
	twice bool
}

// mostQuotes bounds the memory; a quote is over long before so many came after it.
const mostQuotes = 10_000

// note keeps a quote. Errors: *api.UnusableError, when its id is another quote's.
func (m *quoteMemory) note(terms *SwapTerms) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.quotes[terms.QuoteID]
	if known == nil {
		if m.quotes == nil {
			m.quotes = make(map[string]*quoteTerms)
		}
		if len(m.ids) >= mostQuotes {
			delete(m.quotes, m.ids[0])
			m.ids = m.ids[1:]
		}
		m.quotes[terms.QuoteID] = &quoteTerms{terms: terms}
		m.ids = append(m.ids, terms.QuoteID)
		return nil
	}
	err := terms.sameQuote(known.terms)
	known.twice = known.twice || err != nil
	if err == nil && known.twice {
		err = &api.UnusableError{Field: "quote_id", Wrong: "is " + terms.QuoteID + ", which the bank gave to another quote, too"}
	}
	return err
}

// refuse is why the terms can't be confirmed under their id; nil where they can.
func (m *quoteMemory) refuse(terms *SwapTerms) error {
	if terms == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.quotes[terms.QuoteID]; known != nil && (known.twice || terms.sameQuote(known.terms) != nil) {
		return errQuoteTwice
	}
	return nil
}

var errQuoteTwice = &Problem{
	Happened: "The bank gave the id of this quote to another one, too.",
	Meaning:  "Which of them it would execute is not known. Nothing was sent, no money moved.",
	Advice:   "Press r for a new quote.",
	Outcome:  api.NotSent,
}

// otherQuote is why a quote can't be what it says, because its id is that of a
// swap that is known here: one confirmed here, or one that the bank lists.
// Errors: *api.UnusableError. It goes through all swaps.
func (v *View) otherQuote(terms *SwapTerms) error {
	for _, intent := range v.Intents {
		if err := terms.sameQuote(intent.Terms); err != nil {
			return err
		}
	}
	for _, swap := range v.Swaps.From(0) {
		if err := terms.sameQuote(swap.Terms); err != nil {
			return err
		}
	}
	return nil
}

// sameQuote says what differs from an earlier quote of the same id; nil where
// nothing does, and for another id. What one of both doesn't tell is no
// difference. Errors: *api.UnusableError.
func (t *SwapTerms) sameQuote(earlier *SwapTerms) error {
	if earlier == nil || earlier.QuoteID != t.QuoteID {
		return nil
	}
	for _, figure := range []struct{ field, before, now string }{
		{"agent_account_id", earlier.Account, t.Account},
		{"sell_token", earlier.SellToken, t.SellToken},
		{"buy_token", earlier.BuyToken, t.BuyToken},
		{"sell_amount", earlier.SellAmount.String(), t.SellAmount.String()},
		{"expected_buy_amount", earlier.ExpectedBuy.String(), t.ExpectedBuy.String()},
		{"slippage_bps", earlier.slippageText(), t.slippageText()},
		{"estimated_fees", feeText(earlier.Fees), feeText(t.Fees)},
		{"expires_at", earlier.expiryText(), t.expiryText()},
	} {
		if figure.before != "" && figure.now != "" && figure.before != figure.now {
			return &api.UnusableError{
				Field: "quote_id",
				Wrong: fmt.Sprintf("is %s, an earlier quote's, of which %s was %s and not %s", t.QuoteID, figure.field, figure.before, figure.now),
			}
		}
	}
	return nil
}

func (t *SwapTerms) slippageText() string {
	if t.SlippageBPS == nil {
		return ""
	}
	return strconv.FormatInt(*t.SlippageBPS, 10)
}

func (t *SwapTerms) expiryText() string {
	if !t.ExpiresAt.Known() {
		return ""
	}
	return t.ExpiresAt.Time().Format(time.RFC3339Nano)
}
