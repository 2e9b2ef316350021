// Package activity is the screen 4 Activity: the audit trail, newest first.
// Each line is a thing that a person did here or a fact that arrived.
//
// It costs what is visible. A filter looks through the entries in commands,
// over an immutable View.
package activity

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/filter"
	"coffer/ui/keymap"
	"coffer/ui/list"
	"coffer/ui/screen"
	"coffer/ui/search"
	"coffer/ui/words"
)

// Screen is the list of entries.
type Screen struct {
	list    list.List
	book    *state.View
	rows    rows
	now     time.Time
	zone    *time.Location
	search  search.Search[found]
	filter  string
	query   filter.Query
	columns columns
}

// New makes the screen for a Book as it is now. Days begin at midnight of the
// location.
func New(book *state.View, now time.Time, location *time.Location) *Screen {
	s := &Screen{list: list.List{Follows: true}, book: book, now: now, zone: location}
	s.install(newest{book})
	return s
}

// Place is where its keys apply.
func (s *Screen) Place() keymap.Scope { return keymap.InActivity }

// Resize tells the width of its lines and how many there are.
func (s *Screen) Resize(width, height int) {
	s.columns = layout(width)
	s.list.Resize(height)
}

// SetBook brings the Book as it is now.
func (s *Screen) SetBook(book *state.View) tea.Cmd {
	s.book = book
	if s.search.Needed() {
		return s.search.Renew(s.instant())
	}
	s.install(newest{book})
	return nil
}

// Update takes in the end of a search.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	hits, anew, ok, cmd := s.search.Take(msg, s.instant())
	switch {
	case ok && anew:
		s.replace(hits)
	case ok:
		s.install(hits)
	}
	return cmd
}

// SetFilter filters by what was typed.
func (s *Screen) SetFilter(text string) tea.Cmd {
	s.filter = text
	s.query = filter.Parse(text, s.zone)
	if s.query.Empty() {
		s.search.Begin(s.instant(), nil)
		s.replace(newest{s.book})
		return nil
	}
	return s.search.Begin(s.instant(), lookFor(s.query))
}

// Tick brings the time. What is asked for by age changes with it.
func (s *Screen) Tick(now time.Time) tea.Cmd {
	s.now = now
	if s.search.Needed() && s.query.Aging() {
		return s.search.Renew(s.instant())
	}
	return nil
}

// Unfinished says what the filter lacks; "" when all of it counts.
func (s *Screen) Unfinished() string { return s.query.Unfinished() }

// Filter is the filter as it was typed.
func (s *Screen) Filter() string { return s.filter }

// FilterHint says what can be typed.
func (s *Screen) FilterHint() string { return "source:webhook who:ada req_… -word" }

// Press takes in a command.
func (s *Screen) Press(command keymap.Command) (tea.Cmd, act.Action, bool) {
	if command == keymap.Back && s.filter != "" {
		return s.SetFilter(""), nil, true
	}
	return nil, nil, s.list.Press(command)
}

// Off says why a command can't be done here now.
func (s *Screen) Off(keymap.Command) string { return "" }

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
	s.columns.draw(c, s.rows.at(from+line), from+line == s.list.Cursor())
}

// Position is which row the cursor is on, and of how many.
func (s *Screen) Position() (row, of int) { return s.list.Cursor() + 1, s.rows.Len() }

// Note says what has arrived above.
func (s *Screen) Note() string {
	if arrived := s.list.Arrived(); arrived > 0 {
		return words.Count(arrived) + " new ↑ g"
	}
	return ""
}

// Subject is the entry that the cursor is on.
func (s *Screen) Subject() screen.Subject {
	if s.list.Cursor() < 0 {
		return nil
	}
	return s.rows.at(s.list.Cursor())
}

// OnScreen adds nothing: an entry never changes.
func (s *Screen) OnScreen(ids []string) []string { return ids }

func (s *Screen) instant() search.Instant { return search.Instant{Book: s.book, Now: s.now} }

func (s *Screen) replace(rows rows) {
	s.rows = rows
	s.list.Replace(rows)
}

func (s *Screen) install(rows rows) {
	s.rows = rows
	s.list.Install(rows)
}
