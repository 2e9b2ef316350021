package state

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"coffer/api"
)

// webhookSilence is how long no webhook may come before the feed is no longer
// called live.
const webhookSilence = time.Minute

// answerPatience is how long the bank may take to answer before that is said.
const answerPatience = 5 * time.Second

// feedWatch tells where facts come from now. It is never more hopeful than
// what it has seen.
type feedWatch struct {
	feed Feed
	// unproven is set when webhooks may come no more: a poll found what they
	// should have announced, or the machine slept. The next one clears it.
	unproven bool
	answered bool
	// listRead is set once the bank's list was read to its end in this run.
	listRead bool
	// listTotal is how many records the list has in all, where it says.
	listTotal int
	// withheld is what the key may not read, by what was asked for.
	withheld map[targetKind]string
	// journalBad says why nothing new can be kept, since badSince.
	journalBad string
	badSince   Moment
}

func newFeedWatch(receiving bool) feedWatch {
	return feedWatch{feed: Feed{Mode: FeedStarting, Receiving: receiving}}
}

func (w *feedWatch) heard(observation Observation) {
	w.answered = w.answered || observation.Source != ""
	switch observation.Source {
	case SourceWebhook:
		w.webhookCame(observation)
	case SourcePoll:
		w.feed.LastPoll = max(w.feed.LastPoll, observation.SeenAt)
	case SourceCreated:
		w.feed.LastHere = max(w.feed.LastHere, observation.SeenAt)
	}
}

// webhookCame notes that webhooks arrive, whichever account this one is about:
// all accounts of a team have one way here.
func (w *feedWatch) webhookCame(observation Observation) {
	w.unproven = false
	w.feed.LastWebhook = max(w.feed.LastWebhook, observation.SeenAt)
}

func (w *feedWatch) polled(end pollEnd) {
	w.noteWithheld(end)
	if end.err == nil {
		w.answered = true
		if end.kind == changesTarget {
			w.feed.Behind, w.listTotal = end.behind, end.total
			w.listRead = w.listRead || end.behind == 0
		}
		w.feed.LastPoll = max(w.feed.LastPoll, end.at)
		w.feed.OfflineSince, w.feed.Problem, w.feed.ProblemCode = 0, "", ""
		return
	}
	if bankIsThere(end) {
		// The bank is there. What it can't say of one record, or won't say to
		// this key, is no outage.
		w.answered = true
		if end.kind == balanceTarget {
			w.feed.OfflineSince, w.feed.Problem, w.feed.ProblemCode = 0, "", ""
		}
		return
	}
	problem := ExplainRead(end.err)
	w.feed.Problem, w.feed.ProblemCode = problem.Happened+" It is asked again every few seconds.", problem.Code
	if credentialCode(problem.Code) {
		w.feed.Problem = problem.Happened + " " + problem.Advice
	}
	if !w.feed.OfflineSince.Known() {
		w.feed.OfflineSince = end.at
	}
}

// noteWithheld notes what the key's scope keeps from being read.
func (w *feedWatch) noteWithheld(end pollEnd) {
	switch {
	case end.err == nil:
		delete(w.withheld, end.kind)
	case api.CodeOf(end.err) == api.CodeInsufficientScope:
		if w.withheld == nil {
			w.withheld = make(map[targetKind]string)
		}
		w.withheld[end.kind] = sentence("The bank doesn't tell this key "+end.kind.what(), innermost(end.err)) +
			" Issue a key that has the scope, in the bank's dashboard."
	}
	w.feed.Withheld = ""
	for kind := spendTarget; kind <= changesTarget; kind++ {
		w.feed.Withheld = cmp.Or(w.feed.Withheld, w.withheld[kind])
	}
}

// bankIsThere reports whether the bank itself gave the answer, whatever it
// said. A status without a code of the bank may be a proxy's, and still says
// of a path that nothing is there.
func bankIsThere(end pollEnd) bool {
	var unusable *api.UnusableError
	var answer *api.Error
	switch {
	case errors.As(end.err, &unusable), errors.Is(end.err, api.ErrNoSuchCall), errors.Is(end.err, api.ErrSandboxOnly), errors.Is(end.err, api.ErrPaceUsedUp):
		// The last three never left; none says anything against the bank.
		return true
	case !errors.As(end.err, &answer) || credentialCode(answer.Code):
		return false
	case answer.Status >= 500 && answer.Code != "":
		return end.kind != balanceTarget
	}
	return answer.Code != "" || api.NoSuchPath(end.err)
}

