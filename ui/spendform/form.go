// Package spendform is a new spend: a form, a summary, and what became of it.
//
// It never asks the bank itself. Once a request is on disk the engine sees it
// through, so closing the form loses nothing.
package spendform

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/dialog"
	"coffer/ui/guard"
	"coffer/ui/news"
	"coffer/ui/words"
)

// step is how far the form got.
type step int

const (
	filling step = iota
	reviewing
	// recording is until the request is on disk.
	recording
	// following is while the Book tells what becomes of it, and after.
	following
	// unrecorded is when it could not be written down: nothing was sent.
	unrecorded
)

const (
	wide = 76
	// guardSerials is how many guards one dialog may start before they could
	// be taken for another dialog's.
	guardSerials = 1 << 32
)

// Form is one new spend.
type Form struct {
	dialog.Scene
	width, height int

	step       step
	generation act.Generation
	entry      entry
	// request is what the summary shows and what is sent.
	request state.SpendRequest

	guard  guard.Guard
	guards uint64
	// note says why the last key did nothing.
	note string

	precedents precedents
	// scanning is set while a scan for precedents is on its way; scanned is the
	// version of the Book that the last one read.
	scanning bool
	scanned  uint64

	intentID string
	intent   *state.Intent
	problem  *state.Problem
}

var _ dialog.Dialog = (*Form)(nil)

// New opens a form at its first field.
func New(scene dialog.Scene) *Form {
	return &Form{Scene: scene, entry: newEntry(scene.Book.Accounts), width: wide}
}

// Init implements dialog.Dialog.
func (f *Form) Init() tea.Cmd { return nil }

// Resize implements dialog.Dialog.
func (f *Form) Resize(width, height int) { f.width, f.height = max(width, 0), max(height, 0) }

// Title implements dialog.Dialog. It names the environment, because a small
// terminal has no header behind.
func (f *Form) Title() string {
	environment, _ := words.Environment(f.Book.Bank.Environment)
	return "New spend · " + environment
}

// Width implements dialog.Dialog.
func (f *Form) Width() int { return wide }

// Update implements dialog.Dialog.
func (f *Form) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	f.Follow(msg)
	switch msg := msg.(type) {
	case news.BookChanged:
		f.followIntent()
	case news.Ticked:
		return f.scanAgain(), nil
	case news.SpendRecorded:
		f.recorded(msg)
	case PrecedentsFound:
		f.precedentsFound(msg)
	case guard.Waited:
		f.guard.Update(msg)
	case tea.PasteMsg:
		if f.step == filling {
			f.entry.update(msg)
		}
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return nil, nil
}

func (f *Form) recorded(msg news.SpendRecorded) {
	if msg.Generation != f.generation || f.step != recording {
		return
	}
	if msg.Problem != nil {
		f.step, f.problem = unrecorded, msg.Problem
		return
	}
	f.step, f.intentID = following, msg.IntentID
	f.followIntent()
}

// followIntent reads from the Book what became of the request.
func (f *Form) followIntent() {
	if f.step != following {
		return
	}
	for _, intent := range f.Book.Intents {
		if intent.ID == f.intentID {
			f.intent = intent
			return
		}
	}
}

// spend is the bank's record of what was asked here, once there is one.
func (f *Form) spend() *state.Spend {
	if f.intent == nil || f.intent.Subject == "" {
		return nil
	}
	return f.Book.Spend(f.intent.Subject)
}

// failed reports whether nothing was spent and the filled form may be tried
// again.
func (f *Form) failed() bool {
	if f.step == unrecorded {
		return true
	}
	return f.step == following && f.intent != nil &&
		(f.intent.State == state.IntentRefused || f.intent.State == state.IntentNotSent)
}
