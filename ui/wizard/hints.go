package wizard

import (
	"coffer/state"
	"coffer/ui/keymap"
)

// Keys implements dialog.Dialog. The last two are what stays when the line is
// short: the way on and the way out.
func (w *Wizard) Keys() []keymap.Hint {
	again := keymap.Hint{Key: "r", Title: "new quote"}
	recheck := keymap.Hint{Key: "c", Title: "check again"}
	back := keymap.Hint{Key: "esc", Title: "back"}
	on := keymap.Hint{Key: "enter", Off: w.offReason()}
	switch w.step {
	case state.FlowEditing:
		hints := []keymap.Hint{
			{Key: "tab", Title: "next field"},
			{Key: "enter", Title: "quote"},
			{Key: "esc", Title: "close"},
		}
		if w.account != "" {
			hints = append(hints, keymap.Hint{Key: accountKey, Title: "other account"})
		}
		return hints
	case state.FlowQuoting:
		return []keymap.Hint{back}
	case state.FlowQuoted:
		return []keymap.Hint{again, {Key: "enter", Title: "check policy", Dimmed: w.hidden()}, back}
	case state.FlowRepriced:
		// The step itself says why.
		on.Title, on.Off, on.Dimmed = "check policy", "", true
		return []keymap.Hint{again, on, {Key: "a", Title: "accept the new price"}, back}
	case state.FlowExpired:
		// The step itself says why.
		on.Title, on.Off, on.Dimmed = "execute", "", true
		return []keymap.Hint{on, again, back}
	case state.FlowChecking:
		return []keymap.Hint{again, back}
	case state.FlowCleared:
		on.Title, on.Dimmed = "confirm", w.hidden()
		return []keymap.Hint{again, recheck, on, back}
	case state.FlowBlocked:
		if w.problem != nil {
			return []keymap.Hint{again, {Key: "enter", Title: "check the policy"}, back}
		}
		// The verdict itself says why.
		on.Title, on.Off, on.Dimmed = "confirm", "", true
		return []keymap.Hint{on, recheck, again, back}
	case state.FlowUnchecked:
		return []keymap.Hint{again, {Key: "enter", Title: "check again"}, back}
	case state.FlowCostly:
		on.Title = "go on"
		return []keymap.Hint{on, back}
	case state.FlowConfirm:
		on.Title = "execute"
		return []keymap.Hint{on, back}
	}
	return w.sentKeys()
}

// sentKeys are the hints once execute was pressed.
func (w *Wizard) sentKeys() []keymap.Hint {
	leave := keymap.Hint{Key: "esc", Title: "leave"}
	again := keymap.Hint{Key: "r", Title: "new quote"}
	fields := keymap.Hint{Key: "esc", Title: "back to the fields"}
	switch w.step {
	case state.FlowTaken:
		return []keymap.Hint{again, {Key: "enter", Title: "3 Swaps"}, fields}
	case state.FlowRefused, state.FlowNotSent:
		return []keymap.Hint{again, fields}
	case state.FlowUnknown:
		// The step itself says why it is off.
		hints := []keymap.Hint{{Key: "r", Title: "ask again", Dimmed: w.askAgainOff() != ""}, leave}
		bundle := keymap.Hint{Key: "y", Title: "copy for support"}
		if w.intent.Locks(w.intent.Account, w.intent.Terms.SellToken) {
			return append([]keymap.Hint{{Key: "u", Title: "lift the lock"}, bundle}, hints...)
		}
		return append([]keymap.Hint{bundle}, hints...)
	}
	if w.step.Final() {
		leave.Title = "close"
	}
	if w.swap == nil {
		return []keymap.Hint{leave}
	}
	hints := []keymap.Hint{{Key: "enter", Title: "show under 3 Swaps"}, leave}
	if w.swap.Reference != "" {
		hints = append([]keymap.Hint{{Key: "Y", Title: "copy receipt"}}, hints...)
	}
	if w.swap.TxHash != "" {
		hints = append([]keymap.Hint{{Key: "y", Title: "copy transaction hash"}}, hints...)
	}
	return hints
}
