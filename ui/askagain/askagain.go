// Package askagain is the question before a request without a known outcome is
// sent again by hand. If the bank never got it, sending it again is what asks
// for the money, so the key that opens the question doesn't answer it.
package askagain

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/guard"
	"coffer/ui/keymap"
	"coffer/ui/news"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const (
	wide       = 64
	labelWidth = 14
)

// Dialog is the question about one intent.
type Dialog struct {
	dialog.Scene
	intent *state.Intent
	guard  guard.Guard
	width  int
	// asking is until the question is on its way; problem is why it isn't.
	asking  bool
	problem *state.Problem
}

var _ dialog.Dialog = (*Dialog)(nil)

// New makes the dialog for an unresolved spend.
func New(scene dialog.Scene, intent *state.Intent) *Dialog {
	return &Dialog{Scene: scene, intent: intent, width: wide}
}

// Init shuts the guard.
func (d *Dialog) Init() tea.Cmd { return d.guard.Start(d.Serial) }

// Resize tells how wide it may be.
func (d *Dialog) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Dialog) Width() int { return wide }

// Title names it.
func (d *Dialog) Title() string { return "Ask again about this spend" }

// Cursor is not shown.
func (d *Dialog) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Keys are the hints.
func (d *Dialog) Keys() []keymap.Hint {
	off := ""
	switch {
	case !d.open():
		off = "its outcome is known now"
	case d.asking:
		off = "asking"
	case d.guard.Shut():
		off = "waiting for a quiet keyboard"
	}
	return []keymap.Hint{{Key: "y", Title: "ask again", Off: off}, {Key: "esc", Title: "leave it unknown"}}
}

// Update takes a message in.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	d.guard.Update(msg)
	if answer, told := msg.(news.Retried); told {
		if answer.Problem == nil {
			return nil, act.Close{}
		}
		d.asking, d.problem = false, answer.Problem
		return nil, nil
	}
	key, pressed := msg.(tea.KeyPressMsg)
	if !pressed {
		return nil, nil
	}
	if key.String() == "esc" || key.String() == "q" {
		return nil, act.Close{}
	}
	if ignored, wait := d.guard.Ignores(key); ignored {
		return wait, nil
	}
	if key.String() == "y" && d.open() && !d.asking {
		d.asking, d.problem = true, nil
		return nil, act.Retry{IntentID: d.intent.ID}
	}
	return nil, nil
}

// open reports whether nobody has learned the outcome in the meantime.
func (d *Dialog) open() bool {
	for _, intent := range d.Book.Intents {
		if intent.ID == d.intent.ID {
			return intent.Unresolved()
		}
	}
	return false
}

// View is the request and what asking again may do.
func (d *Dialog) View() string {
	s := sheet.New(d.Theme, d.width, labelWidth)
	s.Line(func(pen *cells.Pen) { pen.Text(d.Theme.Strong, words.Decision(d.intent)) })
	s.Blank()
	if d.intent.Spend != nil {
		s.Pair("What for", theme.ToneText, state.SafeText(d.intent.Spend.Reason))
	}
	s.Pair("Asked by", theme.ToneText, d.intent.Who)
	s.Pair("Asked", theme.ToneText, words.When(d.Now, d.intent.CreatedAt, d.Location))
	s.Pair("Tries", theme.ToneText, words.Count(d.intent.Tries))
	s.Pair("Key", theme.ToneText, d.intent.Key)
	s.Blank()
	s.Text(theme.ToneText, "If the bank has it, it answers with what it decided then. If it never arrived, this asks for it now. The same key can't do it twice.")
	if d.problem != nil {
		s.Blank()
		s.Text(theme.ToneBad, d.problem.Error())
	}
	return s.String()
}
