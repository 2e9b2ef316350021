// Package wizard is the swap: intent, quote, policy, execute, book. What may
// follow what is decided by state.FlowState alone; the wizard feeds it events
// and draws the step that it is in.
//
// It never asks the bank itself, and once a swap is sent it holds nothing that
// closing it could lose.
package wizard

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/field"
	"coffer/ui/guard"
	"coffer/ui/news"
	"coffer/ui/words"
)

// Wizard is one swap on its way.
type Wizard struct {
	dialog.Scene
	width, height int

	step state.FlowState
	// generation numbers the questions, so that a stale answer is dropped.
	generation act.Generation
	entry      entry
	// account is what the account that swaps is called; "" where there is one.
	account string
	// asked is the trade that the last quote was asked for.
	asked trade

	// terms is the quote on screen, accepted the last one whose price a person
	// agreed to or had no reason to object to.
	terms, accepted *state.SwapTerms
	// stood is how long the quote on screen was firm when it came.
	stood time.Duration
	// barLeft is what was left when the bar moved last.
	barLeft time.Duration
	// tolerance is by how many percent a new quote may be worse before it has to
	// be accepted.
	tolerance decimal.Decimal
	// quotes are the last ones of the trade on screen, for comparison.
	quotes quotes
	// change is how the quote on screen compares with the accepted one.
	change state.PriceChange
	// problem is why the last question has no answer.
	problem *state.Problem
	// note says why the last key did nothing.
	note string

	guard  guard.Guard
	guards uint64
	word   field.Field
	// percent is the large cost as it is typed.
	percent field.Field

	intentID string
	intent   *state.Intent
	swap     *state.Swap
	// asking is set while the bank is asked again about an unknown outcome.
	asking bool
}

const (
	// wide is the room in which every note stands beside its figure.
	wide = 96
	// guardSerials is how many guards one dialog may start before they could
	// be taken for another dialog's.
	guardSerials = 1 << 32
)

// New opens a wizard at its first field. The tolerance is by how many percent
// a new quote may be worse than the last accepted one before a person has to
// accept it.
func New(scene dialog.Scene, tolerance decimal.Decimal) *Wizard {
	w := &Wizard{
		Scene:     scene,
		step:      state.FlowEditing,
		tolerance: tolerance,
		word:      field.Field{Limit: 20},
		percent:   field.Field{Limit: 20},
		width:     wide,
	}
	w.entry = newEntry(func(token string) *decimal.Decimal { return w.Book.Held(w.account, token) })
	w.turnAccount()
	return w
}

// Init implements dialog.Dialog.
func (w *Wizard) Init() tea.Cmd { return nil }

// Resize implements dialog.Dialog.
func (w *Wizard) Resize(width, height int) { w.width, w.height = max(width, 0), max(height, 0) }

// Title implements dialog.Dialog. It names the environment, because a small
// terminal has no header behind.
func (w *Wizard) Title() string {
	environment, _ := words.Environment(w.Book.Bank.Environment)
	if w.account != "" {
		return "Swap · " + environment + " · " + w.account
	}
	return "Swap · " + environment
}

// Width implements dialog.Dialog.
func (w *Wizard) Width() int { return wide }

// Update implements dialog.Dialog.
func (w *Wizard) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	w.Follow(msg)
	switch msg := msg.(type) {
	case news.Ticked:
		w.expire()
		return w.barLater(), nil
	case BarMoved:
		w.barMoved(msg)
	case news.BookChanged:
		w.followIntent()
	case news.QuoteReceived:
		w.quoteReceived(msg)
	case news.PolicyChecked:
		w.policyChecked(msg)
	case news.SwapRecorded:
		w.swapRecorded(msg)
	case news.Retried:
		w.retried(msg)
	case guard.Waited:
		w.guard.Update(msg)
	case tea.PasteMsg:
		w.paste(msg)
	case tea.KeyPressMsg:
		return w.press(msg)
	}
	return nil, nil
}

// happen feeds the flow and reports whether the event means anything now.
func (w *Wizard) happen(event state.FlowEvent) bool {
	next, meant := w.step.Next(event)
	if meant {
		w.step = next
		w.note = ""
	}
	return meant
}

// left is how long the quote still stands, by the bank's clock.
func (w *Wizard) left() time.Duration {
	if w.terms == nil {
		return 0
	}
	return w.terms.TimeLeft(w.Now, w.Book.Feed.ClockOffset)
}

// expire ends the quote when its deadline has passed. The flow ignores it once
// money may move.
func (w *Wizard) expire() {
	from := w.step
	if w.terms == nil || w.left() > 0 || !w.happen(state.EventQuoteExpired) {
		return
	}
	w.generation++
	if from == state.FlowUnchecked {
		// What kept the policy from being checked didn't end the quote.
		w.problem = nil
	}
}

// forget lets go of an earlier swap, whose outcome is no news about the next.
func (w *Wizard) forget() {
	w.intentID, w.intent, w.swap, w.asking = "", nil, nil, false
}

// ask numbers a question and forgets what stood against the last one.
func (w *Wizard) ask() act.Generation {
	w.generation++
	w.problem = nil
	w.note = ""
	return w.generation
}

var _ dialog.Dialog = (*Wizard)(nil)
