package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Settlement is what a fact with a final status says of how a swap ended. A
// bank that says the same again adds none, so more than one means that it
// changed its word.
type Settlement struct {
	TxHash   string     `json:"tx_hash,omitempty"`
	Provider string     `json:"provider,omitempty"`
	Executed *Execution `json:"executed,omitempty"`
	// At is when it was first heard here.
	At Moment `json:"at,omitempty"`
}

// settlements are those of the record; of one that was written down before they
// were, or that is a single fact, what it says itself.
func (s *Swap) settlements() []Settlement {
	if len(s.Settlements) > 0 || !s.Status.Final() {
		return s.Settlements
	}
	return []Settlement{{TxHash: s.TxHash, Provider: s.Provider, Executed: s.Executed, At: s.FirstSeen}}
}

// joinSettlements is the union, in an order of their own.
func joinSettlements(a, b []Settlement) []Settlement {
	if len(b) == 0 {
		return a
	}
	joined := slices.Clone(a)
	for _, other := range b {
		if i := slices.IndexFunc(joined, other.same); i >= 0 {
			joined[i].At = earliest(joined[i].At, other.At)
		} else {
			joined = append(joined, other)
		}
	}
	slices.SortFunc(joined, func(x, y Settlement) int {
		return cmp.Or(cmp.Compare(x.At, y.At), strings.Compare(x.text(), y.text()))
	})
	return joined
}

func (s Settlement) same(other Settlement) bool { return s.text() == other.text() }

func (s Settlement) text() string {
	return s.TxHash + "\n" + s.Provider + "\n" + s.Executed.text()
}

// settled are the fields that noteDiscrepancies writes about, and it alone.
var settled = []string{"tx_hash", "provider", "executed_sell_amount", "executed_buy_amount", "executed_fees"}

// noteDiscrepancies notes what the settlements say other than was confirmed,
// and other than each other. It follows from them and the terms alone, so that
// the order in which they came makes no difference.
func (s *Swap) noteDiscrepancies() {
	confirmed := s.Terms
	if confirmed != nil && confirmed.Confirmation == "" {
		confirmed = nil
	}
	if len(s.Settlements) == 0 || (confirmed == nil && len(s.Settlements) == 1) {
		return
	}
	s.Discrepancies = slices.DeleteFunc(s.Discrepancies, func(known Discrepancy) bool {
		return known.Asked != anAmount && slices.Contains(settled, known.Field)
	})
	note := func(at Moment, field, asked, answered string) {
		if asked != "" && answered != "" && asked != answered {
			s.Discrepancies = joinDiscrepancies(s.Discrepancies, []Discrepancy{{Field: field, Asked: asked, Answered: answered, At: at}})
		}
	}
	hash, provider := "", ""
	if confirmed != nil {
		provider = confirmed.Provider
	}
	for _, settlement := range s.Settlements {
		hash, provider = cmp.Or(hash, settlement.TxHash), cmp.Or(provider, settlement.Provider)
		note(settlement.At, "tx_hash", hash, settlement.TxHash)
		note(settlement.At, "provider", provider, settlement.Provider)
		if confirmed != nil {
			for _, differs := range confirmed.against(settlement.Executed) {
				note(settlement.At, differs.Field, differs.Asked, differs.Answered)
			}
		}
	}
}

// against is what was executed other than a person confirmed. More than the
// expected amount, or less that is within the minimum, is what was agreed on.
func (t *SwapTerms) against(told *Execution) []Discrepancy {
	if told == nil {
		return nil
	}
	var found []Discrepancy
	if told.Sold != nil && !told.Sold.Equal(t.SellAmount) {
		found = append(found, Discrepancy{
			Field: "executed_sell_amount", Asked: amountText(t.SellAmount, t.SellToken), Answered: amountText(*told.Sold, t.SellToken),
		})
	}
	// Where the bank promised no minimum, a person agreed to the figure shown.
	least, words := t.ExpectedBuy, ""
	if t.MinimumReceived != nil {
		least, words = *t.MinimumReceived, "at least "
	}
	if told.Bought != nil && told.Bought.LessThan(least) {
		found = append(found, Discrepancy{
			Field: "executed_buy_amount", Asked: words + amountText(least, t.BuyToken), Answered: amountText(*told.Bought, t.BuyToken),
		})
	}
	if quoted, paid, known := feesAgainst(t.Fees, told.Fees); known && paid.GreaterThan(quoted) {
		found = append(found, Discrepancy{
			Field: "executed_fees", Asked: amountText(quoted, UnitOfAccount), Answered: amountText(paid, UnitOfAccount),
		})
	}
	return found
}

func amountText(amount decimal.Decimal, token string) string {
	return strings.TrimSpace(amount.String() + " " + token)
}

// contradicts is what a listing of the bank says of a swap that can't be said
// of the one that is known: it is of another quote, other tokens, another
// amount or another account. Its figures are then another swap's.
func (s *Swap) contradicts(told *Swap) []Discrepancy {
	if s.Terms == nil || told.Terms == nil {
		return nil
	}
	var found []Discrepancy
	compare := func(field, asked, answered string) {
		if asked != "" && answered != "" && asked != answered {
			found = append(found, Discrepancy{Field: field, Asked: asked, Answered: answered, At: told.LastSeen})
		}
	}
	compare("quote_id", s.Terms.QuoteID, told.Terms.QuoteID)
	compare("sell_token", s.Terms.SellToken, told.Terms.SellToken)
	compare("buy_token", s.Terms.BuyToken, told.Terms.BuyToken)
	if !s.Terms.SellAmount.Equal(told.Terms.SellAmount) {
		compare("sell_amount", amountText(s.Terms.SellAmount, s.Terms.SellToken), amountText(told.Terms.SellAmount, told.Terms.SellToken))
	}
	compare("agent_account_id", s.Account, told.Account)
	return found
}
