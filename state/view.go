package state

import (
	"time"

	"coffer/api"
)

// View is the Book at one instant. It never changes, so any number of readers
// may keep one and read it without a lock.
type View struct {
	// Version grows with every change.
	Version uint64
	Bank    Bank

	// Spends is newest first.
	Spends Spends
	// Queue is what waits for a person, oldest first, together with what was
	// decided in the last 10 s.
	Queue Spends
	// Swaps is newest first.
	Swaps Sequence[*Swap]
	// Activity is newest first, and holds the newest entries only.
	Activity Sequence[*Entry]
	// Intents is newest first: all that are unresolved, and what became of the
	// others since the start.
	Intents []*Intent

	// Accounts are those with a key, in the order of the config, and then those
	// that the journal knows from before.
	Accounts []Account
	// Balance is the account's, or the total of all that have a key and told
	// theirs; nil until the bank has told any, or where currencies differ.
	Balance *Balance
	// BalanceHistory is oldest first.
	BalanceHistory []BalancePoint

	// Waiting is what waits in all accounts, those without a key here too: a
	// person decides on it wherever it comes from.
	Waiting Waiting
	// Today is the day of the accounts with a key here, and Elsewhere that of the
	// others, which webhooks tell of too; nothing of it counts under the budgets
	// that are shown.
	Today, Elsewhere Today
	// Unseen is where the bank says that more was spent than is known here.
	Unseen []Unseen
	// Spending is what was approved of late, for charts.
	Spending *Spending
	Feed     Feed
	Loading  Loading
	// DeadLetters are the webhooks that the bank signed and that couldn't be
	// taken in; nil where nothing is known of any.
	DeadLetters *DeadLetters

	spendsByID Sequence[*Kept]
	swapsByID  Sequence[*Swap]
	waitingOf  map[string]Waiting
	// seenAccounts are the ids of accounts that requests are known of, in order.
	seenAccounts []string
}

// Bank is who the dashboard talks to.
type Bank struct {
	Environment api.Environment
	Host        string
	Team        string
	Account     string
	// ApprovalHosts are the hosts whose approval pages may be opened.
	ApprovalHosts []string
	// ApprovalPattern is the address of an approval page that the bank doesn't
	// tell, with ApprovalID in it; "" where there is none.
	ApprovalPattern string
	// NoSwapAPI is set once the bank has answered that it has no calls for swaps,
	// until a Refresh.
	NoSwapAPI bool
	// ReadOnly is set where nothing can be done at the bank from here.
	ReadOnly bool
	// Following is set where another Coffer's journal is shown, and nothing can
	// be written down either.
	Following bool
}

// Waiting sums up what waits for a decision.
type Waiting struct {
	Count int
	// Sums has one amount per currency, the largest count first.
	Sums []api.Money
	// NotTold is how many of Count the sums are without, because their amount
	// isn't told, or can't be.
	NotTold int
	// Oldest is when the oldest came to be.
	Oldest Moment

	// exact are the sums in all their digits.
	exact []Sum
}

// Without is what the sums come to without a request of that amount; nothing is
// left out of them but sums of nothing.
func (w Waiting) Without(amount api.Money) []api.Money {
	var sums []api.Money
	for i, sum := range w.Sums {
		rest := w.exact[i]
		if sum.Code() == amount.Code() {
			rest = rest.Minus(amount.Cents)
		}
		if !rest.Zero() {
			sums = append(sums, rest.Money(sum.Currency))
		}
	}
	return sums
}

// Today sums up the day so far, in the time zone of the Book.
type Today struct {
	Spent              []api.Money
	Approved, Declined int
	// NotTold is how many of Approved Spent is without; see Waiting.
	NotTold int
}

// FeedMode is how facts reach the Book now.
type FeedMode string

// The modes, by the word the header shows.
const (
	FeedLive    FeedMode = "live"
	FeedPolling FeedMode = "polling"
	FeedOffline FeedMode = "offline"
	// FeedStarting is before the first answer.
	FeedStarting FeedMode = "starting"
	// FeedFollowing is a journal that another process writes.
	FeedFollowing FeedMode = "following"
)

