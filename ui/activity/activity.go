// Package activity is the screen 4 Activity: the audit trail, newest first.
// Each line is a thing that a person did here or a fact that arrived.
package activity

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/keymap"
	"coffer/ui/list"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// Screen is the list of entries.
type Screen struct {
	list    list.List
	book    *state.View
	columns columns
}

// New makes the screen for a Book.
func New(book *state.View) *Screen {
	s := &Screen{list: list.List{Follows: true}, book: book}
	s.list.Install(newest{book})
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
	s.list.Install(newest{book})
	return nil
}

// Update has no messages of its own to take in.
func (s *Screen) Update(tea.Msg) tea.Cmd { return nil }

// Press takes in a command.
func (s *Screen) Press(command keymap.Command) (tea.Cmd, act.Action, bool) {
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
	s.columns.draw(c, s.book.Activity.At(from+line), from+line == s.list.Cursor())
}

// Position is which row the cursor is on, and of how many.
func (s *Screen) Position() (row, of int) { return s.list.Cursor() + 1, s.book.Activity.Len() }

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
	return s.book.Activity.At(s.list.Cursor())
}

// OnScreen adds nothing: an entry never changes.
func (s *Screen) OnScreen(ids []string) []string { return ids }

// newest is the activity as the Book keeps it. Entries are named by number.
type newest struct{ book *state.View }

func (n newest) Len() int { return n.book.Activity.Len() }

func (n newest) ID(index int) string {
	return strconv.FormatInt(n.book.Activity.At(index).Seq, 10)
}

func (n newest) Rank(id string) (int, bool) {
	seq, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, false
	}
	return n.book.Activity.Rank(&state.Entry{Seq: seq})
}
