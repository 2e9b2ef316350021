// Package screen is what the screens have in common: what they are drawn
// with and what the root may ask of them.
//
// It holds no state of its own.
package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/keymap"
)

// Canvas is what a line is drawn with.
type Canvas struct {
	Pen      *cells.Pen
	Theme    *theme.Theme
	Now      time.Time
	Location *time.Location
}

// Screen is one of the four lists. It draws line by line into the part of the
// frame that the root gives it.
type Screen interface {
	// Place is where its keys apply.
	Place() keymap.Scope
	// Resize tells the width of its lines and how many there are for rows.
	Resize(width, height int)
	// SetBook brings the Book as it is now.
	SetBook(book *state.View) tea.Cmd
	// Update takes in messages of its own.
	Update(msg tea.Msg) tea.Cmd
	// Press takes in a command and reports whether it was meant for it.
	Press(command keymap.Command) (tea.Cmd, act.Action, bool)
	// Off says why a command can't be done here now; "" when it can.
	Off(command keymap.Command) string
	// Click puts the cursor on a visible line and reports whether it was there
	// already.
	Click(line int) bool
	// Scroll moves the window.
	Scroll(rows int)
	// Head draws the columns' names.
	Head(c *Canvas)
	// Row draws a visible line, without ending it.
	Row(c *Canvas, line int)
	// Position is which row the cursor is on, from 1, and of how many.
	Position() (row, of int)
	// Note is what the tab line says at its right: arrivals, the filter.
	Note() string
	// Subject is the record that the cursor is on, or nil.
	Subject() Subject
	// OnScreen adds the ids of the visible open records to ids.
	OnScreen(ids []string) []string
}

// Filterable is a screen that can be filtered.
type Filterable interface {
	// SetFilter filters by what was typed; "" shows all.
	SetFilter(text string) tea.Cmd
	// Filter is the filter as it was typed.
	Filter() string
	// FilterHint says what can be typed.
	FilterHint() string
	// Unfinished says what the filter as it was typed lacks; "" for nothing.
	Unfinished() string
	// Tick brings the time, which some filters ask for.
	Tick(now time.Time) tea.Cmd
}

// Subject is a record that details can be shown of: a *state.Spend, a
// *state.Swap, a *state.Intent or a *state.Entry.
type Subject any
