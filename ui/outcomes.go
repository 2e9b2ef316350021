package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/words"
)

// tellOutcomes says what became of what nobody knew a moment ago. While a
// dialog is open it says so itself of what it sent, and only an outcome that
// was unknown is news to the rest of the screen.
func (m *Model) tellOutcomes(before *state.View) tea.Cmd {
	for _, intent := range m.book.Intents {
		was := intentIn(before, intent.ID)
		if was == nil || was == intent || !was.Unresolved() {
			continue
		}
		if was.State != state.IntentUnknown && !m.dialogs.Empty() {
			continue
		}
		tone, text := outcomeWords(was, intent, m.bankNow())
		if spend := m.book.Spend(intent.Subject); spend != nil && intent.State == state.IntentDone && !spend.Fits() {
			tone, text = theme.ToneBad, theme.GlyphUncertain+" Beware of "+spend.ID+": "+spend.Bewares()[0]
		}
		if text != "" {
			return m.notices.show(tone, text, "", problemLasts)
		}
	}
	return nil
}

func outcomeWords(was, is *state.Intent, bankNow state.Moment) (theme.Tone, string) {
	status, what := words.IntentState(is, bankNow), "the "+words.Decision(is)
	if is.Kind == state.IntentSpend {
		what = "the request for " + words.Decision(is)
	}
	switch is.State {
	case state.IntentDone:
		return status.Tone, status.Glyph + " " + what + " arrived, the bank has it: " + is.Subject
	case state.IntentRefused, state.IntentNotSent:
		return status.Tone, status.Glyph + " " + what + " was " + status.Word + " — " + words.EndWords(is)
	case state.IntentUnknown:
		if is.Tries > was.Tries && was.State == state.IntentUnknown {
			return status.Tone, status.Glyph + " still no answer about " + what + ": its outcome stays unknown"
		}
	}
	return 0, ""
}

// unresolved reports whether nobody knows yet what became of an intent.
func (m *Model) unresolved(id string) bool {
	intent := intentIn(m.book, id)
	return intent != nil && intent.Unresolved()
}

func intentIn(book *state.View, id string) *state.Intent {
	for _, intent := range book.Intents {
		if intent.ID == id {
			return intent
		}
	}
	return nil
}
