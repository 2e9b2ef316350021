package keymap

func defaults() []Binding {
	return []Binding{
		{OpenDetails, "details", []string{"enter"}, "details", GroupFirst, InLists, false},
		{OpenApproval, "open", []string{"o"}, "open to approve", GroupFirst, Anywhere, false},
		{NewSpend, "new-spend", []string{"n"}, "new spend", GroupFirst, Anywhere, false},
		{NewSwap, "swap", []string{"s"}, "swap", GroupFirst, Anywhere, false},
		{EditFilter, "filter", []string{"/"}, "filter", GroupFirst, Anywhere, false},

		{Mark, "mark", []string{"space"}, "mark", GroupMoney, Anywhere, false},
		{OpenMarked, "open-marked", []string{"O"}, "open marked", GroupMoney, Anywhere, false},
		{ApproveHere, "approve", []string{"a"}, "approve", GroupMoney, Anywhere, false},
		{DeclineHere, "decline", []string{"d"}, "decline", GroupMoney, Anywhere, false},
		{Copy, "copy", []string{"y"}, "copy link or id", GroupMoney, Anywhere, false},
		{AskAgain, "ask-again", []string{"r"}, "ask again, same key", GroupMoney, InSwaps, false},
		{TrackID, "track", []string{"t"}, "track an id", GroupMoney, Anywhere, false},

		{ShowSpends, "spends", []string{"1"}, "Spends", GroupMove, Anywhere, false},
		{ShowQueue, "queue", []string{"2"}, "Queue", GroupMove, Anywhere, false},
		{ShowSwaps, "swaps", []string{"3"}, "Swaps", GroupMove, Anywhere, false},
		{ShowActivity, "activity", []string{"4"}, "Activity", GroupMove, Anywhere, false},
		{NextScreen, "next-screen", []string{"tab"}, "next screen", GroupMove, Anywhere, true},
		{PreviousScreen, "previous-screen", []string{"shift+tab"}, "previous screen", GroupMove, Anywhere, true},
		{Down, "down", []string{"j", "down"}, "down", GroupMove, Anywhere, true},
		{Up, "up", []string{"k", "up"}, "up", GroupMove, Anywhere, true},
		{First, "first", []string{"g", "home"}, "first, newest", GroupMove, Anywhere, true},
		{Last, "last", []string{"G", "end"}, "last", GroupMove, Anywhere, true},
		{PageDown, "page-down", []string{"pgdown", "ctrl+d"}, "page down", GroupMove, Anywhere, true},
		{PageUp, "page-up", []string{"pgup", "ctrl+u"}, "page up", GroupMove, Anywhere, true},
		{NextRecord, "next-record", []string{"J", "right"}, "next record", GroupMove, InDetails, true},
		{PreviousRecord, "previous-record", []string{"K", "left"}, "previous record", GroupMove, InDetails, true},
		{Back, "back", []string{"esc"}, "back", GroupMove, Anywhere, true},

		{SortColumn, "sort", []string{"S"}, "sort by next column", GroupFind, InSpends, false},
		{ReverseOrder, "reverse", []string{"R"}, "reverse the order", GroupFind, InSpends, false},
		{ShowPalette, "palette", []string{":", "ctrl+p"}, "every action by name", GroupFind, Anywhere, false},

		{RefreshNow, "refresh", []string{"r"}, "refresh now", GroupProgram, Anywhere, false},
		{ShowConnection, "connection", []string{"i"}, "connection and freshness", GroupProgram, Anywhere, false},
		{ShowHelp, "help", []string{"?"}, "help", GroupProgram, Anywhere, false},
		{Suspend, "suspend", []string{"ctrl+z"}, "suspend", GroupProgram, Anywhere, false},
		{Quit, "quit", []string{"q", "ctrl+c"}, "quit", GroupProgram, Anywhere, false},
	}
}
