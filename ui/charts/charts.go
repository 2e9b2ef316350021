// Package charts is the screen 5 Charts: what was spent by day, what is left
// over time, and who had which part of the month. It says each figure in words
// too, so that nothing hangs on a colour.
//
// It costs what is visible: the sums are kept by the Book.
package charts

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/keymap"
	"coffer/ui/screen"
)

const (
	// twoColumns is from where on charts stand side by side.
	twoColumns = 96
	columnGap  = 4
	// barsLeast and barsMost bound the height of upright bars.
	barsLeast, barsMost = 4, 12
	// around is the lines of a chart that are not bars: its title, its dates and
	// the blank one behind it.
	around = 3
	// narrowRows is how many rows of a list are shown where charts stand below
	// each other.
	narrowRows = 8
)

// Screen draws the charts, and scrolls them where there is no room for all.
type Screen struct {
	book          *state.View
	width, height int
	top           int
	// columns are the charts as they stand beside and below each other.
	columns [][]chart
}

// chart is a part of the screen with a height.
type chart interface {
	lines() int
	draw(c *screen.Canvas, line, width int)
}

// New makes the screen for a Book.
func New(book *state.View) *Screen { return &Screen{book: book} }

// Place is where its keys apply.
func (s *Screen) Place() keymap.Scope { return keymap.InCharts }

// Resize tells the width of its lines and how many there are.
func (s *Screen) Resize(width, height int) {
	s.width, s.height = width, height
	s.arrange()
}

// SetBook brings the Book as it is now.
func (s *Screen) SetBook(book *state.View) tea.Cmd {
	s.book = book
	s.arrange()
	return nil
}

// Update has nothing to take in.
func (s *Screen) Update(tea.Msg) tea.Cmd { return nil }

// Press scrolls.
func (s *Screen) Press(command keymap.Command) (tea.Cmd, act.Action, bool) {
	switch command {
	case keymap.Down:
		s.Scroll(1)
	case keymap.Up:
		s.Scroll(-1)
	case keymap.PageDown:
		s.Scroll(s.height)
	case keymap.PageUp:
		s.Scroll(-s.height)
	case keymap.First:
		s.Scroll(-s.total())
	case keymap.Last:
		s.Scroll(s.total())
	default:
		return nil, nil, false
	}
	return nil, nil, true
}

// Off says why a command can't be done here now.
func (s *Screen) Off(command keymap.Command) string {
	switch command {
	case keymap.EditFilter, keymap.OpenDetails:
		return "only in a list"
	}
	return ""
}

// Click has nothing to point at.
func (s *Screen) Click(int) bool { return false }

// Scroll moves the window.
func (s *Screen) Scroll(lines int) {
	s.top = max(min(s.top+lines, s.total()-s.height), 0)
}

// Head has no columns to name.
func (s *Screen) Head(*screen.Canvas) {}

// Row draws a visible line.
func (s *Screen) Row(c *screen.Canvas, line int) {
	if len(s.columns) == 0 {
		return
	}
	width := (s.width - columnGap*(len(s.columns)-1)) / len(s.columns)
	left := c.Pen.Column()
	for i, column := range s.columns {
		start := left + i*(width+columnGap)
		c.Pen.To(start)
		outer := c.Pen.Bound(start + width)
		drawLine(c, column, s.top+line, width)
		c.Pen.Bound(outer)
	}
}

func drawLine(c *screen.Canvas, column []chart, line, width int) {
	for _, chart := range column {
		if line < chart.lines() {
			chart.draw(c, line, width)
			return
		}
		line -= chart.lines()
	}
}

// Position counts what there is to see; 0 of 0 when there is nothing yet.
func (s *Screen) Position() (row, of int) {
	if len(s.columns) == 0 {
		return 0, 0
	}
	return s.top + 1, s.total()
}

// Pages is how many lines are above the visible ones, how many are visible,
// and how many there are.
func (s *Screen) Pages() (above, visible, lines int) { return s.top, s.height, s.total() }

// Note has nothing to say.
func (s *Screen) Note() string { return "" }

// Subject is nothing: charts are about all records.
func (s *Screen) Subject() screen.Subject { return nil }

// OnScreen adds nothing.
func (s *Screen) OnScreen(ids []string) []string { return ids }

func (s *Screen) total() int {
	most := 0
	for _, column := range s.columns {
		lines := 0
		for _, chart := range column {
			lines += chart.lines()
		}
		most = max(most, lines)
	}
	return most
}

func (s *Screen) arrange() {
	spending := s.book.Spending
	s.columns = nil
	if s.width <= 0 || spending == nil || (spending.Currency == "" && len(s.book.BalanceHistory) == 0) {
		return
	}
	wide := s.width >= twoColumns
	height := barsLeast
	if wide {
		// Half of the screen is for bars, half for lists.
		height = min(max(s.height/2-around, barsLeast), barsMost)
	}
	coverage := s.book.Coverage()
	days := newDays(spending, height, coverage)
	balance := newBalance(s.book, height)
	merchants := shares{
		title: "By merchant this month", of: spending, shares: spending.Merchants, coverage: coverage, rest: spending.Rest,
	}
	accounts := shares{
		title: "By account this month", of: spending, shares: spending.Accounts, others: spending.OtherAccounts, coverage: coverage,
		rest: spending.RestOfAccounts, nameOf: s.book.AccountTitle,
	}
	merchants.rows, accounts.rows = rowsFor(merchants), rowsFor(accounts)
	var compared []chart
	if told, has := state.InAll(s.book.Unseen); has {
		compared = []chart{unseen{told: told, coverage: coverage}}
	}
	if wide {
		merchants.rows = max(s.height-height-2*around, 1)
		accounts.rows = merchants.rows
		for _, chart := range compared {
			merchants.rows = max(merchants.rows-chart.lines(), 1)
		}
		s.columns = [][]chart{append([]chart{days, merchants}, compared...), {balance, accounts}}
	} else {
		s.columns = [][]chart{append([]chart{days, merchants, balance, accounts}, compared...)}
	}
	s.Scroll(0)
}

// rowsFor is how many rows a list takes where others stand below it.
func rowsFor(s shares) int { return min(max(len(s.shares)+len(s.others), 1), narrowRows) }
