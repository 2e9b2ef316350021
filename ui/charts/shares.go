package charts

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/screen"
	"coffer/ui/words"
)

const (
	nameLeast, nameMost = 10, 24
	amountRoom          = 13
	percentRoom         = 6
)

// shares is who had which part of the month, as bars that lie.
type shares struct {
	title  string
	of     *state.Spending
	shares []state.Share
	rows   int
}

func (s shares) lines() int { return s.rows + 2 }

func (s shares) draw(c *screen.Canvas, line, width int) {
	switch {
	case line == 0:
		title(c, s.title, s.summaries()...)
	case line == 1 && len(s.shares) == 0:
		c.Pen.Text(c.Theme.Muted, "nothing yet")
	case line == s.rows && len(s.shares) > s.rows:
		// The last row sums up those that there is no room for.
		rest := s.of.Rest(s.shares[:s.rows-1])
		s.row(c, state.Share{Name: words.Count(len(s.shares)-s.rows+1) + " more", Cents: rest.Cents, Beyond: rest.Beyond}, width, 0)
	case line >= 1 && line <= min(s.rows, len(s.shares)):
		s.row(c, s.shares[line-1], width, s.shares[line-1].Cents)
	}
}

// summaries are what the month comes to, the longest first.
func (s shares) summaries() []string {
	month := words.Money(s.of.Month)
	switch {
	case s.of.Currency == "" && s.of.Month.Cents == 0 && len(s.of.Others) == 0:
		return nil
	case len(s.of.Others) == 0:
		return []string{month}
	}
	others := words.Plural(len(s.of.Others), "other currency", "other currencies")
	return []string{month + " · not drawn: " + words.Sums(s.of.Others), month + " · not drawn: " + others, month + " + " + others}
}

// row draws a share; drawn is how much of it the bar shows.
func (s shares) row(c *screen.Canvas, share state.Share, width int, drawn int64) {
	name := share.Name
	if name == "" {
		name = "not told"
	}
	nameWidth := min(max(width/3, nameLeast), nameMost)
	c.Pen.Cell(c.Theme.Text, cells.Cut(name, nameWidth-1), nameWidth)
	bar := width - nameWidth - amountRoom - percentRoom
	if bar > 0 {
		c.Pen.Repeat(c.Theme.Tone(theme.ToneInfo), theme.GlyphBarFull, gauge.Filled(drawn, s.largest(), bar-1))
		c.Pen.To(c.Pen.Column() + c.Pen.Left() - amountRoom - percentRoom)
	}
	c.Pen.Right(c.Theme.Text, words.Money(s.of.Money(share.Cents, share.Beyond)), amountRoom)
	c.Pen.Right(c.Theme.Muted, words.Count(gauge.Percent(share.Cents, s.of.Month.Cents))+" %", percentRoom)
}

func (s shares) largest() int64 {
	if len(s.shares) == 0 {
		return 0
	}
	return max(s.shares[0].Cents, 1)
}
