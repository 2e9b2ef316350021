// Package approve has the dialogs around an approval: deciding in the sandbox,
// a link for where there is no browser, and the question before many pages are
// opened at once.
package approve

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/budget"
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
	decideWidth = 66
	labelWidth  = 14
	// armShift keeps the guard's serials of one dialog apart from those of
	// every other.
	armShift = 40
)

// Decide asks for a reason and a confirmation before a request is approved or
// declined in the sandbox. The key that opens it doesn't confirm it, and
// neither does enter: tab goes on to the question, y answers it.
type Decide struct {
	dialog.Scene
	spend    *state.Spend
	decision string
	reason   field.Field
	guard    guard.Guard
	// arms is how often the guard was shut again.
	arms uint64
	// asking is set once the reason is left.
	asking     bool
	sending    bool
	generation act.Generation
	problem    *state.Problem
	width      int
	// fieldLine is where the reason stands in the View.
	fieldLine int
}

// NewDecide makes the dialog; decision is state.Approve or state.Decline.
func NewDecide(scene dialog.Scene, spend *state.Spend, decision string) *Decide {
	return &Decide{Scene: scene, spend: spend, decision: decision, reason: field.Field{Placeholder: "why, in a few words", KeepsJoiners: true}, width: decideWidth}
}

// Init shuts the guard.
func (d *Decide) Init() tea.Cmd { return d.guard.Start(d.Serial) }

// Resize tells how wide it may be.
func (d *Decide) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Decide) Width() int { return decideWidth }

// Title names it.
func (d *Decide) Title() string {
	if d.decision == state.Decline {
		return "Decline this request"
	}
	return "Approve this request"
}

// Update takes a message in.
func (d *Decide) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	d.guard.Update(msg)
	switch msg := msg.(type) {
	case news.BookChanged:
		if now := msg.Book.Spend(d.spend.ID); now != nil {
			d.spend = now
		}
	case news.Decided:
		return d.answered(msg)
	case tea.KeyPressMsg:
		return d.press(msg)
	case tea.PasteMsg:
		if !d.asking && !d.guard.Shut() && !d.over() && d.refused() == nil {
			d.reason.Update(msg)
		}
	}
	return nil, nil
}

// Keys are the hints.
func (d *Decide) Keys() []keymap.Hint {
	if d.refused() != nil {
		return []keymap.Hint{{Key: "y", Title: d.decision, Off: "not to be approved here"}, {Key: "esc", Title: "close"}}
	}
	if d.over() {
		return []keymap.Hint{{Key: "y", Title: d.decision, Off: "nothing left to decide"}, {Key: "esc", Title: "close"}}
	}
	back := keymap.Hint{Key: "esc", Title: "leave it undecided"}
	off := ""
	switch {
	case d.sending:
		off = "sending"
	case d.guard.Shut():
		off = "waiting for a quiet keyboard"
	}
	if d.asking {
		return []keymap.Hint{
			{Key: "y", Title: d.decision, Off: off},
			{Key: "tab", Title: "back to the reason"},
			back,
		}
	}
	return []keymap.Hint{{Key: "tab", Title: "then y to " + d.decision, Off: off}, back}
}

