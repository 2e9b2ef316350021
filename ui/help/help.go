// Package help has the dialog that lists every key. It is made from the key
// map, so it can't be out of date.
package help

import (
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
)

const (
	wanted = 84
	// twoColumns is from where on groups stand side by side.
	twoColumns = 76
	keyWidth   = 15
)

// Help lists the keys.
type Help struct {
	dialog.Scene
	keys *keymap.Map
	// off says why a command can't be done now.
	off           func(keymap.Command) string
	width, height int
	page          viewport.Model
}

// New makes the dialog.
func New(scene dialog.Scene, keys *keymap.Map, off func(keymap.Command) string) *Help {
	h := &Help{Scene: scene, keys: keys, off: off, width: wanted, page: viewport.New()}
	h.page.KeyMap = viewport.KeyMap{
		Down:     keys.Binding(keymap.Down).Binding,
		Up:       keys.Binding(keymap.Up).Binding,
		PageDown: keys.Binding(keymap.PageDown).Binding,
		PageUp:   keys.Binding(keymap.PageUp).Binding,
	}
	return h
}

// Init has nothing to wait for.
func (h *Help) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (h *Help) Resize(width, height int) { h.width, h.height = width, height }

// Width is how wide it would like to be.
func (h *Help) Width() int { return wanted }

// Title names it.
func (h *Help) Title() string { return "Keys" }

// Cursor is not shown.
func (h *Help) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Keys are the hints.
func (h *Help) Keys() []keymap.Hint {
	hints := []keymap.Hint{
		{Key: h.keys.Key(keymap.ShowPalette), Title: "every action by name"},
		{Key: h.keys.Key(keymap.Back), Title: "close"},
	}
	if h.page.TotalLineCount() > h.height {
		scroll := keymap.Hint{Key: h.keys.Key(keymap.Down) + " " + h.keys.Key(keymap.Up), Title: "scroll"}
		hints = append([]keymap.Hint{scroll}, hints...)
	}
	return hints
}

// Update takes a message in.
func (h *Help) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	h.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	h.fill()
	h.page, _ = h.page.Update(key)
	for _, command := range h.keys.Find(keymap.InDetails, key) {
		switch command {
		case keymap.First:
			h.page.GotoTop()
		case keymap.Last:
			h.page.GotoBottom()
		case keymap.ShowPalette:
			return nil, act.Run{Command: keymap.ShowPalette}
		case keymap.Back, keymap.ShowHelp, keymap.Quit:
			return nil, act.Close{}
		}
	}
	return nil, nil
}

// View is the keys by group.
func (h *Help) View() string {
	h.fill()
	return h.page.View()
}

// fill brings the page up to date: what is off changes while the help is open.
func (h *Help) fill() {
	lines := h.lines()
	h.page.SetWidth(h.width)
	h.page.SetHeight(min(len(lines), h.height))
	h.page.SetContentLines(lines)
}

func (h *Help) lines() []string {
	if h.width < twoColumns {
		return h.groups(h.width, keymap.GroupFirst, keymap.GroupMoney, keymap.GroupMove, keymap.GroupFind, keymap.GroupProgram)
	}
	width := (h.width - 4) / 2
	left := h.groups(width, keymap.GroupFirst, keymap.GroupMoney, keymap.GroupFind)
	right := h.groups(width, keymap.GroupMove, keymap.GroupProgram)
	pen := cells.NewPen(h.width)
	for i := range max(len(left), len(right)) {
		if i < len(left) {
			pen.Raw(left[i])
		}
		pen.To(width + 4)
		if i < len(right) {
			pen.Raw(right[i])
		}
		pen.End()
	}
	return strings.Split(pen.String(), "\n")
}

func (h *Help) groups(width int, groups ...keymap.Group) []string {
	s := sheet.New(h.Theme, width, keyWidth)
	for _, group := range groups {
		s.Heading(group.String())
		for _, binding := range h.keys.All() {
			if binding.Group != group {
				continue
			}
			s.Line(func(pen *cells.Pen) { h.draw(pen, binding) })
		}
	}
	return s.Lines()
}

func (h *Help) draw(pen *cells.Pen, binding keymap.Binding) {
	why := h.off(binding.Command)
	if why == "" {
		pen.Cell(h.Theme.Key, binding.Label(), keyWidth)
		pen.Text(h.Theme.Text, binding.Title())
		return
	}
	pen.Cell(h.Theme.Muted, binding.Label(), keyWidth)
	pen.Text(h.Theme.Muted, binding.Title())
	if pen.Left() > len(why) {
		pen.Text(h.Theme.Tone(theme.ToneMuted), " — "+why)
	}
}
