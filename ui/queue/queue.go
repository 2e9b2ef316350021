// Package queue is the screen 2 Queue: what waits for a person, oldest first,
// so that nothing moves under a hand.
package queue

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

// Screen is the list of what waits.
type Screen struct {
	list   list.List
	flash  flash.Flash
	book   *state.View
	marked map[string]bool
	// opened are those whose pages were opened, until the Book has it.
	opened  map[string]bool
	window  spendrow.Window
	columns spendrow.Columns
}

// New makes the screen for a Book. With still set nothing flashes.
func New(book *state.View, still bool) *Screen {
	s := &Screen{flash: flash.Flash{Still: still}, book: book, marked: make(map[string]bool), opened: make(map[string]bool)}
	s.list.Install(oldest{book})
	return s
}

// Place is where its keys apply.
func (s *Screen) Place() keymap.Scope { return keymap.InQueue }

// Resize tells the width of its lines and how many there are.
func (s *Screen) Resize(width, height int) {
	s.list.Resize(height)
	s.window.Resize(height)
	status := 0
	var amounts spendrow.Amounts
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		kept := s.book.Queue.Kept(i)
		status = max(status, spendrow.StatusWidth(kept.Status()))
		amounts.Fit(kept.Money())
	}
	s.columns = spendrow.Layout(width, status, amounts, spendrow.AccountWidth(s.book), true)
}

// SetBook brings the Book as it is now.
func (s *Screen) SetBook(book *state.View) tea.Cmd {
	before := s.book
	s.book = book
	s.list.Install(oldest{book})
	for id := range s.marked {
		if kept := book.Kept(id); kept == nil || kept.Status() != state.NeedsApproval {
			delete(s.marked, id)
		}
	}
	for id := range s.opened {
		if spend := book.Spend(id); spend == nil || !spend.Waiting() || spend.OpenedAt.Known() {
			delete(s.opened, id)
		}
	}
	var changed []string
	from, to := s.list.Window()
	for i := from; i < to && before.Queue.Len() > 0; i++ {
		kept := book.Queue.Kept(i)
		if known := before.Kept(kept.ID()); known == nil || known.Status() != kept.Status() {
			changed = append(changed, kept.ID())
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
	switch command {
	case keymap.Mark:
		s.mark()
		return nil, nil, true
	case keymap.OpenMarked:
		return nil, act.OpenApprovals{SpendIDs: s.Marked()}, true
	case keymap.Back:
		if len(s.marked) == 0 {
			return nil, nil, false
		}
		clear(s.marked)
		return nil, nil, true
	}
	return nil, nil, s.list.Press(command)
}

// Off says why a command can't be done here now.
func (s *Screen) Off(command keymap.Command) string {
	switch command {
	case keymap.Mark:
		if spend := s.current(); spend == nil || !spend.Waiting() {
			return "nothing to approve here"
		}
	case keymap.OpenMarked:
		if len(s.marked) == 0 {
			return "nothing is marked"
		}
	case keymap.EditFilter:
		return "nothing that waits is ever hidden"
	}
	return ""
}

// Marked is the marked requests, oldest first.
func (s *Screen) Marked() []string {
	var ids []string
	for _, kept := range s.book.Queue.Sequence.From(0) {
		if s.marked[kept.ID()] {
			ids = append(ids, kept.ID())
		}
	}
	return ids
}

// Opened unmarks a request whose page was opened. When the cursor is on it, it
// goes on to the next that nobody has decided or opened.
func (s *Screen) Opened(id string) {
	s.Unmark(id)
	s.opened[id] = true
	if id == s.list.ID() {
		s.goOn(func(spend *state.Spend) bool { return !spend.OpenedAt.Known() && !s.opened[spend.ID] })
	}
}

// Unmark takes the mark from a request.
func (s *Screen) Unmark(id string) { delete(s.marked, id) }

// Decided takes the cursor from a request that was decided here on to the next
// one: first one that nobody has opened, else any that waits.
func (s *Screen) Decided(id string) {
	if id != s.list.ID() {
		return
	}
	if !s.goOn(func(spend *state.Spend) bool { return spend.ID != id && !spend.OpenedAt.Known() }) {
		s.goOn(func(spend *state.Spend) bool { return spend.ID != id })
	}
}

// goOn moves the cursor to the next waiting request that is wanted, and reports
// whether there is one.
func (s *Screen) goOn(wanted func(spend *state.Spend) bool) bool {
	length := s.book.Queue.Len()
	for step := 1; step < length; step++ {
		row := (s.list.Cursor() + step) % length
		if spend := s.book.Queue.At(row); spend.Waiting() && wanted(spend) {
			s.list.To(row)
			return true
		}
	}
	return false
}

// Seek puts the cursor on a request, if it is listed.
func (s *Screen) Seek(id string) bool { return s.list.Seek(id) }

// Click puts the cursor on a visible line and reports whether it was there.
func (s *Screen) Click(line int) bool { return s.list.Click(line) }

// Scroll moves the window.
func (s *Screen) Scroll(rows int) { s.list.Scroll(rows) }

// Head draws the columns' names.
func (s *Screen) Head(c *screen.Canvas) { spendrow.Head(c, s.columns, -1, false) }

// Row draws a visible line.
func (s *Screen) Row(c *screen.Canvas, line int) {
	from, to := s.list.Window()
	if from+line >= to {
		return
	}
	spend := s.at(from + line)
	spendrow.Draw(c, s.columns, spend, spendrow.Marks{
		Selected: from+line == s.list.Cursor(),
		Marked:   s.marked[spend.ID],
		Flashing: s.flash.On(spend.ID),
		Account:  s.book.AccountTitle(spend.Account),
	})
}

// Position is which row the cursor is on, and of how many.
func (s *Screen) Position() (row, of int) { return s.list.Cursor() + 1, s.book.Queue.Len() }

// Note says how many are marked.
func (s *Screen) Note() string {
	if len(s.marked) == 0 {
		return ""
	}
	return words.Count(len(s.marked)) + " marked"
}

// Subject is the request that the cursor is on.
func (s *Screen) Subject() screen.Subject {
	if spend := s.current(); spend != nil {
		return spend
	}
	return nil
}

// OnScreen adds the ids of the visible open requests to ids.
func (s *Screen) OnScreen(ids []string) []string {
	from, to := s.list.Window()
	for i := from; i < to; i++ {
		if kept := s.book.Queue.Kept(i); !kept.Status().Final() {
			ids = append(ids, kept.ID())
		}
	}
	return ids
}

func (s *Screen) current() *state.Spend {
	if s.list.Cursor() < 0 {
		return nil
	}
	return s.at(s.list.Cursor())
}

func (s *Screen) at(row int) *state.Spend { return s.window.Spend(row, s.book.Queue.Kept(row)) }

func (s *Screen) mark() {
	spend := s.current()
	if spend == nil || !spend.Waiting() {
		return
	}
	if s.marked[spend.ID] {
		delete(s.marked, spend.ID)
	} else {
		s.marked[spend.ID] = true
	}
	s.list.Move(1)
}

// oldest is the queue as the Book keeps it.
type oldest struct{ book *state.View }

func (o oldest) Len() int            { return o.book.Queue.Len() }
func (o oldest) ID(index int) string { return o.book.Queue.Kept(index).ID() }

func (o oldest) Rank(id string) (int, bool) {
	kept := o.book.Kept(id)
	if kept == nil {
		return 0, false
	}
	return o.book.Queue.Sequence.Rank(kept)
}
