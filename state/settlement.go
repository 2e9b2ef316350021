package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// Settlement is what a fact with a final status says of how a swap ended. A
// bank that says the same again adds none.
type Settlement struct {
	// Status is the final one; "" in one that was written down without.
	Status   api.ExecutionStatus `json:"status,omitempty"`
	Policy   api.PolicyStatus    `json:"policy,omitempty"`
	TxHash   string              `json:"tx_hash,omitempty"`
	Provider string              `json:"provider,omitempty"`
	Executed *Execution          `json:"executed,omitempty"`
	// At is when it was first heard here.
	At Moment `json:"at,omitempty"`
}

// settlements are those of the record; of one that was written down before they
// were, or that is a single fact, what it says itself.
func (s *Swap) settlements() []Settlement {
	if len(s.Settlements) > 0 || !s.Status.Final() {
		return s.Settlements
	}
	return []Settlement{{Status: s.Status, Policy: s.Policy, TxHash: s.TxHash, Provider: s.Provider, Executed: s.Executed, At: s.FirstSeen}}
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
	return string(s.Status) + "\n" + string(s.Policy) + "\n" + s.TxHash + "\n" + s.Provider + "\n" + s.Executed.text()
}

// settled are the fields that noteDiscrepancies writes about, and it alone.
var settled = []string{"policy_status", "tx_hash", "provider", "executed_sell_amount", "executed_buy_amount", "executed_fees"}

// noteDiscrepancies notes what the bank says other than was confirmed, and other
// than it said before. It follows from what the record holds alone, so that the
// order in which the facts came makes no difference.
func (s *Swap) noteDiscrepancies() {
	confirmed := s.confirmedTerms()
	if confirmed == nil && len(s.Settlements) == 0 && s.Executed == nil {
		return
	}
	s.Discrepancies = slices.DeleteFunc(s.Discrepancies, func(known Discrepancy) bool {
		return known.Asked != anAmount && slices.Contains(settled, known.Field)
	})
	if len(s.Discrepancies) == 0 {
		s.Discrepancies = nil
	}
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
		for _, differs := range s.against(settlement.Status, settlement.Policy, settlement.Executed) {
			note(settlement.At, differs.Field, differs.Asked, differs.Answered)
		}
	}
	if s.PartialFill != nil {
		for _, differs := range s.against("", "", &s.PartialFill.Execution) {
			note(s.PartialFill.At, differs.Field, differs.Asked, differs.Answered)
		}
	}
	// What came with an open status stands where the final one says nothing.
	at := s.FirstSeen
	if len(s.Settlements) > 0 {
		at = s.Settlements[0].At
	}
	noted := s.Discrepancies
	for _, differs := range s.against(s.Status, s.Policy, s.Executed) {
		if !slices.ContainsFunc(noted, differs.same) {
			note(at, differs.Field, differs.Asked, differs.Answered)
		}
	}
}

// against is what doesn't fit of figures and a verdict that came with a status.
func (s *Swap) against(status api.ExecutionStatus, policy api.PolicyStatus, told *Execution) []Discrepancy {
	var found []Discrepancy
	switch terms := s.confirmedTerms(); {
	case status == api.SwapFailed || status == api.SwapExpired:
		found = s.movedAnyway(status, told)
	case terms != nil && status == api.SwapConfirmed:
		found = terms.against(told)
	case terms != nil:
		found = terms.beyond(told)
	}
	if terms := s.confirmedTerms(); terms != nil && policy != "" && policy != terms.Policy && policy != api.PolicyPass {
		found = append(found, Discrepancy{Field: "policy_status", Asked: string(terms.Policy), Answered: string(policy)})
	}
	return found
}

// confirmedTerms are the terms that a person confirmed; nil where none did.
func (s *Swap) confirmedTerms() *SwapTerms {
	if s.Terms == nil || s.Terms.Confirmation == "" {
		return nil
	}
	return s.Terms
}

// movedAnyway is what moved by a swap that came to nothing.
func (s *Swap) movedAnyway(status api.ExecutionStatus, told *Execution) []Discrepancy {
	if told == nil {
		return nil
	}
	sellToken, buyToken := "", ""
	if s.Terms != nil {
		sellToken, buyToken = s.Terms.SellToken, s.Terms.BuyToken
	}
	var found []Discrepancy
	note := func(field string, amount decimal.Decimal, token string) {
		if amount.IsPositive() {
			found = append(found, Discrepancy{Field: field, Asked: "nothing, as it is " + string(status), Answered: amountText(amount, token)})
		}
	}
	if told.Sold != nil {
		note("executed_sell_amount", *told.Sold, sellToken)
	}
	if told.Bought != nil {
		note("executed_buy_amount", *told.Bought, buyToken)
	}
	if fees, isTold := told.Fees.Total(); isTold {
		note("executed_fees", fees, UnitOfAccount)
	}
	return found
}

// beyond is what was executed beyond what a person confirmed, of a swap that may
// still execute more: less than confirmed is then no more than a part of it.
func (t *SwapTerms) beyond(told *Execution) []Discrepancy {
	return slices.DeleteFunc(t.against(told), func(differs Discrepancy) bool {
		return differs.Field == "executed_buy_amount" ||
			differs.Field == "executed_sell_amount" && told.Sold.LessThan(t.SellAmount)
	})
}

// PartialFill is the most that facts with an open status say was executed.
type PartialFill struct {
	Execution
	// At is when the first of them was heard here.
	At Moment `json:"at,omitempty"`
}

// joinPartialFills keeps the greatest of each figure, so that no number of facts
// makes a record grow.
func joinPartialFills(a, b *PartialFill) *PartialFill {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	joined := PartialFill{At: earliest(a.At, b.At)}
	greater := func(x, y *decimal.Decimal) *decimal.Decimal {
		if x == nil || y != nil && (y.GreaterThan(*x) || y.Equal(*x) && y.String() > x.String()) {
			return y
		}
		return x
	}
	joined.Sold, joined.Bought, joined.Fees = greater(a.Sold, b.Sold), greater(a.Bought, b.Bought), a.Fees
	total, _ := a.Fees.Total()
	other, told := b.Fees.Total()
	if a.Fees == nil || told && (other.GreaterThan(total) || other.Equal(total) && feeText(b.Fees) > feeText(a.Fees)) {
		joined.Fees = b.Fees
	}
	return &joined
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
