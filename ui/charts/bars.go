package charts

import (
	"time"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// axisWidth is what the amounts beside upright bars take.
const axisWidth = 11

// days is what was spent on each day, as far as it is known.
type days struct {
	spending *state.Spending
	height   int
	coverage state.Coverage
	highest  state.DaySpending
}

func newDays(spending *state.Spending, height int, coverage state.Coverage) days {
	d := days{spending: spending, height: height, coverage: coverage}
	for _, day := range spending.Days {
		if day.Cents > d.highest.Cents {
			d.highest = day
		}
	}
	return d
}

func (d days) lines() int { return d.height + around }

func (d days) draw(c *screen.Canvas, line, width int) {
	shown := d.spending.Days[len(d.spending.Days)-fitting(width, len(d.spending.Days)):]
	values := make([]int64, len(shown))
	for i, day := range shown {
		values[i] = day.Cents
	}
	bars := gauge.Columns{Values: values, Height: d.height, Width: barWidth(width, len(shown)), Gap: 1}
	switch {
	case line == 0:
		title(c, "Spent by day", d.summaries()...)
	case line <= d.height:
		lowest, highest := d.money(0), d.money(bars.Highest())
		if bars.Highest() == 0 && !d.coverage.Whole() {
			// It is no day's spending: what was spent isn't known.
			lowest, highest = "", ""
		}
		axis(c, line-1, d.height, highest, lowest)
		bars.Line(c.Pen, c.Theme.Tone(theme.ToneInfo), c.Theme.Accent, line-1)
	case line == d.height+1:
		dates(c, bars, words.Day(shown[0].Day), "today")
	}
}

// summaries are the figures in words, the longest first.
func (d days) summaries() []string {
	if d.spending.InAll.Cents == 0 {
		return []string{words.NoneKnown(d.coverage) + " in 31 days", words.NoneKnown(d.coverage)}
	}
	sum := words.Money(d.spending.InAll)
	short := []string{sum + " in 31 days" + short(d.coverage), sum + " in 31 days", sum}
	most := " · most on " + words.Day(d.highest.Day)
	return append([]string{short[0] + most + ", " + d.money(d.highest.Cents), short[0] + most}, short...)
}

func (d days) money(cents int64) string {
	if cents == 0 && d.spending.Currency == "" {
		return "0"
	}
	return words.Money(state.Money{Cents: cents, Currency: d.spending.Currency})
}

// short says in a few words how far what is known reaches, behind a figure; ""
// where that is everything.
func short(coverage state.Coverage) string {
	if reach := words.ReachShort(coverage); reach != "" {
		return ", " + reach
	}
	return ""
}

// balance is what was available over time.
type balance struct {
	book   *state.View
	height int
}

func newBalance(book *state.View, height int) balance { return balance{book, height} }

func (b balance) lines() int { return b.height + around }

func (b balance) draw(c *screen.Canvas, line, width int) {
	points := b.book.BalanceHistory
	const least = 2
	if b.book.Balance == nil || len(points) < least {
		switch line {
		case 0:
			title(c, "Balance")
		case 1:
			c.Pen.Text(c.Theme.Muted, b.noHistory())
		}
		return
	}
	bars := gauge.Columns{Values: b.sampled(c.Now, max(width-axisWidth-1, least)), Height: b.height, Width: 1}
	lowest := bars.Values[0]
	for _, value := range bars.Values {
		lowest = min(lowest, value)
	}
	// A tenth of the span is left below the lowest, so that it stands on
	// something; an amount of nothing stands on nothing.
	bars.Base = max(lowest-(bars.Highest()-lowest)/10, 0)
	switch {
	case line == 0:
		title(c, "Balance", b.summary(bars.Highest(), lowest))
	case line <= b.height:
		axis(c, line-1, b.height, b.money(bars.Highest()), b.money(bars.Base))
		bars.Line(c.Pen, c.Theme.Tone(theme.ToneInfo), c.Theme.Accent, line-1)
	case line == b.height+1:
		dates(c, bars, words.When(c.Now, points[0].At, c.Location), "now")
	}
}

// noHistory says why there is none.
func (b balance) noHistory() string {
	switch told := b.book.Balance; {
	case told == nil && len(b.book.BalanceHistory) == 0 && b.book.Several():
		return "No total: not every account's is told, in one currency."
	case told == nil:
		return state.NotTold + " yet"
	case told.Available == nil:
		return "What is available is " + state.NotTold + " by the bank."
	}
	return "No history yet: it grows while Coffer runs."
}

// sampled is the balance at evenly spaced times, until now.
func (b balance) sampled(now time.Time, count int) []int64 {
	points := b.book.BalanceHistory
	begin := points[0].At
	span := max(state.MomentOf(now)-begin, 1)
	values := make([]int64, count)
	next, value := 0, points[0].Available
	for i := range values {
		end := begin + span*state.Moment(i+1)/state.Moment(count)
		for next < len(points) && points[next].At <= end {
			value = points[next].Available
			next++
		}
		values[i] = value
	}
	return values
}

func (b balance) summary(highest, lowest int64) string {
	return "from " + b.money(lowest) + " to " + b.money(highest)
}

func (b balance) money(cents int64) string { return words.Money(b.book.Balance.Money(cents)) }

// title is the first line of a chart: what it is, and the first of its figures
// in words that there is room for.
func title(c *screen.Canvas, name string, figures ...string) {
	c.Pen.Text(c.Theme.Strong, name)
	c.Pen.Skip(2)
	for _, words := range figures {
		if cells.Width(words) <= c.Pen.Left() {
			c.Pen.Text(c.Theme.Muted, words)
			return
		}
	}
}

// axis is what stands left of the bars: the highest amount above, the lowest
// below, and one of them where they are the same.
func axis(c *screen.Canvas, line, height int, highest, lowest string) {
	label := ""
	switch {
	case line == height-1:
		label = lowest
	case line == 0 && highest != lowest:
		label = highest
	}
	if cells.Width(label) > axisWidth-1 {
		// Half an amount is another amount; the title has it in full.
		label = ""
	}
	c.Pen.Right(c.Theme.Muted, label, axisWidth-1)
	c.Pen.Text(c.Theme.Border, theme.GlyphSide)
}

// dates is the line below the bars: when they begin and end.
func dates(c *screen.Canvas, bars gauge.Columns, first, last string) {
	c.Pen.Skip(axisWidth)
	begin := c.Pen.Column()
	c.Pen.Text(c.Theme.Muted, first)
	end := begin + len(bars.Values)*(bars.Width+bars.Gap) - bars.Gap
	if at := end - cells.Width(last); at > c.Pen.Column() {
		c.Pen.To(at)
		c.Pen.Text(c.Theme.Muted, last)
	}
}

// fitting is how many bars of at least one cell and a gap there is room for.
func fitting(width, wanted int) int {
	return min(max((width-axisWidth)/2, 1), wanted)
}

// barWidth is how many cells each of so many bars gets.
func barWidth(width, bars int) int {
	return max((width-axisWidth)/bars-1, 1)
}
