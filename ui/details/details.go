// Package details shows one record whole: what it is, what it does to the
// budget, what is usual, and every fact that is known of it with its source.
package details

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/keymap"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// Details is the panel. Its lines are made anew only when something that they
// show has changed.
type Details struct {
	width, height int
	top           int

	subject screen.Subject
	// stale is set when the subject changed since Gather.
	stale      bool
	generation int
	cancel     context.CancelFunc
	gathered   *Gathered

	lines []string
	made  ingredients
}

// ingredients is all that lines are made of.
type ingredients struct {
	subject  screen.Subject
	gathered *Gathered
	balance  *state.Balance
	theme    *theme.Theme
	width    int
	// age is the coarse age of the subject, which is shown.
	age string
	// stale is set once an intent is no longer asked about by itself.
	stale bool
	// after is what is left to decide after a request that waits.
	after string
	// next is the countdown to an intent's next try.
	next string
	// coverage is how far what is known reaches.
	coverage state.Coverage
}

// Show puts a record into the panel.
func (d *Details) Show(subject screen.Subject) {
	if same(subject, d.subject) {
		return
	}
	d.stale = true
	if ID(subject) != ID(d.subject) {
		d.top, d.gathered = 0, nil
	}
	d.subject = subject
}

// Subject is the record in the panel, or nil.
func (d *Details) Subject() screen.Subject { return d.subject }

// Resize tells the width of its lines and how many there are.
func (d *Details) Resize(width, height int) {
	d.width, d.height = width, height
}

// Update takes in what was gathered.
func (d *Details) Update(msg tea.Msg) {
	if gathered, ok := msg.(Gathered); ok && gathered.generation == d.generation {
		d.gathered = &gathered
	}
}

// Press takes in a command and reports whether it moved the panel.
func (d *Details) Press(command keymap.Command) bool {
	switch command {
	case keymap.Down:
		d.Scroll(1)
	case keymap.Up:
		d.Scroll(-1)
	case keymap.PageDown:
		d.Scroll(max(d.height-1, 1))
	case keymap.PageUp:
		d.Scroll(-max(d.height-1, 1))
	case keymap.First:
		d.Scroll(-len(d.lines))
	case keymap.Last:
		d.Scroll(len(d.lines))
	default:
		return false
	}
	return true
}

// balanceFor is the balance that a subject's budget is shown of.
func balanceFor(book *state.View, subject screen.Subject) *state.Balance {
	if spend, ok := subject.(*state.Spend); ok {
		return book.BalanceOf(spend.Account)
	}
	return book.Balance
}

// Scroll moves the panel by lines.
func (d *Details) Scroll(lines int) {
	d.top = min(max(d.top+lines, 0), max(len(d.lines)-d.height, 0))
}

// Prepare makes the lines, if they are not as they should be.
func (d *Details) Prepare(c *screen.Canvas, book *state.View) {
	wanted := ingredients{d.subject, d.gathered, balanceFor(book, d.subject), c.Theme, d.width, words.Age(c.Now, born(d.subject)), outdated(c.Now, book, d.subject), afterIt(book, d.subject), nextTry(c.Now, book, d.subject), book.Coverage()}
	if wanted == d.made {
		return
	}
	d.made = wanted
	d.lines = d.sheet(c, book)
	d.Scroll(0)
}

// Row draws a visible line, without ending it.
func (d *Details) Row(c *screen.Canvas, line int) {
	if d.top+line < len(d.lines) && line < d.height {
		text := d.lines[d.top+line]
		c.Pen.Raw(text)
	}
}

// Position is how many lines are above the first visible one, and how many there are.
func (d *Details) Position() (above, visible, of int) { return d.top, d.height, len(d.lines) }

// same reports whether two subjects tell the same. The Book unpacks a request
// anew for each who asks.
func same(a, b screen.Subject) bool {
	spend, isSpend := a.(*state.Spend)
	other, areSpends := b.(*state.Spend)
	return a == b || isSpend && areSpends && spend.Same(other)
}

func born(subject screen.Subject) state.Moment {
	switch subject := subject.(type) {
	case *state.Spend:
		return subject.Born()
	case *state.Swap:
		return subject.Born()
	case *state.Intent:
		return subject.CreatedAt
	}
	return 0
}

func outdated(now time.Time, book *state.View, subject screen.Subject) bool {
	intent, ok := subject.(*state.Intent)
	return ok && intent.Stale(state.MomentOf(now.Add(book.Feed.ClockOffset)))
}

func nextTry(now time.Time, book *state.View, subject screen.Subject) string {
	if intent, ok := subject.(*state.Intent); ok {
		return words.NextTry(intent, state.MomentOf(now.Add(book.Feed.ClockOffset)))
	}
	return ""
}

func (d *Details) sheet(c *screen.Canvas, book *state.View) []string {
	writer := writer{now: c.Now, location: c.Location, theme: c.Theme, width: d.width, book: book, gathered: d.gathered}
	switch subject := d.subject.(type) {
	case *state.Spend:
		return writer.spend(subject)
	case *state.Swap:
		return writer.swap(subject)
	case *state.Intent:
		return writer.intent(subject)
	case *state.Entry:
		return writer.entry(subject)
	}
	return nil
}

// writer is what the sheets are written with.
type writer struct {
	now      time.Time
	location *time.Location
	theme    *theme.Theme
	width    int
	book     *state.View
	gathered *Gathered
}
