package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/gauge"
	"coffer/ui/keymap"
	"coffer/ui/screen"
	"coffer/ui/words"
)

const (
	tabGap = 3
	// filterLeast is the least room that a filter is typed in.
	filterLeast = 24
	// progressBar is how wide the bar of long work is.
	progressBar = 12
)

// drawTabs is the line of screens, with what there is to say at its right.
func (m *Model) drawTabs(c *screen.Canvas) {
	pen, t := c.Pen, m.theme
	right, gap := m.rightWidth(), m.gapOfTabs()
	pen.Skip(m.layout.margin)
	outer := pen.Bound(m.layout.width - m.layout.margin - right)
	m.tabs = m.tabs[:0]
	for i := range m.tabCount() {
		if i > 0 {
			pen.Skip(gap)
		}
		from := pen.Column()
		if i < screenCount {
			m.drawTab(c, i)
		} else {
			m.drawSavedTab(c, i)
		}
		m.tabs = append(m.tabs, span{from, pen.Column()})
	}
	pen.Bound(m.layout.width - m.layout.margin)
	if right > 0 {
		pen.To(m.layout.width - m.layout.margin - right)
		switch {
		case m.filtering:
			m.drawFilter(c, right)
		case m.filterOf() != "":
			m.drawNoteBeside(pen)
			pen.Text(t.Key, m.keys.Key(keymap.EditFilter))
			pen.Skip(1)
			pen.Text(t.Accent, m.filterOf())
		default:
			m.drawNoteBeside(pen)
		}
	}
	pen.Bound(outer)
	pen.End()
}

func (m *Model) drawTab(c *screen.Canvas, tab int) {
	pen, t := c.Pen, m.theme
	name, count := t.Muted, t.Muted
	if tab == m.currentTab() {
		name = t.Accent.Strong()
		count = t.Text
	}
	m.drawTabName(c, name, tab)
	if n := m.count(tab); n > 0 {
		if tab == queueScreen && tab != m.current {
			count = t.Tone(theme.ToneWarn)
		}
		var scratch [24]byte
		pen.Skip(1)
		pen.RightASCII(count, words.AppendCount(scratch[:0], n), 0)
	}
}

// count is what a tab counts. The activity has no end worth counting.
func (m *Model) count(tab int) int {
	switch tab {
	case spendsScreen:
		return max(m.book.Spends.Len(), m.book.Loading.Total)
	case queueScreen:
		return m.book.Waiting.Count
	case swapsScreen:
		return m.book.Swaps.Len()
	}
	return 0
}

// underWay is the long work that is being done, as a part of a whole and in
// words: the journal being read, or the bank's list. The whole is 0 when there
// is none.
func (m *Model) underWay() (part, whole int, text string) {
	loading, behind := m.book.Loading, m.book.Feed.Behind
	switch {
	case !loading.Done():
		part, whole, text = loading.Loaded, loading.Total, " read"
	case behind > 0 && m.filterOf() == "":
		part = m.book.Spends.Len() + m.book.Swaps.Len()
		whole, text = part+behind, " fetched"
	default:
		return 0, 0, ""
	}
	return part, whole, words.Count(part) + " of " + words.Count(whole) + text
}

// note is what there is to say beside the tabs.
func (m *Model) note() string {
	if _, whole, text := m.underWay(); whole > 0 {
		return text
	}
	return m.screen().Note()
}

// noteWidth is how wide the note is, with the bar before it while long work is
// under way.
func (m *Model) noteWidth() int {
	width := cells.Width(m.note())
	if _, whole, _ := m.underWay(); whole > 0 {
		width += progressBar + 1
	}
	return width
}

// drawNote draws the note into at most room cells.
func (m *Model) drawNote(pen *cells.Pen, room int) {
	if part, whole, _ := m.underWay(); whole > 0 {
		gauge.Bar(pen, m.theme, m.theme.Accent, int64(part), int64(whole), min(progressBar, room))
		pen.Skip(1)
		room -= progressBar + 1
	}
	pen.Text(m.theme.Accent, noteWithin(m.note(), max(room, 0)))
}

// noteWithin is a note in so many cells. It ends between two of its parts: half
// an amount is another amount.
func noteWithin(note string, room int) string {
	const more = " …"
	whole, text := note, note
	for cells.Width(text) > room {
		end := max(strings.LastIndex(whole, ", "), strings.LastIndex(whole, " · "))
		if end <= 0 {
			return cells.Cut(note, room)
		}
		whole = whole[:end]
		text = whole + more
	}
	return text
}

// noteBelow reports whether there is a note without room beside the tabs and a
// filter; it then stands below the list.
func (m *Model) noteBelow() bool {
	if m.note() == "" {
		return false
	}
	beside := m.tabsWidth() + tabGap + m.noteWidth()
	if m.filterOf() != "" {
		beside += tabGap + 2 + cells.Width(m.filterOf())
	}
	return m.filtering || beside > m.layout.width-2*m.layout.margin
}

// noteBeside reports whether there is a note beside the tabs.
func (m *Model) noteBeside() bool { return m.note() != "" && !m.noteBelow() }

func (m *Model) tabsWidth() int {
	return m.tabNames() + tabGap*(m.tabCount()-1)
}

// gapOfTabs is the room between tabs, which gives way before the last tab does.
func (m *Model) gapOfTabs() int {
	room := m.layout.width - 2*m.layout.margin - m.rightWidth() - m.tabNames()
	return min(max(room/(m.tabCount()-1), 1), tabGap)
}

// tabNames is how wide the tabs are without the room between them.
func (m *Model) tabNames() int {
	width := 0
	for tab := range m.tabCount() {
		width += cells.Width(m.tabKey(tab)) + 1 + cells.Width(m.tabTitle(tab))
		if n := m.count(tab); n > 0 {
			var scratch [24]byte
			width += 1 + len(words.AppendCount(scratch[:0], n))
		}
	}
	return width
}

func (m *Model) drawNoteBeside(pen *cells.Pen) {
	if m.noteBeside() {
		m.drawNote(pen, pen.Left())
		pen.Skip(tabGap)
	}
}

// rightWidth is how much room the right of the tab line takes.
func (m *Model) rightWidth() int {
	width := 0
	if m.noteBeside() {
		width = m.noteWidth()
	}
	room := m.layout.width - 2*m.layout.margin
	switch {
	case m.filtering:
		return min(max(room*2/5, filterLeast), room)
	case m.filterOf() != "":
		if width > 0 {
			width += tabGap
		}
		width += 2 + cells.Width(m.filterOf())
	}
	return min(width, room)
}

func (m *Model) drawFilter(c *screen.Canvas, width int) {
	c.Pen.Text(m.theme.Accent.Strong(), "/ ")
	m.filter.Draw(c.Pen, m.theme, width-2)
}

func (m *Model) filterCursor() *tea.Cursor {
	if m.layout.form == formTiny {
		return tea.NewCursor(min(2+m.filter.Column(m.layout.width-2), m.layout.width-1), 0)
	}
	right := m.rightWidth()
	column := m.layout.width - m.layout.margin - right + 2
	return tea.NewCursor(column+m.filter.Column(right-2), m.layout.tabs)
}
