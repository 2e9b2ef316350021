package dialog

import (
	"charm.land/bubbles/v2/viewport"

	"coffer/ui/keymap"
)

// NewPage makes the window of a dialog that may hold more lines than there is
// room for, and that the keys of the lists scroll.
func NewPage(keys *keymap.Map) viewport.Model {
	page := viewport.New()
	page.KeyMap = viewport.KeyMap{
		Down:     keys.Binding(keymap.Down).Binding,
		Up:       keys.Binding(keymap.Up).Binding,
		PageDown: keys.Binding(keymap.PageDown).Binding,
		PageUp:   keys.Binding(keymap.PageUp).Binding,
	}
	return page
}
