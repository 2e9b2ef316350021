package swaps

import (
	"bytes"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// columns is how wide each column is; 0 for one that gave way.
type columns struct {
	// cramped is set where the amounts can't stand, however short.
	cramped                 bool
	status, age             int
	sell, buy               amountColumn
	account                 int
	provider, reference, id int
}

const (
	gutter         = 2
	gap            = 2
	statusWidth    = 11
	glyphWidth     = 1
	ageWidth       = 4
	arrowWidth     = 3
	providerWidth  = 10
	widestProvider = 30
	referenceWidth = 14
	idWidth        = 14
)

// layout shares a width out, with so many cells for the account; 0 where there
// is one. Amounts come first and are shown with every digit; id, provider,
// reference, account and age give way to them, in that order.
func layout(width, account int, sell, buy extent) columns {
	c := columns{status: statusWidth}
	left := width - gutter - c.status - gap
	if left < sell.least()+arrowWidth+buy.least() {
		// Too narrow for words: the glyph says the status.
		left += c.status - glyphWidth
		c.status = glyphWidth
	}
	if left < sell.least()+arrowWidth+buy.least() {
		return columns{cramped: true, status: min(statusWidth, max(width-gutter, 0)), age: ageWidth}
	}
	c.sell, c.buy = share(left-arrowWidth, sell, buy)
	left -= c.sell.taken() + arrowWidth + c.buy.taken()
	take := func(wanted int) int {
		if left < gap+wanted {
			return 0
		}
		left -= gap + wanted
		return wanted
	}
	c.age = take(ageWidth)
	if account > 0 {
		c.account = take(account)
	}
	c.reference = take(referenceWidth)
	c.provider = take(providerWidth)
	c.id = take(idWidth)
	if c.provider > 0 {
		c.provider = min(c.provider+left, widestProvider)
	}
	return c
}

// extent is what the amounts of a column take.
type extent struct {
	// whole is the most cells before the decimal point, fraction the most from
	// it on, longest the most of one amount, token the most of a token's name.
	whole, fraction, longest, token int
}

// leastExtent keeps short columns from moving with every row.
var leastExtent = extent{whole: 5, fraction: 3, longest: 8, token: 4}

func (e extent) with(amount []byte, token string) extent {
	point := bytes.IndexByte(amount, '.')
	return extent{
		whole:    max(e.whole, point),
		fraction: max(e.fraction, len(amount)-point),
		longest:  max(e.longest, len(amount)),
		token:    max(e.token, cells.Width(token)),
	}
}

// least is the room in which no amount loses what stands before its point.
func (e extent) least() int { return e.whole + 1 + 1 + e.token }

// amountColumn is an amount and its token.
type amountColumn struct {
	width, places, token int
}

func (a amountColumn) taken() int { return a.width + 1 + a.token }

// share gives both amounts their room: on their decimal points where that fits,
// else with every digit and aligned on the right, else with fewer decimals.
func share(room int, sell, buy extent) (s, b amountColumn) {
	aligned := func(e extent) amountColumn { return amountColumn{e.whole + e.fraction, e.fraction - 1, e.token} }
	if s, b = aligned(sell), aligned(buy); s.taken()+b.taken() <= room {
		return s, b
	}
	s, b = amountColumn{sell.longest, 0, sell.token}, amountColumn{buy.longest, 0, buy.token}
	if room -= 1 + s.token + 1 + b.token; s.width+b.width <= room {
		return s, b
	}
	s.width = max(min(s.width, max(room/2, room-b.width)), sell.whole+1)
	b.width = max(min(b.width, room-s.width), buy.whole+1)
	s.width = max(min(s.width, room-b.width), sell.whole+1)
	return s, b
}

func (a amountColumn) head(c *screen.Canvas, name string) {
	// The name ends where two decimals do, which nearly all amounts have.
	const usual = 2
	behind := max(a.places-usual, 0)
	c.Pen.Right(c.Theme.Heading, name, a.width-behind)
	c.Pen.Skip(behind + 1 + a.token)
}

func (a amountColumn) draw(c *screen.Canvas, text []byte, amount decimal.Decimal, token string) {
	if len(text) > a.width {
		text = []byte(words.Within(amount, a.width))
	}
	c.Pen.Amount(c.Theme.Text, text, a.width, a.places)
	c.Pen.Skip(1)
	c.Pen.Cell(c.Theme.Text, token, a.token)
}

// tradeWords is a trade in one line of at most width cells, as long as what
// stands before the decimal points fits.
func tradeWords(terms *state.SwapTerms, width int) string {
	sell, buy := words.Exactly(terms.SellAmount), words.Exactly(terms.ExpectedBuy)
	around := len(" ") + cells.Width(terms.SellToken) + arrowWidth + len(" ") + cells.Width(terms.BuyToken)
	if len(sell)+len(buy)+around > width {
		room := width - around
		s, b := share(room+2, extent{}.with([]byte(sell), ""), extent{}.with([]byte(buy), ""))
		sell, buy = words.Within(terms.SellAmount, s.width), words.Within(terms.ExpectedBuy, b.width)
	}
	return sell + " " + terms.SellToken + " → " + buy + " " + terms.BuyToken
}
