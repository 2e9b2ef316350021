package approve

import (
	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

// Unasked is how many pages are opened at once without asking.
const Unasked = 5

// Many asks before more than a few pages are opened at once.
type Many struct {
	dialog.Scene
	ids   []string
	width int
}

// NewMany makes the dialog.
func NewMany(scene dialog.Scene, ids []string) *Many {
	return &Many{Scene: scene, ids: ids, width: manyWidth}
}

const manyWidth = 52

// Init has nothing to wait for.
func (m *Many) Init() tea.Cmd { return nil }

// Resize tells how wide it may be.
func (m *Many) Resize(width, _ int) { m.width = width }

// Width is how wide it would like to be.
func (m *Many) Width() int { return manyWidth }

// Title names it.
func (m *Many) Title() string { return "Open " + words.Count(len(m.ids)) + " approval pages" }

// Keys are the hints.
func (m *Many) Keys() []keymap.Hint {
	return []keymap.Hint{{Key: "y", Title: "open all"}, {Key: "esc", Title: "open none"}}
}

// Cursor is not shown.
func (m *Many) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Update takes a message in.
func (m *Many) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	m.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok || key.IsRepeat {
		return nil, nil
	}
	switch key.String() {
	case "y":
		return nil, act.OpenApprovals{SpendIDs: m.ids}
	case "esc", "n", "q":
		return nil, act.Close{}
	}
	return nil, nil
}

// View says what would happen.
func (m *Many) View() string {
	s := sheet.New(m.Theme, m.width, 0)
	s.Text(theme.ToneText, "Each opens in the browser as a page of its own. Nothing is decided by opening it.")
	return s.String()
}
