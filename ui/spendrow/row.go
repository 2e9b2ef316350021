package spendrow

import (
	"unicode/utf8"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/filter"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// Marks is what a row has besides its record.
type Marks struct {
	Selected, Marked, Flashing bool
	// Found marks what a filter has found the row by; nil for nothing.
	Found *filter.Marker
	// Account is what the request's account is called, where that is shown.
	Account string
}

// found is where the filter found something, by one of its finders.
func (m Marks) found(find func(m *filter.Marker, text string) []cells.Span, text string) []cells.Span {
	if m.Found == nil {
		return nil
	}
	return find(m.Found, text)
}

// Head draws the columns' names; sorted names the column that the list is
// sorted by, if it isn't the usual order.
func Head(c *screen.Canvas, columns Columns, sorted Column, reversed bool) {
	pen, heading := c.Pen, c.Theme.Heading
	name := func(column Column, text string) string {
		switch {
		case column != sorted:
			return text
		case reversed:
			return text + theme.GlyphUp
		}
		return text + theme.GlyphDown
	}
	pen.Skip(gutter)
	if columns.Status == glyphWidth {
		pen.Skip(glyphWidth)
	} else {
		pen.Cell(heading, name(ByStatus, "STATUS"), columns.Status)
	}
	if columns.Age > 0 {
		pen.Skip(gap - 1)
		pen.Right(heading, name(ByAge, "AGE"), columns.Age+1)
	}
	pen.Skip(gap)
	pen.Right(heading, name(ByAmount, "AMOUNT"), columns.Amount)
	if columns.Merchant > 0 {
		pen.Skip(gap)
		pen.Cell(heading, name(ByMerchant, "MERCHANT"), columns.Merchant)
	}
	if columns.Account > 0 {
		pen.Skip(gap)
		pen.Cell(heading, "ACCOUNT", columns.Account)
	}
	if columns.Reason > 0 {
		pen.Skip(gap)
		pen.Cell(heading, name(ByReason, "REASON"), columns.Reason)
	}
	if columns.ID > 0 {
		pen.Skip(gap)
		pen.Right(heading, name(ByID, "ID"), columns.ID)
	}
}

// Draw draws a request.
func Draw(c *screen.Canvas, columns Columns, spend *state.Spend, marks Marks) {
	pen, t := c.Pen, c.Theme
	pen.Strong(marks.Selected)
	drawGutter(c, marks)
	drawStatus(c, columns.Status, spend.Status, marks.Flashing)
	var scratch [96]byte
	if columns.Age > 0 {
		pen.Skip(gap)
		pen.RightASCII(t.Muted, words.AppendAge(scratch[:0], c.Now, spend.Born()), columns.Age)
	}
	drawAmount(c, columns, spend, scratch[:0])
	if columns.Merchant > 0 {
		pen.Skip(gap)
		pen.Marked(t.Text, t.Match, spend.Merchant, columns.Merchant, marks.found((*filter.Marker).Merchant, spend.Merchant))
	}
	if columns.Account > 0 {
		pen.Skip(gap)
		title := marks.Account
		if cells.Width(title) > columns.Account {
			title = cells.CutMiddle(title, columns.Account)
		}
		pen.Cell(t.Text, title, columns.Account)
	}
	note, tone := Note(c, spend)
	if columns.Reason > 0 {
		pen.Skip(gap)
		if note != "" {
			pen.Cell(t.Tone(tone), note, columns.Reason)
		} else {
			pen.Marked(t.Muted, t.Match, spend.Reason, columns.Reason, marks.found((*filter.Marker).Reason, spend.Reason))
		}
	}
	if columns.ID > 0 {
		pen.Skip(gap)
		if spend.OpenedAt.Known() && spend.Waiting() && tone == theme.ToneInfo && columns.Reason == 0 {
			pen.Right(t.Tone(theme.ToneInfo), openedBriefly(c, spend, columns.ID), columns.ID)
		} else {
			pen.Middle(t.Muted, spend.ID, columns.ID)
		}
	}
	pen.Strong(false)
}

// Note is what stands in the place of the reason: what doesn't fit, that the
// bank doesn't know the request, or that its page is open; "" for nothing.
func Note(c *screen.Canvas, spend *state.Spend) (note string, tone theme.Tone) {
	absence := words.Absence(spend, c.Now, c.Location)
	switch {
	case !spend.Fits():
		return spend.Bewares()[0], theme.ToneBad
	case spend.UnknownSince().Known():
		return absence, theme.ToneBad
	case absence != "" && spend.Open():
		return absence, theme.ToneWarn
	case spend.OpenedAt.Known() && spend.Waiting():
		return Opened(c, spend), theme.ToneInfo
	}
	return "", theme.ToneInfo
}

// openedBriefly is Opened in a narrow column: the day alone where it isn't today
// and there is no room for both.
func openedBriefly(c *screen.Canvas, spend *state.Spend, width int) string {
	if text := "opened " + words.ShortWhen(c.Now, spend.OpenedAt, c.Location); cells.Width(text) <= width {
		return text
	}
	return "opened " + words.Day(spend.OpenedAt.Time().In(c.Location))
}

// drawAmount draws the amount behind a mark for what doesn't fit.
func drawAmount(c *screen.Canvas, columns Columns, spend *state.Spend, scratch []byte) {
	pen, t := c.Pen, c.Theme
	pen.Skip(gap - 1)
	if spend.Fits() && !spend.UnknownSince().Known() {
		pen.Skip(1)
	} else {
		pen.Text(t.Tone(theme.ToneBad), theme.GlyphUncertain)
	}
	money, told := spend.Money()
	amount := words.AppendMoney(scratch, money)
	switch {
	case !told:
		pen.Right(t.Muted, words.NotTold, columns.Amount)
	case utf8.RuneCount(amount) <= columns.Amount:
		pen.Amount(t.Text, amount, columns.Amount, columns.Places)
	default:
		// Half an amount is another amount.
		pen.Right(t.Muted, "too narrow", columns.Amount)
	}
}

// Opened says since when a person has had the approval page open.
func Opened(c *screen.Canvas, spend *state.Spend) string {
	return "opened " + words.ShortWhen(c.Now, spend.OpenedAt, c.Location) + ", waiting"
}

func drawGutter(c *screen.Canvas, marks Marks) {
	if marks.Selected {
		c.Pen.Text(c.Theme.Accent, theme.GlyphGutter)
	} else {
		c.Pen.Skip(1)
	}
	if marks.Marked {
		c.Pen.Text(c.Theme.Accent, theme.GlyphMark)
	} else {
		c.Pen.Skip(1)
	}
}

func drawStatus(c *screen.Canvas, width int, status state.SpendStatus, flashing bool) {
	shown := words.SpendStatus(status)
	style := c.Theme.Tone(shown.Tone)
	if flashing {
		style = c.Theme.Flash(shown.Tone)
	}
	if width <= glyphWidth {
		c.Pen.Cell(style, shown.Glyph, width)
		return
	}
	// Glyph, space and word are one piece wherever the word is known, which
	// spares a pair of sequences in every row.
	if shown.Line != "" {
		c.Pen.Cell(style, shown.Line, width)
		return
	}
	c.Pen.Text(style, shown.Glyph)
	c.Pen.Skip(1)
	if cells.Width(shown.Word) > width-2 {
		c.Pen.Cell(style, "see details", width-2)
		return
	}
	c.Pen.Cell(style, shown.Word, width-2)
}
