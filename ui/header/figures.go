package header

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/budget"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/screen"
	"coffer/ui/words"
)

const (
	sparkWidth = 7
	sparkSpan  = 24 * time.Hour
	minutes    = 60_000
	// trendLeast is the least history that makes a trend.
	trendLeast = time.Hour
	// notTold stands for a figure that the bank hasn't told.
	notTold = state.NotTold
)

// figures is what the Book comes to, in words.
type figures struct {
	spark, change           string
	available, title        string
	budgetTitle             string
	budgetLeft, budgetShort string
	// pace is where the budget is heading; over is set when that is beyond it.
	pace                string
	over                bool
	requests, decisions string
	waiting, spent      sums
	// none stands for no request, and idle for no spending; reach says how far what
	// is known here goes.
	none, idle, reach string
	// others is how many of the requests are of other accounts, in words, and
	// elsewhere what those spent today; "" for none.
	others, elsewhere string
	// unseen is what of the bank's spending isn't known here, or "".
	unseen string
}

// sums is amounts of several currencies, in full and as the first of them and how
// many others there are.
type sums struct {
	full, short string
	width       int
}

func (h *Header) prepare(now time.Time, book *state.View) {
	minute := now.UnixMilli() / minutes
	if h.book == book && h.minute == minute {
		return
	}
	h.book, h.minute = book, minute
	h.figures = figures{
		available:   available(book),
		title:       availableTitle(now, book),
		budgetTitle: budgetTitle(book.Balance),
		requests:    words.Plural(book.Waiting.Count, "request", "requests"),
		decisions:   decisions(book),
	}
	coverage := book.Coverage()
	h.figures.none, h.figures.idle = words.NoneKnown(coverage), words.SpentToday(book)
	switch coverage {
	case state.CoverageReading:
		h.figures.reach = " · so far"
	case state.CoverageOwn:
		h.figures.reach = " · known here"
	}
	if unseen, told := state.InAll(book.Unseen); told {
		h.figures.unseen = theme.GlyphUncertain + " " + words.Money(unseen.Missing) + " not seen"
	}
	if count := book.WaitingElsewhere(); count > 0 {
		h.figures.others = words.Count(count) + " of other accounts"
	}
	if spent := book.Elsewhere.Spent; len(spent) > 0 {
		h.figures.elsewhere = "+ " + words.Sums(spent) + " of other accounts"
	}
	h.figures.waiting, h.figures.spent = sumsOf(book.Waiting.Sums, book.Waiting.NotTold), spentToday(book)
	h.figures.budgetLeft, h.figures.budgetShort = budgetLeft(book.Balance)
	h.figures.pace, h.figures.over = budget.Pace(book.Balance, now)
	h.figures.spark, h.figures.change = trendOf(now, book.BalanceHistory)
}

func trendOf(now time.Time, points []state.BalancePoint) (spark, change string) {
	from := state.MomentOf(now.Add(-sparkSpan))
	first := 0
	// The last point before the day is what the day began with.
	for first+1 < len(points) && points[first+1].At <= from {
		first++
	}
	points = points[min(first, len(points)):]
	const least = 2
	if len(points) == 0 {
		return "", ""
	}
	if len(points) < least || now.Sub(points[0].At.Time()) < trendLeast {
		return "", "no trend yet"
	}
	return sparkOf(now, points), changeOf(now, points)
}

func sparkOf(now time.Time, points []state.BalancePoint) string {
	begin := max(points[0].At, state.MomentOf(now.Add(-sparkSpan)))
	span := state.MomentOf(now) - begin
	values := make([]int64, sparkWidth)
	next, value := 0, points[0].Available
	for i := range values {
		end := begin + span*state.Moment(i+1)/sparkWidth
		for next < len(points) && points[next].At <= end {
			value = points[next].Available
			next++
		}
		values[i] = value
	}
	return gauge.Spark(values)
}

