package receipts

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// room is what the receipts of a month take, so that their amounts stand on
// their decimal points.
type room struct {
	sold, bought column
	fees         int
}

// column is an amount and its token: the most cells before the decimal point,
// the most behind it, and the most of a token's name.
type column struct {
	whole, places, token int
}

func roomFor(entries []state.SwapEntry) *room {
	r := &room{}
	for _, booked := range entries {
		moved := booked.Moved
		if !moved.Known() || booked.Adjusts != "" {
			continue
		}
		r.sold.make(moved.Sold.Amount, moved.SellToken)
		r.bought.make(moved.Bought.Amount, moved.BuyToken)
		total, told := moved.Fees.Total()
		if !told {
			continue
		}
		fees := column{}
		fees.make(total, "")
		r.fees = max(r.fees, len("$")+fees.whole+len(".")+fees.places)
	}
	return r
}

// width is what a whole line takes.
func (r *room) width() int {
	const before, arrow, gap = 14 + 2 + 12 + 2, 3, 2
	return before + r.sold.taken() + arrow + r.bought.taken() + gap + r.fees
}

// make sees to it that the amount fits. It counts digits, because a month may
// have more receipts than are ever looked at.
func (c *column) make(amount decimal.Decimal, token string) {
	const group, leastPlaces = 3, 2
	exponent := int(amount.Exponent())
	whole := max(amount.NumDigits()+exponent, 1)
	c.whole = max(c.whole, whole+(whole-1)/group)
	c.places = max(c.places, -exponent, leastPlaces)
	c.token = max(c.token, cells.Width(token))
}

func (c *column) taken() int { return c.whole + len(".") + c.places + 1 + c.token }

func (c *column) text(amount decimal.Decimal, token string) string {
	whole, fraction, _ := strings.Cut(words.Exactly(amount), ".")
	spaces := func(n int) string { return strings.Repeat(" ", max(n, 0)) }
	digits := spaces(c.whole-len(whole)) + whole + "." + fraction + spaces(c.places-len(fraction))
	if c.token == 0 {
		return digits
	}
	return digits + " " + token + spaces(c.token-cells.Width(token))
}
