package spendform

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
)

// sendKey is none that opens anything, and none that a typed text contains.
const sendKey = "ctrl+s"

func (f *Form) press(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	name := key.String()
	// Two quick esc reach a plain terminal's program as one alt+esc.
	if name == "esc" || name == "alt+esc" {
		return nil, f.back()
	}
	switch f.step {
	case filling:
		return f.pressFilling(key)
	case reviewing:
		return f.pressReviewing(key)
	case following:
		return nil, f.pressFollowing(name)
	default:
		return nil, nil
	}
}

// back goes to the filled form where nothing was spent, and closes elsewhere.
func (f *Form) back() act.Action {
	if f.step != reviewing && !f.failed() {
		return act.Close{}
	}
	f.step, f.intentID, f.intent, f.problem, f.note = filling, "", nil, nil, ""
	return nil
}

func (f *Form) pressFilling(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if key.String() != "enter" {
		f.entry.update(key)
		return nil, nil
	}
	if key.IsRepeat {
		return nil, nil
	}
	if f.entry.focused != reasonField {
		f.entry.leave(f.entry.focused + 1)
		return nil, nil
	}
	request, valid := f.entry.check()
	if !valid {
		return nil, nil
	}
	return f.review(request), nil
}

// review opens the summary of what will be asked.
func (f *Form) review(request state.SpendRequest) tea.Cmd {
	f.step, f.request, f.precedents, f.note = reviewing, request, precedents{}, ""
	f.guards++
	return tea.Batch(f.guard.Start(f.Serial*guardSerials+f.guards), f.scan())
}

func (f *Form) pressReviewing(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if ignored, wait := f.guard.Ignores(key); ignored {
		return wait, nil
	}
	switch key.String() {
	case sendKey:
		f.step = recording
		f.generation++
		return nil, act.AskSpend{Generation: f.generation, Request: f.request}
	case "enter":
		f.note = sendKey + " sends it; enter alone doesn't."
	}
	return nil, nil
}

func (f *Form) pressFollowing(name string) act.Action {
	spend := f.spend()
	switch {
	case spend == nil:
		return nil
	case name == "o" && spend.Waiting():
		return act.OpenApprovals{SpendIDs: []string{spend.ID}}
	case name == "enter":
		return act.ShowSpend{SpendID: spend.ID}
	case name == "y":
		return act.Copy{Text: spend.ID, What: "id"}
	}
	return nil
}
