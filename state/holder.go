package state

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"coffer/api"
)

// holder is the key of one account and everything that is done with it: its
// pace, its polls, its sends. What one suffers from, the others don't notice.
type holder struct {
	// name is what the config calls the key.
	name   string
	client *api.Client
	poll   *poller
	// places are how many intents may be on their way with the key at once.
	places chan struct{}
	// roadOpen rings when waiting to send again has no reason any more.
	roadOpen bell
	// admitted is closed once it is known whose the key is.
	admitted chan struct{}
	// account is that account's id, and belongs to admit until admitted is
	// closed; "" where the bank won't tell.
	account string

	// feed belongs to the goroutine of Run alone.
	feed feedWatch
}

func newHolder(key AccountKey, receiving bool) *holder {
	return &holder{
		name:     SafeText(key.Name),
		client:   key.Client,
		places:   make(chan struct{}, senders),
		admitted: make(chan struct{}),
		feed:     newFeedWatch(receiving),
	}
}

// id is the account's, "" until it is known.
func (h *holder) id() string {
	select {
	case <-h.admitted:
		return h.account
	default:
		return ""
	}
}

func (h *holder) isAdmitted() bool {
	select {
	case <-h.admitted:
		return true
	default:
		return false
	}
}

// pathOf is the path that a spend is asked for at. An intent that noted none
// was sent to the settings' or the default one.
func (h *holder) pathOf(intent Intent) string {
	return cmp.Or(intent.Path, h.client.SpendPath())
}

// bankNow is the time on the bank's clock.
func (h *holder) bankNow(now Moment) Moment { return now.Add(h.client.ClockOffset()) }

// several reports whether there is more than one key.
func (e *Engine) several() bool { return len(e.holders) > 1 }

// primary is what is meant where nobody says which account.
func (e *Engine) primary() *holder { return e.holders[0] }

// concerns reports whether a record of the account is the holder's to ask for.
// One of an unknown account is everybody's: whose key knows it will show. So is
// one of an account that the bank names, while it doesn't name those of the keys.
func (e *Engine) concerns(h *holder, account string) bool {
	if !e.several() || account == "" || h.id() == "" || h.isOf(account) {
		return true
	}
	isAnothers := slices.ContainsFunc(e.holders, func(other *holder) bool { return other.isOf(account) })
	return NamedByKey(h.id()) && !NamedByKey(account) && !isAnothers
}

// mayCarry reports whether the intent may be sent by the holder. An intent of
// one account, sent with another's key, would be new there and move its money.
func (e *Engine) mayCarry(h *holder, intent *Intent) bool {
	if !h.isAdmitted() {
		return false
	}
	if intent.Account == "" {
		// Whose it is was never written down; then it can only be the one's.
		return !e.several() && e.owner.alone()
	}
	return h.isOf(intent.Account)
}

// holderFor is the holder of an account by its id or by the name of its key,
// admitted; "" is the only or the first one. It waits a moment for the bank's
// first answer. Errors are *Problem, and then nothing was sent.
func (e *Engine) holderFor(ctx context.Context, account string) (found *holder, err error) {
	answered := e.awaitAdmission(ctx, func() bool {
		h, certain := e.findHolder(account)
		switch {
		case h != nil && h.isAdmitted():
			found = h
		case h == nil && certain:
			err = noKeyFor(account)
		default:
			return false
		}
		return true
	})
	if answered != nil {
		return nil, answered
	}
	return found, err
}

// askerFor is the holder that asks the bank something for an account. The only
// one need not wait to be recognised, because asking moves nothing.
func (e *Engine) askerFor(ctx context.Context, account string) (*holder, error) {
	if !e.several() {
		return e.primary(), nil
	}
	return e.holderFor(ctx, account)
}

// findHolder looks for the holder of an account. It is certain that there is
// none once every key's account is known.
func (e *Engine) findHolder(account string) (found *holder, certain bool) {
	if account == "" {
		return e.primary(), true
	}
	certain = true
	for _, h := range e.holders {
		if h.isOf(account) {
			return h, true
		}
		certain = certain && h.isAdmitted()
	}
	for _, h := range e.holders {
		if h.name == account {
			return h, true
		}
	}
	if !e.several() && e.primary().id() == "" {
		// The bank doesn't say whose the only key is.
		return e.primary(), true
	}
	return nil, certain
}

// ErrNoKey means that an account was named whose key isn't here.
var ErrNoKey = errors.New("there is no key for the account")

func noKeyFor(account string) *Problem {
	happened := "There is no key for the account " + SafeText(account) + " here."
	if account == "" {
		happened = "Whose account this is of was never written down, and there are several."
	}
	return &Problem{
		Happened: happened,
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Add its key to the profile, or choose another account.",
		Outcome:  api.NotSent,
		Cause:    ErrNoKey,
	}
}

// eachFeed does something to the feed of every account. It belongs to the
// goroutine of Run.
func (e *Engine) eachFeed(do func(*feedWatch)) {
	for _, h := range e.holders {
		do(&h.feed)
	}
}

// feeds are the accounts as they are shown and the feed of all of them, and
// when silence will change it next. It belongs to the goroutine of Run.
func (e *Engine) feeds(now time.Time) (accounts []Account, whole Feed, next Moment) {
	byHolder := make([]Feed, len(e.holders))
	for i, h := range e.holders {
		feed, due := h.feed.at(MomentOf(now), h.poll.unanswered())
		feed.PollEvery = h.poll.every(feed.Mode)
		feed.ClockOffset = h.client.ClockOffset()
		if until := MomentOf(h.client.Pace().PausedUntil()); until > MomentOf(now) {
			feed.PausedUntil = until
			next = earliest(next, until)
		}
		feed.Refusals = e.refusals.told()
		feed.List = h.feed.list(h.poll.lists())
		feed.Behind = h.feed.behind(e.book.recordCount(h.id()))
		byHolder[i] = feed
		next = earliest(next, due)
	}
	accounts = e.owner.arranged(e.holders)
	for i, feed := range byHolder {
		accounts[i].Feed = feed
	}
	return accounts, wholeFeed(accounts[:len(byHolder)]), next
}
