package ui

import (
	"coffer/state"
	"coffer/ui/cells"
	"coffer/ui/keymap"
	"coffer/ui/words"
)

// emptyWidth is how wide a sentence on an empty screen may get.
const emptyWidth = 72

// emptyState is what an empty screen says: why it is empty, and what to do. Its
// first line is the heading.
func (m *Model) emptyState() []string {
	if _, of := m.screen().Position(); of > 0 || m.detailed {
		return nil
	}
	said := m.whyEmpty()
	lines := said[:1:1]
	for _, sentence := range said[1:] {
		lines = append(lines, cells.Wrap(sentence, min(m.bodyWidth(), emptyWidth))...)
	}
	return lines
}

func (m *Model) whyEmpty() []string {
	key := m.keys.Key
	switch {
	case !m.book.Loading.Done():
		return []string{"Reading the journal", "what was known when Coffer last ran is on its way"}
	case m.book.Feed.Behind > 0 && m.filterOf() == "" && m.current != activityScreen:
		return []string{"More is on its way", "the bank lists " + words.Plural(m.book.Feed.Behind, "record", "records") + " that are not here yet"}
	case m.filterOf() != "":
		return []string{"Nothing matches " + m.filterOf(), key(keymap.Back) + " clears the filter, " + key(keymap.EditFilter) + " changes it"}
	case m.current != activityScreen && m.book.Feed.Mode == state.FeedOffline:
		return []string{"Nothing arrives from the bank", m.book.Feed.Problem}
	case m.current != activityScreen && m.book.Feed.Mode == state.FeedStarting:
		return []string{"The bank hasn't answered yet", "what there is to see comes with its first answer"}
	}
	if m.book.Bank.Following {
		return []string{"Nothing here yet", "what the Coffer that has this folder writes down appears here"}
	}
	coverage := m.book.Coverage()
	if coverage == state.CoverageReading && m.current != activityScreen {
		return []string{"Still being read", "the bank's first facts are on their way"}
	}
	newSpend, newSwap := key(keymap.NewSpend)+" makes one, ", key(keymap.NewSwap)+" takes one from quote to receipt"
	if m.book.Bank.ReadOnly {
		newSpend, newSwap = "", "what is made elsewhere and followed by its id appears here"
	}
	switch m.current {
	case spendsScreen:
		follow := newSpend + key(keymap.TrackID) + " follows one by its id"
		switch coverage {
		case state.CoverageWhole:
			return []string{"No spend request yet", "they appear here as agents make them", follow}
		case state.CoverageAnnounced:
			return []string{"No spend request announced yet", words.Reach(coverage), follow}
		}
		return []string{"No spend request known here", words.Reach(coverage), follow}
	case queueScreen:
		if !coverage.Whole() {
			return []string{"Nothing that is known here waits for you", words.Reach(coverage)}
		}
		return []string{"Nothing waits for you", "requests above the approval threshold come here, oldest first"}
	case chartsScreen:
		if reach := words.Reach(coverage); reach != "" {
			return []string{"Nothing to draw that is known here", reach}
		}
		return []string{"Nothing to draw yet", "what is approved is summed up here by day, by merchant and by account"}
	case swapsScreen:
		switch {
		case m.book.Bank.NoSwapAPI:
			return []string{"This bank has no swap API yet", "swaps are made in the bank's own dashboard, and don't show here · " + key(keymap.RefreshNow) + " lets you ask again"}
		case !coverage.Whole():
			return []string{"No swap known here", "only those that were made here or are followed by their id are known · " + newSwap}
		}
		return []string{"No swap yet", newSwap}
	}
	return []string{"Nothing is written down yet", "each thing done here and each fact that arrives is written down here"}
}

func (m *Model) filterExample() keymap.Hint {
	if m.current == activityScreen {
		return keymap.Hint{Key: "source:here", Title: "done here"}
	}
	return keymap.Hint{Key: "amount:50..200", Title: "bounds"}
}

// hints are the keys that matter on this screen now.
func (m *Model) hints() []keymap.Hint {
	if m.filtering {
		return []keymap.Hint{
			{Key: "enter", Title: "keep"},
			{Key: "esc", Title: "clear"},
			{Key: "-word", Title: "excludes"},
			m.filterExample(),
		}
	}
	var commands []keymap.Command
	switch {
	case m.detailed:
		commands = m.detailCommands()
	case m.current == queueScreen:
		commands = append([]keymap.Command{keymap.OpenDetails, keymap.OpenApproval}, m.decisions()...)
		commands = append(commands, keymap.Mark, keymap.OpenMarked, keymap.NewSpend)
	case m.current == chartsScreen:
		commands = []keymap.Command{keymap.ShowSpends, keymap.ShowQueue, keymap.NewSpend, keymap.NewSwap}
	case m.current == swapsScreen:
		commands = []keymap.Command{keymap.OpenDetails, keymap.AskAgain, keymap.NewSwap}
	case m.current == spendsScreen:
		commands = []keymap.Command{keymap.OpenDetails, keymap.OpenApproval, keymap.NewSpend, keymap.NewSwap, keymap.EditFilter}
	default:
		commands = []keymap.Command{keymap.OpenDetails, keymap.EditFilter, keymap.NewSpend, keymap.NewSwap}
	}
	hints := make([]keymap.Hint, 0, len(commands)+2)
	for _, command := range append(commands, keymap.ShowHelp, keymap.Quit) {
		hint := keymap.Hint{Key: m.keys.Key(command), Title: m.keys.Binding(command).Title()}
		hint.Dimmed = m.off(command) != ""
		hints = append(hints, hint)
	}
	return hints
}

// detailCommands are what the record in the details asks for first, then the
// way to the next one.
func (m *Model) detailCommands() []keymap.Command {
	commands := []keymap.Command{keymap.Back}
	if spend := m.spend(); spend != nil && spend.Waiting() {
		commands = append(append(commands, keymap.OpenApproval), m.decisions()...)
	}
	if m.doubtful() != nil {
		commands = append(commands, keymap.AskAgain)
	}
	return append(commands, keymap.NextRecord, keymap.PreviousRecord, keymap.Copy)
}

// decisions are the keys that decide in place, where that is possible at all.
func (m *Model) decisions() []keymap.Command {
	if m.book.Bank.Environment != state.Sandbox {
		return nil
	}
	return []keymap.Command{keymap.ApproveHere, keymap.DeclineHere}
}
