package spendform

import (
	"strings"

	"coffer/theme"
	"coffer/ui/cells"
)

var entryLabels = [entryFields]string{"Account", "Amount", "Currency", "Merchant", "Reason"}

const (
	gutter     = 2
	labelWidth = 12
	// narrow is the width under which sentences begin at the left.
	narrow = 40
	// steadyHeight is the least height of every step, so that the frame doesn't
	// jump from one step to the next.
	steadyHeight = 11
)

// View implements dialog.Dialog.
func (f *Form) View() string {
	lines, _, _ := f.lines()
	for len(lines) < min(steadyHeight, f.height) {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

// Cursor implements dialog.Dialog.
func (f *Form) Cursor() (column, line int, shown bool) {
	_, column, line = f.lines()
	return column, line, line >= 0
}

// lines is what stands in the form's height, and where a person types.
func (f *Form) lines() (lines []string, column, line int) {
	if f.step == filling {
		return f.entryLines()
	}
	sheet := f.newSheet()
	if f.step == reviewing {
		f.drawReview(sheet)
	} else {
		f.drawOutcome(sheet)
	}
	lines = sheet.Lines()
	return lines[:min(len(lines), f.height)], 0, -1
}

// entryLines draws the fields. A low terminal shows those around the cursor.
func (f *Form) entryLines() (lines []string, column, line int) {
	pen := cells.NewPen(f.width)
	focusedAt := 0
	room := max(f.width-gutter-labelWidth, 0)
	for at := range entryFields {
		if at == accountField && !f.entry.asksAccount() {
			continue
		}
		if at == f.entry.focused {
			focusedAt = pen.Lines()
		}
		f.drawField(pen, at, room)
		f.drawSentence(pen, theme.ToneBad, f.entry.problems[at])
		f.drawSentence(pen, theme.ToneWarn, f.entry.notes[at])
	}
	lines = strings.Split(pen.String(), "\n")
	first := max(min(focusedAt-f.height/2, len(lines)-f.height), 0)
	last := min(first+f.height, len(lines))
	column = gutter + labelWidth + f.entry.fields[f.entry.focused].Column(room)
	return lines[first:last], column, focusedAt - first
}

func (f *Form) drawField(pen *cells.Pen, at entryField, room int) {
	focused := at == f.entry.focused
	if focused {
		pen.Text(f.Theme.Accent, theme.GlyphGutter)
	}
	pen.To(gutter)
	pen.Cell(f.Theme.Muted, entryLabels[at], labelWidth)
	if focused && f.entry.filled {
		pen.Text(f.Theme.Strong, f.entry.fields[at].Value())
	} else {
		f.entry.fields[at].Draw(pen, f.Theme, room)
	}
	pen.End()
}

func (f *Form) drawSentence(pen *cells.Pen, tone theme.Tone, sentence string) {
	indent := gutter + labelWidth
	if f.width < narrow {
		indent = gutter
	}
	for _, line := range cells.Wrap(sentence, f.width-indent) {
		pen.Skip(indent)
		pen.Text(f.Theme.Tone(tone), line)
		pen.End()
	}
}
