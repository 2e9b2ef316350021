package header

import (
	"strings"
	"time"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/words"
)

// How much is said about freshness: the less room, the less.
const (
	noDetail = iota
	newestDetail
	fullDetail
)

// Freshness is how facts reach the screen, without how long ago.
func Freshness(feed state.Feed) words.Status {
	if feed.Team.Found() && feed.Mode != state.FeedOffline {
		return words.Status{Glyph: theme.GlyphBad, Word: "wrong team", Tone: theme.ToneBad}
	}
	switch feed.Mode {
	case state.FeedLive:
		return words.Status{Glyph: theme.GlyphLive, Word: "live", Tone: theme.ToneGood}
	case state.FeedOffline:
		return words.Status{Glyph: theme.GlyphBad, Word: "offline", Tone: theme.ToneBad}
	case state.FeedStarting:
		return words.Status{Glyph: theme.GlyphPolling, Word: "connecting", Tone: theme.ToneInfo}
	case state.FeedFollowing:
		return words.Status{Glyph: theme.GlyphPolling, Word: "read-only", Tone: theme.ToneInfo}
	}
	return words.Status{Glyph: theme.GlyphPolling, Word: "polling", Tone: theme.ToneWarn}
}

// notTakenInNews is how long the header says that webhooks weren't taken in, or
// were refused;
// the connection's dialog and the doctor say it for ever.
const notTakenInNews = 24 * time.Hour

// longestAge is how long an age gets within a day.
const longestAge = len("10s ago")

// freshWords says the mode and, as far as the detail goes, when each source
// last told something; slack is how many cells that may still grow by.
func freshWords(now time.Time, location *time.Location, feed state.Feed, detail int) (text string, slack int) {
	text = Freshness(feed).Word
	if feed.Mode == state.FeedFollowing && feed.NotTakenIn == 0 {
		// What it reads is the journal; when the bank last told something is
		// known to the Coffer that writes it.
		return text, 0
	}
	if feed.Account != "" {
		// The others are better off.
		text = feed.Account + " " + text
	}
	if feed.Mode == state.FeedOffline && feed.OfflineSince.Known() {
		text += " since " + words.ShortWhen(now, feed.OfflineSince, location)
	}
	type source struct{ name, age string }
	var parts []source
	add := func(moment state.Moment, name string) {
		if moment.Known() {
			parts = append(parts, source{name, since(now, moment)})
		}
	}
	if refused := feed.Refusals; refused.Last > feed.LastWebhook && now.Sub(refused.Last.Time()) < notTakenInNews {
		add(refused.Last, words.Refused(refused.Why))
	}
	if feed.NotTakenIn > 0 && now.Sub(feed.LastNotTakenIn.Time()) < notTakenInNews {
		add(feed.LastNotTakenIn, words.Plural(feed.NotTakenIn, "webhook", "webhooks")+" not taken in")
	}
	if feed.LastHere > max(feed.LastWebhook, feed.LastPoll) {
		add(feed.LastHere, "here")
	}
	if feed.Receiving || feed.LastWebhook.Known() {
		add(feed.LastWebhook, "webhook")
	}
	if feed.Mode != state.FeedFollowing {
		add(feed.LastPoll, "polled")
	}
	switch {
	case detail == noDetail:
		parts = nil
	case detail == newestDetail && len(parts) > 1:
		parts = parts[:1]
	}
	for _, part := range parts {
		text += " · " + part.name + " " + part.age
		slack += max(longestAge-len(part.age), 0)
	}
	return text, slack
}

// since is how long ago a moment is, in steps: were it counted by the second,
// half of the header's line would be written anew with every tick.
func since(now time.Time, moment state.Moment) string {
	const fresh, recent = 5 * time.Second, 10 * time.Second
	switch ago := now.Sub(moment.Time()); {
	case ago < fresh:
		return "now"
	case ago < recent:
		return "5s ago"
	}
	return words.Age(now, moment) + " ago"
}

// cutWord takes the mode off its details, which are quieter.
func cutWord(text string) (mode, details string) {
	if i := strings.Index(text, " · "); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}
