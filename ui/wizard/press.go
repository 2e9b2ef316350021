package wizard

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/keymap"
	"coffer/ui/words"
)

// confirmWord is what a person types to send the swap.
const confirmWord = "execute"

// press takes a key in the step that the flow is in.
func (w *Wizard) press(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	name := key.String()
	// Two quick esc reach a plain terminal's program as one alt+esc.
	if name == "esc" || name == "alt+esc" {
		return nil, w.back()
	}
	switch w.step {
	case state.FlowCostly:
		return w.pressCost(key)
	case state.FlowConfirm:
		return w.pressConfirm(key)
	}
	if name == "enter" && key.IsRepeat {
		// A held enter would run through every step to the last one.
		return nil, nil
	}
	switch w.step {
	case state.FlowEditing:
		if name == "enter" {
			return nil, w.quoteEntry()
		}
		if name == accountKey {
			w.turnAccount()
			return nil, nil
		}
		w.entry.update(key)
		return nil, nil
	case state.FlowQuoted, state.FlowRepriced, state.FlowChecking, state.FlowCleared, state.FlowBlocked,
		state.FlowUnchecked, state.FlowExpired:
		return w.pressQuote(name)
	default:
		return nil, w.pressSent(name)
	}
}

// paste goes into the fields only: the confirming word is typed.
func (w *Wizard) paste(msg tea.PasteMsg) {
	switch w.step {
	case state.FlowEditing:
		w.entry.update(msg)
	case state.FlowCostly:
		w.note = "What is pasted doesn't count: type it."
	case state.FlowConfirm:
		w.note = "A pasted word doesn't confirm: type " + confirmWord + "."
	}
}

// back steps back where nothing was sent, and leaves where something was: the
// swap goes on without the wizard.
func (w *Wizard) back() act.Action {
	from := w.step
	if !w.happen(state.EventBack) {
		return act.Close{}
	}
	if from == state.FlowQuoting || from == state.FlowChecking {
		// Nobody waits for the answer any more.
		w.generation++
	}
	if w.step == state.FlowEditing {
		w.problem = nil
		w.entry.focus(w.entry.focused)
	}
	return nil
}

func (w *Wizard) pressQuote(name string) (tea.Cmd, act.Action) {
	switch name {
	case "enter":
		return w.goOn()
	case "a":
		if w.happen(state.EventQuoteAccepted) {
			w.accepted = w.terms
		}
	case "r":
		return nil, w.quoteAgain()
	case "c":
		if w.step == state.FlowCleared || w.step == state.FlowBlocked || w.step == state.FlowUnchecked {
			return nil, w.checkPolicy()
		}
	}
	return nil, nil
}

// goOn is enter: one step further, or the reason why not.
func (w *Wizard) goOn() (tea.Cmd, act.Action) {
	w.expire()
	if w.hidden() {
		return nil, nil
	}
	switch w.step {
	case state.FlowQuoted, state.FlowUnchecked:
		return nil, w.checkPolicy()
	case state.FlowBlocked:
		if w.problem != nil {
			return nil, w.checkPolicy()
		}
		w.note = w.offReason()
		return nil, nil
	case state.FlowCleared:
		return w.openConfirm(), nil
	case state.FlowExpired:
		// The step says why already.
		return nil, nil
	default:
		w.note = w.offReason()
		return nil, nil
	}
}

func (w *Wizard) quoteEntry() act.Action {
	asked, valid := w.entry.check()
	if !valid {
		return nil
	}
	return w.quote(asked)
}

// quoteAgain asks for a new price of the trade on screen.
func (w *Wizard) quoteAgain() act.Action {
	if w.terms == nil {
		return nil
	}
	return w.quote(trade{w.terms.SellToken, w.terms.BuyToken, w.terms.SellAmount.String()})
}

func (w *Wizard) quote(asked trade) act.Action {
	if problem := w.Book.Bank.QuoteProblem(); problem != nil {
		w.problem = problem
		return nil
	}
	if !w.happen(state.EventQuoteAsked) {
		return nil
	}
	w.forget()
	w.asked = asked
	return act.Quote{Generation: w.ask(), Account: w.account, SellToken: asked.sell, BuyToken: asked.buy, SellAmount: asked.amount}
}

func (w *Wizard) checkPolicy() act.Action {
	if w.terms == nil || !w.happen(state.EventCheckAsked) {
		return nil
	}
	w.forget()
	return act.CheckPolicy{Generation: w.ask(), Terms: w.terms}
}

func (w *Wizard) openConfirm() tea.Cmd {
	if w.offReason() != "" {
		w.note = w.offReason()
		return nil
	}
	event := state.EventConfirmOpened
	if w.terms.Typed() != "" {
		event = state.EventCostQuestion
	}
	if !w.happen(event) {
		return nil
	}
	w.percent.SetValue("")
	return w.shutGuard()
}

