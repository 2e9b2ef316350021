// Package swaps is the screen 3 Swaps: every swap, newest first, and above
// them each confirmed swap whose outcome nobody knows, or that came to nothing
// since the start.
package swaps

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/flash"
	"coffer/ui/keymap"
	"coffer/ui/list"
	"coffer/ui/screen"
	"coffer/ui/spendrow"
	"coffer/ui/words"
)

// Screen is the list of swaps.
type Screen struct {
	list    list.List
	flash   flash.Flash
	rows    rows
	trades  trades
	columns columns
}

// New makes the screen for a Book. With still set nothing flashes.
func New(book *state.View, still bool) *Screen {
	s := &Screen{flash: flash.Flash{Still: still}, rows: rowsOf(book), trades: make(trades)}
	s.list.Install(s.rows)
	return s
}

// Place is where its keys apply.
func (s *Screen) Place() keymap.Scope { return keymap.InSwaps }

// Resize tells the width of its lines and how many there are.
func (s *Screen) Resize(width, height int) {
	s.list.Resize(height)
	sell, buy := leastExtent, leastExtent
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		if swap, ok := s.rows.at(i).(*state.Swap); ok && swap.Terms != nil {
			amounts := s.trades.of(swap)
			sell = sell.with(amounts.sell, swap.Terms.SellToken)
			buy = buy.with(amounts.buy, swap.Terms.BuyToken)
		}
	}
	s.columns = layout(width, spendrow.AccountWidth(s.rows.book), sell, buy)
}

// SetBook brings the Book as it is now.
func (s *Screen) SetBook(book *state.View) tea.Cmd {
	before := s.rows.book
	s.rows = rowsOf(book)
	s.list.Install(s.rows)
	var changed []string
	from, to := s.list.Window()
	for i := from; i < to && before.Swaps.Len() > 0; i++ {
		swap, ok := s.rows.at(i).(*state.Swap)
		if !ok {
			continue
		}
		if known := before.Swap(swap.ID); known == nil || known.Status != swap.Status {
			changed = append(changed, swap.ID)
		}
	}
	return s.flash.Mark(changed)
}

// Update takes in the screen's own messages.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	s.flash.Update(msg)
	return nil
}

// Press takes in a command.
func (s *Screen) Press(command keymap.Command) (tea.Cmd, act.Action, bool) {
	return nil, nil, s.list.Press(command)
}

// Off says why a command can't be done here now.
func (s *Screen) Off(command keymap.Command) string {
	if command == keymap.EditFilter {
		return "no swap is ever hidden"
	}
	return ""
}

// Seek puts the cursor on a swap, if it is listed.
func (s *Screen) Seek(id string) bool { return s.list.Seek(id) }

// Click puts the cursor on a visible line and reports whether it was there.
func (s *Screen) Click(line int) bool { return s.list.Click(line) }

// Scroll moves the window.
func (s *Screen) Scroll(rows int) { s.list.Scroll(rows) }

// Head draws the columns' names.
func (s *Screen) Head(c *screen.Canvas) { s.columns.head(c) }

// Row draws a visible line.
func (s *Screen) Row(c *screen.Canvas, line int) {
	from, to := s.list.Window()
	if from+line >= to {
		return
	}
	selected := from+line == s.list.Cursor()
	switch row := s.rows.at(from + line).(type) {
	case *state.Intent:
		s.columns.drawIntent(c, row, s.account(row.Account), s.intentHint(c, row), s.bankNow(c), selected)
	case *state.Swap:
		s.columns.drawSwap(c, row, s.account(row.Account), s.trades.of(row), selected, s.flash.On(row.ID))
	}
}

// account is what an account is called; "" where there is one, which nobody has
// to be told.
func (s *Screen) account(id string) string {
	if !s.rows.book.Several() {
		return ""
	}
	return s.rows.book.AccountTitle(id)
}

// intentHint says who asks again about an intent, where that is still open.
func (s *Screen) intentHint(c *screen.Canvas, intent *state.Intent) string {
	switch {
	case !intent.Unresolved() || s.rows.book.Bank.ReadOnly:
		return ""
	case intent.Stale(s.bankNow(c)):
		return "r asks again with the same key"
	}
	if next := words.NextTry(intent, s.bankNow(c)); next != "" {
		return next
	}
	return "asked again by itself"
}

// bankNow is the time on the bank's clock, which intents grow old by.
func (s *Screen) bankNow(c *screen.Canvas) state.Moment {
	return state.MomentOf(c.Now.Add(s.rows.book.Feed.ClockOffset))
}

// Position is which row the cursor is on, and of how many.
func (s *Screen) Position() (row, of int) { return s.list.Cursor() + 1, s.rows.Len() }

// Note is empty: nothing is filtered here.
func (s *Screen) Note() string { return "" }

// Subject is the swap or the intent that the cursor is on.
func (s *Screen) Subject() screen.Subject {
	if s.list.Cursor() < 0 {
		return nil
	}
	return s.rows.at(s.list.Cursor())
}

// OnScreen adds the ids of the visible open swaps to ids.
func (s *Screen) OnScreen(ids []string) []string {
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		if swap, ok := s.rows.at(i).(*state.Swap); ok && swap.Open() {
			ids = append(ids, swap.ID)
		}
	}
	return ids
}
