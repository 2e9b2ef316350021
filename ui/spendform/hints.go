package spendform

import "coffer/ui/keymap"

// Keys implements dialog.Dialog. The last two are what stays when the line is
// short: the way on and the way out.
func (f *Form) Keys() []keymap.Hint {
	leave := keymap.Hint{Key: "esc", Title: "leave, nothing is lost"}
	switch f.step {
	case filling:
		on := keymap.Hint{Key: "enter", Title: "next field"}
		if f.entry.focused == reasonField {
			on.Title = "summary"
		}
		return []keymap.Hint{on, {Key: "esc", Title: "close"}}
	case reviewing:
		return []keymap.Hint{{Key: sendKey, Title: "send"}, {Key: "esc", Title: "back to the form"}}
	case recording:
		return []keymap.Hint{leave}
	}
	if f.failed() {
		return []keymap.Hint{{Key: "esc", Title: "back to the filled form"}}
	}
	spend := f.spend()
	if spend == nil {
		return []keymap.Hint{leave}
	}
	hints := []keymap.Hint{{Key: "y", Title: "copy id"}, {Key: "enter", Title: "show it"}, {Key: "esc", Title: "close"}}
	if spend.Waiting() {
		hints = append([]keymap.Hint{{Key: "o", Title: "open to approve"}}, hints...)
	}
	return hints
}
