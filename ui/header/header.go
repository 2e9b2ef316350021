// Package header is what stands above every screen: whose money it is, how
// fresh the facts are, and the four figures.
package header

import (
	"time"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// Lines is how many lines each form takes.
const (
	FullLines    = 5
	CompactLines = 2
	TinyLines    = 1
)

// Header draws the lines. Figures that cost a walk over the history are kept
// until the Book or the minute changes.
type Header struct {
	book    *state.View
	minute  int64
	figures figures
}

// Full draws the line of identity, a rule, and the panel of figures.
func (h *Header) Full(c *screen.Canvas, book *state.View) {
	h.prepare(c.Now, book)
	identity(c, book)
	Rule(c)
	h.panel(c, book)
}

// Compact draws the line of identity and the figures in one line.
func (h *Header) Compact(c *screen.Canvas, book *state.View) {
	identity(c, book)
	oneLine(c, book)
}

// Tiny draws the environment and what matters most.
func (h *Header) Tiny(c *screen.Canvas, book *state.View) {
	word, kind := words.Environment(book.Bank.Environment)
	c.Pen.Text(c.Theme.Badge(kind), word)
	c.Pen.Skip(1)
	freshness := Freshness(book.Feed)
	c.Pen.Text(c.Theme.Tone(freshness.Tone), freshness.Glyph)
	c.Pen.Skip(1)
	if book.Waiting.Count > 0 {
		c.Pen.Text(c.Theme.Tone(theme.ToneWarn), theme.GlyphWaiting+" "+words.Count(book.Waiting.Count))
		c.Pen.Skip(1)
	}
	// Half an amount is another amount: it stands whole or not at all.
	if figure := available(book); figure != notTold && cells.Width(figure) <= c.Pen.Left() {
		c.Pen.Text(c.Theme.Strong, figure)
	}
	c.Pen.End()
}

// Rule draws a line across, inside the margins.
func Rule(c *screen.Canvas) {
	c.Pen.Skip(1)
	c.Pen.Repeat(c.Theme.Border, theme.GlyphRule, c.Pen.Left()-1)
	c.Pen.End()
}

func identity(c *screen.Canvas, book *state.View) {
	pen, t := c.Pen, c.Theme
	pen.Skip(1)
	pen.Text(t.Accent.Strong(), "coffer")
	pen.Skip(2)
	word, kind := words.Environment(book.Bank.Environment)
	pen.Text(t.Badge(kind), " "+word+" ")
	if book.Bank.ReadOnly && !book.Bank.Following {
		pen.Skip(1)
		pen.Text(t.Tone(theme.ToneInfo), "read-only")
	}

	// Freshness says less rather than leave the names no room, except where
	// there is hardly any: then it goes before them.
	const namesRoom, hardlyAny, roomForSeconds = 22, 50, 100
	namesLeast := namesRoom
	if pen.Left() < hardlyAny {
		namesLeast = 0
	}
	clock := words.ClockNow(c.Now, c.Location, pen.Column()+pen.Left() < roomForSeconds)
	clockWidth := cells.Width(clock)
	room := pen.Left() - 2 - clockWidth - 4 - namesLeast
	fresh, slack := fitting(c.Now, c.Location, book.Feed, room)
	// Ages get the room of the longest, so that nothing moves as they grow.
	freshWidth := cells.Width(fresh.Glyph+" "+fresh.Word) + slack
	// The right end is written from the right: clock, freshness, and what is
	// left in between is for the names.
	clockAt := pen.Column() + pen.Left() - 1 - clockWidth
	start := clockAt - 3 - freshWidth
	outer := pen.Bound(max(start-2, pen.Column()))
	pen.Skip(2)
	names(c, book)
	pen.Bound(outer)
	pen.To(start)
	glyph, rest := fresh.Glyph, fresh.Word
	pen.Text(t.Tone(fresh.Tone), glyph+" ")
	state, sources := cutWord(rest)
	pen.Text(t.Tone(fresh.Tone), state)
	pen.Text(t.Muted, sources)
	pen.To(clockAt)
	pen.Text(t.Text, clock)
	pen.End()
}

// names is the team and the account, or how many there are. Ids keep both their ends when they don't
// fit, in a width that doesn't change with every tick.
func names(c *screen.Canvas, book *state.View) {
	const between, roomy, tight = 3, 15, 9
	if c.Pen.Left() < tight {
		return
	}
	usual := roomy
	if c.Pen.Left() < 2*roomy+between {
		usual = tight
	}
	team, account := book.Bank.Team, book.Bank.Account
	if book.Several() {
		account = words.Plural(keyed(book), "account", "accounts")
	}
	if cells.Width(team)+between+cells.Width(account) > c.Pen.Left() {
		if book.Several() {
			// A number isn't cut.
			team = cells.CutMiddle(team, max(c.Pen.Left()-between-cells.Width(account), 0))
		} else {
			team, account = cells.CutMiddle(team, usual), cells.CutMiddle(account, usual)
		}
	}
	c.Pen.Text(c.Theme.Text, team)
	if team != "" && account != "" {
		c.Pen.Text(c.Theme.Border, " · ")
	}
	c.Pen.Text(c.Theme.Muted, account)
}

// keyed is how many accounts the total is of.
func keyed(book *state.View) int {
	count := 0
	for _, account := range book.Accounts {
		if account.Keyed {
			count++
		}
	}
	return count
}

// fitting is the fullest words about freshness that fit, and how many cells
// they may still grow by.
func fitting(now time.Time, location *time.Location, feed state.Feed, room int) (fresh words.Status, slack int) {
	fresh = Freshness(feed)
	for detail := fullDetail; detail >= noDetail; detail-- {
		fresh.Word, slack = freshWords(now, location, feed, detail)
		if cells.Width(fresh.Glyph)+1+cells.Width(fresh.Word)+slack <= room {
			break
		}
	}
	return fresh, slack
}
