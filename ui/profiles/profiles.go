// Package profiles has the dialog that goes on with another profile of the
// config file: another bank, team or key.
//
// It knows names and addresses, never a key or where one is kept.
package profiles

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/words"
)

const (
	wanted    = 64
	nameWidth = 20
	// environmentWidth is the longest word and the blanks of its badge.
	environmentWidth = 10
	// most is how many profiles are listed at once.
	most = 12
)

// Profile is one that can be opened.
type Profile struct {
	// Name is the config file's; "" is what holds without a profile.
	Name string
	// Environment is what it promises to be; "" when it doesn't say.
	Environment state.Environment
	// Host is the bank's, in words where there is none.
	Host string
	// Current is set for the one that is open.
	Current bool
}

// Profiles lists them.
type Profiles struct {
	dialog.Scene
	profiles []Profile
	cursor   int
	width    int
	rows     int
}

// New makes the dialog; the cursor begins on the one that is open.
func New(scene dialog.Scene, profiles []Profile) *Profiles {
	d := &Profiles{Scene: scene, profiles: profiles, width: wanted, rows: most}
	d.cursor = max(slices.IndexFunc(profiles, func(p Profile) bool { return p.Current }), 0)
	return d
}

// Init has nothing to wait for.
func (d *Profiles) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (d *Profiles) Resize(width, height int) {
	d.width, d.rows = width, min(most, max(height-len(d.notice()), 1))
}

// Width is how wide it would like to be.
func (d *Profiles) Width() int { return wanted }

// Title names it.
func (d *Profiles) Title() string { return "Switch profile" }

// Keys are the hints.
func (d *Profiles) Keys() []keymap.Hint {
	return []keymap.Hint{{Key: "j k", Title: "choose"}, {Key: "enter", Title: "open it"}, {Key: "esc", Title: "stay"}}
}

// Cursor is not shown.
func (d *Profiles) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Update takes a message in.
func (d *Profiles) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch key.String() {
	case "j", "down", "tab":
		d.cursor = min(d.cursor+1, len(d.profiles)-1)
	case "k", "up", "shift+tab":
		d.cursor = max(d.cursor-1, 0)
	case "enter":
		if chosen := d.profiles[d.cursor]; !chosen.Current {
			return nil, act.SwitchProfile{Name: chosen.Name}
		}
		return nil, act.Close{}
	case "esc", "q":
		return nil, act.Close{}
	}
	return nil, nil
}

// View is a line a profile, and what is left behind.
func (d *Profiles) View() string {
	pen := cells.NewPen(d.width)
	first := min(max(d.cursor-d.rows/2, 0), max(len(d.profiles)-d.rows, 0))
	for i := first; i < min(first+d.rows, len(d.profiles)); i++ {
		d.draw(pen, d.profiles[i], i == d.cursor)
		pen.End()
	}
	for _, line := range d.notice() {
		pen.Text(d.Theme.Tone(theme.ToneWarn), line)
		pen.End()
	}
	return pen.String()
}

func (d *Profiles) draw(pen *cells.Pen, profile Profile, selected bool) {
	if selected {
		pen.Text(d.Theme.Accent, theme.GlyphGutter)
	} else {
		pen.Skip(1)
	}
	pen.Skip(1)
	name := profile.Name
	if name == "" {
		name = "no profile"
	}
	pen.Strong(selected)
	pen.Cell(d.Theme.Text, name, nameWidth)
	pen.Strong(false)
	pen.Skip(1)
	environmentAt := pen.Column()
	if profile.Environment != "" {
		word, kind := words.Environment(profile.Environment)
		pen.Text(d.Theme.Badge(kind), " "+word+" ")
	}
	pen.To(environmentAt + environmentWidth)
	pen.Text(d.Theme.Muted, profile.Host)
	if profile.Current {
		pen.Text(d.Theme.Accent, " · open now")
	}
}

// notice says what stays behind.
func (d *Profiles) notice() []string {
	doubts := len(d.Book.Unresolved())
	if doubts == 0 || d.Book.Bank.Following {
		return nil
	}
	text := words.Plural(doubts, "intent without a known outcome stays", "intents without a known outcome stay") +
		" in this profile's journal, and the next start of it asks again with the same key."
	return append([]string{""}, cells.Wrap(theme.GlyphUncertain+" "+text, d.width)...)
}