func changeOf(now time.Time, points []state.BalancePoint) string {
	began, is := points[0].Available, points[len(points)-1].Available
	if began <= 0 {
		return ""
	}
	span := min(now.Sub(points[0].At.Time()), sparkSpan)
	within := "24 h"
	if span < sparkSpan-time.Hour {
		within = words.Span(span)
	}
	const most = 1 << 50
	difference := is - began
	if difference > most || difference < -most {
		return ""
	}
	tenths := difference * 1000 / began
	sign := "+"
	if tenths < 0 {
		sign, tenths = "−", -tenths
	}
	return sign + strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " % in " + within
}

// panel is three lines of four columns.
func (h *Header) panel(c *screen.Canvas, book *state.View) {
	pen, t := c.Pen, c.Theme
	starts := columnStarts(pen.Left())
	within := func(column int, draw func()) {
		pen.To(starts[column])
		outer := pen.Bound(starts[column+1] - 2)
		draw()
		pen.Bound(outer)
	}
	row := func(draws ...func()) {
		for column, draw := range draws {
			within(column, draw)
		}
		pen.End()
	}
	text := func(tone theme.Tone, text string) func() { return func() { pen.Text(t.Tone(tone), text) } }
	waiting := book.Waiting

	row(text(theme.ToneMuted, h.figures.title),
		func() {
			pen.Text(t.Muted, h.figures.budgetTitle)
			tone := theme.ToneMuted
			if h.figures.over {
				tone = theme.ToneWarn
			}
			if cells.Width(h.figures.pace) <= pen.Left() {
				pen.Text(t.Tone(tone), h.figures.pace)
			}
		},
		text(theme.ToneMuted, "Needs approval"+h.figures.reach), text(theme.ToneMuted, "Today"+h.figures.reach))
	told := func(text string) theme.Style {
		if text == notTold {
			return t.Muted
		}
		return t.Strong
	}
	row(
		func() { pen.Text(told(h.figures.available), h.figures.available) },
		func() { budgetBar(c, book.Balance) },
		func() {
			if waiting.Count == 0 {
				pen.Text(t.Text, h.figures.none)
				return
			}
			pen.Text(t.Tone(theme.ToneWarn).Strong(), h.figures.requests)
			whole(pen, t.Muted, h.figures.others, func(text string) string { return ", " + text })
		},
		func() {
			if len(book.Today.Spent) == 0 {
				pen.Text(t.Text, h.figures.idle)
				return
			}
			spent := h.figures.spent.within(pen.Left() - len(" spent"))
			if spent == "" {
				pen.Text(t.Muted, "too narrow to show")
				return
			}
			pen.Text(t.Strong, spent)
			pen.Text(t.Text, " spent")
		},
	)
	row(
		func() {
			pen.Text(t.Accent, h.figures.spark)
			if h.figures.spark != "" {
				pen.Skip(2)
			}
			pen.Text(t.Muted, h.figures.change)
		},
		func() {
			left := h.figures.budgetLeft
			if _, _, drawn := book.Balance.Used(); !drawn {
				// It stands where the bar would.
				return
			}
			if cells.Width(left) > pen.Left() {
				left = h.figures.budgetShort
			}
			pen.Text(t.Muted, left)
		},
		func() {
			if waiting.Count > 0 {
				oldest := "oldest " + words.Age(c.Now, waiting.Oldest)
				if sum := h.figures.waiting.within(pen.Left() - len(oldest) - len(" · ") + 1); sum != "" {
					pen.Text(t.Text, sum)
					pen.Text(t.Muted, " · "+oldest)
				} else if sum := h.figures.waiting.within(pen.Left()); sum != "" {
					// How much it is says more than how old it is.
					pen.Text(t.Text, sum)
				} else {
					pen.Text(t.Muted, oldest)
				}
			}
		},
		func() {
			if unseen := h.figures.unseen; unseen != "" && cells.Width(unseen) <= pen.Left() {
				pen.Text(t.Tone(theme.ToneWarn), unseen)
				return
			}
			if elsewhere := h.figures.elsewhere; elsewhere != "" && whole(pen, t.Muted, elsewhere, nil) {
				return
			}
			pen.Text(t.Muted, h.figures.decisions)
		},
	)
}

