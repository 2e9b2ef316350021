package list

import "coffer/ui/keymap"

// Press takes in a command and reports whether it was a movement.
func (l *List) Press(command keymap.Command) bool {
	switch command {
	case keymap.Down:
		l.Move(1)
	case keymap.Up:
		l.Move(-1)
	case keymap.PageDown:
		l.Page(1)
	case keymap.PageUp:
		l.Page(-1)
	case keymap.First:
		l.First()
	case keymap.Last:
		l.Last()
	default:
		return false
	}
	return true
}
