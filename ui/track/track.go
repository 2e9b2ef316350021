// Package track has the dialog that follows a record which was not created
// here, by its id.
package track

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/field"
	"coffer/ui/keymap"
	"coffer/ui/news"
	"coffer/ui/sheet"
)

const (
	wanted     = 60
	labelWidth = 5
)

// Track asks for the id.
type Track struct {
	dialog.Scene
	id         field.Field
	asking     bool
	generation act.Generation
	problem    *state.Problem
	width      int
}

// New makes the dialog.
func New(scene dialog.Scene) *Track {
	return &Track{
		Scene: scene,
		id:    field.Field{Placeholder: "req_… or swap_…", Accepts: func(r rune) bool { return r > ' ' && r <= '~' }},
		width: wanted,
	}
}

// Init has nothing to wait for.
func (d *Track) Init() tea.Cmd { return nil }

// Resize tells how wide it may be.
func (d *Track) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Track) Width() int { return wanted }

// Title names it.
func (d *Track) Title() string { return "Track an id" }

// Keys are the hints.
func (d *Track) Keys() []keymap.Hint {
	follow := keymap.Hint{Key: "enter", Title: "follow it"}
	switch {
	case d.asking:
		follow.Off = "asking the bank"
	case d.id.Empty():
		follow.Off = "type an id first"
	}
	return []keymap.Hint{follow, {Key: "esc", Title: "close"}}
}

// Cursor stands in the field.
func (d *Track) Cursor() (column, line int, shown bool) {
	return labelWidth + d.id.Column(d.width-labelWidth), 0, !d.asking
}

// Update takes a message in.
func (d *Track) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	switch msg := msg.(type) {
	case news.Tracked:
		return nil, d.answered(msg)
	case tea.PasteMsg:
		d.id.Update(msg)
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return nil, act.Close{}
		case "enter":
			return nil, d.ask()
		}
		if !d.asking {
			d.id.Update(msg)
		}
	}
	return nil, nil
}

// View is the field and what came of it.
func (d *Track) View() string {
	s := sheet.New(d.Theme, d.width, labelWidth)
	s.Row("ID", func(pen *cells.Pen) { d.id.Draw(pen, d.Theme, pen.Left()) })
	s.Blank()
	switch {
	case d.problem != nil:
		s.Text(theme.ToneBad, d.problem.Error())
	case d.asking:
		s.Text(theme.ToneInfo, "asking the bank …")
	default:
		s.Text(theme.ToneMuted, "A spend request or a swap that was made elsewhere is asked for, written down and kept current from now on.")
	}
	return s.String()
}

func (d *Track) ask() act.Action {
	id := strings.TrimSpace(d.id.Value())
	if d.asking || id == "" {
		return nil
	}
	d.asking, d.problem = true, nil
	d.generation++
	return act.Track{Generation: d.generation, ID: id}
}

func (d *Track) answered(answer news.Tracked) act.Action {
	if answer.Generation != d.generation {
		return nil
	}
	d.asking, d.problem = false, answer.Problem
	switch {
	case answer.Problem != nil:
		return nil
	case d.Book.Swap(answer.ID) != nil || strings.HasPrefix(answer.ID, "swap_"):
		return act.ShowSwap{SwapID: answer.ID}
	}
	return act.ShowSpend{SpendID: answer.ID}
}
