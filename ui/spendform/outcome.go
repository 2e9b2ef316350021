package spendform

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

// drawOutcome shows what became of the request. Never sent, refused and
// unknown have a glyph, a word and a colour each, so that none is taken for
// another.
func (f *Form) drawOutcome(s *sheet.Sheet) {
	switch {
	case f.step == unrecorded:
		f.drawWhy(s, theme.ToneMuted, theme.GlyphOff, "NOT SENT", f.problem)
	case f.intent == nil:
		f.headline(s, theme.ToneInfo, theme.GlyphPolling, "Writing it down", "before it leaves …")
	default:
		f.drawIntent(s)
	}
	s.Blank()
	f.drawRequest(s)
}

func (f *Form) drawIntent(s *sheet.Sheet) {
	switch f.intent.State {
	case state.IntentDone:
		f.drawDone(s)
	case state.IntentRefused:
		f.drawWhy(s, theme.ToneBad, theme.GlyphBad, "REFUSED", f.intent.Why())
	case state.IntentNotSent:
		f.drawWhy(s, theme.ToneMuted, theme.GlyphOff, "NOT SENT", f.intent.Why())
	case state.IntentUnknown:
		status := words.IntentState(f.intent, f.BankNow())
		f.headline(s, status.Tone, status.Glyph, status.Word, "— "+f.intent.Why().Happened)
		s.Text(theme.ToneText, "Whether it took effect is not known; "+words.AskedAgain(f.intent, f.BankNow(), f.Location, "r under 1 Spends")+", which can't do it twice.")
		s.Text(theme.ToneMuted, f.tries()+" · key "+shortKey(f.intent.Key))
		s.Text(theme.ToneMuted, "Don't ask for it anew: that would be a second request.")
	case state.IntentAbandoned:
		f.headline(s, theme.ToneMuted, theme.GlyphOff, "closed", "without an answer.")
	default:
		f.headline(s, theme.ToneInfo, theme.GlyphPolling, "sending", "· key "+shortKey(f.intent.Key))
		s.Text(theme.ToneMuted, "It is on disk and goes on, whether this stays open or not.")
	}
}

// drawDone says how the bank answered, in its own words, and what of it isn't
// what was asked for.
func (f *Form) drawDone(s *sheet.Sheet) {
	spend := f.spend()
	if spend == nil {
		f.headline(s, theme.ToneInfo, theme.GlyphUnknown, "The bank has it", "as "+f.intent.Subject+"; its record isn't here yet.")
		return
	}
	status := words.SpendStatus(spend.Status)
	fits := spend.Fits()
	if !fits {
		// The word alone would be read as that what was asked for is approved.
		status.Tone, status.Glyph = theme.ToneBad, theme.GlyphUncertain
	}
	rest := ""
	if spend.DecisionReason != "" {
		rest = "· " + spend.DecisionReason
	}
	f.headline(s, status.Tone, status.Glyph, status.Word, rest)
	for _, beware := range spend.Bewares() {
		s.Pair("Beware", theme.ToneBad, beware)
	}
	if !fits {
		s.Text(theme.ToneText, "Ask the bank what it holds. Don't ask for it anew: that would be a second request.")
	}
	if spend.Waiting() {
		s.Text(theme.ToneText, "A person has to decide it: o opens the approval page.")
	}
	s.Pair("Request", theme.ToneText, spend.ID)
}

func (f *Form) drawWhy(s *sheet.Sheet, tone theme.Tone, glyph, word string, why *state.Problem) {
	f.headline(s, tone, glyph, word, words.Unrepeated(why.Happened))
	rest := strings.TrimSpace(why.Meaning + " " + why.Advice)
	if why.Code != "" {
		rest += " [" + string(why.Code) + "]"
	}
	s.Text(theme.ToneText, rest)
}

func (f *Form) tries() string {
	tries := words.Plural(f.intent.Tries, "try", "tries") + " so far"
	if f.intent.LastTry.Known() {
		tries += ", the last at " + words.When(f.Now, f.intent.LastTry, f.Location)
	}
	return tries
}

// headline is a state as a person has to see it: glyph, word, and what it
// means, wrapped beneath itself.
func (f *Form) headline(s *sheet.Sheet, tone theme.Tone, glyph, word, rest string) {
	style := f.Theme.Tone(tone)
	for i, line := range cells.Wrap(strings.TrimSpace(word+" "+rest), f.width-2) {
		s.Line(func(pen *cells.Pen) {
			if i == 0 {
				pen.Text(style, glyph)
			}
			pen.To(2)
			if rest, begins := strings.CutPrefix(line, word); i == 0 && begins {
				pen.Text(style.Strong(), word)
				line = rest
			}
			pen.Text(f.Theme.Text, line)
		})
	}
}

// shortKey is how an idempotency key is called on a screen.
func shortKey(key string) string {
	const shown = 4
	return key[:min(len(key), shown)] + "…"
}
