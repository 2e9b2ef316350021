package keymap

// Command is a thing that can be done from the keyboard. The zero Command
// does nothing.
type Command int

// The commands.
const (
	None Command = iota

	ShowSpends
	ShowQueue
	ShowSwaps
	ShowActivity
	ShowCharts
	// The saved filters are shown like screens.
	ShowFilter1
	ShowFilter2
	ShowFilter3
	ShowFilter4
	NextScreen
	PreviousScreen

	Down
	Up
	First
	Last
	PageDown
	PageUp
	NextRecord
	PreviousRecord

	OpenDetails
	Back
	EditFilter
	SortColumn
	ReverseOrder

	OpenApproval
	OpenMarked
	Mark
	ApproveHere
	DeclineHere
	Copy
	NewSpend
	NewSwap
	AskAgain
	LiftLock
	CopyPage
	ShowReceipts
	TrackID
	RefreshNow

	ShowConnection
	ShowPalette
	ChooseTheme
	SwitchProfile
	ShowHelp
	Suspend
	Quit
)

// Scope is a set of places where a binding works.
type Scope uint8

// The places. A binding of a single place wins over one that works anywhere.
const (
	InSpends Scope = 1 << iota
	InQueue
	InSwaps
	InActivity
	InDetails
	InCharts

	InLists  = InSpends | InQueue | InSwaps | InActivity
	Anywhere = InLists | InDetails | InCharts
)

// Group is a heading of the help.
type Group int

// The groups, in the order of the help. The first has the keys that matter.
const (
	GroupFirst Group = iota
	GroupMoney
	GroupMove
	GroupFind
	GroupProgram
)

// String is the heading.
func (g Group) String() string {
	return [...]string{"The five that matter", "Requests and swaps", "Moving", "Finding", "The program"}[g]
}
