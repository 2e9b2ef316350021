package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/approve"
	"coffer/ui/askagain"
	"coffer/ui/connection"
	"coffer/ui/details"
	"coffer/ui/dialog"
	"coffer/ui/help"
	"coffer/ui/keymap"
	"coffer/ui/palette"
	"coffer/ui/profiles"
	"coffer/ui/receipts"
	"coffer/ui/themes"
	"coffer/ui/track"
	"coffer/ui/unlock"
	"coffer/ui/words"
)

func (m *Model) press(key tea.KeyPressMsg) tea.Cmd {
	if key.String() == "ctrl+c" {
		return m.quit()
	}
	if !m.dialogs.Empty() {
		if key.String() == "ctrl+z" {
			return tea.Suspend
		}
		cmd, asked := m.dialogs.Front(key)
		return tea.Batch(cmd, m.perform(asked))
	}
	if m.filtering {
		return m.pressInFilter(key)
	}
	why, title := "", ""
	for _, command := range m.keys.Find(m.place(), key) {
		reason := m.off(command)
		if reason == "" {
			return m.run(command)
		}
		// The last meaning is the general one, but the first says more.
		if why == "" {
			why, title = reason, m.keys.Binding(command).Title()
		}
	}
	if why != "" {
		return m.notices.say(theme.ToneMuted, title+" — disabled: "+why)
	}
	return nil
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	if !m.dialogs.Empty() {
		cmd, asked := m.dialogs.Front(msg)
		return tea.Batch(cmd, m.perform(asked))
	}
	if m.filtering {
		m.filter.Update(msg)
		return m.setFilter(m.filter.Value())
	}
	return nil
}

// run does what a command says. It is only called for one that isn't off.
func (m *Model) run(command keymap.Command) tea.Cmd {
	switch command {
	case keymap.Quit:
		return m.quit()
	case keymap.Suspend:
		return tea.Suspend
	case keymap.ShowSpends, keymap.ShowQueue, keymap.ShowSwaps, keymap.ShowActivity, keymap.ShowCharts:
		return m.turnTo(int(command - keymap.ShowSpends))
	case keymap.ShowFilter1, keymap.ShowFilter2, keymap.ShowFilter3, keymap.ShowFilter4:
		return m.turnTo(screenCount + int(command-keymap.ShowFilter1))
	case keymap.NextScreen:
		return m.turnTo((m.currentTab() + 1) % m.tabCount())
	case keymap.PreviousScreen:
		return m.turnTo((m.currentTab() + m.tabCount() - 1) % m.tabCount())
	case keymap.Back:
		return m.back()
	case keymap.EditFilter:
		return m.editFilter()
	case keymap.RefreshNow:
		return tea.Batch(m.refresh(), m.notices.say(theme.ToneInfo, "asking the bank for all that is open"))
	case keymap.Copy:
		return m.copySubject()
	case keymap.CopyPage:
		if swap, ok := m.subject().(*state.Swap); ok {
			return m.copyText(act.Copy{Text: words.Receipt(swap, m.options.Location), What: "receipt"})
		}
		return nil
	case keymap.OpenApproval:
		return m.openApprovals([]string{m.spend().ID})
	case keymap.OpenDetails:
		m.detailed = true
		m.details.Show(m.screen().Subject())
		return nil
	case keymap.NextRecord, keymap.PreviousRecord:
		step := keymap.Down
		if command == keymap.PreviousRecord {
			step = keymap.Up
		}
		cmd, _, _ := m.screen().Press(step)
		m.details.Show(m.screen().Subject())
		return cmd
	}
	if d := m.dialogFor(command); d != nil {
		return m.dialogs.Push(d, m.serial)
	}
	if command == keymap.AskAgain {
		return m.perform(dialog.Asked{Action: act.Retry{IntentID: m.doubtful().ID}})
	}
	if m.detailed && m.details.Press(command) {
		return nil
	}
	cmd, action, _ := m.screen().Press(command)
	return tea.Batch(cmd, m.perform(dialog.Asked{Action: action}))
}

