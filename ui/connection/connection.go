// Package connection has the dialog that says where facts come from, how
// current they are, and why when they are not, and what the bank told of each
// balance.
package connection

import (
	"time"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/header"
	"coffer/ui/keymap"
	"coffer/ui/sheet"
	"coffer/ui/words"
)

const (
	wanted     = 64
	labelWidth = 18
	// tallest is how many lines it may take before it is told.
	tallest = 40
	// shortID is how much of an account's id stands behind its name.
	shortID = 13
)

// Connection shows the feed.
type Connection struct {
	dialog.Scene
	keys          *keymap.Map
	width, height int
	page          viewport.Model
}

// New makes the dialog.
func New(scene dialog.Scene, keys *keymap.Map) *Connection {
	return &Connection{Scene: scene, keys: keys, width: wanted, height: tallest, page: dialog.NewPage(keys)}
}

// Init has nothing to wait for.
func (d *Connection) Init() tea.Cmd { return nil }

// Resize tells how large it may be.
func (d *Connection) Resize(width, height int) { d.width, d.height = width, height }

// Width is how wide it would like to be.
func (d *Connection) Width() int { return wanted }

// Title names it.
func (d *Connection) Title() string { return "Connection" }

// Keys are the hints.
func (d *Connection) Keys() []keymap.Hint {
	hints := []keymap.Hint{{Key: "r", Title: "refresh now"}, {Key: "esc", Title: "close"}}
	if d.page.TotalLineCount() > d.height {
		hints = append([]keymap.Hint{{Key: d.keys.Key(keymap.Down) + " " + d.keys.Key(keymap.Up), Title: "scroll"}}, hints...)
	}
	return hints
}

// Cursor is not shown.
func (d *Connection) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Update takes a message in.
func (d *Connection) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch key.String() {
	case "r":
		return nil, act.Run{Command: keymap.RefreshNow}
	case "esc", "q", "i", "enter":
		return nil, act.Close{}
	}
	d.fill()
	d.page, _ = d.page.Update(key)
	return nil, nil
}

// View is the feed in words, as much of it as there is room for.
func (d *Connection) View() string {
	d.fill()
	return d.page.View()
}

func (d *Connection) fill() {
	lines := d.lines()
	d.page.SetWidth(d.width)
	d.page.SetHeight(min(len(lines), d.height))
	d.page.SetContentLines(lines)
}

func (d *Connection) lines() []string {
	feed, bank := d.Book.Feed, d.Book.Bank
	s := sheet.New(d.Theme, d.width, labelWidth)
	fresh := header.Freshness(feed)
	s.Pair("Facts come", fresh.Tone, fresh.Glyph+" "+d.meaning())
	if feed.Problem != "" {
		s.Pair("Problem", theme.ToneBad, feed.Problem)
		s.Pair("Code", theme.ToneMuted, string(feed.ProblemCode))
		s.Pair("Since", theme.ToneText, words.When(d.Now, feed.OfflineSince, d.Location))
	}
	s.Pair("Held back", theme.ToneWarn, words.HeldBack(feed, d.Now, d.Location))
	s.Blank()
	s.Pair("Bank", theme.ToneText, bank.Host)
	if feed.Team.Found() {
		s.Pair("Team", theme.ToneBad, words.WrongTeam(feed.Team))
	} else {
		s.Pair("Team", theme.ToneText, bank.Team)
	}
	d.accounts(s)
	if feed.Mode == state.FeedFollowing {
		d.refused(s)
		d.deadLetters(s)
		d.balances(s)
		return s.Lines()
	}
	s.Blank()
	s.Pair("Last webhook", theme.ToneText, d.when(feed.LastWebhook, feed.Receiving))
	d.refused(s)
	d.deadLetters(s)
	s.Pair("Last poll", theme.ToneText, d.when(feed.LastPoll, true))
	s.Pair("Last done here", theme.ToneText, d.when(feed.LastHere, true))
	s.Pair("Pace of polling", theme.ToneText, pace(feed.PollEvery))
	s.Pair("Bank's clock", theme.ToneText, offset(feed.ClockOffset))
	d.balances(s)
	return s.Lines()
}

// refused says how many webhooks were turned away, and why.
func (d *Connection) refused(s *sheet.Sheet) {
	label := "Refused webhooks"
	for _, refused := range d.Book.Feed.Refusals.ByKind() {
		tone := theme.ToneMuted
		if refused.Last > d.Book.Feed.LastWebhook {
			tone = theme.ToneBad
		}
		s.Pair(label, tone, words.RefusedCount(refused, d.Now, d.Location)+": "+words.RefusedWhy(refused.Kind))
		label = ""
	}
}

// deadLetters says which webhooks the bank signed and couldn't be taken in.
func (d *Connection) deadLetters(s *sheet.Sheet) {
	for _, line := range words.DeadLetters(d.Book.DeadLetters, d.Now, d.Location) {
		s.Pair(line.Title, line.Tone, line.Text)
	}
}

// accounts says how fresh each account is, where there are several.
func (d *Connection) accounts(s *sheet.Sheet) {
	if !d.Book.Several() {
		s.Pair("Account", theme.ToneText, d.Book.Bank.Account)
		return
	}
	for i, account := range d.Book.Accounts {
		label := "Accounts"
		if i > 0 {
			label = ""
		}
		fresh := header.Freshness(account.Feed)
		tone, said := fresh.Tone, fresh.Glyph+" "+fresh.Word
		switch {
		case d.Book.Feed.Mode == state.FeedFollowing:
			tone, said = theme.ToneText, ""
		case !account.Keyed:
			tone, said = theme.ToneMuted, "no key: as it was last known"
		}
		s.Row(label, func(pen *cells.Pen) {
			pen.Text(d.Theme.Text, account.Title())
			switch {
			case state.NamedByKey(account.ID):
				pen.Text(d.Theme.Muted, " account "+state.NotTold)
			case account.Name != "" && account.ID != "":
				pen.Text(d.Theme.Muted, " "+cells.CutMiddle(account.ID, shortID))
			}
			if said != "" {
				pen.Text(d.Theme.Tone(tone), "  "+said)
			}
		})
	}
}

func (d *Connection) when(moment state.Moment, expected bool) string {
	switch {
	case !expected:
		return "no listener is set up (--webhook-listen)"
	case !moment.Known():
		return "not yet"
	}
	return words.When(d.Now, moment, d.Location) + ", " + words.Fresh(d.Now, moment) + " ago"
}

func (d *Connection) meaning() string {
	feed := d.Book.Feed
	switch {
	case feed.Mode == state.FeedOffline:
		return "not at all: the bank can't be reached"
	case feed.Team.Found():
		return "not as they should: the team that is set isn't the bank's"
	}
	return words.FactsCome(feed, d.Book.Coverage())
}

func pace(every time.Duration) string {
	if every <= 0 {
		return ""
	}
	return "what is on screen every " + every.Round(100*time.Millisecond).String()
}

func offset(ahead time.Duration) string {
	ahead = ahead.Round(100 * time.Millisecond)
	switch {
	case ahead == 0:
		return "as ours"
	case ahead > 0:
		return ahead.String() + " ahead of ours"
	}
	return (-ahead).String() + " behind ours"
}
