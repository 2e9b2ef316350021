package state

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// ReceiptMonth is what the books hold of the swaps of one calendar month, in
// UTC.
type ReceiptMonth struct {
	// Begins is the month's first instant.
	Begins time.Time
	// Entries are bookings and adjustments, newest first.
	Entries []SwapEntry
	// Fees are in the unit of account: all that were told, or quoted.
	Fees decimal.Decimal
	// Tokens are in the order of their symbols.
	Tokens []TokenTotal
	// Untold is how many bookings are of swaps made elsewhere, whose amounts
	// weren't known here. They are in no total.
	Untold int
	// FeesUntold is how many more are of swaps whose fees nobody told.
	FeesUntold int
	// Assumed is how many entries have a figure that the bank didn't tell, and
	// that is taken from the quote.
	Assumed int
}

// SwapEntry is an entry of the books and the swap that it is about.
type SwapEntry struct {
	BookEntry
	Swap *Swap
}

// TokenTotal is what was sold and bought of one token.
type TokenTotal struct {
	Token        string
	Sold, Bought decimal.Decimal
}

// ReceiptMonths are the entries of the books by the month that they are filed
// under, the newest first. It goes through every swap.
func (v *View) ReceiptMonths() []ReceiptMonth {
	byMonth := make(map[time.Time]*ReceiptMonth)
	for _, swap := range v.Swaps.From(0) {
		for _, entry := range swap.Entries() {
			filed := entry.Date.Time()
			begins := time.Date(filed.Year(), filed.Month(), 1, 0, 0, 0, 0, time.UTC)
			month := byMonth[begins]
			if month == nil {
				month = &ReceiptMonth{Begins: begins}
				byMonth[begins] = month
			}
			month.add(SwapEntry{entry, swap})
		}
	}
	months := make([]ReceiptMonth, 0, len(byMonth))
	for _, month := range byMonth {
		slices.SortFunc(month.Tokens, func(a, b TokenTotal) int { return cmp.Compare(a.Token, b.Token) })
		slices.SortStableFunc(month.Entries, func(a, b SwapEntry) int {
			return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(b.Number, a.Number))
		})
		months = append(months, *month)
	}
	slices.SortFunc(months, func(a, b ReceiptMonth) int { return b.Begins.Compare(a.Begins) })
	return months
}

// add takes what was booked before back, and adds what is booked now.
func (m *ReceiptMonth) add(entry SwapEntry) {
	m.Entries = append(m.Entries, entry)
	switch {
	case !entry.Moved.Known():
		m.Untold++
	case entry.Moved.FeesFrom == "":
		m.FeesUntold++
	}
	if entry.Moved.Known() && entry.Moved.Assumed() {
		m.Assumed++
	}
	m.count(entry.Before, func(total, amount decimal.Decimal) decimal.Decimal { return total.Sub(amount) })
	m.count(entry.Moved, decimal.Decimal.Add)
}

func (m *ReceiptMonth) count(moved Movement, add func(total, amount decimal.Decimal) decimal.Decimal) {
	if !moved.Known() {
		return
	}
	m.Fees = add(m.Fees, moved.feeTotal())
	sold, bought := m.token(moved.SellToken), m.token(moved.BuyToken)
	m.Tokens[sold].Sold = add(m.Tokens[sold].Sold, moved.Sold.Amount)
	m.Tokens[bought].Bought = add(m.Tokens[bought].Bought, moved.Bought.Amount)
}

// token is the place of a token's total.
func (m *ReceiptMonth) token(symbol string) int {
	if i := slices.IndexFunc(m.Tokens, func(total TokenTotal) bool { return total.Token == symbol }); i >= 0 {
		return i
	}
	m.Tokens = append(m.Tokens, TokenTotal{Token: symbol})
	return len(m.Tokens) - 1
}