// dialogFor is the dialog that a command opens, or nil.
func (m *Model) dialogFor(command keymap.Command) dialog.Dialog {
	switch command {
	case keymap.NewSpend:
		return newSpend(m.scene())
	case keymap.NewSwap:
		return newSwap(m.scene(), m.options.PriceTolerance)
	case keymap.ApproveHere:
		return approve.NewDecide(m.scene(), m.spend(), state.Approve)
	case keymap.DeclineHere:
		return approve.NewDecide(m.scene(), m.spend(), state.Decline)
	case keymap.TrackID:
		return track.New(m.scene())
	case keymap.AskAgain:
		// A swap's quote is over, so asking again can't begin a trade; a spend
		// that never arrived would be asked for, and that is confirmed first.
		if intent := m.doubtful(); intent.Kind == state.IntentSpend {
			return askagain.New(m.scene(), intent)
		}
	case keymap.LiftLock:
		return unlock.New(m.scene(), m.locking())
	case keymap.ShowReceipts:
		return receipts.New(m.scene())
	case keymap.ShowHelp:
		return help.New(m.scene(), m.keys, m.off)
	case keymap.ShowPalette:
		return palette.New(m.scene(), m.keys, m.off)
	case keymap.SwitchProfile:
		return profiles.New(m.scene(), m.options.Profiles)
	case keymap.ChooseTheme:
		return themes.New(m.scene(), m.scheme)
	case keymap.ShowConnection:
		return connection.New(m.scene(), m.keys)
	}
	return nil
}

// off says why a command can't be done now; "" when it can.
func (m *Model) off(command keymap.Command) string {
	if why := m.offReadOnly(command); why != "" {
		return why
	}
	switch command {
	case keymap.NewSwap:
		if m.book.Bank.NoSwapAPI {
			return "this bank has no swap API yet"
		}
	case keymap.OpenDetails:
		if m.subject() == nil {
			return "nothing is selected"
		}
	case keymap.OpenApproval:
		return m.offOpen()
	case keymap.ApproveHere, keymap.DeclineHere:
		if m.book.Bank.Environment != state.Sandbox {
			return "only the bank's approval page decides outside the sandbox"
		}
		return m.offDecide()
	case keymap.Copy:
		if details.ID(m.subject()) == "" {
			return "nothing is selected"
		}
	case keymap.Mark, keymap.OpenMarked:
		if m.current != queueScreen || m.detailed {
			return "only under 2 Queue"
		}
	case keymap.EditFilter:
		if m.detailed {
			return "only in a list"
		}
	case keymap.SortColumn, keymap.ReverseOrder:
		if m.current != spendsScreen || m.detailed {
			return "only under 1 Spends"
		}
	case keymap.AskAgain:
		if m.doubtful() == nil {
			return "nothing here has no known outcome"
		}
		return ""
	case keymap.ShowReceipts:
		return ""
	case keymap.CopyPage:
		if _, ok := m.subject().(*state.Swap); !ok {
			return "no swap is selected"
		}
		return ""
	case keymap.LiftLock:
		if m.locking() == nil {
			return "nothing is locked here"
		}
		return ""
	case keymap.SwitchProfile:
		if len(m.options.Profiles) < 2 {
			return "there is one only"
		}
	case keymap.NextRecord, keymap.PreviousRecord:
		if !m.detailed {
			return "only in details"
		}
	}
	return m.screen().Off(command)
}

// offReadOnly says why a command can't be done where only reading is allowed.
func (m *Model) offReadOnly(command keymap.Command) string {
	switch {
	case m.book.Bank.Following && (changes(command) || notes(command)):
		return "read-only: another Coffer has this folder"
	case m.book.Bank.ReadOnly && changes(command):
		return "read-only: this profile may only look"
	}
	return ""
}

