// Package themes has the dialog that chooses how the dashboard looks. Each
// scheme is tried on as the cursor passes it.
package themes

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
)

const (
	wanted    = 58
	nameWidth = 15
	// statesWidth is what the states of a scheme take beside its name.
	statesWidth = 9
)

// Themes lists the schemes.
type Themes struct {
	dialog.Scene
	schemes []theme.Scheme
	before  theme.Scheme
	cursor  int
	width   int
}

// New makes the dialog; worn is the scheme of now.
func New(scene dialog.Scene, worn theme.Scheme) *Themes {
	d := &Themes{Scene: scene, schemes: theme.Schemes(), before: worn, width: wanted}
	d.cursor = slices.IndexFunc(d.schemes, func(s theme.Scheme) bool { return s.Name == worn.Name })
	if d.cursor < 0 && worn.Name != "" {
		d.schemes = append(d.schemes, worn)
		d.cursor = len(d.schemes) - 1
	}
	d.cursor = max(d.cursor, 0)
	return d
}

// Init has nothing to wait for.
func (d *Themes) Init() tea.Cmd { return nil }

// Resize tells how wide it may be.
func (d *Themes) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Themes) Width() int { return wanted }

// Title names it.
func (d *Themes) Title() string { return "Theme" }

// Keys are the hints.
func (d *Themes) Keys() []keymap.Hint {
	return []keymap.Hint{{Key: "j k", Title: "try on"}, {Key: "enter", Title: "keep until quit"}, {Key: "esc", Title: "as before"}}
}

// Cursor is not shown.
func (d *Themes) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Update takes a message in.
func (d *Themes) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch key.String() {
	case "j", "down", "tab":
		return nil, d.try(d.cursor + 1)
	case "k", "up", "shift+tab":
		return nil, d.try(d.cursor - 1)
	case "enter":
		return nil, act.Close{}
	case "esc", "q":
		return nil, act.CloseWearing{Scheme: d.before}
	}
	return nil, nil
}

func (d *Themes) try(row int) act.Action {
	d.cursor = min(max(row, 0), len(d.schemes)-1)
	return act.Wear{Scheme: d.schemes[d.cursor]}
}

// View is a line a scheme, with its states in its own colours, and how to keep
// the choice.
func (d *Themes) View() string {
	pen := cells.NewPen(d.width)
	for i, scheme := range d.schemes {
		d.draw(pen, scheme, i == d.cursor)
		pen.End()
	}
	pen.End()
	pen.Text(d.Theme.Muted, `For good: theme = "`+d.schemes[d.cursor].Name+`" in the config file.`)
	pen.End()
	return pen.String()
}

func (d *Themes) draw(pen *cells.Pen, scheme theme.Scheme, selected bool) {
	if selected {
		pen.Text(d.Theme.Accent, theme.GlyphGutter)
	} else {
		pen.Skip(1)
	}
	pen.Skip(1)
	pen.Strong(selected)
	pen.Cell(d.Theme.Text, scheme.Name, nameWidth)
	pen.Strong(false)
	look := scheme.Build(d.Theme.Dark, d.Theme.Depth)
	for _, state := range []struct {
		tone  theme.Tone
		glyph string
	}{{theme.ToneGood, theme.GlyphGood}, {theme.ToneWarn, theme.GlyphWaiting}, {theme.ToneBad, theme.GlyphBad}, {theme.ToneInfo, theme.GlyphUnknown}} {
		pen.Text(look.Tone(state.tone), state.glyph)
		pen.Skip(1)
	}
	pen.To(2 + nameWidth + statesWidth)
	pen.Text(d.Theme.Muted, scheme.About)
}