// whole writes a text about other accounts where there is room for all of it,
// or else in fewer words, and reports whether there was: half a figure misleads.
func whole(pen *cells.Pen, style theme.Style, text string, join func(text string) string) bool {
	if text == "" {
		return false
	}
	for _, words := range []string{text, strings.Replace(text, "of other accounts", "of others", 1)} {
		if join != nil {
			words = join(words)
		}
		if cells.Width(words) <= pen.Left() {
			pen.Text(style, words)
			return true
		}
	}
	return false
}

// oneLine is the figures for a terminal without room for the panel.
func oneLine(c *screen.Canvas, book *state.View) {
	pen, t := c.Pen, c.Theme
	pen.Skip(1)
	outer := pen.Bound(pen.Column() + pen.Left() - 1)
	// A piece that doesn't fit whole is left out: half a figure misleads.
	piece := func(tone theme.Tone, figure, meaning string) {
		separator := ""
		if pen.Column() > 1 {
			separator = " · "
		}
		if cells.Width(separator)+cells.Width(figure)+cells.Width(meaning) > pen.Left() {
			return
		}
		pen.Text(t.Border, separator)
		pen.Text(t.Tone(tone).Strong(), figure)
		pen.Text(t.Muted, meaning)
	}
	if figure := available(book); figure != notTold {
		piece(theme.ToneText, figure, " available")
	}
	if waiting := book.Waiting; waiting.Count > 0 {
		// Whose they are says more than how old they are.
		detail := "oldest " + words.Age(c.Now, waiting.Oldest)
		if count := book.WaitingElsewhere(); count > 0 {
			detail = words.Count(count) + " of others"
		}
		piece(theme.ToneWarn, words.Count(waiting.Count), " to approve, "+words.SumsBut(waiting.Sums, waiting.NotTold)+", "+detail)
	}
	if used, whole, told := book.Balance.Used(); told {
		piece(budget.Tone(used, whole), strconv.Itoa(gauge.Percent(used, whole))+" %", " of budget")
	} else if left, short := budgetLeft(book.Balance); left != "" {
		piece(theme.ToneText, short, " of the budget")
	}
	if today := book.Today; len(today.Spent) > 0 || today.NotTold > 0 {
		piece(theme.ToneText, words.SumsBut(today.Spent, today.NotTold), " today")
	}
	if len(book.Elsewhere.Spent) > 0 {
		piece(theme.ToneMuted, "+ "+words.Sums(book.Elsewhere.Spent), " of others")
	}
	if unseen, told := state.InAll(book.Unseen); told {
		piece(theme.ToneWarn, theme.GlyphUncertain+" "+words.Money(unseen.Missing), " not seen")
	}
	pen.Bound(outer)
	pen.End()
}

// spentToday is the day's sums, in the account's currency first.
func spentToday(book *state.View) sums {
	spent := book.Today.Spent
	if book.Balance != nil && len(spent) > 1 {
		code := book.Balance.Money(0).Code()
		if i := slices.IndexFunc(spent, func(sum state.Money) bool { return sum.Code() == code }); i > 0 {
			spent = slices.Concat(spent[i:i+1], spent[:i], spent[i+1:])
		}
	}
	return sumsOf(spent, book.Today.NotTold)
}

// sumsOf is the sums of several amounts, and how many more aren't told.
func sumsOf(amounts []state.Money, notTold int) sums {
	all := words.SumsBut(amounts, notTold)
	made := sums{full: all, short: all, width: cells.Width(all)}
	if others := len(amounts) - 1 + notTold; len(amounts) > 0 && others > 0 {
		made.short = words.Money(amounts[0]) + " + " + words.Count(others) + " more"
	}
	return made
}

// within is the sums in that many cells; "" where not even the first of them fits.
func (s sums) within(room int) string {
	switch {
	case s.width <= room:
		return s.full
	case cells.Width(s.short) <= room:
		return s.short
	}
	// Half an amount is another amount.
	return ""
}

