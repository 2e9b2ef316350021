package charts

import (
	"cmp"
	"slices"

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
	// others are those that the month doesn't count, below the shares and without
	// a bar.
	others   []state.Share
	coverage state.Coverage
	rows     int
	// rest is what the given shares don't have.
	rest func([]state.Share) state.Money
	// nameOf is what a share is called; nil for its own name.
	nameOf func(string) string
}

func (s shares) lines() int { return s.rows + 2 }

func (s shares) draw(c *screen.Canvas, line, width int) {
	all := len(s.shares) + len(s.others)
	switch {
	case line == 0:
		title(c, s.title, s.summaries()...)
	case line == 1 && all == 0:
		none := words.NoneKnown(s.coverage)
		if s.coverage.Whole() {
			none = "nothing yet"
		}
		c.Pen.Text(c.Theme.Muted, none)
	case line == s.rows && all > s.rows:
		// The last row sums up those that there is no room for.
		rest := s.rest(slices.Concat(s.shares, s.others)[:s.rows-1])
		s.row(c, state.Share{Name: words.Count(all-s.rows+1) + " more", Cents: rest.Cents, Beyond: rest.Beyond}, width, 0)
	case line >= 1 && line <= min(s.rows, len(s.shares)):
		share := s.shares[line-1]
		share.Name = s.name(share)
		s.row(c, share, width, share.Cents)
	case line >= 1 && line <= min(s.rows, all):
		s.other(c, s.others[line-1-len(s.shares)], width)
	}
}

// summaries are what the month comes to, and what others add to it, the longest
// first.
func (s shares) summaries() []string {
	month := words.Money(s.of.Month)
	unknown := s.of.Month.Cents == 0 && !s.coverage.Whole()
	if unknown || s.of.Currency == "" && s.of.Month.Cents == 0 {
		month = ""
	}
	reaching, long, brief := month, month, month
	if month != "" {
		reaching += short(s.coverage)
	}
	add := func(full, less string) {
		reaching, long, brief = joined(reaching, " · ", full), joined(long, " · ", full), joined(brief, " + ", less)
	}
	if len(s.of.Others) > 0 {
		add("not drawn: "+words.Sums(s.of.Others), words.Plural(len(s.of.Others), "other currency", "other currencies"))
	}
	if len(s.of.Elsewhere) > 0 {
		add("not counted: "+words.Sums(s.of.Elsewhere)+" of other accounts", words.Sums(s.of.Elsewhere)+" of others")
	}
	if long == "" {
		return nil
	}
	return []string{reaching, long, brief, month}
}

// row draws a share; drawn is how much of it the bar shows.
func (s shares) row(c *screen.Canvas, share state.Share, width int, drawn int64) {
	nameWidth := s.named(c, c.Theme.Text, share.Name, width)
	amount, room := s.amount(share, width-nameWidth)
	bar := width - nameWidth - room - percentRoom
	if bar > 0 {
		c.Pen.Repeat(c.Theme.Tone(theme.ToneInfo), theme.GlyphBarFull, gauge.Filled(drawn, s.largest(), bar-1))
		c.Pen.To(c.Pen.Column() + c.Pen.Left() - room - percentRoom)
	}
	c.Pen.Right(c.Theme.Text, amount, room)
	if len(s.others) == 0 || drawn > 0 {
		c.Pen.Right(c.Theme.Muted, words.Count(gauge.Percent(share.Cents, s.of.Month.Cents))+" %", percentRoom)
	}
}

// other draws what an account has that the month doesn't count.
func (s shares) other(c *screen.Canvas, share state.Share, width int) {
	s.named(c, c.Theme.Muted, s.name(share), width)
	amount, taken := s.amount(share, c.Pen.Left())
	room := max(c.Pen.Left()-taken-percentRoom, 0)
	why := ""
	for _, words := range []string{"no key here", "no key here, not counted"} {
		if cells.Width(words) < room {
			why = words
		}
	}
	c.Pen.Cell(c.Theme.Muted, why, room)
	c.Pen.Right(c.Theme.Muted, amount, taken)
}

// amount is a share's amount, and the cells that it takes of so many; a bar gives
// way to it, and where it doesn't fit whole it says so: half an amount is another.
func (s shares) amount(share state.Share, left int) (text string, room int) {
	text = words.Money(s.of.Money(share.Cents, share.Beyond))
	most := max(left-percentRoom, amountRoom)
	if cells.Width(text) > most {
		text = "too wide"
	}
	return text, max(amountRoom, cells.Width(text))
}

// named writes a name and returns the cells that it takes.
func (s shares) named(c *screen.Canvas, style theme.Style, name string, width int) int {
	nameWidth := min(max(width/3, nameLeast), nameMost)
	c.Pen.Cell(style, cells.Cut(cmp.Or(name, state.NotTold), nameWidth-1), nameWidth)
	return nameWidth
}

func (s shares) name(share state.Share) string {
	if s.nameOf == nil {
		return share.Name
	}
	return s.nameOf(share.Name)
}

func (s shares) largest() int64 {
	if len(s.shares) == 0 {
		return 0
	}
	return max(s.shares[0].Cents, 1)
}

// joined puts what is added behind what is there.
func joined(before, separator, added string) string {
	if before == "" {
		return added
	}
	return before + separator + added
}
