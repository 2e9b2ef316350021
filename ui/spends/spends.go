// Package spends is the screen 1 Spends: every request, newest first, filtered
// and sorted as asked.
//
// It costs what is visible. Looking through all records happens in commands,
// over an immutable View.
package spends

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/filter"
	"coffer/ui/flash"
	"coffer/ui/keymap"
	"coffer/ui/list"
	"coffer/ui/screen"
	"coffer/ui/search"
	"coffer/ui/spendrow"
	"coffer/ui/words"
)

// Screen is the list of all requests.
type Screen struct {
	list   list.List
	flash  flash.Flash
	book   *state.View
	rows   rows
	window spendrow.Window
	wanted wanted
	now    time.Time
	zone   *time.Location
	search search.Search[*listing]
	// first is set when the first row was asked for before the rows were there.
	first bool
	// sifted is what the filter has come to; nil without one.
	sifted  *filter.Sifted
	filter  string
	marker  filter.Marker
	columns spendrow.Columns
}

// New makes the screen for a Book as it is now. Days begin at midnight of the
// location. With still set nothing flashes.
func New(book *state.View, now time.Time, location *time.Location, still bool) *Screen {
	s := &Screen{list: list.List{Follows: true}, flash: flash.Flash{Still: still}, book: book, now: now, zone: location}
	s.install(newest{book})
	return s
}

// Place is where its keys apply.
func (s *Screen) Place() keymap.Scope { return keymap.InSpends }

// Resize tells the width of its lines and how many there are.
func (s *Screen) Resize(width, height int) {
	s.list.Resize(height)
	s.window.Resize(height)
	status := 0
	var amounts spendrow.Amounts
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		kept := s.rows.at(s.book, i)
		status = max(status, spendrow.StatusWidth(kept.Status()))
		amounts.Fit(kept.Money())
	}
	s.columns = spendrow.Layout(width, status, amounts, spendrow.AccountWidth(s.book), false)
}

// SetBook brings the Book as it is now.
func (s *Screen) SetBook(book *state.View) tea.Cmd {
	before := s.book
	s.book = book
	var searching tea.Cmd
	if s.search.Needed() {
		searching = s.search.Renew(s.instant())
	} else {
		s.install(newest{book})
	}
	return tea.Batch(searching, s.flash.Mark(s.changedSince(before)))
}

// Update takes in the screen's own messages.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	s.flash.Update(msg)
	hits, anew, ok, cmd := s.search.Take(msg, s.instant())
	switch {
	case ok && anew:
		s.sifted = hits.sifted
		s.replace(hits)
		if s.first {
			s.first = false
			s.list.First()
		}
	case ok:
		s.sifted = hits.sifted
		s.install(hits)
	}
	return cmd
}

// SetFilter filters by what was typed.
func (s *Screen) SetFilter(text string) tea.Cmd {
	s.filter = text
	s.wanted.query = filter.Parse(text, s.zone).Naming(s.book.Accounts)
	s.marker.Ask(s.wanted.query)
	return s.searchAnew()
}

// Filter is the filter as it was typed.
func (s *Screen) Filter() string { return s.filter }

// FilterHint says what can be typed.
func (s *Screen) FilterHint() string { return "merchant:aws status:needs amount:>100 age:<1h -word" }

// Unfinished says what the filter lacks; "" when all of it counts.
func (s *Screen) Unfinished() string { return s.wanted.query.Unfinished() }

// Tick brings the time. What is asked for by age changes with it.
func (s *Screen) Tick(now time.Time) tea.Cmd {
	s.now = now
	if s.sifted != nil && s.sifted.Due(state.MomentOf(now)) {
		return s.search.Renew(s.instant())
	}
	return nil
}

// Press takes in a command.
func (s *Screen) Press(command keymap.Command) (tea.Cmd, act.Action, bool) {
	switch command {
	case keymap.SortColumn:
		s.wanted.order = order{column: s.wanted.order.column.Next()}
		return s.searchAnew(), nil, true
	case keymap.ReverseOrder:
		s.wanted.order.reversed = !s.wanted.order.reversed
		return s.searchAnew(), nil, true
	case keymap.First, keymap.Last, keymap.Up, keymap.Down, keymap.PageUp, keymap.PageDown:
		s.first = command == keymap.First && s.search.Awaited()
	case keymap.Back:
		if s.filter == "" {
			return nil, nil, false
		}
		return s.SetFilter(""), nil, true
	}
	return nil, nil, s.list.Press(command)
}

