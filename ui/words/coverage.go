package words

import "coffer/state"

// NoneKnown stands where there is nothing: a claim only where everything can be
// known here.
func NoneKnown(coverage state.Coverage) string {
	switch coverage {
	case state.CoverageWhole:
		return "nothing"
	case state.CoverageAnnounced:
		return "none announced"
	case state.CoverageOwn:
		return "none known here"
	case state.CoverageJournal:
		return "none in the journal"
	}
	return state.NotTold + " yet"
}

// Reach says why what is known here may not be all, as the end of a sentence;
// "" where it is.
func Reach(coverage state.Coverage) string {
	switch coverage {
	case state.CoverageWhole:
		return ""
	case state.CoverageAnnounced:
		return "webhooks tell what happens from when they were set up, and the bank has no list of what was before"
	case state.CoverageOwn:
		return "the bank announces nothing here and has no list, so only what was made here or is followed by its id is known"
	case state.CoverageJournal:
		return "this is what another Coffer's journal holds"
	}
	return "the bank's first facts are still on their way"
}

// ReachShort is Reach in a few words.
func ReachShort(coverage state.Coverage) string {
	switch coverage {
	case state.CoverageAnnounced:
		return "as webhooks tell"
	case state.CoverageOwn:
		return "made or followed here"
	case state.CoverageJournal:
		return "as the journal tells"
	case state.CoverageReading:
		return "still being read"
	}
	return ""
}

// SpentToday is what the day came to, as far as it is known: $1,204.10 spent.
func SpentToday(book *state.View) string {
	coverage := book.Coverage()
	switch {
	case len(book.Today.Spent) > 0:
		return SumsBut(book.Today.Spent, book.Today.NotTold) + " spent"
	case book.Today.NotTold > 0:
		return SumsBut(nil, book.Today.NotTold)
	case !coverage.Whole():
		return NoneKnown(coverage)
	case book.Balance != nil && book.Balance.Currency != "":
		return Money(book.Balance.Money(0)) + " spent"
	}
	return "nothing spent"
}

// FirstAt stands where no other request for a merchant is known.
func FirstAt(coverage state.Coverage) string {
	if coverage.Whole() {
		return "none yet: this is the first request for this merchant"
	}
	return "no other is known here; there may be some that aren't"
}

// NothingLeft stands where no other request waits, as far as it is known.
func NothingLeft(coverage state.Coverage) string {
	if coverage.Whole() {
		return "nothing is left to decide"
	}
	return "nothing that is known here is left to decide"
}

// FactsCome says how facts reach the program, as the end of a sentence; not for a
// bank that can't be reached.
func FactsCome(feed state.Feed, coverage state.Coverage) string {
	switch {
	case feed.Mode == state.FeedLive:
		return "live: by webhook, with slow polls as a safety net"
	case feed.Mode == state.FeedStarting:
		return "soon: nothing was answered yet"
	case feed.Mode == state.FeedFollowing:
		return "from the journal of another Coffer, which has this folder; this one only looks on"
	case coverage == state.CoverageOwn && feed.Receiving:
		return "by polling what was made or followed here; no webhook has come yet, and the bank has no list"
	case coverage == state.CoverageOwn:
		return "by polling what was made or followed here; only webhooks tell of other requests, and the bank has no list"
	}
	return "by polling: slower than webhooks"
}

// Unseen is what the bank says was spent beside what is known here, in three
// figures: bank says $6,200.00 spent · seen here $5,011.00 · $1,189.00 not seen.
func Unseen(unseen state.Unseen) string {
	return "bank says " + Money(unseen.Bank) + " spent this month · seen here " + Money(unseen.Seen) + " · ▲ " + Money(unseen.Missing) + " not seen"
}

// WhyUnseen says what the missing part may be.
func WhyUnseen(coverage state.Coverage) string {
	switch coverage {
	case state.CoverageWhole:
		return "the bank's list doesn't hold it, or it was spent in another way than by request"
	case state.CoverageReading:
		return "the bank's first facts are still on their way"
	case state.CoverageJournal:
		return "the journal holds what reached a Coffer here, and nothing else"
	}
	return Reach(coverage)
}