// list is how far the bank's list is read, where it has one.
func (w *feedWatch) list(asked bool) ListState {
	switch {
	case !asked:
		return ListNone
	case w.listRead:
		return ListRead
	}
	return ListReading
}

// behind is how many records the bank still has to tell of, where so many are
// here. Between two looks at the list webhooks bring some of it.
func (w *feedWatch) behind(here int) int {
	if w.listTotal == 0 || w.feed.Behind == 0 {
		return w.feed.Behind
	}
	return min(w.feed.Behind, max(1, w.listTotal-here))
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

func (w *feedWatch) journalFailed(err error, now Moment) {
	if w.journalBad == "" {
		w.badSince = now
	}
	w.journalBad = "The journal can't be written, so nothing new is taken in or sent: " + SafeText(err.Error()) +
		". Free space or mend the disk; the bank repeats what was missed."
}

func (w *feedWatch) journalWritten() { w.journalBad = "" }

// at is the feed at a time, and when silence will change it next. The oldest
// question that the bank has not answered yet left at unanswered, if there is
// one.
func (w *feedWatch) at(now, unanswered Moment) (Feed, Moment) {
	feed := w.feed
	if unanswered.Known() && now >= unanswered.Add(answerPatience) {
		if !feed.OfflineSince.Known() && w.journalBad == "" {
			feed.Problem = fmt.Sprintf("The bank has not answered for %s.", now.Sub(unanswered).Round(time.Second))
			if !w.answered {
				feed.Mode = FeedStarting
			} else {
				feed.Mode = FeedPolling
			}
			return feed, now.Add(time.Second)
		}
	}
	next := Moment(0)
	if unanswered.Known() {
		next = unanswered.Add(answerPatience)
	}
	if w.journalBad != "" {
		// Whatever arrives, nothing of it is kept: that is no green light.
		feed.Problem, feed.ProblemCode = w.journalBad, ""
		feed.OfflineSince = earliest(feed.OfflineSince, w.badSince)
	}
	silentAt := feed.LastWebhook.Add(webhookSilence)
	switch {
	case feed.OfflineSince.Known():
		feed.Mode = FeedOffline
	case !w.answered:
		feed.Mode = FeedStarting
	case feed.Receiving && !w.unproven && feed.LastWebhook.Known() && now < silentAt:
		feed.Mode = FeedLive
		next = earliest(next, silentAt)
	default:
		feed.Mode = FeedPolling
	}
	return feed, next
}

// wholeFeed is the feed of several accounts in one: as bad as the worst of
// them, and as old as the oldest. It is never more hopeful than any of them.
func wholeFeed(accounts []Account) Feed {
	whole := accounts[0].Feed
	worst := []Account{accounts[0]}
	for _, account := range accounts[1:] {
		feed := account.Feed
		switch order := feed.Mode.badness() - worst[0].Feed.Mode.badness(); {
		case order > 0:
			worst = []Account{account}
		case order == 0:
			worst = append(worst, account)
		}
		whole.LastWebhook, whole.LastHere = max(whole.LastWebhook, feed.LastWebhook), max(whole.LastHere, feed.LastHere)
		whole.LastPoll = earliest(whole.LastPoll, feed.LastPoll)
		whole.OfflineSince = earliest(whole.OfflineSince, feed.OfflineSince)
		whole.Behind += feed.Behind
		if feed.List != whole.List && whole.List != ListReading {
			whole.List = min(feed.List, whole.List)
		}
		whole.Withheld = cmp.Or(whole.Withheld, feed.Withheld)
		whole.PausedUntil = max(whole.PausedUntil, feed.PausedUntil)
		whole.PollEvery = max(whole.PollEvery, feed.PollEvery)
	}
	said := worst[0].Feed
	whole.Mode, whole.Problem, whole.ProblemCode = said.Mode, said.Problem, said.ProblemCode
	if len(worst) == len(accounts) || said.Problem == "" {
		return whole
	}
	whole.Account = worst[0].Title()
	if len(worst) > 1 {
		whole.Account += fmt.Sprintf(" and %d more", len(worst)-1)
	}
	whole.Problem = whole.Account + ": " + said.Problem
	return whole
}

// badness orders the modes from what is best to what is worst.
func (m FeedMode) badness() int {
	switch m {
	case FeedLive:
		return 0
	case FeedPolling, FeedFollowing:
		return 1
	case FeedStarting:
		return 2
	}
	return 3
}

// credentialCode tells refusals that every call will meet.
func credentialCode(code api.Code) bool {
	switch code {
	case api.CodeInvalidAPIKey, api.CodeRevokedAPIKey:
		return true
	}
	return false
}
