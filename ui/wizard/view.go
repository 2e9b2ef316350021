package wizard

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// steadyHeight is the least height of every step, so that the frame doesn't
// jump from one step to the next.
const steadyHeight = 14

// View implements dialog.Dialog.
func (w *Wizard) View() string {
	lines, _ := w.page().fit(w.height)
	return strings.Join(lines, "\n")
}

// Cursor implements dialog.Dialog.
func (w *Wizard) Cursor() (column, line int, shown bool) {
	drawn := w.page()
	_, line = drawn.fit(w.height)
	return drawn.cursorColumn, line, line >= 0
}

// page draws the step that the flow is in.
func (w *Wizard) page() *page {
	p := newPage(w.Theme, w.width)
	p.line(stepperRank, func(pen *cells.Pen) { drawStepper(pen, w.Theme, w.step) })
	p.blank()
	if !w.step.MoneyMayMove() && !w.step.Final() {
		w.drawLock(p)
	}
	switch w.step {
	case state.FlowEditing:
		w.drawEntry(p)
	case state.FlowQuoting:
		w.drawQuoting(p)
	case state.FlowQuoted, state.FlowRepriced, state.FlowExpired:
		if w.hidden() {
			w.drawHidden(p)
			break
		}
		w.drawChange(p)
		if w.step == state.FlowExpired && w.problem != nil {
			w.drawWhy(p, theme.ToneBad, theme.GlyphBad, endWord(w.problem), w.problem)
			p.blank()
		}
		w.drawQuote(p)
	case state.FlowChecking:
		w.drawQuote(p)
		p.blank()
		p.headline(theme.ToneInfo, theme.GlyphPolling, "Checking the policy", "…")
	case state.FlowCleared, state.FlowBlocked, state.FlowUnchecked:
		if w.hidden() {
			w.drawHidden(p)
			break
		}
		w.drawQuote(p)
		p.blank()
		w.drawVerdict(p)
	case state.FlowCostly, state.FlowConfirm:
		w.drawConfirm(p)
	default:
		w.drawSent(p)
	}
	if w.note != "" {
		p.text(mustShow, w.Theme.Tone(theme.ToneWarn), w.note)
	}
	for p.pen.Lines() < steadyHeight {
		p.blank()
	}
	return p
}

// drawLock comes before anything else: a swap that can't be sent is better
// known before it is quoted.
func (w *Wizard) drawLock(p *page) {
	lock := w.lock()
	if lock == nil {
		return
	}
	p.headline(theme.ToneBad, theme.GlyphUncertain, "LOCKED",
		"an earlier swap of "+lock.Terms.SellToken+" has no known outcome: "+tradeWords(lock.Terms)+
			", confirmed "+words.When(w.Now, lock.CreatedAt, w.Location)+", key "+shortKey(lock.Key)+
			". No other can be sent until it is resolved under 3 Swaps, where u lifts the lock.")
	p.blank()
}

func (w *Wizard) drawQuoting(p *page) {
	p.headline(theme.ToneInfo, theme.GlyphPolling, "Asking the bank",
		"for a price of "+w.asked.amount+" "+w.asked.sell+" in "+w.asked.buy+" …")
}

// drawChange sets the quote against the accepted one.
func (w *Wizard) drawChange(p *page) {
	switch {
	case w.step == state.FlowRepriced:
		p.headline(theme.ToneWarn, theme.GlyphUncertain, "PRICE CHANGED", " "+words.PriceChange(w.change))
		p.text(reasonRank, w.Theme.Text, "Nothing goes on until a accepts it.")
		p.blank()
	case w.change.Worse && w.step == state.FlowQuoted && w.terms != w.accepted:
		p.headline(theme.ToneWarn, theme.GlyphUncertain, "PRICE CHANGED", " "+words.PriceChange(w.change))
		p.text(detailRank, w.Theme.Muted, "That is within the tolerance of "+w.tolerance.String()+" %, so it goes on without acceptance.")
		p.blank()
	case w.change.Any() && !w.change.Worse && w.step == state.FlowQuoted:
		p.headline(theme.ToneGood, theme.GlyphGood, "Better price", " "+words.PriceChange(w.change))
		p.blank()
	}
}

func (w *Wizard) drawQuote(p *page) {
	w.drawFigures(p, w.terms)
	w.drawDeadline(p)
	w.drawCautions(p)
	if w.step == state.FlowQuoted || w.step == state.FlowRepriced || w.step == state.FlowExpired {
		w.quotes.draw(p, w.Now, w.Location)
	}
}

// drawVerdict tells the three states of a policy check apart: a verdict that
// allows, one that blocks, and none at all.
func (w *Wizard) drawVerdict(p *page) {
	if w.step == state.FlowUnchecked {
		p.headline(theme.ToneWarn, theme.GlyphUnknown, "COULD NOT CHECK", "the policy. That is no verdict, so it blocks; enter checks again.")
		if w.problem != nil {
			p.text(reasonRank, w.Theme.Text, w.problem.Error())
		}
		return
	}
	if w.step == state.FlowBlocked && w.problem != nil {
		w.drawWhy(p, theme.ToneBad, theme.GlyphBad, endWord(w.problem), w.problem)
		p.text(mustShow, w.Theme.Text, "enter checks the policy again and lists its reasons, r brings a new quote.")
		return
	}
	verdict := words.PolicyVerdict(w.terms.Policy)
	meaning := ""
	switch {
	case w.step == state.FlowBlocked:
		meaning = "— the swap is blocked, and nothing overrides that"
	case w.terms.Policy == state.PolicyWarn:
		meaning = "— read it before you go on"
	}
	p.headline(verdict.Tone, verdict.Glyph, "Policy "+verdict.Word, w.checkedAt()+meaning)
	for _, rule := range w.terms.PolicyChecks {
		status, r := words.PolicyVerdict(rule.Status), reasonRank
		if rule.Status == state.PolicyPass {
			if w.step == state.FlowConfirm || w.step == state.FlowCostly {
				continue
			}
			status.Glyph, r = theme.GlyphMark, passedRank
		}
		p.point(r, status.Tone, status.Glyph, rule.Text)
	}
	if len(w.terms.PolicyChecks) == 0 && w.step == state.FlowBlocked {
		p.point(reasonRank, verdict.Tone, theme.GlyphDot, "The bank gave no reason.")
	}
}

func (w *Wizard) checkedAt() string {
	if !w.terms.CheckedAt.Known() {
		return ""
	}
	return words.When(w.Now, w.terms.CheckedAt, w.Location) + " "
}

func tradeWords(terms *state.SwapTerms) string {
	return words.Exactly(terms.SellAmount) + " " + terms.SellToken + " → " + words.Exactly(terms.ExpectedBuy) + " " + terms.BuyToken
}

// shortKey is how an idempotency key is called on a screen: its first four
// characters behind what all keys begin with.
func shortKey(key string) string {
	_, own, prefixed := strings.Cut(key, "_")
	if !prefixed {
		own = key
	}
	const shown = 4
	return own[:min(len(own), shown)] + "…"
}
