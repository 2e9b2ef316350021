package dialog

import (
	tea "charm.land/bubbletea/v2"

	"coffer/ui/act"
)

// Stack is the open dialogs, the one in front last. The zero Stack is empty.
type Stack struct {
	open          []opened
	width, height int
}

// opened is a dialog with the serial of its scene, by which answers find it.
type opened struct {
	Dialog
	serial uint64
}

// Asked is an action with the serial of the dialog that returned it.
type Asked struct {
	Serial uint64
	Action act.Action
}

// Empty reports whether no dialog is open.
func (s *Stack) Empty() bool { return len(s.open) == 0 }

// Top is the dialog in front, or nil.
func (s *Stack) Top() Dialog {
	if s.Empty() {
		return nil
	}
	return s.open[len(s.open)-1].Dialog
}

// Push puts a dialog in front; serial is its scene's.
func (s *Stack) Push(d Dialog, serial uint64) tea.Cmd {
	s.open = append(s.open, opened{d, serial})
	s.fit(d)
	return d.Init()
}

// Close takes the dialog with the serial out, wherever it stands.
func (s *Stack) Close(serial uint64) {
	kept := make([]opened, 0, len(s.open))
	for _, entry := range s.open {
		if entry.serial != serial {
			kept = append(kept, entry)
		}
	}
	s.open = kept
}

// Clear closes all.
func (s *Stack) Clear() { s.open = nil }

// Resize fits every dialog into a terminal of this size.
func (s *Stack) Resize(width, height int) {
	s.width, s.height = width, height
	for _, entry := range s.open {
		s.fit(entry.Dialog)
	}
}

// Front hands a message to the dialog in front.
func (s *Stack) Front(msg tea.Msg) (tea.Cmd, Asked) {
	if s.Empty() {
		return nil, Asked{}
	}
	top := s.open[len(s.open)-1]
	cmd, action := top.Update(msg)
	return cmd, Asked{top.serial, action}
}

// All hands a message to every dialog, the one in front first.
func (s *Stack) All(msg tea.Msg) (tea.Cmd, []Asked) {
	var cmds []tea.Cmd
	var asked []Asked
	for i := len(s.open) - 1; i >= 0; i-- {
		cmd, action := s.open[i].Update(msg)
		cmds = append(cmds, cmd)
		if action != nil {
			asked = append(asked, Asked{s.open[i].serial, action})
		}
	}
	return tea.Batch(cmds...), asked
}

// Answer hands a message to the dialog that asked, if it is still open.
func (s *Stack) Answer(serial uint64, msg tea.Msg) (tea.Cmd, Asked) {
	for _, entry := range s.open {
		if entry.serial == serial {
			cmd, action := entry.Update(msg)
			return cmd, Asked{serial, action}
		}
	}
	return nil, Asked{}
}

func (s *Stack) fit(d Dialog) {
	box := boxFor(d, s.width, s.height)
	d.Resize(box.width, box.height)
}
