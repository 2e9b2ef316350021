package approve

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/mdp/qrterminal/v3"

	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
)

// Link shows an approval page's address: to follow, to copy, to photograph.
type Link struct {
	dialog.Scene
	url string
	// why says why it was not opened.
	why    string
	code   []string
	width  int
	height int
}

// NewLink makes the dialog.
func NewLink(scene dialog.Scene, url, why string) *Link {
	return &Link{Scene: scene, url: url, why: why, code: qrCode(url), width: linkWidth}
}

const linkWidth = 72

// Init has nothing to wait for.
func (l *Link) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (l *Link) Resize(width, height int) { l.width, l.height = width, height }

// Width is how wide it would like to be.
func (l *Link) Width() int { return linkWidth }

// Title names it.
func (l *Link) Title() string { return "The approval page" }

// Keys are the hints.
func (l *Link) Keys() []keymap.Hint {
	return []keymap.Hint{{Key: "y", Title: "copy the address"}, {Key: "esc", Title: "close"}}
}

// Cursor is not shown.
func (l *Link) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Update takes a message in.
func (l *Link) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	l.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch key.String() {
	case "y":
		return nil, act.Copy{Text: l.url, What: "address"}
	case "esc", "q":
		return nil, act.Close{}
	}
	return nil, nil
}

// View is the address in full, and a code for a phone where it fits.
func (l *Link) View() string {
	s := sheet.New(l.Theme, l.width, 0)
	s.Text(theme.ToneMuted, l.why)
	s.Blank()
	for _, part := range split(l.url, l.width) {
		s.Line(func(pen *cells.Pen) {
			pen.Raw(ansi.SetHyperlink(l.url) + l.Theme.Link.Render(part) + ansi.ResetHyperlink())
		})
	}
	if !l.fits(len(s.Lines())) {
		return s.String()
	}
	s.Blank()
	for _, line := range l.code {
		s.Line(func(pen *cells.Pen) {
			pen.Skip((l.width - cells.Width(line)) / 2)
			pen.Text(theme.Style{}, line)
		})
	}
	return s.String()
}

func (l *Link) fits(taken int) bool {
	return len(l.code) > 0 && taken+1+len(l.code) <= l.height && cells.Width(l.code[0]) <= l.width
}

// split cuts an address anywhere: it has no spaces to break at.
func split(url string, width int) []string {
	var parts []string
	for width > 0 && len(url) > width {
		parts = append(parts, url[:width])
		url = url[width:]
	}
	return append(parts, url)
}

// qrCode draws an address in half blocks, light on dark as cameras expect.
func qrCode(url string) []string {
	var drawn strings.Builder
	qrterminal.GenerateWithConfig(url, qrterminal.Config{
		Level:          qrterminal.L,
		Writer:         &drawn,
		HalfBlocks:     true,
		BlackChar:      qrterminal.BLACK_BLACK,
		BlackWhiteChar: qrterminal.BLACK_WHITE,
		WhiteChar:      qrterminal.WHITE_WHITE,
		WhiteBlackChar: qrterminal.WHITE_BLACK,
		QuietZone:      2,
	})
	return strings.Split(strings.TrimRight(drawn.String(), "\n"), "\n")
}