// Feed is where facts come from now, and how fresh they are.
type Feed struct {
	Mode FeedMode
	// Receiving is false when no webhook listener is set up.
	Receiving bool
	// LastWebhook, LastPoll and LastHere are when each source last told something.
	LastWebhook, LastPoll, LastHere Moment
	// Account is the one that stands worst, by the name of its key or its id, where
	// there are several and they don't all stand as badly.
	Account string
	// OfflineSince is when polls began to fail; Problem says why in one line.
	OfflineSince Moment
	Problem      string
	// ProblemCode is the bank's code in the problem, if it gave one.
	ProblemCode api.Code
	// Withheld says in one line what the bank won't tell this key, and why; it is
	// no outage.
	Withheld string
	// PausedUntil is when asking goes on that the bank's rate_limited holds back,
	// on this machine's clock; 0 while nothing is held back.
	PausedUntil Moment
	// PollEvery is the pace of polling for what is on screen.
	PollEvery time.Duration
	// Behind is how many records the bank still has to tell of, where it lists
	// them at all; 0 once all are here.
	Behind int
	// List is how far the bank's list of its records is read.
	List ListState
	// ClockOffset is how far the bank's clock is ahead of ours.
	ClockOffset time.Duration
	// Refusals are the webhooks that were turned away.
	Refusals Refusals
	// Team is set where the team that is set isn't the bank's.
	Team TeamMismatch
	// NotTakenIn is how many webhooks that the bank signed wait because they
	// are about another team or can't be read, and LastNotTakenIn when the last
	// one came.
	NotTakenIn     int
	LastNotTakenIn Moment
}

// ListState is how far the bank's list of its records is read in this run.
type ListState int

// The states of the list, from what knows least.
const (
	// ListNone is a bank without a list call, as the public API is.
	ListNone ListState = iota
	ListReading
	ListRead
)

// Loading is how much of the journal has been read.
type Loading struct {
	Loaded, Total int
}

// Done reports whether the whole journal is in memory.
func (l Loading) Done() bool { return l.Loaded >= l.Total }

// Account finds an account by its id; nil when it isn't known.
func (v *View) Account(id string) *Account {
	for i := range v.Accounts {
		if v.Accounts[i].ID == id && id != "" {
			return &v.Accounts[i]
		}
	}
	return nil
}

// AccountTitle is what the account with that id is called: the name of its
// key, else the id.
func (v *View) AccountTitle(id string) string {
	if known := v.Account(id); known != nil {
		return known.Title()
	}
	return id
}

// Several reports whether there is more than one account, so that it matters
// which.
func (v *View) Several() bool { return len(v.Accounts) > 1 }

// BalanceOf is what an account has, by its id or the name of its key; nil when
// that isn't known. With one account it is that one's, and none of another's.
func (v *View) BalanceOf(account string) *Balance {
	if !v.Several() {
		if isNamed := len(v.Accounts) == 1 && v.Accounts[0].Name == account; isNamed || v.ownAccounts()(account) {
			return v.Balance
		}
		return nil
	}
	for _, known := range v.Accounts {
		if account != "" && (known.ID == account || known.Name == account) {
			return known.Balance
		}
	}
	return nil
}

// Spend finds a spend request by its id; nil when it isn't known.
func (v *View) Spend(id string) *Spend {
	if kept := v.Kept(id); kept != nil {
		return kept.Spend()
	}
	return nil
}

// Kept finds a spend request by its id, packed; nil when it isn't known.
func (v *View) Kept(id string) *Kept {
	found, _ := v.spendsByID.FindFunc(keptAs(id))
	return found
}

// Swap finds a swap by its id; nil when it isn't known.
func (v *View) Swap(id string) *Swap {
	found, _ := v.swapsByID.Find(&Swap{ID: id})
	return found
}

// SwapOfQuote is the swap that was made of a quote; nil where none of the
// newest is known to be. A quote makes one swap at most.
func (v *View) SwapOfQuote(quoteID string) *Swap {
	const looked = 100
	for i, swap := range v.Swaps.From(0) {
		if i == looked {
			break
		}
		if swap.Terms != nil && swap.Terms.QuoteID == quoteID && quoteID != "" {
			return swap
		}
	}
	return nil
}

// ExecuteKey is the idempotency key that a swap was executed with; "" where that
// wasn't done here.
func (v *View) ExecuteKey(swap *Swap) string {
	if swap.Terms != nil && swap.Terms.Key != "" {
		return swap.Terms.Key
	}
	for _, intent := range v.Intents {
		if intent.Kind == IntentSwap && intent.Subject == swap.ID {
			return intent.Key
		}
	}
	return ""
}

// Unresolved are the intents whose outcome nobody knows yet, newest first.
func (v *View) Unresolved() []*Intent {
	var open []*Intent
	for _, intent := range v.Intents {
		if intent.Unresolved() {
			open = append(open, intent)
		}
	}
	return open
}

// LockedBy is the unresolved intent that keeps a second swap away from the
// account's token, or nil. The account is an id or the name of a key; "" stands
// for any.
func (v *View) LockedBy(account, token string) *Intent {
	for _, known := range v.Accounts {
		if account != "" && known.Name == account {
			account = known.ID
		}
	}
	for _, intent := range v.Intents {
		if intent.Locks(account, token) {
			return intent
		}
	}
	return nil
}
