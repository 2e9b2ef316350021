package spendform

import (
	"strconv"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const (
	summaryLabel = 14
	budgetBar    = 20
)

func (f *Form) newSheet() *sheet.Sheet {
	return sheet.New(f.Theme, f.width, summaryLabel)
}

// drawReview shows what will be asked and what it leaves. On a low terminal
// the end is cut, so what matters comes first.
func (f *Form) drawReview(s *sheet.Sheet) {
	if f.height < lowHeight {
		f.drawSendHint(s)
		f.drawAlike(s)
		f.drawRequest(s)
		f.drawBudget(s)
		return
	}
	f.drawRequest(s)
	s.Blank()
	f.drawBudget(s)
	s.Blank()
	f.drawAlike(s)
	f.drawSendHint(s)
}

// lowHeight is the height under which the summary begins with its end.
const lowHeight = 11

func (f *Form) drawRequest(s *sheet.Sheet) {
	money := f.money()
	s.Row("Asks for", func(pen *cells.Pen) { pen.Text(f.Theme.Strong, words.Money(money)+" "+money.Code()) })
	s.Pair("Merchant", theme.ToneText, state.SafeText(f.request.MerchantName))
	s.Pair("Reason", theme.ToneText, state.SafeText(f.request.Reason))
	s.Pair("Asked by", theme.ToneText, f.Who)
}

// drawBudget sets the period's budget before and after side by side.
func (f *Form) drawBudget(s *sheet.Sheet) {
	balance := f.Book.Balance
	if balance == nil || balance.Budget == nil || balance.BudgetLeft == nil {
		s.Text(theme.ToneMuted, "The bank has not told the budget, so what it leaves isn't known.")
		return
	}
	money := f.money()
	if !sameText(balance.Money(0).Code(), money.Code()) {
		s.Text(theme.ToneMuted, "The budget is in "+balance.Money(0).Code()+", so what it leaves isn't known.")
		return
	}
	whole, left := *balance.Budget, *balance.BudgetLeft
	f.budgetRow(s, "Budget now", balance, left, whole)
	if money.Cents > left {
		s.Row("With this", func(pen *cells.Pen) {
			gauge.Bar(pen, f.Theme, f.Theme.Tone(theme.ToneBad), 1, 1, budgetBar)
			pen.Skip(2)
			pen.Text(f.Theme.Tone(theme.ToneBad), words.Money(balance.Money(money.Cents-max(left, 0)))+" over the budget")
		})
		return
	}
	f.budgetRow(s, "With this", balance, left-money.Cents, whole)
}

func (f *Form) budgetRow(s *sheet.Sheet, label string, balance *state.Balance, left, whole int64) {
	s.Row(label, func(pen *cells.Pen) {
		used := max(whole-left, 0)
		gauge.Bar(pen, f.Theme, f.Theme.BarFilled, used, whole, min(budgetBar, pen.Left()))
		pen.Skip(2)
		pen.Right(f.Theme.Text, strconv.Itoa(gauge.Percent(used, whole))+" %", len("100 %"))
		pen.Skip(2)
		pen.Text(f.Theme.Text, words.Money(balance.Money(left))+" of "+words.Money(balance.Money(whole))+" left")
	})
}

// drawAlike warns of what may be the same request asked twice.
func (f *Form) drawAlike(s *sheet.Sheet) {
	if f.alike.count == 0 {
		return
	}
	text := words.Plural(f.alike.count, "request", "requests") + " of the same merchant and amount in the last 10 minutes, "
	if f.alike.count > 1 {
		text += "the last "
	}
	text += words.Span(f.BankNow().Sub(f.alike.newest)) + " ago."
	if f.alike.unresolved {
		text += " The outcome of one is not known."
	}
	f.headline(s, theme.ToneWarn, theme.GlyphUncertain, "Look-alike:", text)
}

func (f *Form) drawSendHint(s *sheet.Sheet) {
	switch {
	case f.note != "":
		s.Text(theme.ToneWarn, f.note)
	case f.guard.Shut():
		s.Text(theme.ToneMuted, "One moment: keys count again when the keyboard was quiet.")
	default:
		s.Text(theme.ToneText, sendKey+" sends it to the bank.")
	}
}

func (f *Form) money() state.Money {
	return state.Money{Cents: f.request.AmountCents, Currency: f.request.Currency}
}
