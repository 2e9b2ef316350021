package state

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// Execution is what the bank says that a swap moved, each figure by itself;
// nil is one that it doesn't tell.
type Execution struct {
	Sold   *decimal.Decimal `json:"sold,omitempty"`
	Bought *decimal.Decimal `json:"bought,omitempty"`
	// Fees are in the unit of account.
	Fees api.Fees `json:"fees,omitzero"`
}

// Basis is whose word a figure is; "" for nobody's.
type Basis string

// The bases.
const (
	FromBank Basis = "bank"
	// FromQuote is what was quoted and confirmed, which is assumed where the
	// bank says no more than that it was executed.
	FromQuote Basis = "quote"
)

// Figure is an amount and whose word it is. Without a basis the amount is not
// known, and zero.
type Figure struct {
	Amount decimal.Decimal `json:"amount"`
	From   Basis           `json:"from,omitempty"`
}

// Movement is what a swap moved, as far as it is known. The tokens are "" for a
// swap made elsewhere whose terms aren't known here.
type Movement struct {
	SellToken string `json:"sell_token,omitempty"`
	Sold      Figure `json:"sold"`
	BuyToken  string `json:"buy_token,omitempty"`
	Bought    Figure `json:"bought"`
	// Fees are in the unit of account.
	Fees     api.Fees `json:"fees,omitzero"`
	FeesFrom Basis    `json:"fees_from,omitempty"`
}

// Moved is what a confirmed swap moved, each figure as the bank tells it, and
// else as it was quoted. known is false for any other swap, and for one whose
// tokens or amounts aren't known here.
func (s *Swap) Moved() (moved Movement, known bool) {
	if s.Status != api.SwapConfirmed {
		return Movement{}, false
	}
	moved = s.movement()
	return moved, moved.Known()
}

// BankMovement is what the bank told of what moved, whatever the status. A figure
// that it didn't tell has no basis.
func (s *Swap) BankMovement() Movement {
	moved := s.movement()
	for _, figure := range []*Figure{&moved.Sold, &moved.Bought} {
		if figure.From != FromBank {
			*figure = Figure{}
		}
	}
	if moved.FeesFrom != FromBank {
		moved.Fees, moved.FeesFrom = nil, ""
	}
	return moved
}

// movement is what the swap moves if it is confirmed.
func (s *Swap) movement() Movement {
	var moved Movement
	if terms := s.Terms; terms != nil {
		moved = Movement{
			SellToken: terms.SellToken, Sold: Figure{terms.SellAmount, FromQuote},
			BuyToken: terms.BuyToken, Bought: Figure{terms.ExpectedBuy, FromQuote},
		}
	}
	moved.Fees, moved.FeesFrom = s.paidFees()
	if told := s.Executed; told != nil {
		if told.Sold != nil {
			moved.Sold = Figure{*told.Sold, FromBank}
		}
		if told.Bought != nil {
			moved.Bought = Figure{*told.Bought, FromBank}
		}
	}
	return moved
}

// nothingMoved is what a swap of these tokens moved that turned out to have
// moved nothing.
func (m Movement) nothingMoved() Movement {
	return Movement{
		SellToken: m.SellToken, Sold: Figure{From: FromBank},
		BuyToken: m.BuyToken, Bought: Figure{From: FromBank},
		Fees: api.Fees{}, FeesFrom: FromBank,
	}
}

// Known reports whether both amounts and their tokens are known, or assumed.
func (m Movement) Known() bool {
	return m.SellToken != "" && m.BuyToken != "" && m.Sold.From != "" && m.Bought.From != ""
}

// Assumed reports whether a figure is taken from the quote, because the bank
// doesn't tell it.
func (m Movement) Assumed() bool {
	return m.Sold.From == FromQuote || m.Bought.From == FromQuote || m.FeesFrom == FromQuote
}

// Told reports whether every figure is the bank's own word.
func (m Movement) Told() bool {
	return m.Sold.From == FromBank && m.Bought.From == FromBank && m.FeesFrom == FromBank
}

// feeTotal is all fees; zero where none were told.
func (m Movement) feeTotal() decimal.Decimal {
	total, _ := m.Fees.Total()
	return total
}

// Equal reports whether both say the same, on the same word.
func (m Movement) Equal(other Movement) bool {
	return m.SellToken == other.SellToken && m.BuyToken == other.BuyToken &&
		m.Sold.equal(other.Sold) && m.Bought.equal(other.Bought) &&
		m.FeesFrom == other.FeesFrom && sameFees(m.Fees, other.Fees)
}

func (f Figure) equal(other Figure) bool { return f.From == other.From && f.Amount.Equal(other.Amount) }

// sameFees takes a kind that is missing for one of zero.
func sameFees(a, b api.Fees) bool {
	for _, kind := range append(a.Kinds(), b.Kinds()...) {
		if !a[kind].Equal(b[kind]) {
			return false
		}
	}
	return true
}

