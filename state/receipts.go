package state

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// ReceiptMonth is what the booked swaps of one calendar month, in UTC, came to.
type ReceiptMonth struct {
	// Begins is the month's first instant.
	Begins time.Time
	// Receipts are newest first.
	Receipts []*Swap
	// Fees are in the unit of account.
	Fees decimal.Decimal
	// Tokens are in the order of their symbols.
	Tokens []TokenTotal
	// Untold is how many of the receipts are of swaps made elsewhere, whose
	// amounts aren't known here. They are in no total.
	Untold int
}

// TokenTotal is what was sold and bought of one token.
type TokenTotal struct {
	Token        string
	Sold, Bought decimal.Decimal
}

// ReceiptMonths are the booked swaps by the month in which they settled, the
// newest first. It goes through every swap.
func (v *View) ReceiptMonths() []ReceiptMonth {
	byMonth := make(map[time.Time]*ReceiptMonth)
	for _, swap := range v.Swaps.From(0) {
		if swap.Reference == "" {
			continue
		}
		settled := swap.Settled().Time()
		begins := time.Date(settled.Year(), settled.Month(), 1, 0, 0, 0, 0, time.UTC)
		month := byMonth[begins]
		if month == nil {
			month = &ReceiptMonth{Begins: begins}
			byMonth[begins] = month
		}
		month.add(swap)
	}
	months := make([]ReceiptMonth, 0, len(byMonth))
	for _, month := range byMonth {
		slices.SortFunc(month.Tokens, func(a, b TokenTotal) int { return cmp.Compare(a.Token, b.Token) })
		slices.SortStableFunc(month.Receipts, func(a, b *Swap) int { return cmp.Compare(b.Settled(), a.Settled()) })
		months = append(months, *month)
	}
	slices.SortFunc(months, func(a, b ReceiptMonth) int { return b.Begins.Compare(a.Begins) })
	return months
}

func (m *ReceiptMonth) add(swap *Swap) {
	m.Receipts = append(m.Receipts, swap)
	moved, _, known := swap.Moved()
	if !known {
		m.Untold++
		return
	}
	fees, _ := moved.Fees.Total()
	m.Fees = m.Fees.Add(fees)
	sold, bought := m.token(swap.Terms.SellToken), m.token(swap.Terms.BuyToken)
	m.Tokens[sold].Sold = m.Tokens[sold].Sold.Add(moved.Sold)
	m.Tokens[bought].Bought = m.Tokens[bought].Bought.Add(moved.Bought)
}

// token is the place of a token's total.
func (m *ReceiptMonth) token(symbol string) int {
	if i := slices.IndexFunc(m.Tokens, func(total TokenTotal) bool { return total.Token == symbol }); i >= 0 {
		return i
	}
	m.Tokens = append(m.Tokens, TokenTotal{Token: symbol})
	return len(m.Tokens) - 1
}
