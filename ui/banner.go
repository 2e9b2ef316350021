package ui

import (
	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/keymap"
	"coffer/ui/screen"
	"coffer/ui/words"
)

const (
	// problemLines and unknownLines are the most that each banner takes.
	problemLines = 3
	unknownLines = 2
	// bannerIndent is the glyph and the space behind it.
	bannerIndent = 2
)

// banner is what stands below the header until what it tells is over.
type banner struct {
	glyph string
	lines []string
}

// banners are as wide as the layout and never lose their ends: the code of a
// problem, and where to look.
func (m *Model) banners() []banner {
	if m.layout.width < compactWidth || m.layout.height < compactHeight {
		return nil
	}
	width := m.layout.width - 2 - bannerIndent
	var shown []banner
	if text, code := m.feedProblem(); text != "" {
		shown = append(shown, banner{theme.GlyphBad, cells.WrapTo(text, code, width, problemLines)})
	}
	if text := words.HeldBack(m.book.Feed, m.now, m.options.Location); text != "" {
		shown = append(shown, banner{theme.GlyphUncertain, cells.WrapTo(text, "", width, problemLines)})
	}
	unknown := 0
	var latest *state.Intent
	for _, intent := range m.book.Intents {
		if intent.State == state.IntentUnknown {
			unknown++
			if latest == nil {
				latest = intent
			}
		}
	}
	if latest != nil {
		text, where := m.unknownWords(latest, unknown)
		shown = append(shown, banner{theme.GlyphUncertain, cells.WrapTo(text, where, width, unknownLines)})
	}
	return shown
}

// feedProblem is why facts don't arrive, with the bank's code. While they do, a
// refused poll is no more than a line under connection; a problem without a
// code is one of this machine, and always matters.
func (m *Model) feedProblem() (text, code string) {
	feed := m.book.Feed
	switch {
	case feed.ProblemCode == "":
		return feed.Problem, ""
	case feed.Mode == state.FeedOffline:
		return feed.Problem, "[" + string(feed.ProblemCode) + "]"
	}
	return "", ""
}

// unknownWords says what nobody knows, who asks again, and where a person can.
func (m *Model) unknownWords(intent *state.Intent, count int) (text, where string) {
	text = words.IntentState(intent, m.bankNow()).Word + " — funds may have moved: " + words.Decision(intent)
	if count > 1 {
		text += " and " + words.Plural(count-1, "other", "others")
	}
	if intent.Unlocked != nil {
		text += " · lock lifted by " + intent.Unlocked.Who
	}
	if intent.OnlyBankKnows(m.bankNow()) {
		text += " · key " + intent.Key
	}
	if !m.book.Bank.ReadOnly {
		text += " · " + words.AskedAgainBriefly(intent, m.bankNow(), m.options.Location, m.keys.Key(keymap.AskAgain))
	}
	screen := keymap.ShowSpends
	if intent.Kind == state.IntentSwap {
		screen = keymap.ShowSwaps
	}
	return text, "· " + m.keys.Key(screen) + " " + m.keys.Binding(screen).Title()
}

// bankNow is the time on the bank's clock, which intents grow old by.
func (m *Model) bankNow() state.Moment {
	return state.MomentOf(m.now.Add(m.book.Feed.ClockOffset))
}

func bannerLines(shown []banner) int {
	lines := 0
	for _, b := range shown {
		lines += len(b.lines)
	}
	return lines
}

func (m *Model) drawBanners(c *screen.Canvas) {
	style := m.theme.Tone(theme.ToneBad).Strong()
	for _, b := range m.banners() {
		for i, line := range b.lines {
			c.Pen.Skip(m.layout.margin)
			if i == 0 {
				c.Pen.Text(style, b.glyph)
			}
			c.Pen.To(m.layout.margin + bannerIndent)
			c.Pen.Text(style, line)
			c.Pen.End()
		}
	}
}
