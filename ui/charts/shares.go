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
		title(c, s.title, s.summary())
	case line == 1 && len(s.shares) == 0:
		c.Pen.Text(c.Theme.Muted, "nothing yet")
	case line == s.rows && len(s.shares) > s.rows:
		// The last row sums up those that there is no room for.
		var rest state.Share
		for _, share := range s.shares[:s.rows-1] {
			rest.Cents -= share.Cents
		}
		rest.Cents += s.of.Month
		rest.Name = words.Count(len(s.shares)-s.rows+1) + " more"
		s.row(c, rest, width, 0)
	case line >= 1 && line <= min(s.rows, len(s.shares)):
		s.row(c, s.shares[line-1], width, s.shares[line-1].Cents)
	}
}

func (s shares) summary() string {
	summary := s.money(s.of.Month)
	if len(s.of.Others) > 0 {
		summary += " · not drawn: " + words.Sums(s.of.Others)
	}
	return summary
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
	c.Pen.Right(c.Theme.Text, s.money(share.Cents), amountRoom)
	c.Pen.Right(c.Theme.Muted, words.Count(gauge.Percent(share.Cents, s.of.Month))+" %", percentRoom)
}

func (s shares) largest() int64 {
	if len(s.shares) == 0 {
		return 0
	}
	return max(s.shares[0].Cents, 1)
}

func (s shares) money(cents int64) string {
	return words.Money(state.Money{Cents: cents, Currency: s.of.Currency})
}
