// Package unlock is the dialog in which a person lifts the lock that a swap
// without a known outcome keeps on its token. It asks for the reason and for
// the word unlock to be typed, and says what may happen.
//
// It never settles the outcome: that stays unknown until the bank tells it.
package unlock

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/field"
	"coffer/ui/guard"
	"coffer/ui/keymap"
	"coffer/ui/news"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const (
	wide       = 68
	labelWidth = 14
	// word is what a person types to lift the lock.
	word = "unlock"
)

// Dialog is the question about one lock.
type Dialog struct {
	dialog.Scene
	intent *state.Intent
	guard  guard.Guard
	width  int
	why    field.Field
	word   field.Field
	// inWord is set while the word is typed, and not the reason.
	inWord bool
	// lifting is until it is on disk; problem is why it isn't.
	lifting bool
	problem *state.Problem
	note    string
	// lines are where the two fields stand in the View.
	whyLine, wordLine int
}

var _ dialog.Dialog = (*Dialog)(nil)

// New makes the dialog for a swap whose outcome is unknown.
func New(scene dialog.Scene, intent *state.Intent) *Dialog {
	return &Dialog{
		Scene: scene, intent: intent, width: wide,
		why:  field.Field{Placeholder: "what you found out, and where", Limit: 200, KeepsJoiners: true},
		word: field.Field{Limit: 20},
	}
}

// Init shuts the guard.
func (d *Dialog) Init() tea.Cmd { return d.guard.Start(d.Serial) }

// Resize tells how wide it may be.
func (d *Dialog) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Dialog) Width() int { return wide }

// Title names it.
func (d *Dialog) Title() string { return "Lift the lock on " + d.intent.Terms.SellToken }

// Cursor stands in the field that is typed in.
func (d *Dialog) Cursor() (column, line int, shown bool) {
	if d.guard.Shut() || d.lifting || !d.locked() {
		return 0, 0, false
	}
	if d.inWord {
		return labelWidth + d.word.Column(d.width-labelWidth), d.wordLine, true
	}
	return labelWidth + d.why.Column(d.width-labelWidth), d.whyLine, true
}

// Keys are the hints.
func (d *Dialog) Keys() []keymap.Hint {
	leave := keymap.Hint{Key: "esc", Title: "leave it locked"}
	off := ""
	switch {
	case !d.locked():
		off, leave.Title = "nothing is locked any more", "close"
	case d.lifting:
		off = "writing it down"
	case d.guard.Shut():
		off = "waiting for a quiet keyboard"
	case d.why.Empty():
		off = "say why first"
	}
	return []keymap.Hint{{Key: "tab", Title: "next field"}, {Key: "enter", Title: "lift the lock", Off: off}, leave}
}

// Update takes a message in.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	d.guard.Update(msg)
	switch msg := msg.(type) {
	case news.Unlocked:
		d.lifting, d.problem = false, msg.Problem
		if msg.Problem == nil {
			return nil, act.Close{}
		}
	case tea.PasteMsg:
		if !d.inWord && !d.guard.Shut() {
			d.why.Update(msg)
		}
	case tea.KeyPressMsg:
		return d.press(msg)
	}
	return nil, nil
}

func (d *Dialog) press(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if name := key.String(); name == "esc" || name == "alt+esc" {
		return nil, act.Close{}
	}
	if ignored, wait := d.guard.Ignores(key); ignored {
		return wait, nil
	}
	if d.lifting || !d.locked() {
		return nil, nil
	}
	d.note = ""
	switch key.String() {
	case "tab", "shift+tab", "up", "down":
		d.inWord = !d.inWord
	case "enter":
		return nil, d.enter()
	default:
		if d.inWord {
			d.word.Update(key)
		} else {
			d.why.Update(key)
		}
	}
	return nil, nil
}

// enter goes on to what is missing, and lifts the lock when nothing is.
func (d *Dialog) enter() act.Action {
	switch {
	case strings.TrimSpace(d.why.Value()) == "":
		d.inWord, d.note = false, "Say why: the reason stays in the audit trail."
	case !d.inWord:
		d.inWord = true
	case strings.TrimSpace(d.word.Value()) != word:
		d.note = "Nothing is lifted by enter alone: type " + word + " first."
	default:
		d.lifting, d.problem = true, nil
		return act.Unlock{IntentID: d.intent.ID, Why: d.why.Value()}
	}
	return nil
}

// locked reports whether there is still something to lift.
func (d *Dialog) locked() bool {
	for _, intent := range d.Book.Intents {
		if intent.ID == d.intent.ID {
			return intent.Locks(intent.Account, d.intent.Terms.SellToken)
		}
	}
	return false
}

// known reports whether the outcome has become known.
func (d *Dialog) known() bool {
	for _, intent := range d.Book.Intents {
		if intent.ID == d.intent.ID {
			return !intent.Unresolved()
		}
	}
	return true
}

// View is the swap, what lifting the lock may do, and the two fields.
func (d *Dialog) View() string {
	t, terms := d.Theme, d.intent.Terms
	s := sheet.New(t, d.width, labelWidth)
	if d.known() {
		// Its own figures would only say what isn't so any more.
		s.Text(theme.ToneGood, "The outcome of the "+words.Decision(d.intent)+" is known now: nothing is locked by it any more. It stands under 3 Swaps.")
		return s.String()
	}
	status := words.IntentState(d.intent, d.BankNow())
	s.Line(func(pen *cells.Pen) {
		pen.Text(t.Tone(status.Tone).Strong(), status.Line)
		pen.Text(t.Text, " — funds may have moved")
	})
	s.Blank()
	s.Pair("Swap", theme.ToneText, words.Exactly(terms.SellAmount)+" "+terms.SellToken+" → "+words.Exactly(terms.ExpectedBuy)+" "+terms.BuyToken)
	s.Pair("Confirmed", theme.ToneText, d.intent.Who+" · "+words.When(d.Now, d.intent.CreatedAt, d.Location))
	s.Pair("Key", theme.ToneText, d.intent.Key)
	s.Blank()
	if listed := words.AtBank(d.intent, d.Book); listed != "" {
		s.Text(theme.ToneBad, listed)
	}
	s.Text(theme.ToneText, "The bank may have made this swap. Once the lock is lifted, another of "+terms.SellToken+
		" can be sent, and both may take effect. Look at the bank first.")
	s.Text(theme.ToneMuted, "The outcome stays unknown, is asked for as before and shown at every start, with your name and reason.")
	s.Blank()
	switch {
	case !d.locked():
		s.Text(theme.ToneGood, "Its lock was lifted: nothing is locked any more.")
		return s.String()
	case d.guard.Shut():
		s.Text(theme.ToneMuted, "One moment: keys count again when the keyboard was quiet.")
		return s.String()
	}
	d.whyLine = len(s.Lines())
	s.Row("Why", func(pen *cells.Pen) { d.why.Draw(pen, t, pen.Left()) })
	d.wordLine = len(s.Lines())
	s.Row("Type "+word, func(pen *cells.Pen) { d.word.Draw(pen, t, pen.Left()) })
	s.Blank()
	switch {
	case d.lifting:
		s.Text(theme.ToneInfo, "writing it down …")
	case d.problem != nil:
		s.Text(theme.ToneBad, d.problem.Error())
	case d.note != "":
		s.Text(theme.ToneWarn, d.note)
	}
	return s.String()
}
