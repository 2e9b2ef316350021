package keymap

import "charm.land/bubbles/v2/key"

func defaults() []Binding {
	return []Binding{
		bind(OpenDetails, "details", "details", GroupFirst, InLists, "enter"),
		bind(OpenApproval, "open", "open to approve", GroupFirst, Anywhere, "o"),
		bind(NewSpend, "new-spend", "new spend", GroupFirst, Anywhere, "n"),
		bind(NewSwap, "swap", "swap", GroupFirst, Anywhere, "s"),
		bind(EditFilter, "filter", "filter", GroupFirst, Anywhere, "/"),

		bind(Mark, "mark", "mark", GroupMoney, Anywhere, "space"),
		bind(OpenMarked, "open-marked", "open marked", GroupMoney, Anywhere, "O"),
		bind(ApproveHere, "approve", "approve", GroupMoney, Anywhere, "a"),
		bind(DeclineHere, "decline", "decline", GroupMoney, Anywhere, "d"),
		bind(Copy, "copy", "copy link or id", GroupMoney, Anywhere, "y"),
		bind(AskAgain, "ask-again", "ask again, same key", GroupMoney, InSpends|InSwaps|InDetails, "r"),
		bind(LiftLock, "lift-lock", "lift the lock of an unknown outcome", GroupMoney, InSwaps|InDetails, "u"),
		bind(CopyPage, "copy-page", "copy the receipt", GroupMoney, InSwaps|InDetails, "Y"),
		bind(ShowReceipts, "receipts", "receipts and totals", GroupMoney, Anywhere, "b"),
		bind(TrackID, "track", "track an id", GroupMoney, Anywhere, "t"),

		bind(ShowSpends, "spends", "Spends", GroupMove, Anywhere, "1"),
		bind(ShowQueue, "queue", "Queue", GroupMove, Anywhere, "2"),
		bind(ShowSwaps, "swaps", "Swaps", GroupMove, Anywhere, "3"),
		bind(ShowActivity, "activity", "Activity", GroupMove, Anywhere, "4"),
		bind(ShowCharts, "charts", "Charts", GroupMove, Anywhere, "5"),
		move(ShowFilter1, "filter-1", "first saved filter", GroupMove, Anywhere, "6"),
		move(ShowFilter2, "filter-2", "second saved filter", GroupMove, Anywhere, "7"),
		move(ShowFilter3, "filter-3", "third saved filter", GroupMove, Anywhere, "8"),
		move(ShowFilter4, "filter-4", "fourth saved filter", GroupMove, Anywhere, "9"),
		move(NextScreen, "next-screen", "next screen", GroupMove, Anywhere, "tab"),
		move(PreviousScreen, "previous-screen", "previous screen", GroupMove, Anywhere, "shift+tab"),
		move(Down, "down", "down", GroupMove, Anywhere, "j", "down"),
		move(Up, "up", "up", GroupMove, Anywhere, "k", "up"),
		move(First, "first", "first, newest", GroupMove, Anywhere, "g", "home"),
		move(Last, "last", "last", GroupMove, Anywhere, "G", "end"),
		move(PageDown, "page-down", "page down", GroupMove, Anywhere, "pgdown", "ctrl+d"),
		move(PageUp, "page-up", "page up", GroupMove, Anywhere, "pgup", "ctrl+u"),
		move(NextRecord, "next-record", "next record", GroupMove, InDetails, "J", "right"),
		move(PreviousRecord, "previous-record", "previous record", GroupMove, InDetails, "K", "left"),
		move(Back, "back", "back", GroupMove, Anywhere, "esc"),

		bind(SortColumn, "sort", "sort by next column", GroupFind, InSpends, "S"),
		bind(ReverseOrder, "reverse", "reverse the order", GroupFind, InSpends, "R"),
		bind(ShowPalette, "palette", "every action by name", GroupFind, Anywhere, ":", "ctrl+p"),

		bind(RefreshNow, "refresh", "refresh now", GroupProgram, Anywhere, "r"),
		bind(ShowConnection, "connection", "connection and freshness", GroupProgram, Anywhere, "i"),
		bind(SwitchProfile, "profile", "switch profile", GroupProgram, Anywhere, "P"),
		bind(ChooseTheme, "theme", "theme", GroupProgram, Anywhere, "T"),
		bind(ShowHelp, "help", "help", GroupProgram, Anywhere, "?"),
		bind(Suspend, "suspend", "suspend", GroupProgram, Anywhere, "ctrl+z"),
		bind(Quit, "quit", "quit", GroupProgram, Anywhere, "q", "ctrl+c"),
	}
}

func bind(command Command, name, title string, group Group, scope Scope, keys ...string) Binding {
	b := Binding{Binding: key.NewBinding(key.WithHelp("", title)), Command: command, Name: name, Group: group, Scope: scope}
	b.rebind(keys)
	return b
}

func move(command Command, name, title string, group Group, scope Scope, keys ...string) Binding {
	b := bind(command, name, title, group, scope, keys...)
	b.Movement = true
	return b
}