// anAmount is what was asked for where the bank's figure can't be one.
const anAmount = "an amount of money"

// plausible reports whether an amount of money can be what it says: it isn't
// below zero, and can be written down.
func plausible(amount decimal.Decimal) bool {
	return api.Writable(amount) && !amount.IsNegative()
}

// executionOf is what the bank tells of what moved, nil where it is nothing. A
// figure that can't be one counts as not told, and is returned as a discrepancy.
func executionOf(swap api.Swap, seen Moment) (*Execution, []Discrepancy) {
	told, odd := Execution{}, []Discrepancy(nil)
	refuse := func(field string, amount decimal.Decimal) {
		answered := "an amount of absurd length"
		if api.Writable(amount) {
			answered = amount.String()
		}
		odd = append(odd, Discrepancy{Field: field, Asked: anAmount, Answered: answered, At: seen})
	}
	for _, figure := range []struct {
		field string
		from  *decimal.Decimal
		into  **decimal.Decimal
	}{
		{"executed_sell_amount", swap.ExecutedSellAmount, &told.Sold},
		{"executed_buy_amount", swap.ExecutedBuyAmount, &told.Bought},
	} {
		switch {
		case figure.from == nil:
		case plausible(*figure.from):
			amount := *figure.from
			*figure.into = &amount
		default:
			refuse(figure.field, *figure.from)
		}
	}
	if len(swap.ExecutedFees) > 0 {
		told.Fees = safeFees(swap.ExecutedFees)
		for _, kind := range told.Fees.Kinds() {
			if fee := told.Fees[kind]; !plausible(fee) {
				refuse("executed_fees", fee)
				told.Fees = nil
				break
			}
		}
	}
	for _, field := range swap.Unread {
		odd = append(odd, Discrepancy{Field: field, Asked: anAmount, Answered: "something that can't be read", At: seen})
	}
	if told.Sold == nil && told.Bought == nil && told.Fees == nil {
		return nil, odd
	}
	return &told, odd
}

// safeFees are fees whose kinds are safe to draw, each still a kind of its own.
func safeFees(fees api.Fees) api.Fees {
	if fees == nil {
		return nil
	}
	safe := make(api.Fees, len(fees))
	for kind, fee := range fees {
		safe[SafeKey(kind)] = fee
	}
	return safe
}

// joinExecuted keeps the newer saying of each figure, as joinField does. The
// same figures stay the same pointer, so that hearing them again is no news.
func (s *Swap) joinExecuted(other *Swap) {
	if other.Executed == nil {
		return
	}
	joined := Execution{}
	if s.Executed != nil {
		joined = *s.Executed
	}
	stamps, others := &s.Stamps, &other.Stamps
	sold := joinAmount(&joined.Sold, &stamps[swapSold], other.Executed.Sold, others[swapSold])
	bought := joinAmount(&joined.Bought, &stamps[swapBought], other.Executed.Bought, others[swapBought])
	fees := joinFees(&joined.Fees, &stamps[swapFees], other.Executed.Fees, others[swapFees])
	if sold || bought || fees {
		s.Executed = &joined
	}
}

// joinAmount reports whether the amount is another now.
func joinAmount(amount **decimal.Decimal, stamp *Stamp, other *decimal.Decimal, otherStamp Stamp) bool {
	if other == nil {
		return false
	}
	known := *amount != nil
	same := 0
	if known {
		same = strings.Compare(other.String(), (*amount).String())
	}
	if !outranks(known, *stamp, otherStamp, same) {
		return false
	}
	*stamp = otherStamp
	if known && same == 0 {
		return false
	}
	*amount = other
	return true
}

func joinFees(fees *api.Fees, stamp *Stamp, other api.Fees, otherStamp Stamp) bool {
	if other == nil {
		return false
	}
	known := *fees != nil
	same := strings.Compare(feeText(other), feeText(*fees))
	if !outranks(known, *stamp, otherStamp, same) {
		return false
	}
	*stamp = otherStamp
	if known && same == 0 {
		return false
	}
	*fees = other
	return true
}

// outranks reports whether another saying takes the place of one; of two that
// are equally new the greater one does.
func outranks(known bool, stamp, other Stamp, greater int) bool {
	order := other.compare(stamp)
	return !known || order > 0 || (order == 0 && greater > 0)
}

// text is the same for the same figures.
func (e *Execution) text() string {
	if e == nil {
		return ""
	}
	parts := make([]string, 0, 3)
	for _, amount := range []*decimal.Decimal{e.Sold, e.Bought} {
		if amount == nil {
			parts = append(parts, "-")
		} else {
			parts = append(parts, amount.String())
		}
	}
	return strings.Join(append(parts, feeText(e.Fees)), "\n")
}

func feeText(fees api.Fees) string {
	parts := make([]string, 0, len(fees))
	for _, kind := range fees.Kinds() {
		parts = append(parts, kind+" "+fees[kind].String())
	}
	return strings.Join(parts, "\n")
}
