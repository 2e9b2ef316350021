package swaps

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/words"
)

func (col columns) head(c *screen.Canvas) {
	pen, heading := c.Pen, c.Theme.Heading
	pen.Skip(gutter)
	pen.Cell(heading, "STATUS", col.status)
	if col.age > 0 {
		pen.Skip(gap)
		pen.Right(heading, "AGE", col.age)
	}
	if col.cramped {
		return
	}
	pen.Skip(gap)
	col.sell.head(c, "SELL")
	pen.Skip(arrowWidth)
	col.buy.head(c, "BUY")
	if col.account > 0 {
		pen.Skip(gap)
		pen.Cell(heading, "ACCOUNT", col.account)
	}
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

func (col columns) drawSwap(c *screen.Canvas, swap *state.Swap, account string, amounts trade, selected, flashing bool) {
	pen, t := c.Pen, c.Theme
	pen.Strong(selected)
	drawGutter(c, selected)
	status := words.SwapRow(swap)
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
	if col.cramped {
		pen.Strong(false)
		return
	}
	pen.Skip(gap)
	if terms := swap.Terms; terms != nil {
		col.sell.draw(c, amounts.sell, amounts.sellAmount, terms.SellToken)
		pen.Skip(1)
		pen.Text(t.Muted, theme.GlyphArrow)
		pen.Skip(1)
		col.buy.draw(c, amounts.buy, amounts.buyAmount, terms.BuyToken)
	} else {
		pen.Cell(t.Muted, "only its id is known here", col.sell.taken()+arrowWidth+col.buy.taken())
	}
	if col.account > 0 {
		pen.Skip(gap)
		pen.Cell(t.Text, cells.CutMiddle(account, col.account), col.account)
	}
	if note := words.Absence(swap, c.Now, c.Location); note != "" && swap.Open() && pen.Left() > gap+cells.Width(shortAbsence) {
		// It stands in the place of what the bank would have to tell.
		if pen.Left() < gap+cells.Width(note) {
			note = shortAbsence
		}
		pen.Skip(gap)
		pen.Text(t.Tone(status.Tone), note)
		pen.Strong(false)
		return
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

// shortAbsence is words.Absence where there is no room for it.
const shortAbsence = "unknown to the bank"

// Provider is who carries the swap out, as far as anyone said.
func Provider(swap *state.Swap) string {
	if swap.Provider == "" && swap.Terms != nil {
		return swap.Terms.Provider
	}
	return swap.Provider
}

// drawIntent draws a confirmed swap that the bank has no record of, as far as
// is known. It says so in words before anything else, whatever the width, and
// its amounts never give way.
func (col columns) drawIntent(c *screen.Canvas, intent *state.Intent, account, hint string, bankNow state.Moment, selected bool) {
	pen, t := c.Pen, c.Theme
	pen.Strong(selected)
	drawGutter(c, selected)
	status := words.IntentState(intent, bankNow)
	text, age := status.Glyph+" "+status.Word, words.Age(c.Now, intent.CreatedAt)
	needed := 0
	if intent.Terms != nil {
		needed = gap + cells.Width(tradeWords(intent.Terms, pen.Left()))
	}
	fits := func(parts ...string) bool {
		width := needed + gap*(len(parts)-1)
		for _, part := range parts {
			width += cells.Width(part)
		}
		return width <= pen.Left()
	}
	for _, meaning := range meanings(intent) {
		if whole := text + " — " + meaning; fits(whole, age) {
			text = whole
			break
		}
	}
	if !fits(text, age) {
		age = ""
	}
	pen.Text(t.Tone(status.Tone), text)
	if age != "" {
		pen.Skip(gap)
		pen.Text(t.Muted, age)
	}
	if intent.Terms != nil {
		if trade := tradeWords(intent.Terms, pen.Left()-gap); cells.Width(trade) <= pen.Left()-gap {
			pen.Skip(gap)
			pen.Text(t.Text, trade)
		}
	}
	if account != "" && pen.Left() >= gap+cells.Width(account) {
		pen.Skip(gap)
		pen.Text(t.Text, account)
	}
	if hint != "" && pen.Left() >= gap+cells.Width(hint) {
		pen.Skip(gap)
		pen.Text(t.Muted, hint)
	}
	pen.Strong(false)
}

// meanings is what an intent's state means for the money, the fullest first.
func meanings(intent *state.Intent) []string {
	switch intent.State {
	case state.IntentUnknown:
		return []string{"funds may have moved"}
	case state.IntentRefused, state.IntentNotSent:
		return []string{words.EndWords(intent), words.EndMeaning(intent)}
	}
	return nil
}

func drawGutter(c *screen.Canvas, selected bool) {
	if selected {
		c.Pen.Text(c.Theme.Accent, theme.GlyphGutter)
	} else {
		c.Pen.Skip(1)
	}
	c.Pen.Skip(1)
}
