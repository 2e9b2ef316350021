package spendform

import (
	"cmp"
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/budget"
	"coffer/ui/cells"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const summaryLabel = 12

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

// drawRequest shows what is asked for, and where the bank's record leaves it out.
func (f *Form) drawRequest(s *sheet.Sheet) {
	money, leftOut := f.money(), words.LeftOutOf(f.spend())
	s.Row("Asks for", func(pen *cells.Pen) {
		pen.Text(f.Theme.Strong, words.Money(money)+" "+money.Code())
		pen.Text(f.Theme.Muted, words.Mark("", leftOut.Amount))
	})
	s.Pair("Account", theme.ToneText, f.request.Account)
	s.Pair("Merchant", theme.ToneText, words.Mark(state.SafeText(f.request.MerchantName), leftOut.Merchant))
	s.Pair("Reason", theme.ToneText, words.Mark(state.SafeText(f.request.Reason), leftOut.Reason))
	s.Pair("Asked by", theme.ToneText, f.Who)
}

// drawBudget sets the period's budget before and after one below the other.
func (f *Form) drawBudget(s *sheet.Sheet) {
	balance := f.Book.BalanceOf(f.request.Account)
	switch {
	case !budget.Known(balance):
		s.Text(theme.ToneMuted, "The bank has not told the budget, so what it leaves isn't known.")
	case !balance.Money(0).SameCurrency(f.money()):
		s.Text(theme.ToneMuted, "The budget is in "+cmp.Or(balance.Money(0).Code(), "a currency that isn't told")+", so what it leaves isn't known.")
	default:
		s.Row("Budget", func(pen *cells.Pen) { pen.Text(f.Theme.Text, budgetWords(balance)) })
		budget.BeforeAndAfter(s, f.Theme, balance, f.money())
	}
}

func budgetWords(balance *state.Balance) string {
	if balance.Budget == nil {
		return strings.TrimSpace(state.NotTold + " " + balance.Period)
	}
	return strings.TrimSpace(words.Money(balance.Money(*balance.Budget)) + " " + balance.Period)
}

// drawAlike warns of what may be the same request asked twice, and of an
// amount that is not the merchant's usual one.
func (f *Form) drawAlike(s *sheet.Sheet) {
	if count := f.precedents.unresolved; count > 0 {
		f.headline(s, theme.ToneBad, theme.GlyphUncertain, "Asked already:",
			"the outcome of "+words.Plural(count, "request", "requests")+" of the same merchant and amount is not known yet.")
	}
	if alikes := f.precedents.Alikes; len(alikes) > 0 {
		text := words.Plural(len(alikes), "request", "requests") + " of the same merchant and amount within 10 minutes, the last " +
			words.Span(f.BankNow().Sub(alikes[0].Born())) + " ago: " + alikes[0].ID + "."
		f.headline(s, theme.ToneWarn, theme.GlyphUncertain, "Look-alike:", text)
	}
	if f.precedents.Times != "" {
		f.headline(s, theme.ToneWarn, theme.GlyphUncertain, f.precedents.Times+" the usual",
			"at this merchant: the median is "+words.Money(f.precedents.Median)+".")
	}
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