// changes reports whether a command asks the bank for something new, or leads
// there.
func changes(command keymap.Command) bool {
	switch command {
	case keymap.NewSpend, keymap.NewSwap, keymap.ApproveHere, keymap.DeclineHere, keymap.AskAgain, keymap.LiftLock:
		return true
	}
	return false
}

// notes reports whether a command reads from the bank or writes something down
// here.
func notes(command keymap.Command) bool {
	switch command {
	case keymap.OpenApproval, keymap.OpenMarked, keymap.Mark, keymap.TrackID, keymap.RefreshNow:
		return true
	}
	return false
}

// offDecide says why the request under the cursor can't be decided.
func (m *Model) offDecide() string {
	switch spend := m.spend(); {
	case spend == nil:
		return "nothing here waits for a decision"
	case spend.Status.Final():
		return "this one is already " + words.SpendStatus(spend.Status).Word
	case !spend.Waiting():
		return "this one waits for no decision"
	}
	return ""
}

func (m *Model) offOpen() string {
	spend := m.spend()
	switch {
	case spend == nil || !spend.Waiting():
		return cmp.Or(m.offDecide(), "nothing here waits for approval")
	case m.book.Bank.ApprovalURL(spend) == "" && m.book.Bank.Environment == state.Sandbox:
		return "its approval page is being asked for at the sandbox; try again in a moment"
	case m.book.Bank.ApprovalURL(spend) == "":
		return "the bank gave no approval page for it"
	}
	return ""
}

// doubtful is the intent without a known outcome that asking again is about:
// the one under the cursor, else the latest of the screen's kind that is no
// longer asked about by itself.
func (m *Model) doubtful() *state.Intent {
	if intent, ok := m.subject().(*state.Intent); ok && intent.Unresolved() {
		return intent
	}
	kind := state.IntentSpend
	if m.current == swapsScreen {
		kind = state.IntentSwap
	}
	if m.detailed || (m.current != spendsScreen && m.current != swapsScreen) {
		return nil
	}
	for _, intent := range m.book.Intents {
		if intent.Kind == kind && intent.State == state.IntentUnknown && intent.Stale(m.bankNow()) {
			return intent
		}
	}
	return nil
}

// locking is the swap without a known outcome that keeps its token locked: the
// one under the cursor, else the latest.
func (m *Model) locking() *state.Intent {
	locks := func(intent *state.Intent) bool {
		return intent.State == state.IntentUnknown && intent.Terms != nil && intent.Locks(intent.Account, intent.Terms.SellToken)
	}
	if intent, ok := m.subject().(*state.Intent); ok {
		if locks(intent) {
			return intent
		}
		return nil
	}
	if m.detailed || m.current != swapsScreen {
		return nil
	}
	for _, intent := range m.book.Intents {
		if locks(intent) {
			return intent
		}
	}
	return nil
}

func (m *Model) back() tea.Cmd {
	if m.notices.text != "" {
		m.notices.text = ""
		return nil
	}
	if m.detailed {
		m.detailed = false
		return nil
	}
	cmd, _, _ := m.screen().Press(keymap.Back)
	return cmd
}

// copySubject copies the approval page of what waits, and else the id.
func (m *Model) copySubject() tea.Cmd {
	if spend := m.spend(); spend != nil && spend.Waiting() {
		if address := m.book.Bank.ApprovalURL(spend); address != "" {
			return m.copyText(act.Copy{Text: address, What: "approval link"})
		}
	}
	id := details.ID(m.subject())
	if intent, ok := m.subject().(*state.Intent); ok && intent.State == state.IntentUnknown {
		return m.copyText(act.Copy{Text: words.SupportBundle(intent, m.book, m.now), What: "support bundle"})
	}
	if swap, ok := m.subject().(*state.Swap); ok && m.detailed && swap.TxHash != "" {
		return m.copyText(act.Copy{Text: swap.TxHash, What: "transaction hash"})
	}
	return m.copyText(act.Copy{Text: id, What: id})
}
