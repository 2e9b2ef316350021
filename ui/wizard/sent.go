package wizard

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/words"
)

// drawSent draws the steps in which the wizard only watches: what was
// confirmed goes on with or without it.
func (w *Wizard) drawSent(p *page) {
	switch w.step {
	case state.FlowExecuting:
		w.drawExecuting(p)
	case state.FlowRefused, state.FlowTaken:
		w.drawRefused(p)
	case state.FlowNotSent:
		w.drawNotSent(p)
	case state.FlowUnknown:
		w.drawUnknown(p)
	default:
		w.drawReceipt(p)
	}
}

func (w *Wizard) drawExecuting(p *page) {
	const stays = "It goes on under 3 Swaps, whether this stays open or not."
	if w.intent == nil {
		p.headline(theme.ToneInfo, theme.GlyphPolling, "Writing it down", "before it leaves …")
		p.text(detailRank, w.Theme.Muted, stays)
	} else {
		p.headline(theme.ToneInfo, theme.GlyphPolling, "sending", "· key "+shortKey(w.intent.Key))
		p.text(detailRank, w.Theme.Muted, "Money may move from now on. "+stays)
	}
	p.blank()
	w.drawFigures(p, w.terms)
}

// drawRefused, drawNotSent and drawUnknown are three outcomes that must not be
// taken for one another: each has its own glyph, word and colour.
func (w *Wizard) drawRefused(p *page) {
	w.drawWhy(p, theme.ToneBad, theme.GlyphBad, "REFUSED", w.problem)
	switch taken := w.takenBy(); {
	case w.step != state.FlowTaken:
		p.text(mustShow, w.Theme.Text, "r brings a new quote, esc goes back to the fields.")
	case taken != nil:
		p.text(mustShow, w.Theme.Text, "It became "+taken.ID+", "+words.SwapStatus(taken.Status).Word+": enter shows it under 3 Swaps.")
	default:
		p.text(mustShow, w.Theme.Text, "enter shows 3 Swaps; the swap it became isn't known here, and t tracks it by its id.")
	}
	p.blank()
	w.drawFigures(p, w.terms)
}

func (w *Wizard) drawNotSent(p *page) {
	w.drawWhy(p, theme.ToneMuted, theme.GlyphOff, "NOT SENT", w.problem)
	p.text(mustShow, w.Theme.Text, "r brings a new quote, esc goes back to the fields.")
	p.blank()
	w.drawFigures(p, w.terms)
}

// endWord names an execute that came to nothing by who stopped it.
func endWord(problem *state.Problem) string {
	if problem.Outcome == state.NotSent {
		return "NOT SENT"
	}
	return "REFUSED"
}

func (w *Wizard) drawWhy(p *page, tone theme.Tone, glyph, word string, why *state.Problem) {
	if why == nil {
		p.headline(tone, glyph, word, "")
		return
	}
	p.headline(tone, glyph, word, words.Unrepeated(why.Happened))
	rest := why.Meaning
	if why.Advice != "" {
		rest += " " + why.Advice
	}
	if why.Code != "" {
		rest += " [" + string(why.Code) + "]"
	}
	p.text(reasonRank, w.Theme.Text, rest)
}

// lockWords says what the unknown outcome keeps locked, or who lifted that.
func (w *Wizard) lockWords() string {
	const stays = "It stays under 3 Swaps, at every start."
	if lifted := words.Lifted(w.intent, w.Now, w.Location); lifted != "" {
		return strings.ToUpper(lifted[:1]) + lifted[1:] + ". " + stays
	}
	return "No other swap of " + w.intent.Terms.SellToken + " can be sent until it is resolved. " + stays
}

func (w *Wizard) drawUnknown(p *page) {
	status := words.IntentState(w.intent, w.BankNow())
	p.headline(status.Tone, status.Glyph, status.Word, "— funds may have moved")
	if why := w.intent.Why(); why != nil {
		p.text(reasonRank, w.Theme.Text, why.Happened)
	}
	if listed := words.AtBank(w.intent, w.Book); listed != "" {
		p.text(mustShow, w.Theme.Strong, listed)
	}
	again := words.AskedAgain(w.intent, w.BankNow(), w.Location, "r") + ", which can't swap twice."
	again = strings.ToUpper(again[:1]) + again[1:]
	if w.asking {
		again = "Asking again with the same key …"
	}
	p.text(mustShow, w.Theme.Text, again)
	if next := words.NextTry(w.intent, w.BankNow()); next != "" && !w.asking {
		p.text(mustShow, w.Theme.Strong, strings.ToUpper(next[:1])+next[1:]+".")
	}
	tries := words.Plural(w.intent.Tries, "try", "tries") + " so far"
	if w.intent.LastTry.Known() {
		tries += ", the last at " + words.When(w.Now, w.intent.LastTry, w.Location)
	}
	p.text(detailRank, w.Theme.Text, tries+" · key "+shortKey(w.intent.Key))
	p.text(reasonRank, w.Theme.Text, w.lockWords())
	p.blank()
	w.drawFigures(p, w.intent.Terms)
}
