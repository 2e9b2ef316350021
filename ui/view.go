package ui

import (
	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/header"
	"coffer/ui/keymap"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// View assembles the frame, and alone sets the terminal's modes.
func (m *Model) View() tea.View {
	view := tea.NewView(m.content())
	view.AltScreen = true
	view.ReportFocus = true
	view.WindowTitle = m.title()
	view.ProgressBar = m.progress()
	if m.options.Mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	// A dialog has to know held keys from pressed ones.
	view.KeyboardEnhancements.ReportEventTypes = !m.dialogs.Empty()
	askForBaseKeys(&view.KeyboardEnhancements)
	view.Cursor = m.cursor()
	return view
}

// content is the frame, made anew only when something has changed.
func (m *Model) content() string {
	if !m.stale && m.frame != "" {
		return m.frame
	}
	m.stale = false
	m.frame = m.draw()
	if !m.dialogs.Empty() {
		m.frame = m.dialogs.Over(m.frame, m.theme)
	}
	return m.frame
}

func (m *Model) draw() string {
	l := m.layout
	if l.width <= 0 || l.height <= 0 {
		return ""
	}
	m.pen.Reset(l.width)
	c := m.canvas()
	switch l.form {
	case formTiny:
		m.drawTiny(c)
		return m.pen.String()
	case formCompact:
		m.header.Compact(c, m.book)
	case formFull:
		m.header.Full(c, m.book)
	}
	m.drawBanners(c)
	header.Rule(c)
	m.drawTabs(c)
	m.drawBody(c)
	m.drawBottomRule(c)
	m.drawFooter(c)
	return m.pen.String()
}

// drawTiny is one panel, with a line above it that also says notices.
func (m *Model) drawTiny(c *screen.Canvas) {
	if m.layout.body > 0 {
		switch {
		case m.filtering:
			m.drawFilter(c, m.layout.width)
			m.pen.End()
		case m.notices.text != "":
			m.pen.Text(m.theme.Tone(m.notices.tone), m.notices.text)
			m.pen.End()
		default:
			m.header.Tiny(c, m.book)
		}
	}
	for line := range m.layout.bodyLines {
		if m.detailed {
			m.details.Row(c, line)
		} else {
			m.screen().Row(c, line)
		}
		m.pen.End()
	}
}

func (m *Model) drawBody(c *screen.Canvas) {
	l := m.layout
	empty := m.emptyState()
	// The columns' names are the line before the rows.
	for line := -1; line < l.bodyLines; line++ {
		m.pen.Skip(l.margin)
		outer := m.pen.Bound(l.margin + m.bodyWidth())
		switch {
		case m.detailed && line < 0:
			m.drawDetailsHead(c, l.width-l.margin)
		case m.detailed:
			m.pen.Bound(l.width - l.margin)
			m.details.Row(c, line)
		case line < 0:
			m.screen().Head(c)
		case empty != nil:
			m.drawEmpty(c, empty, line)
		default:
			m.screen().Row(c, line)
		}
		m.pen.Bound(outer)
		if m.beside() {
			m.pen.To(l.paneColumn - 2)
			m.pen.Text(m.theme.Border, theme.GlyphSide)
			m.pen.To(l.paneColumn)
			m.pen.Bound(l.paneColumn + l.paneWidth)
			m.details.Row(c, line+1)
			m.pen.Bound(outer)
		}
		m.pen.End()
	}
}

// beside reports whether details stand beside the list.
func (m *Model) beside() bool {
	return m.layout.paneColumn > 0 && !m.detailed && m.current != chartsScreen
}

// bodyWidth is how wide the lines of the screen in front are.
func (m *Model) bodyWidth() int {
	if m.current == chartsScreen {
		return m.layout.width - 2*m.layout.margin
	}
	return m.layout.listWidth
}

func (m *Model) drawDetailsHead(c *screen.Canvas, bound int) {
	c.Pen.Bound(bound)
	c.Pen.Text(m.theme.Heading, "DETAILS")
	c.Pen.Skip(2)
	c.Pen.Text(m.theme.Muted, m.keys.Key(keymap.Back)+" back")
}

// drawEmpty says in the middle of the body why there is nothing, and what to do.
func (m *Model) drawEmpty(c *screen.Canvas, lines []string, line int) {
	i := line - max((m.layout.bodyLines-len(lines))*2/5, 0)
	if i < 0 || i >= len(lines) {
		return
	}
	style := m.theme.Muted
	if i == 0 {
		style = m.theme.Strong
	}
	c.Pen.Skip(max((m.bodyWidth()-cells.Width(lines[i]))/2, 0))
	c.Pen.Text(style, lines[i])
}

// drawBottomRule is a rule that tells the place in the list, or which lines of
// the details are in sight.
func (m *Model) drawBottomRule(c *screen.Canvas) {
	place, note := m.position(), m.noteBelow() && !m.detailed
	if place == "" && !note {
		header.Rule(c)
		return
	}
	const behind = 3
	m.pen.Skip(m.layout.margin)
	if room := m.pen.Left() - m.layout.margin - cells.Width(place) - 2*behind - 2; note && room > 0 {
		m.pen.Repeat(m.theme.Border, theme.GlyphRule, behind)
		m.pen.Skip(1)
		m.drawNote(&m.pen, room)
		m.pen.Skip(1)
	}
	m.pen.Repeat(m.theme.Border, theme.GlyphRule, m.pen.Left()-m.layout.margin-cells.Width(place)-behind)
	m.pen.Text(m.theme.Muted, place)
	m.pen.Repeat(m.theme.Border, theme.GlyphRule, behind)
	m.pen.End()
}

// position is where the cursor is, in words; "" where that needs none.
func (m *Model) position() string {
	if m.detailed {
		return m.linesInSight(m.details.Position())
	}
	if m.current == chartsScreen {
		return m.linesInSight(m.charts.Pages())
	}
	row, of := m.screen().Position()
	if of == 0 {
		return ""
	}
	var scratch [48]byte
	place := words.AppendCount(append(scratch[:0], ' '), row)
	place = words.AppendCount(append(place, " of "...), of)
	return string(append(place, ' '))
}

// linesInSight also says how to see the rest, since nothing else tells that
// there is more.
func (m *Model) linesInSight(above, visible, lines int) string {
	if lines <= visible {
		return ""
	}
	last := min(above+visible, lines)
	place := " lines " + words.Count(above+1) + "–" + words.Count(last) + " of " + words.Count(lines)
	if last < lines {
		place += " · " + m.keys.Key(keymap.Down) + " for more " + theme.GlyphDown
	}
	return place + " "
}

func (m *Model) drawFooter(c *screen.Canvas) {
	lines := m.notices.lines(m.layout.width)
	for i := range m.layout.footer {
		m.pen.Skip(m.layout.margin)
		outer := m.pen.Bound(m.layout.width - m.layout.margin)
		if i < len(lines) {
			m.pen.Text(m.theme.Tone(m.notices.tone), lines[i])
		} else if unfinished := m.unfinished(); unfinished != "" && i == 0 {
			m.pen.Text(m.theme.Tone(theme.ToneInfo), unfinished)
		} else if i == 0 {
			keymap.DrawHints(c.Pen, m.theme, m.hints())
		}
		m.pen.Bound(outer)
		m.pen.End()
	}
}

func (m *Model) title() string {
	word, _ := words.Environment(m.book.Bank.Environment)
	if m.book.Bank.ReadOnly {
		word += " · read-only"
	}
	if m.book.Waiting.Count == 0 {
		return "coffer · " + word
	}
	return words.Count(m.book.Waiting.Count) + " pending · " + word
}

func (m *Model) cursor() *tea.Cursor {
	if column, line, shown := m.dialogs.Cursor(); shown {
		return tea.NewCursor(column, line)
	}
	if m.filtering && m.dialogs.Empty() {
		return m.filterCursor()
	}
	return nil
}
