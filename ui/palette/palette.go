// Package palette has the dialog that finds every action by its name.
package palette

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/field"
	"coffer/ui/keymap"
	"coffer/ui/list"
)

const (
	wanted   = 64
	keyWidth = 10
	most     = 14
	// aboveRows is the field and the blank line under it.
	aboveRows = 2
)

// Palette lists the actions that match what is typed.
type Palette struct {
	dialog.Scene
	bindings []keymap.Binding
	off      func(keymap.Command) string
	typed    field.Field
	hits     hits
	list     list.List
	width    int
	rows     int
	// help is the key of the help.
	help string
}

// New makes the dialog.
func New(scene dialog.Scene, keys *keymap.Map, off func(keymap.Command) string) *Palette {
	p := &Palette{Scene: scene, off: off, typed: field.Field{Placeholder: "what do you want to do?"}, width: wanted, help: keys.Key(keymap.ShowHelp)}
	p.bindings = slices.DeleteFunc(keys.All(), func(b keymap.Binding) bool { return b.Command == keymap.ShowPalette })
	// Few look up "down" by name, so what moves comes last.
	slices.SortStableFunc(p.bindings, func(a, b keymap.Binding) int { return movementLast(a) - movementLast(b) })
	p.search()
	return p
}

// Init has nothing to wait for.
func (p *Palette) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (p *Palette) Resize(width, height int) {
	p.width, p.rows = width, min(most, max(height-aboveRows, 1))
	p.list.Resize(p.rows)
}

// Width is how wide it would like to be.
func (p *Palette) Width() int { return wanted }

// Title names it.
func (p *Palette) Title() string { return "Actions" }

// Keys are the hints.
func (p *Palette) Keys() []keymap.Hint {
	do := keymap.Hint{Key: "enter", Title: "do it"}
	if binding, ok := p.chosen(); !ok {
		do.Off = "nothing matches"
	} else if why := p.off(binding.Command); why != "" {
		do.Off = "disabled: " + why
	}
	return []keymap.Hint{do, {Key: "esc", Title: "close"}}
}

// Cursor stands in the field.
func (p *Palette) Cursor() (column, line int, shown bool) {
	return 2 + p.typed.Column(p.width-2), 0, true
}

// Update takes a message in.
func (p *Palette) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	p.Follow(msg)
	switch msg := msg.(type) {
	case tea.PasteMsg:
		p.typed.Update(msg)
		p.search()
	case tea.KeyPressMsg:
		return nil, p.press(msg)
	}
	return nil, nil
}

// View is the field and the matches.
func (p *Palette) View() string {
	t := p.Theme
	pen := cells.NewPen(p.width)
	pen.Text(t.Accent, ": ")
	p.typed.Draw(pen, t, pen.Left())
	pen.End()
	pen.End()
	from, to := p.list.Window()
	for i := from; i < from+p.rows; i++ {
		switch {
		case len(p.hits) == 0 && i == from:
			pen.Skip(2)
			pen.Text(t.Text, "No action has these letters in this order.")
		case len(p.hits) == 0 && i == from+1:
			pen.Skip(2)
			pen.Text(t.Muted, "esc closes; "+p.help+" lists every key")
		case i < to:
			p.draw(pen, p.hits[i], i == p.list.Cursor())
		}
		pen.End()
	}
	return pen.String()
}

func (p *Palette) draw(pen *cells.Pen, binding keymap.Binding, selected bool) {
	t := p.Theme
	why := p.off(binding.Command)
	title, key := t.Text, t.Key
	if why != "" {
		title, key = t.Muted, t.Muted
	}
	if selected {
		pen.Text(t.Accent, theme.GlyphGutter)
	} else {
		pen.Skip(1)
	}
	pen.Skip(1)
	pen.Strong(selected && why == "")
	outer := pen.Bound(p.width - keyWidth)
	pen.Text(title, binding.Title())
	if why != "" {
		pen.Text(t.Muted, " — "+why)
	}
	pen.Bound(outer)
	pen.To(p.width - keyWidth)
	pen.Right(key, binding.Key(), keyWidth)
	pen.Strong(false)
}

func (p *Palette) press(key tea.KeyPressMsg) act.Action {
	switch key.String() {
	case "esc":
		return act.Close{}
	case "enter":
		if binding, ok := p.chosen(); ok && p.off(binding.Command) == "" {
			return act.Run{Command: binding.Command}
		}
	case "down", "ctrl+n", "tab":
		p.list.Move(1)
	case "up", "ctrl+p", "shift+tab":
		p.list.Move(-1)
	case "pgdown":
		p.list.Page(1)
	case "pgup":
		p.list.Page(-1)
	default:
		if p.typed.Update(key) {
			p.search()
		}
	}
	return nil
}

func movementLast(binding keymap.Binding) int {
	if binding.Movement {
		return 1
	}
	return 0
}

func (p *Palette) search() {
	p.hits = match(p.bindings, p.typed.Value())
	p.list.Install(p.hits)
	p.list.First()
}

func (p *Palette) chosen() (keymap.Binding, bool) {
	if p.list.Cursor() < 0 {
		return keymap.Binding{}, false
	}
	return p.hits[p.list.Cursor()], true
}
