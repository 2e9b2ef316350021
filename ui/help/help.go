// Package help has the dialog that lists every key. It is made from the key
// map, so it can't be out of date.
package help

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
)

const (
	wanted = 112
	// leftLeast is the room that the left column needs beside the right one.
	leftLeast = 40
	// between is the room between both columns, and between a key and its title.
	between = 4
	keyGap  = 2
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
	return &Help{Scene: scene, keys: keys, off: off, width: wanted, page: dialog.NewPage(keys)}
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
	first := []keymap.Group{keymap.GroupFirst, keymap.GroupMoney, keymap.GroupFind}
	second := []keymap.Group{keymap.GroupMove, keymap.GroupProgram}
	right := h.natural(second)
	left := h.width - between - right
	if left < leftLeast {
		return h.groups(h.width, append(first, second...))
	}
	pen := cells.NewPen(h.width)
	before, behind := h.groups(left, first), h.groups(right, second)
	for i := range max(len(before), len(behind)) {
		if i < len(before) {
			pen.Raw(before[i])
		}
		pen.To(left + between)
		if i < len(behind) {
			pen.Raw(behind[i])
		}
		pen.End()
	}
	return strings.Split(pen.String(), "\n")
}

// natural is the width in which nothing of the groups wraps.
func (h *Help) natural(groups []keymap.Group) int {
	widest := 0
	for _, binding := range h.bindings(groups) {
		widest = max(widest, cells.Width(h.words(binding)))
	}
	return h.keyWidth(groups) + widest
}

func (h *Help) keyWidth(groups []keymap.Group) int {
	widest := 0
	for _, binding := range h.bindings(groups) {
		widest = max(widest, cells.Width(binding.Label()))
	}
	return widest + keyGap
}

func (h *Help) bindings(groups []keymap.Group) []keymap.Binding {
	return slices.DeleteFunc(h.keys.All(), func(b keymap.Binding) bool { return !slices.Contains(groups, b.Group) })
}

func (h *Help) groups(width int, groups []keymap.Group) []string {
	keyWidth := h.keyWidth(groups)
	s := sheet.New(h.Theme, width, keyWidth)
	for _, group := range groups {
		s.Heading(group.String())
		for _, binding := range h.bindings([]keymap.Group{group}) {
			h.write(s, binding, keyWidth, width-keyWidth)
		}
	}
	return s.Lines()
}

// write writes a key and what it does.
func (h *Help) write(s *sheet.Sheet, binding keymap.Binding, keyWidth, room int) {
	key, title := h.Theme.Key, h.Theme.Text
	if h.off(binding.Command) != "" {
		key, title = h.Theme.Muted, h.Theme.Muted
	}
	label := binding.Label()
	for _, line := range cells.Wrap(h.words(binding), room) {
		s.Line(func(pen *cells.Pen) {
			pen.Cell(key, label, keyWidth)
			pen.Text(title, line)
		})
		label = ""
	}
}

// words is what a key does, and why not where it is off.
func (h *Help) words(binding keymap.Binding) string {
	if why := h.off(binding.Command); why != "" {
		return binding.Title() + " — " + why
	}
	return binding.Title()
}
