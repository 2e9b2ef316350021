package details

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/activity"
	"coffer/ui/cells"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

func (w writer) entry(entry *state.Entry) []string {
	s := sheet.New(w.theme, w.width, labelWidth)
	source, tone := activity.Source(entry)
	s.Line(func(pen *cells.Pen) { pen.Text(w.theme.Strong, activity.What(entry)) })
	s.Blank()
	s.Pair("Source", tone, source)
	s.Pair("Who", theme.ToneText, entry.Who)
	s.Pair("Time", theme.ToneText, words.When(w.now, entry.At, w.location))
	s.Pair("Subject", theme.ToneText, entry.Subject)
	s.Pair("Status", theme.ToneText, strings.ReplaceAll(entry.Status, "_", " "))
	s.Pair("Text", theme.ToneText, entry.Text)
	s.Pair("Trace", theme.ToneText, entry.TraceID)
	if entry.Subject != "" {
		w.trail(s)
	}
	return s.Lines()
}

// step is one line of a trail.
func (w writer) step(s *sheet.Sheet, entry *state.Entry) {
	source, tone := activity.Source(entry)
	s.Line(func(pen *cells.Pen) {
		pen.Cell(w.theme.Muted, words.When(w.now, entry.At, w.location), w.whenWidth())
		pen.Skip(2)
		pen.Cell(w.theme.Tone(tone), source, len("webhook"))
		pen.Skip(2)
		pen.Text(w.theme.Text, joined(activity.What(entry), activity.Text(entry)))
	})
	if entry.TraceID != "" && w.width >= roomForTraces {
		s.Line(func(pen *cells.Pen) {
			pen.Skip(w.whenWidth() + 2 + len("webhook") + 2)
			pen.Text(w.theme.Muted, entry.TraceID)
		})
	}
}

const roomForTraces = 90

// whenWidth fits every time of the trail.
func (w writer) whenWidth() int {
	width := 0
	for i := range w.gathered.trail {
		width = max(width, cells.Width(words.When(w.now, w.gathered.trail[i].At, w.location)))
	}
	return width
}
