package details

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/budget"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const labelWidth = 15

func (w writer) spend(spend *state.Spend) []string {
	s := sheet.New(w.theme, w.width, labelWidth)
	w.headline(s, words.SpendStatus(spend.Status), words.Age(w.now, spend.Born()))
	s.Line(func(pen *cells.Pen) {
		pen.Text(w.theme.Strong, words.Amount(spend.Money()))
		pen.Skip(2)
		pen.Text(w.theme.Strong, words.Told(spend.Merchant))
	})
	s.Blank()
	s.Pair("Who asks", theme.ToneText, words.Account(w.book, spend.Account))
	s.Pair("What for", theme.ToneText, words.Told(spend.Reason))
	s.Pair(decisionLabel(spend), theme.ToneText, spend.DecisionReason)
	s.Pair("After it", theme.ToneText, afterIt(w.book, spend))
	for _, beware := range words.SpendBeware(spend, w.now, w.location) {
		s.Pair("Beware", theme.ToneBad, beware)
	}
	w.absence(s, spend)
	if spend.Waiting() {
		w.budget(s, spend)
	}
	w.surroundings(s, spend)

	s.Heading("Record")
	s.Pair("ID", theme.ToneText, spend.ID)
	s.Pair("Team", theme.ToneText, spend.Team)
	s.Pair("Asked", theme.ToneText, words.When(w.now, spend.CreatedAt, w.location))
	s.Pair("Opened", theme.ToneInfo, words.When(w.now, spend.OpenedAt, w.location))
	s.Pair("Decided", theme.ToneText, joined(words.When(w.now, spend.DecidedAt, w.location), w.decidedBy(spend)))
	if spend.BudgetKnown {
		s.Pair("Budget left", theme.ToneText, words.Money(state.Money{Cents: spend.BudgetLeft, Currency: spend.Currency})+" when the bank told of it")
	}
	s.Pair("Last fact", theme.ToneText, joined(words.Source(spend.LastSource), words.When(w.now, spend.LastSeen, w.location)))
	if spend.Waiting() {
		s.Pair("Approve at", theme.ToneText, w.book.Bank.VisibleApprovalURL(spend))
	}
	w.trail(s)
	return s.Lines()
}

// absence says that the bank doesn't know a record, and what to do.
func (w writer) absence(s *sheet.Sheet, record words.Absentee) {
	tone := theme.ToneWarn
	if record.UnknownSince().Known() {
		tone = theme.ToneBad
	}
	said := words.Absence(record, w.now, w.location)
	if said == "" {
		return
	}
	s.Pair("At the bank", tone, said)
	s.Pair("", theme.ToneText, words.AbsenceAdvice(record))
}

func (w writer) headline(s *sheet.Sheet, status words.Status, age string) {
	if cells.Width(status.Glyph)+1+cells.Width(status.Word)+2+cells.Width(age) > w.width {
		// A word of the bank's that isn't known here is never cut.
		s.Text(status.Tone, status.Glyph+" "+status.Word)
		s.Text(theme.ToneMuted, age)
		return
	}
	s.Line(func(pen *cells.Pen) {
		pen.Text(w.theme.Tone(status.Tone).Strong(), status.Glyph+" "+status.Word)
		if age != "" {
			pen.Skip(2)
			pen.Text(w.theme.Muted, age)
		}
	})
}

func (w writer) budget(s *sheet.Sheet, spend *state.Spend) {
	balance := w.book.BalanceOf(spend.Account)
	if !budget.Known(balance) {
		return
	}
	title := "Budget"
	if balance.Period != "" {
		title = strings.ToUpper(balance.Period[:1]) + balance.Period[1:] + " budget"
	}
	s.Heading(title)
	if amount, ok := spend.Summable(); ok {
		budget.BeforeAndAfter(s, w.theme, balance, amount)
	}
}

func (w writer) surroundings(s *sheet.Sheet, spend *state.Spend) {
	if spend.Merchant == "" {
		return
	}
	s.Heading("History at " + spend.Merchant)
	if w.gathered == nil {
		s.Text(theme.ToneMuted, "looking back …")
		return
	}
	answer := w.gathered.history
	if answer.Count == 0 {
		s.Text(theme.ToneMuted, words.FirstAt(w.book.Coverage()))
	} else {
		s.Line(func(pen *cells.Pen) {
			pen.Text(w.theme.Text, words.Plural(answer.Count, "other request", "other requests")+", median "+words.Money(answer.Median))
			if answer.Times != "" {
				pen.Text(w.theme.Border, " · ")
				pen.Text(w.theme.Tone(theme.ToneWarn), answer.Times+" the usual")
			}
		})
	}
	for _, alike := range answer.Alikes {
		s.Text(theme.ToneWarn, theme.GlyphUncertain+" looks like "+alike.ID+": same merchant and amount at "+
			words.When(w.now, alike.Born(), w.location)+", "+words.SpendStatus(alike.Status).Word)
	}
}

func (w writer) trail(s *sheet.Sheet) {
	s.Heading("Trail")
	switch {
	case w.gathered == nil:
		s.Text(theme.ToneMuted, "reading the journal …")
		return
	case w.gathered.problem != nil:
		s.Text(theme.ToneBad, w.gathered.problem.Error())
		return
	case len(w.gathered.trail) == 0:
		s.Text(theme.ToneMuted, "no fact about it is written down yet")
		return
	}
	for i := range w.gathered.trail {
		w.step(s, &w.gathered.trail[i])
	}
}

// decidedBy is who decided here, by the trail; what was decided elsewhere has no
// name in it.
func (w writer) decidedBy(spend *state.Spend) string {
	if w.gathered == nil || !spend.Status.Final() {
		return ""
	}
	for i := len(w.gathered.trail) - 1; i >= 0; i-- {
		if entry := w.gathered.trail[i]; entry.Deed == state.DeedDecided && entry.Who != "" {
			return "by " + entry.Who + ", here"
		}
	}
	return ""
}

func decisionLabel(spend *state.Spend) string {
	if spend.Waiting() {
		return "Why it waits"
	}
	return "Decision"
}

// joined is the parts that are there.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}

// afterIt is what is left to decide after a request that waits: how many, and
// what they come to; "" for anything else.
func afterIt(book *state.View, subject screen.Subject) string {
	spend, ok := subject.(*state.Spend)
	if !ok || !spend.Waiting() || book.Waiting.Count == 0 {
		return ""
	}
	if book.Waiting.Count == 1 {
		return words.NothingLeft(book.Coverage())
	}
	amount, summable := spend.Summable()
	if !summable {
		return words.Plural(book.Waiting.Count-1, "request", "requests") + " left to decide, " + words.SumsBut(book.Waiting.Sums, book.Waiting.NotTold-1)
	}
	return words.Plural(book.Waiting.Count-1, "request", "requests") + " left to decide, " + words.SumsBut(book.Waiting.Without(amount), book.Waiting.NotTold)
}
