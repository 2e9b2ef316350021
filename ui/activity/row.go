package activity

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// columns is how wide each column is; 0 for one that gave way.
type columns struct {
	time, source, what, subject, text, trace int
}

const (
	gutter       = 2
	gap          = 2
	timeWidth    = 8
	sourceWidth  = 7
	whatWidth    = 24
	subjectWidth = 13
	leastText    = 12
	traceWidth   = 14
)

func layout(width int) columns {
	c := columns{time: timeWidth, source: sourceWidth}
	left := width - gutter - c.time - gap - c.source
	take := func(wanted int) int {
		if left < gap+wanted {
			return 0
		}
		left -= gap + wanted
		return wanted
	}
	c.what = take(whatWidth)
	if c.what == 0 {
		c.what = max(left-gap, 0)
		return c
	}
	c.subject = take(subjectWidth)
	if left >= gap+leastText+gap+traceWidth {
		c.trace = take(traceWidth)
	}
	if c.text = left - gap; c.text < leastText {
		c.what += max(left, 0)
		c.text = 0
	}
	return c
}

func (col columns) head(c *screen.Canvas) {
	pen, heading := c.Pen, c.Theme.Heading
	pen.Skip(gutter)
	for _, column := range []struct {
		name  string
		width int
	}{{"TIME", col.time}, {"SOURCE", col.source}, {"WHAT", col.what}, {"SUBJECT", col.subject}, {"", col.text}} {
		if column.width > 0 {
			pen.Cell(heading, column.name, column.width)
			pen.Skip(gap)
		}
	}
	if col.trace > 0 {
		pen.Right(heading, "TRACE", col.trace)
	}
}

func (col columns) draw(c *screen.Canvas, entry *state.Entry, selected bool) {
	pen, t := c.Pen, c.Theme
	pen.Strong(selected)
	if selected {
		pen.Text(t.Accent, theme.GlyphGutter)
	} else {
		pen.Skip(1)
	}
	pen.Skip(1)
	pen.Cell(t.Muted, words.ShortestWhen(c.Now, entry.At, c.Location), col.time)
	pen.Skip(gap)
	source, tone := Source(entry)
	pen.Cell(t.Tone(tone), source, col.source)
	if col.what > 0 {
		pen.Skip(gap)
		pen.Cell(t.Text, What(entry), col.what)
	}
	if col.subject > 0 {
		pen.Skip(gap)
		if len(entry.Subject) > col.subject {
			pen.Middle(t.Muted, entry.Subject, col.subject)
		} else {
			pen.Cell(t.Muted, entry.Subject, col.subject)
		}
	}
	if col.text > 0 {
		pen.Skip(gap)
		pen.Cell(t.Muted, Text(entry), col.text)
	}
	if col.trace > 0 {
		pen.Skip(gap)
		pen.Middle(t.Muted, entry.TraceID, col.trace)
	}
	pen.Strong(false)
}

// Source is where an entry came from, and how it is coloured.
func Source(entry *state.Entry) (string, theme.Tone) {
	if entry.Deed != "" || entry.Source == "" {
		return words.EntrySource(entry), theme.ToneAccent
	}
	return words.EntrySource(entry), theme.ToneMuted
}

// What is the deed, or the event by the bank's name, or what a fact says.
func What(entry *state.Entry) string {
	switch {
	case entry.Deed != "":
		return string(entry.Deed)
	case entry.Event != "":
		return entry.Event
	case entry.Status != "":
		return statusWord(entry)
	}
	return "told"
}

// statusWord is a status as every screen calls it. Swaps have no word of their
// own that a request could have.
func statusWord(entry *state.Entry) string {
	return words.SpendStatus(state.SpendStatus(entry.Status)).Word
}

// Text is the rest in words, and who did it.
func Text(entry *state.Entry) string {
	// A decision without a reason ends in its separator.
	text := strings.TrimSuffix(strings.TrimSpace(entry.Text), " ·")
	if text == "" && entry.Deed == "" && entry.Event != "" {
		text = statusWord(entry)
	}
	if entry.Who == "" {
		return text
	}
	if text == "" {
		return entry.Who
	}
	return entry.Who + ": " + text
}
