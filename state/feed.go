package state

import (
	"time"

	"coffer/api"
)

// webhookSilence is how long no webhook may come before the feed is no longer
// called live.
const webhookSilence = time.Minute

// feedWatch tells where facts come from now. It is never more hopeful than
// what it has seen.
type feedWatch struct {
	feed Feed
	// unproven is set when webhooks may come no more: a poll found what they
	// should have announced, or the machine slept. The next one clears it.
	unproven   bool
	answered   bool
	journalBad string
}

func newFeedWatch(receiving bool) feedWatch {
	return feedWatch{feed: Feed{Mode: FeedStarting, Receiving: receiving}}
}

func (w *feedWatch) heard(observation Observation) {
	w.answered = w.answered || observation.Source != ""
	switch observation.Source {
	case SourceWebhook:
		w.unproven = false
		w.feed.LastWebhook = max(w.feed.LastWebhook, observation.SeenAt)
	case SourcePoll:
		w.feed.LastPoll = max(w.feed.LastPoll, observation.SeenAt)
	case SourceCreated:
		w.feed.LastHere = max(w.feed.LastHere, observation.SeenAt)
	}
}

func (w *feedWatch) polled(end pollEnd) {
	if end.err == nil {
		w.answered = true
		w.feed.LastPoll = max(w.feed.LastPoll, end.at)
		w.feed.OfflineSince, w.feed.Problem, w.feed.ProblemCode = 0, "", ""
		return
	}
	problem := ExplainRead(end.err)
	w.feed.Problem, w.feed.ProblemCode = problem.Happened, problem.Code
	if problem.Advice != "" {
		w.feed.Problem += " " + problem.Advice
	}
	if problem.Outcome == api.Refused && !credentialCode(problem.Code) {
		w.answered = true
		return
	}
	if !w.feed.OfflineSince.Known() {
		w.feed.OfflineSince = end.at
	}
}

func (w *feedWatch) missedByWebhooks() { w.unproven = true }

// woke takes nothing for current after the wall clock jumped. What was heard
// in a future that is no more was heard just now.
func (w *feedWatch) woke(now Moment) {
	w.unproven = true
	for _, last := range []*Moment{&w.feed.LastWebhook, &w.feed.LastPoll, &w.feed.LastHere, &w.feed.OfflineSince} {
		*last = min(*last, now)
	}
}

func (w *feedWatch) journalFailed(err error) {
	w.journalBad = "The journal can't be written, so nothing new is taken in or sent: " + SafeText(err.Error()) +
		". Free space or mend the disk; the bank repeats what was missed."
}

func (w *feedWatch) journalWritten() { w.journalBad = "" }

// at is the feed at a time, and when silence will change it next.
func (w *feedWatch) at(now Moment) (Feed, Moment) {
	feed := w.feed
	if w.journalBad != "" {
		feed.Problem = w.journalBad
	}
	silentAt := feed.LastWebhook.Add(webhookSilence)
	switch {
	case feed.OfflineSince.Known():
		feed.Mode = FeedOffline
	case !w.answered:
		feed.Mode = FeedStarting
	case feed.Receiving && !w.unproven && feed.LastWebhook.Known() && now < silentAt:
		feed.Mode = FeedLive
		return feed, silentAt
	default:
		feed.Mode = FeedPolling
	}
	return feed, 0
}

// credentialCode tells refusals that every call will meet.
func credentialCode(code api.Code) bool {
	switch code {
	case api.CodeInvalidAPIKey, api.CodeRevokedAPIKey, api.CodeInsufficientScope:
		return true
	}
	return false
}
