// Package connection has the dialog that says where facts come from, how
// current they are, and why when they are not.
package connection

import (
	"time"

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
	// shortID is how much of an account's id stands behind its name.
	shortID = 13
)

// Connection shows the feed.
type Connection struct {
	dialog.Scene
	width int
}

// New makes the dialog.
func New(scene dialog.Scene) *Connection { return &Connection{Scene: scene, width: wanted} }

// Init has nothing to wait for.
func (d *Connection) Init() tea.Cmd { return nil }

// Resize tells how wide it may be.
func (d *Connection) Resize(width, _ int) { d.width = width }

// Width is how wide it would like to be.
func (d *Connection) Width() int { return wanted }

// Title names it.
func (d *Connection) Title() string { return "Connection" }

// Keys are the hints.
func (d *Connection) Keys() []keymap.Hint {
	return []keymap.Hint{{Key: "r", Title: "refresh now"}, {Key: "esc", Title: "close"}}
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
	return nil, nil
}

// View is the feed in words.
func (d *Connection) View() string {
	feed, bank := d.Book.Feed, d.Book.Bank
	s := sheet.New(d.Theme, d.width, labelWidth)
	fresh := header.Freshness(feed)
	s.Pair("Facts come", fresh.Tone, fresh.Glyph+" "+meaning(feed))
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
		d.deadLetters(s)
		return s.String()
	}
	s.Blank()
	s.Pair("Last webhook", theme.ToneText, d.when(feed.LastWebhook, feed.Receiving))
	if refused := feed.Refusals; refused.Count > 0 {
		tone := theme.ToneMuted
		if refused.Last > feed.LastWebhook {
			tone = theme.ToneBad
		}
		s.Pair("Refused webhooks", tone, words.Count(refused.Count)+", the last "+words.When(d.Now, refused.Last, d.Location)+
			": "+words.RefusedWhy(refused.Why))
	}
	d.deadLetters(s)
	s.Pair("Last poll", theme.ToneText, d.when(feed.LastPoll, true))
	s.Pair("Last done here", theme.ToneText, d.when(feed.LastHere, true))
	s.Pair("Pace of polling", theme.ToneText, pace(feed.PollEvery))
	s.Pair("Bank's clock", theme.ToneText, offset(feed.ClockOffset))
	return s.String()
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
			if account.Name != "" && account.ID != "" {
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

func meaning(feed state.Feed) string {
	if feed.Team.Found() && feed.Mode != state.FeedOffline {
		return "not as they should: the team that is set isn't the bank's"
	}
	switch feed.Mode {
	case state.FeedLive:
		return "live: by webhook, with slow polls as a safety net"
	case state.FeedOffline:
		return "not at all: the bank can't be reached"
	case state.FeedStarting:
		return "soon: nothing was answered yet"
	case state.FeedFollowing:
		return "from the journal of another Coffer, which has this folder; this one only looks on"
	}
	return "by polling: slower than webhooks"
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
