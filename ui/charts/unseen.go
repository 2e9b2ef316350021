package charts

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// unseen sets what the bank says was spent beside what is known here, a line
// each, and says why they may differ.
type unseen struct {
	told     state.Unseen
	coverage state.Coverage
}

const whyLines = 3

func (u unseen) lines() int { return whyLines + 4 }

func (u unseen) draw(c *screen.Canvas, line, width int) {
	switch line {
	case 0:
		c.Pen.Text(c.Theme.Strong, "Bank says "+words.Money(u.told.Bank)+" spent this month")
	case 1:
		c.Pen.Text(c.Theme.Text, "seen here "+words.Money(u.told.Seen))
	case 2:
		c.Pen.Text(c.Theme.Tone(theme.ToneWarn), theme.GlyphUncertain+" "+words.Money(u.told.Missing)+" not seen")
	default:
		if why := cells.Wrap(words.WhyUnseen(u.coverage), width); line-3 < min(len(why), whyLines) {
			c.Pen.Text(c.Theme.Muted, why[line-3])
		}
	}
}
