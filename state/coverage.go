package state

// Coverage is how much of what was asked for in the accounts can be known here.
// What isn't known can't be said to be nothing.
type Coverage int

// The coverages, from the least.
const (
	// CoverageReading is before all of what is kept and listed was read: the
	// journal, the bank's list, its first answer.
	CoverageReading Coverage = iota
	// CoverageOwn is a bank that neither announces nor lists: what was made here
	// or is followed by its id is known, and nothing else.
	CoverageOwn
	// CoverageJournal is another Coffer's journal, which tells what that one knew.
	CoverageJournal
	// CoverageAnnounced adds what webhooks have announced since they came here.
	CoverageAnnounced
	// CoverageWhole is a bank that lists all its records.
	CoverageWhole
)

// Coverage is how much is known in this View.
func (v *View) Coverage() Coverage {
	silent := v.Feed.Mode == FeedOffline && v.Balance == nil && v.Spends.Len() == 0
	switch {
	case !v.Loading.Done(), v.Feed.Behind > 0, v.Feed.Mode == FeedStarting, v.Feed.List == ListReading, silent:
		return CoverageReading
	case v.Feed.List == ListRead:
		return CoverageWhole
	case v.Feed.Mode == FeedFollowing:
		return CoverageJournal
	case v.Feed.Receiving && v.Feed.LastWebhook.Known():
		return CoverageAnnounced
	}
	return CoverageOwn
}

// Whole reports whether nothing is missing, so that a zero is a zero.
func (c Coverage) Whole() bool { return c == CoverageWhole }