// Off says why a command can't be done here now.
func (s *Screen) Off(keymap.Command) string { return "" }

// Seek puts the cursor on a request, if it is listed.
func (s *Screen) Seek(id string) bool { return s.list.Seek(id) }

// Lists reports whether a request is listed.
func (s *Screen) Lists(id string) bool {
	_, there := s.rows.Rank(id)
	return there
}

// Usual reports whether the list is in its usual order, newest first.
func (s *Screen) Usual() bool { return s.wanted.order.usual() }

// Click puts the cursor on a visible line and reports whether it was there.
func (s *Screen) Click(line int) bool { return s.list.Click(line) }

// Scroll moves the window.
func (s *Screen) Scroll(rows int) { s.list.Scroll(rows) }

// Head draws the columns' names.
func (s *Screen) Head(c *screen.Canvas) {
	sorted := s.wanted.order.column
	if s.wanted.order.usual() {
		sorted = -1
	}
	spendrow.Head(c, s.columns, sorted, s.wanted.order.reversed)
}

// Row draws a visible line.
func (s *Screen) Row(c *screen.Canvas, line int) {
	from, to := s.list.Window()
	if from+line >= to {
		return
	}
	spend := s.at(from + line)
	spendrow.Draw(c, s.columns, spend, spendrow.Marks{
		Selected: from+line == s.list.Cursor(),
		Flashing: s.flash.On(spend.ID),
		Account:  s.book.AccountTitle(spend.Account),
		Found:    &s.marker,
	})
}

// Position is which row the cursor is on, and of how many.
func (s *Screen) Position() (row, of int) { return s.list.Cursor() + 1, s.rows.Len() }

// Note says what the filtered ones come to, or what has arrived above.
func (s *Screen) Note() string {
	if s.sifted != nil {
		return totals(s.sifted.Totals, s.book.AccountTitle)
	}
	if arrived := s.list.Arrived(); arrived > 0 && !s.search.Needed() {
		return words.Count(arrived) + " new ↑ g"
	}
	return ""
}

// Subject is the request that the cursor is on.
func (s *Screen) Subject() screen.Subject {
	if s.list.Cursor() < 0 {
		return nil
	}
	return s.at(s.list.Cursor())
}

func (s *Screen) at(row int) *state.Spend { return s.window.Spend(row, s.rows.at(s.book, row)) }

// OnScreen adds the ids of the visible open requests to ids.
func (s *Screen) OnScreen(ids []string) []string {
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		if kept := s.rows.at(s.book, i); !kept.Status().Final() {
			ids = append(ids, kept.ID())
		}
	}
	return ids
}

func (s *Screen) searchAnew() tea.Cmd {
	s.first = false
	cmd := s.search.Begin(s.instant(), s.wanted.look())
	if cmd == nil {
		s.sifted = nil
		s.replace(newest{s.book})
	}
	return cmd
}

func (s *Screen) instant() search.Instant { return search.Instant{Book: s.book, Now: s.now} }

// replace shows other rows. Only the usual ones are followed: what a search
// came to holds still.
func (s *Screen) replace(rows rows) {
	s.rows = rows
	s.list.Replace(rows)
	s.list.Follows = !s.search.Needed()
}

func (s *Screen) install(rows rows) {
	s.rows = rows
	s.list.Install(rows)
}

// changedSince lists the visible requests that are new or stand differently.
func (s *Screen) changedSince(before *state.View) []string {
	if before.Spends.Len() == 0 || !s.book.Loading.Done() {
		return nil
	}
	var changed []string
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		kept := s.rows.at(s.book, i)
		if known := before.Kept(kept.ID()); known == nil || known.Status() != kept.Status() {
			changed = append(changed, kept.ID())
		}
	}
	return changed
}
