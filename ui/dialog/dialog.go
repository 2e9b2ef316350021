// Package dialog is what stands in front of the screens: the interface of a
// dialog, the scene it is opened in, the stack of open ones and the frame they
// are drawn with.
//
// A dialog never does anything itself: it returns typed actions, and the root
// performs them.
package dialog

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/keymap"
	"coffer/ui/news"
)

// Dialog is one dialog. It is made with a Scene and is not used after it
// returned act.Close.
type Dialog interface {
	// Init is what it has to wait for from its beginning, or nil.
	Init() tea.Cmd
	// Resize tells how many cells and lines its View may take at most.
	Resize(width, height int)
	// Update takes a message in. The top dialog gets keys and pastes; every
	// open one gets the news; the one that asked gets the answer. A nil action
	// changes nothing outside.
	Update(msg tea.Msg) (tea.Cmd, act.Action)
	// Title names it in its frame.
	Title() string
	// View is its lines, without frame, title and key hints.
	View() string
	// Width is how many cells its View would like to have.
	Width() int
	// Keys are its key hints as of now.
	Keys() []keymap.Hint
	// Cursor is where the terminal's cursor stands in its View, if it is shown.
	Cursor() (column, line int, shown bool)
}

// Scene is what surrounds a dialog: given when it is made, kept current by
// Follow. Embed it.
type Scene struct {
	// Serial tells this dialog from every other of this program.
	Serial   uint64
	Theme    *theme.Theme
	Book     *state.View
	Now      time.Time
	Location *time.Location
	// Who is the person at this terminal.
	Who           string
	ReducedMotion bool
}

// Follow takes news into the scene. Every Update begins with it.
func (s *Scene) Follow(msg tea.Msg) {
	switch msg := msg.(type) {
	case news.BookChanged:
		s.Book = msg.Book
	case news.Ticked:
		s.Now = msg.Now
	case news.ThemeChosen:
		s.Theme = msg.Theme
	}
}

// BankNow is the time on the bank's clock, which deadlines are counted by.
func (s *Scene) BankNow() state.Moment {
	return state.MomentOf(s.Now.Add(s.Book.Feed.ClockOffset))
}
