package approve

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/mdp/qrterminal/v3"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

// Page is an approval page that is shown instead of opened.
type Page struct {
	Spend *state.Spend
	// Address is where it is.
	Address string
	// Why says why it was not opened.
	Why string
	// Trusted is set for an address on a host of the bank: whoever takes it has
	// opened the page.
	Trusted bool
	// Local is set for an address of this machine, which no phone can follow.
	Local bool
}

// Link shows approval pages' addresses, one after another: to follow, to copy,
// to photograph.
type Link struct {
	dialog.Scene
	pages  []Page
	at     int
	code   []string
	width  int
	height int
}

// NewLink makes the dialog; it begins at the first of at least one page.
func NewLink(scene dialog.Scene, pages []Page) *Link {
	return &Link{Scene: scene, pages: pages, code: codeOf(pages[0]), width: linkWidth}
}

const linkWidth = 72

// Init has nothing to wait for.
func (l *Link) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (l *Link) Resize(width, height int) { l.width, l.height = width, height }

// Width is how wide it would like to be.
func (l *Link) Width() int { return linkWidth }

// Title says which page of how many it is.
func (l *Link) Title() string {
	if len(l.pages) == 1 {
		return "The approval page"
	}
	return "Approval page " + words.Count(l.at+1) + " of " + words.Count(len(l.pages))
}

// Keys are the hints.
func (l *Link) Keys() []keymap.Hint {
	hints := []keymap.Hint{{Key: "y", Title: "copy the address"}}
	if l.page().Trusted {
		hints = append(hints, keymap.Hint{Key: "enter", Title: "I opened it"})
	}
	if l.at+1 == len(l.pages) {
		return append(hints, keymap.Hint{Key: "esc", Title: "close"})
	}
	return append(hints, keymap.Hint{Key: "n", Title: "next page"}, keymap.Hint{Key: "esc", Title: "leave the others"})
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
		return nil, l.copied()
	case "enter":
		return nil, l.opened(key)
	case "n":
		l.next(key)
	case "esc", "q":
		return nil, act.Close{}
	}
	return nil, nil
}

// copied counts as opening a page of the bank; another is only copied.
func (l *Link) copied() act.Action {
	address := l.page().Address
	if !l.page().Trusted {
		return act.Copy{Text: address, What: "address"}
	}
	return act.LinkTaken{SpendID: l.page().Spend.ID, Address: address}
}

// opened is a person's word that the page is open elsewhere.
func (l *Link) opened(key tea.KeyPressMsg) act.Action {
	if key.IsRepeat || !l.page().Trusted {
		return nil
	}
	taken := act.LinkTaken{SpendID: l.page().Spend.ID}
	taken.Close = !l.next(key)
	return taken
}

// next shows the following page and reports whether there is one. A held key
// would run past pages that nobody has seen.
func (l *Link) next(key tea.KeyPressMsg) bool {
	if key.IsRepeat || l.at+1 == len(l.pages) {
		return false
	}
	l.at++
	l.code = codeOf(l.page())
	return true
}

func (l *Link) page() Page { return l.pages[l.at] }

// View is whose page it is, the address in full, and a code for a phone where
// it fits.
func (l *Link) View() string {
	s := sheet.New(l.Theme, l.width, 0)
	spend := l.page().Spend
	s.Line(func(pen *cells.Pen) {
		pen.Text(l.Theme.Strong, words.Amount(spend.Money()))
		pen.Skip(2)
		pen.Text(l.Theme.Strong, words.Told(spend.Merchant))
	})
	s.Text(theme.ToneMuted, l.page().Why)
	s.Blank()
	for _, part := range split(l.page().Address, l.width) {
		s.Line(func(pen *cells.Pen) {
			pen.Raw(ansi.SetHyperlink(l.page().Address) + l.Theme.Link.Render(part) + ansi.ResetHyperlink())
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

// codeOf is for the phone, where a phone can follow the address.
func codeOf(page Page) []string {
	if page.Local {
		return nil
	}
	return qrCode(page.Address)
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