// columnStarts is where the four columns begin, and where the last one ends.
func columnStarts(width int) [5]int {
	inner := width - 2
	return [5]int{1, 1 + inner*23/100, 1 + inner*55/100, 1 + inner*79/100, width + 1}
}

// decisions count what was decided today; where there is none, they say how far
// what is known here reaches.
func decisions(book *state.View) string {
	coverage := book.Coverage()
	if today := book.Today; today.Approved+today.Declined > 0 || coverage.Whole() {
		return words.Count(today.Approved) + " approved · " + words.Count(today.Declined) + " declined"
	}
	return words.ReachShort(coverage)
}

// staleBalance is how old a balance gets before it is dated: it is asked for
// every minute at least while the bank answers.
const staleBalance = 3 * time.Minute

// availableTitle says how old a stale balance is, and of how many accounts the total is, where there are
// several and the bank hasn't told all of them.
func availableTitle(now time.Time, book *state.View) string {
	title := "Available"
	if balance := book.Balance; balance != nil && balance.SeenAt.Known() && now.Sub(balance.SeenAt.Time()) > staleBalance {
		title += " " + words.Age(now, balance.SeenAt) + " ago"
	}
	of, told := keyed(book), 0
	for _, account := range book.Accounts {
		if account.Keyed && account.Balance != nil {
			told++
		}
	}
	if of < 2 || told == of {
		return title
	}
	return title + " · " + words.Count(told) + " of " + words.Count(of) + " accounts"
}

func available(book *state.View) string {
	if book.Balance == nil && book.Several() {
		// Different currencies have no total.
		var sums []state.Money
		for _, account := range book.Accounts {
			if account.Keyed && account.Balance != nil && account.Balance.Available != nil {
				sums = append(sums, account.Balance.Money(*account.Balance.Available))
			}
		}
		if len(sums) > 0 {
			return words.Sums(sums)
		}
	}
	if book.Balance == nil || book.Balance.Available == nil {
		return notTold
	}
	return words.Money(book.Balance.Money(*book.Balance.Available))
}

func budgetTitle(balance *state.Balance) string {
	if balance == nil || balance.Period == "" {
		return "Budget"
	}
	return strings.ToUpper(balance.Period[:1]) + balance.Period[1:] + " budget"
}

func budgetBar(c *screen.Canvas, balance *state.Balance) {
	used, whole, told := balance.Used()
	if !told {
		if left, _ := budgetLeft(balance); left != "" {
			c.Pen.Text(c.Theme.Strong, left)
		} else {
			c.Pen.Text(c.Theme.Muted, notTold)
		}
		return
	}
	const percentWidth, widest = 6, 40
	style := c.Theme.Tone(budget.Tone(used, whole))
	gauge.Bar(c.Pen, c.Theme, style, used, whole, min(widest, c.Pen.Left()-percentWidth))
	c.Pen.Right(c.Theme.Text, strconv.Itoa(gauge.Percent(used, whole))+" %", percentWidth)
}

// budgetLeft is what the bank told of the budget, whatever part of it that is;
// "" where it told nothing.
func budgetLeft(balance *state.Balance) (full, short string) {
	if balance == nil {
		return "", ""
	}
	whole := ""
	if balance.Budget != nil {
		whole = words.Money(balance.Money(*balance.Budget))
	}
	left, told := balance.Left()
	switch {
	case told && left < 0:
		over := words.Money(balance.Money(0).Minus(balance.Money(left))) + " over"
		return strings.TrimSpace(over + " " + whole), over
	case told && whole == "":
		short = words.Money(balance.Money(left)) + " left"
		return short, short
	case told:
		short = words.Money(balance.Money(left)) + " left"
		return words.Money(balance.Money(left)) + " of " + whole + " left", short
	case whole != "":
		return whole + " in all, what is left " + notTold, whole + " in all"
	case balance.Spent != nil:
		short = words.Money(balance.Money(*balance.Spent)) + " spent"
		return short, short
	}
	return "", ""
}
