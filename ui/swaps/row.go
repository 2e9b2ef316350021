package swaps

import (
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// columns is how wide each column is; 0 for one that gave way.
type columns struct {
	status, age, amount, provider, reference, id int
}

const (
	gutter         = 2
	gap            = 2
	statusWidth    = 11
	ageWidth       = 4
	amountWidth    = 14
	amountPlaces   = 6
	tokenWidth     = 5
	arrowWidth     = 3
	providerWidth  = 10
	referenceWidth = 14
	idWidth        = 14
)

func layout(width int) columns {
	c := columns{status: statusWidth, age: ageWidth, amount: amountWidth}
	left := width - gutter - c.status - gap - 2*(c.amount+tokenWidth) - arrowWidth
	take := func(wanted int) int {
		if left < gap+wanted {
			return 0
		}
		left -= gap + wanted
		return wanted
	}
	c.age = take(ageWidth)
	c.reference = take(referenceWidth)
	c.provider = take(providerWidth)
	c.id = take(idWidth)
	if c.provider > 0 {
		c.provider += min(left, 20)
	}
	return c
}

func (col columns) head(c *screen.Canvas) {
	pen, heading := c.Pen, c.Theme.Heading
	pen.Skip(gutter)
	pen.Cell(heading, "STATUS", col.status)
	if col.age > 0 {
		pen.Skip(gap)
		pen.Right(heading, "AGE", col.age)
	}
	pen.Skip(gap)
	pen.Right(heading, "SELL", col.amount-amountPlaces+2)
	pen.Skip(amountPlaces - 2 + tokenWidth + arrowWidth)
	pen.Right(heading, "BUY", col.amount-amountPlaces+2)
	pen.Skip(amountPlaces - 2 + tokenWidth)
	if col.provider > 0 {
		pen.Skip(gap)
		pen.Cell(heading, "PROVIDER", col.provider)
	}
	if col.reference > 0 {
		pen.Skip(gap)
		pen.Cell(heading, "REFERENCE", col.reference)
	}
	if col.id > 0 {
		pen.Skip(gap)
		pen.Right(heading, "ID", col.id)
	}
}

func (col columns) drawSwap(c *screen.Canvas, swap *state.Swap, selected, flashing bool) {
	pen, t := c.Pen, c.Theme
	pen.Strong(selected)
	drawGutter(c, selected)
	status := words.SwapStatus(swap.Status)
	style := t.Tone(status.Tone)
	if flashing {
		style = t.Flash(status.Tone)
	}
	pen.Cell(style, status.Glyph+" "+status.Word, col.status)
	if col.age > 0 {
		var scratch [16]byte
		pen.Skip(gap)
		pen.RightASCII(t.Muted, words.AppendAge(scratch[:0], c.Now, swap.Born()), col.age)
	}
	pen.Skip(gap)
	if terms := swap.Terms; terms != nil {
		col.drawAmount(c, terms.SellAmount, terms.SellToken)
		pen.Skip(1)
		pen.Text(t.Muted, theme.GlyphArrow)
		pen.Skip(1)
		col.drawAmount(c, terms.ExpectedBuy, terms.BuyToken)
	} else {
		pen.Cell(t.Muted, "made elsewhere: only its id is known", 2*(col.amount+tokenWidth)+arrowWidth)
	}
	if col.provider > 0 {
		pen.Skip(gap)
		pen.Cell(t.Text, Provider(swap), col.provider)
	}
	if col.reference > 0 {
		pen.Skip(gap)
		pen.Cell(t.Text, swap.Reference, col.reference)
	}
	if col.id > 0 {
		pen.Skip(gap)
		pen.Middle(t.Muted, swap.ID, col.id)
	}
	pen.Strong(false)
}

// Provider is who carries the swap out, as far as anyone said.
func Provider(swap *state.Swap) string {
	if swap.Provider == "" && swap.Terms != nil {
		return swap.Terms.Provider
	}
	return swap.Provider
}

// drawIntent draws a confirmed swap without an answer. It says so in words
// before anything else, whatever the width.
func (col columns) drawIntent(c *screen.Canvas, intent *state.Intent, selected bool) {
	pen, t := c.Pen, c.Theme
	pen.Strong(selected)
	drawGutter(c, selected)
	status := words.IntentState(intent)
	text := status.Glyph + " " + status.Word
	if intent.State == state.IntentUnknown {
		text += " — funds may have moved"
	}
	pen.Text(t.Tone(status.Tone), text)
	pen.Skip(gap)
	pen.Text(t.Muted, words.Age(c.Now, intent.CreatedAt))
	if terms := intent.Terms; terms != nil {
		pen.Skip(gap)
		pen.Text(t.Text, words.Roughly(terms.SellAmount)+" "+terms.SellToken)
		pen.Text(t.Muted, " "+theme.GlyphArrow+" ")
		pen.Text(t.Text, words.Roughly(terms.ExpectedBuy)+" "+terms.BuyToken)
	}
	if hint := "r asks again with the same key"; pen.Left() >= gap+len(hint) {
		pen.Skip(gap)
		pen.Text(t.Muted, hint)
	}
	pen.Strong(false)
}

func (col columns) drawAmount(c *screen.Canvas, amount decimal.Decimal, token string) {
	c.Pen.Amount(c.Theme.Text, []byte(words.Roughly(amount)), col.amount, amountPlaces)
	c.Pen.Skip(1)
	c.Pen.Cell(c.Theme.Text, token, tokenWidth-1)
}

func drawGutter(c *screen.Canvas, selected bool) {
	if selected {
		c.Pen.Text(c.Theme.Accent, theme.GlyphGutter)
	} else {
		c.Pen.Skip(1)
	}
	c.Pen.Skip(1)
}
