package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"coffer/theme"
	"coffer/ui/news"
	"coffer/ui/screen"
	"coffer/ui/words"
)

// Update takes a message in. Keys go to the top dialog, then the filter, then
// the screen, then the globals; an answer goes to the dialog that asked; news
// goes to all.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.stale = true
	cmd := m.take(msg)
	return m, tea.Batch(cmd, m.settle())
}

// lateTick is by how much a tick may be behind and be dropped: it was overtaken
// on its way, and the clock would step back for a moment. A clock that was set
// back by more is followed.
const lateTick = 2 * time.Second

func (m *Model) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.layout.width, m.layout.height = msg.Width, msg.Height
		m.dialogs.Resize(msg.Width, msg.Height)
		return nil
	case tea.KeyPressMsg:
		return m.press(m.keyboard.key(msg, m.typing()))
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseMsg:
		return m.mouse(msg)
	case tea.BackgroundColorMsg:
		m.light = !msg.IsDark()
		return m.chooseTheme()
	case tea.ColorProfileMsg:
		m.depth = m.depthOf(msg.Profile)
		return m.chooseTheme()
	case schemeEdited:
		return m.takeScheme(msg)
	case tea.FocusMsg:
		m.focused = true
		return nil
	case tea.BlurMsg:
		m.focused = false
		return nil
	case tea.ResumeMsg:
		// Whoever had the terminal meanwhile may have left anything on it.
		return tea.Batch(tea.ClearScreen, m.refresh())
	case news.BookChanged:
		return m.bookChanged(msg)
	case news.Ticked:
		if behind := m.now.Sub(msg.Now); behind > 0 && behind <= lateTick {
			return m.awaitTick()
		}
		m.now = msg.Now
		return tea.Batch(m.awaitTick(), m.tellDialogs(msg), m.tickFilters())
	case answered:
		cmd, asked := m.dialogs.Answer(msg.serial, msg.news)
		return tea.Batch(cmd, m.perform(asked))
	case browserFailed:
		return m.showLink(msg)
	case performed:
		return m.afterwards(msg)
	case noticeEnded:
		m.notices.expire(msg)
		return nil
	}
	m.details.Update(msg)
	cmds := []tea.Cmd{m.tellDialogs(msg)}
	for _, s := range m.screens {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (m *Model) bookChanged(msg news.BookChanged) tea.Cmd {
	before := m.book
	m.book = msg.Book
	cmds := []tea.Cmd{m.awaitChange(), m.tellOutcomes(before), m.tellDialogs(msg)}
	for _, s := range m.screens {
		cmds = append(cmds, s.SetBook(m.book))
	}
	if m.seeking != "" && m.show(m.seeking) {
		m.seeking = ""
	}
	loaded := before.Loading.Done() && before.Version > 0
	if arrived := m.book.Waiting.Count > before.Waiting.Count; arrived && loaded && !m.focused {
		cmds = append(cmds, m.notify())
	}
	return tea.Batch(cmds...)
}

// notify calls a person who looks elsewhere. The bell works everywhere, the
// words where the terminal shows them.
func (m *Model) notify() tea.Cmd {
	text := words.Plural(m.book.Waiting.Count, "request needs", "requests need") + " approval"
	return tea.Raw("\a" + ansi.Notify(text))
}

// settle brings what depends on everything else up to date after a message:
// the layout, the details, and what the treasury polls first.
func (m *Model) settle() tea.Cmd {
	if m.layout.width <= 0 || m.layout.height <= 0 {
		return nil
	}
	m.layout = arrange(m.layout.width, m.layout.height, bannerLines(m.banners()), len(m.notices.lines(m.layout.width)))
	for _, s := range m.screens {
		s.Resize(m.layout.listWidth, m.layout.bodyLines)
	}
	m.charts.Resize(m.layout.width-2*m.layout.margin, m.layout.bodyLines)
	return tea.Batch(m.settleDetails(), m.lookAt())
}

func (m *Model) settleDetails() tea.Cmd {
	switch {
	case m.detailed:
		m.details.Resize(m.layout.width-2*m.layout.margin, m.layout.bodyLines)
		m.details.Show(m.latest(m.details.Subject()))
	case m.beside():
		m.details.Resize(m.layout.paneWidth, m.layout.bodyLines+1)
		m.details.Show(m.screen().Subject())
	default:
		return nil
	}
	m.details.Prepare(m.canvas(), m.book)
	return m.details.Gather(m.book, m.options.Treasury.Trail)
}

// tellDialogs hands news to every open dialog.
func (m *Model) tellDialogs(msg tea.Msg) tea.Cmd {
	cmd, asked := m.dialogs.All(msg)
	cmds := []tea.Cmd{cmd}
	for _, a := range asked {
		cmds = append(cmds, m.perform(a))
	}
	return tea.Batch(cmds...)
}

func (m *Model) depthOf(profile colorprofile.Profile) theme.Depth {
	switch {
	case m.options.NoColor || profile <= colorprofile.ASCII:
		return theme.DepthNone
	case profile == colorprofile.ANSI:
		return theme.DepthSixteen
	}
	return theme.DepthFull
}

func (m *Model) canvas() *screen.Canvas {
	return &screen.Canvas{Pen: &m.pen, Theme: m.theme, Now: m.now, Location: m.options.Location}
}