// View is the request, what it does to the budget, and the reason.
func (d *Decide) View() string {
	t := d.Theme
	s := sheet.New(t, d.width, labelWidth)
	s.Line(func(pen *cells.Pen) {
		pen.Text(t.Strong, words.Amount(d.spend.Money()))
		pen.Skip(2)
		pen.Text(t.Strong, words.Told(d.spend.Merchant))
	})
	s.Blank()
	s.Pair("Who asks", theme.ToneText, words.Account(d.Book, d.spend.Account))
	s.Pair("What for", theme.ToneText, words.Told(d.spend.Reason))
	s.Pair("Why it waits", theme.ToneText, d.spend.DecisionReason)
	if d.over() {
		s.Blank()
		s.Text(theme.ToneWarn, d.overWords())
		return s.String()
	}
	for _, beware := range d.spend.Bewares() {
		s.Pair("Beware", theme.ToneBad, beware)
	}
	if why := d.refused(); why != nil {
		s.Blank()
		s.Text(theme.ToneBad, why.Error())
		return s.String()
	}
	if d.decision == state.Approve {
		if amount, ok := d.spend.Summable(); ok {
			budget.BeforeAndAfter(s, t, d.Book.BalanceOf(d.spend.Account), amount)
		}
	}
	s.Blank()
	d.fieldLine = len(s.Lines())
	s.Row("Reason", func(pen *cells.Pen) { d.reason.Draw(pen, t, pen.Left()) })
	s.Blank()
	switch {
	case d.sending:
		s.Text(theme.ToneInfo, "sending …")
	case d.problem != nil:
		s.Text(theme.ToneBad, d.problem.Error())
	case d.asking:
		s.Line(func(pen *cells.Pen) {
			verb := strings.ToUpper(d.decision[:1]) + d.decision[1:]
			pen.Text(t.Accent.Strong(), verb+" "+words.Amount(d.spend.Money())+" to "+words.Told(d.spend.Merchant)+"?")
			pen.Text(t.Muted, "  y / esc")
		})
	default:
		s.Text(theme.ToneMuted, "The reason may stay empty.")
	}
	return s.String()
}

// Cursor stands in the reason while it is typed.
func (d *Decide) Cursor() (column, line int, shown bool) {
	if d.asking || d.sending || d.over() || d.refused() != nil {
		return 0, 0, false
	}
	label := min(labelWidth, d.width/2)
	return label + d.reason.Column(d.width-label), d.fieldLine, true
}

func (d *Decide) press(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if key.String() == "esc" {
		return nil, act.Close{}
	}
	if ignored, cmd := d.guard.Ignores(key); ignored || d.sending || d.over() || d.refused() != nil {
		return cmd, nil
	}
	switch {
	case key.String() == "tab" || key.String() == "shift+tab":
		d.asking = !d.asking
		d.problem = nil
		if d.asking {
			return d.arm(), nil
		}
	case d.asking && key.String() == "y":
		return d.send()
	case d.asking:
		// Whoever presses anything else is not answering the question.
		d.asking = false
	case key.String() != "enter":
		d.reason.Update(key)
	}
	return nil, nil
}

// arm shuts the guard once more before the question can be answered: whoever
// types on, into what they take for another window, must not hit the y.
func (d *Decide) arm() tea.Cmd {
	d.arms++
	return d.guard.Start(d.Serial | d.arms<<armShift)
}

// over reports whether the request was decided while nothing was sent from here.
func (d *Decide) over() bool { return !d.sending && !d.spend.Waiting() }

// refused says why the request is never approved from here; nil where it may be.
func (d *Decide) refused() *state.Problem {
	if d.decision != state.Approve {
		return nil
	}
	return d.spend.WhyNotApproved()
}

// overWords says what became of the request: declined elsewhere at 21:51:25.
func (d *Decide) overWords() string {
	status := words.SpendStatus(d.spend.Status)
	at := words.When(d.Now, cmp.Or(d.spend.DecidedAt, d.spend.LastSeen), d.Location)
	return status.Glyph + " " + status.Word + " elsewhere at " + at + " — nothing left to decide"
}

func (d *Decide) send() (tea.Cmd, act.Action) {
	d.sending, d.problem = true, nil
	d.generation++
	return nil, act.Decide{
		Generation: d.generation,
		SpendID:    d.spend.ID,
		Decision:   state.Decision{Decision: d.decision, Reason: strings.TrimSpace(d.reason.Value())},
	}
}

func (d *Decide) answered(answer news.Decided) (tea.Cmd, act.Action) {
	if answer.Generation != d.generation {
		return nil, nil
	}
	if answer.Problem == nil {
		return nil, act.Decided{SpendID: d.spend.ID}
	}
	d.sending, d.asking, d.problem = false, false, answer.Problem
	return nil, nil
}
