// Package help has the dialog that lists every key. It is made from the key
// map, so it can't be out of date.
package help

import (
	"strings"

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
	top           int
}

// New makes the dialog.
func New(scene dialog.Scene, keys *keymap.Map, off func(keymap.Command) string) *Help {
	return &Help{Scene: scene, keys: keys, off: off, width: wanted}
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
	hints := []keymap.Hint{{Key: ":", Title: "every action by name"}, {Key: "esc", Title: "close"}}
	if len(h.lines()) > h.height {
		hints = append([]keymap.Hint{{Key: "j k", Title: "scroll"}}, hints...)
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
	switch key.String() {
	case "j", "down":
		h.scroll(1)
	case "k", "up":
		h.scroll(-1)
	case "pgdown", "space":
		h.scroll(h.height)
	case "pgup":
		h.scroll(-h.height)
	case ":":
		return nil, act.Run{Command: keymap.ShowPalette}
	case "esc", "?", "q", "enter":
		return nil, act.Close{}
	}
	return nil, nil
}

// View is the keys by group.
func (h *Help) View() string {
	lines := h.lines()
	h.top = min(h.top, max(len(lines)-h.height, 0))
	return strings.Join(lines[h.top:min(h.top+h.height, len(lines))], "\n")
}

func (h *Help) scroll(lines int) {
	h.top = min(max(h.top+lines, 0), max(len(h.lines())-h.height, 0))
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