// shutGuard begins a step in which what is typed moves money.
func (w *Wizard) shutGuard() tea.Cmd {
	w.word.SetValue("")
	w.guards++
	return w.guard.Start(w.Serial*guardSerials + w.guards)
}

// pressCost takes the percent that a large cost comes to. Only that leads on to
// the word.
func (w *Wizard) pressCost(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if ignored, wait := w.guard.Ignores(key); ignored {
		return wait, nil
	}
	if key.String() != "enter" {
		w.note = ""
		w.percent.Update(key)
		return nil, nil
	}
	w.expire()
	switch {
	case w.step != state.FlowCostly:
		return nil, nil
	case w.offReason() != "":
		w.note = w.offReason()
	case !w.terms.Accepts(w.percent.Value()):
		w.note = "That is not what was asked for: type " + w.terms.Typed() + ", or esc goes back."
		w.percent.SetValue("")
	case w.happen(state.EventCostTyped):
		accepted := *w.terms
		accepted.Accepted = w.percent.Value()
		w.terms = &accepted
		return w.shutGuard(), nil
	}
	return nil, nil
}

func (w *Wizard) pressConfirm(key tea.KeyPressMsg) (tea.Cmd, act.Action) {
	if ignored, wait := w.guard.Ignores(key); ignored {
		return wait, nil
	}
	if key.String() != "enter" {
		w.note = ""
		w.word.Update(key)
		return nil, nil
	}
	w.expire()
	switch {
	case w.step != state.FlowConfirm:
		return nil, nil
	case w.offReason() != "":
		w.note = w.offReason()
		return nil, nil
	case strings.TrimSpace(w.word.Value()) != confirmWord:
		w.note = w.wrongWord()
		// What was half typed when the guard opened must not spoil the next try.
		w.word.SetValue("")
		return nil, nil
	}
	w.happen(state.EventConfirmed)
	w.forget()
	return nil, act.Execute{Generation: w.ask(), Terms: w.terms}
}

func (w *Wizard) wrongWord() string {
	if w.word.Empty() {
		return "Nothing is sent by enter alone: type " + confirmWord + " first."
	}
	return "That is not the word, nothing was sent: type " + confirmWord + ", or esc goes back."
}

// pressSent takes the keys of the steps after execute.
func (w *Wizard) pressSent(name string) act.Action {
	switch {
	case name == "y" && w.swap != nil && w.swap.TxHash != "":
		return act.Copy{Text: w.swap.TxHash, What: "transaction hash"}
	case name == "Y" && w.swap != nil:
		return act.Copy{Text: words.Receipt(w.swap, w.Location), What: "receipt"}
	case name == "enter" && w.swap != nil:
		return act.ShowSwap{SwapID: w.swap.ID}
	case name == "enter" && w.step == state.FlowTaken:
		if taken := w.takenBy(); taken != nil {
			return act.ShowSwap{SwapID: taken.ID}
		}
		return act.Run{Command: keymap.ShowSwaps}
	case name == "r" && w.step == state.FlowUnknown:
		return w.askAgain()
	case name == "y" && w.step == state.FlowUnknown:
		return act.Copy{Text: words.SupportBundle(w.intent, w.Book, w.Now), What: "support bundle"}
	case name == "u" && w.step == state.FlowUnknown && w.intent.Locks(w.intent.Account, w.intent.Terms.SellToken):
		return act.AskUnlock{IntentID: w.intentID}
	case name == "r":
		return w.quoteAgainAfterEnd()
	}
	return nil
}

// askAgain sends the intent with its own key once the engine has stopped doing
// so by itself.
func (w *Wizard) askAgain() act.Action {
	if off := w.askAgainOff(); off != "" {
		w.note = off
		return nil
	}
	w.asking = true
	return act.Retry{Generation: w.ask(), IntentID: w.intentID}
}

func (w *Wizard) quoteAgainAfterEnd() act.Action {
	switch w.step {
	case state.FlowRefused, state.FlowNotSent, state.FlowTaken:
		return w.quoteAgain()
	}
	return nil
}

// lock is the unresolved swap that keeps this one from being sent.
func (w *Wizard) lock() *state.Intent {
	// While it is entered, a lock of any account is worth knowing.
	account, token := "", w.entry.token(sellField)
	if w.terms != nil && w.step != state.FlowEditing {
		account, token = w.terms.Account, w.terms.SellToken
	}
	return w.Book.LockedBy(account, token)
}

// takenBy is the swap that was made of the quote on screen, where the Book
// knows it.
func (w *Wizard) takenBy() *state.Swap {
	if w.terms == nil {
		return nil
	}
	return w.Book.SwapOfQuote(w.terms.QuoteID)
}
