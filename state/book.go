package state

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"coffer/api"
)

const (
	// queueLinger is how long a decided request stays in the queue, so that
	// whoever looks there sees what became of it.
	queueLinger = 10 * time.Second
	// staleNews is how long ago a decision was made that is no news any more.
	staleNews = time.Minute
	// activityKept is how much of the audit trail is in memory; the journal
	// holds all of it.
	activityKept = 5_000
	// resolvedKept is how many resolved intents stay in memory.
	resolvedKept = 50
	// historyKept and historyStep bound the balance history: two days in
	// ten-minute steps.
	historyKept = 48 * time.Hour
	historyStep = 10 * time.Minute
)

// Book is all records in memory, indexed for the screens. One goroutine owns
// it; everyone else reads its Views.
type Book struct {
	view     View
	tallies  *tallies
	spending *spending
	// leaving is when each decided request leaves the queue.
	leaving map[string]Moment
	// balances are by account.
	balances map[string]*Balance
	// swapCounts is how many swaps there are, by account.
	swapCounts map[string]int
	// parts are the accounts that the total is made of, sorted.
	parts []string
}

// Changes is what a batch of facts and deeds makes of the records. Each record
// takes the place of the one with the same id.
type Changes struct {
	Spends  []*Spend
	Swaps   []*Swap
	Entries []*Entry
	Intents []Intent
	// Balances are one for each account that told a new one.
	Balances []*Balance
	// History is points of the total to add, oldest first.
	History []BalancePoint
}

// NewBook makes an empty Book. Days begin at midnight of the location.
func NewBook(bank Bank, location *time.Location) *Book {
	return &Book{
		view: View{
			Bank:       bank,
			Spends:     Spends{NewSequence(newestSpendFirst)},
			Queue:      Spends{NewSequence(oldestSpendFirst)},
			Swaps:      NewSequence(newestSwapFirst),
			Activity:   NewSequence(newestEntryFirst),
			Feed:       Feed{Mode: FeedStarting},
			spendsByID: NewSequence(bySpendID),
			swapsByID:  NewSequence(bySwapID),
		},
		tallies:  newTallies(location),
		spending: newSpending(location),
		leaving:  make(map[string]Moment),
		balances: make(map[string]*Balance),

		swapCounts: make(map[string]int),
	}
}

// recordCount is how many requests and swaps of an account there are.
func (b *Book) recordCount(account string) int {
	return b.tallies.records[account] + b.swapCounts[account]
}

// SetEnvironment says whose money it is, once the bank has said.
func (b *Book) SetEnvironment(environment api.Environment) { b.view.Bank.Environment = environment }

// SetNoSwapAPI says whether the bank has no calls for swaps.
func (b *Book) SetNoSwapAPI(missing bool) {
	if b.view.Bank.NoSwapAPI != missing {
		b.view.Bank.NoSwapAPI = missing
		b.view.Version++
	}
}

// View is the Book as it is now.
func (b *Book) View() *View {
	view := b.view
	return &view
}

// Put takes changes in and brings every index up to date.
func (b *Book) Put(changes Changes, now time.Time) {
	b.putSpends(changes.Spends, MomentOf(now))
	b.putSwaps(changes.Swaps)
	b.putEntries(changes.Entries)
	b.putIntents(changes.Intents)
	b.putBalances(changes.Balances, changes.History, MomentOf(now))
	b.sumUp(now)
}

// SetFeed notes where facts come from now.
func (b *Book) SetFeed(feed Feed) {
	if b.view.Feed != feed {
		b.view.Feed = feed
		b.view.Version++
	}
}

// SetDeadLetters notes which webhooks couldn't be taken in.
func (b *Book) SetDeadLetters(letters *DeadLetters) {
	if b.view.DeadLetters != letters {
		b.view.DeadLetters = letters
		b.view.Version++
	}
}

// SetLoading notes how much of the journal has been read.
func (b *Book) SetLoading(loading Loading) {
	if b.view.Loading != loading {
		b.view.Loading = loading
		b.view.Version++
	}
}

// Tidy lets decided requests leave the queue and begins a new day, and tells
// when it wants to be called again; the zero time when nothing is due.
func (b *Book) Tidy(now time.Time) time.Time {
	moment := MomentOf(now)
	var next Moment
	var queue *editor[*Kept]
	for id, leaves := range b.leaving {
		if leaves > moment {
			next = earliest(next, leaves)
			continue
		}
		delete(b.leaving, id)
		if kept := b.view.Kept(id); kept != nil {
			if queue == nil {
				queue = b.view.Queue.edit()
			}
			queue.remove(kept)
		}
	}
	if queue != nil {
		b.view.Queue = Spends{queue.done()}
		b.view.Version++
	}
	b.sumUp(now)
	return next.Time()
}

// Spend finds a request; nil when it isn't in memory.
func (b *Book) Spend(id string) *Spend { return b.view.Spend(id) }

// Swap finds a swap; nil when it isn't in memory.
func (b *Book) Swap(id string) *Swap { return b.view.Swap(id) }

func (b *Book) putSpends(spends []*Spend, now Moment) {
	if len(spends) == 0 {
		return
	}
	byID, newest, queue := b.view.spendsByID.edit(), b.view.Spends.edit(), b.view.Queue.edit()
	var before Spend
	for _, spend := range spends {
		kept := keep(spend)
		earlier, known := byID.FindFunc(keptAs(spend.ID))
		byID.put(kept)
		if known {
			earlier.Read(&before)
			b.tallies.take(&before)
			b.spending.take(&before)
			if earlier.born != kept.born {
				newest.remove(earlier)
				queue.remove(earlier)
			}
		}
		newest.put(kept)
		b.tallies.add(spend)
		b.spending.add(spend)
		switch b.inQueue(known && before.Waiting(), spend, now) {
		case queueHolds:
			queue.put(kept)
		case queueLetsGo:
			queue.remove(earlier)
		}
	}
	b.view.spendsByID, b.view.Spends, b.view.Queue = byID.done(), Spends{newest.done()}, Spends{queue.done()}
	b.view.Version++
}

// queueing is what a fact about a request means for the queue.
type queueing int

const (
	queueIgnores queueing = iota
	queueHolds
	queueLetsGo
)

func (b *Book) inQueue(waited bool, spend *Spend, now Moment) queueing {
	_, lingers := b.leaving[spend.ID]
	switch {
	case spend.Waiting():
		delete(b.leaving, spend.ID)
		return queueHolds
	case lingers:
		return queueHolds
	case waited && spend.settled().Known() && now.Sub(spend.settled()) > staleNews:
		// It was decided long before anyone here heard of it, as in a first
		// flood of history: nobody watched it being decided.
		return queueLetsGo
	case waited:
		b.leaving[spend.ID] = now.Add(queueLinger)
		return queueHolds
	}
	return queueIgnores
}

func (b *Book) putSwaps(swaps []*Swap) {
	if len(swaps) == 0 {
		return
	}
	byID, newest := b.view.swapsByID.edit(), b.view.Swaps.edit()
	for _, swap := range swaps {
		if before, known := byID.Find(swap); known {
			b.swapCounts[before.Account]--
			if before.Born() != swap.Born() {
				newest.remove(before)
			}
		}
		b.swapCounts[swap.Account]++
		byID.put(swap)
		newest.put(swap)
	}
	b.view.swapsByID, b.view.Swaps = byID.done(), newest.done()
	b.view.Version++
}

func (b *Book) putEntries(entries []*Entry) {
	if len(entries) == 0 {
		return
	}
	activity := b.view.Activity.edit()
	for _, entry := range entries {
		activity.put(entry)
	}
	b.view.Activity = activity.done()
	for b.view.Activity.Len() > activityKept {
		trimmed := b.view.Activity.edit()
		for i := activityKept; i < b.view.Activity.Len(); i++ {
			trimmed.remove(b.view.Activity.At(i))
		}
		b.view.Activity = trimmed.done()
	}
	b.view.Version++
}

func (b *Book) putIntents(intents []Intent) {
	if len(intents) == 0 {
		return
	}
	kept := slices.Clone(b.view.Intents)
	for _, intent := range intents {
		copied := intent
		i := slices.IndexFunc(kept, func(known *Intent) bool { return known.ID == intent.ID })
		if i >= 0 {
			kept[i] = &copied
		} else {
			kept = append(kept, &copied)
		}
	}
	slices.SortStableFunc(kept, func(a, b *Intent) int {
		return cmp.Or(cmp.Compare(b.CreatedAt, a.CreatedAt), strings.Compare(b.ID, a.ID))
	})
	resolved := 0
	b.view.Intents = slices.DeleteFunc(kept, func(intent *Intent) bool {
		if intent.Unresolved() {
			return false
		}
		resolved++
		return resolved > resolvedKept
	})
	b.view.Version++
}

func (b *Book) sumUp(now time.Time) {
	waiting := b.tallies.waiting(func(string) bool { return true })
	own := b.ownAccounts()
	today := b.tallies.day(now, own)
	elsewhere := b.tallies.day(now, func(account string) bool { return !own(account) })
	for _, kept := range b.view.Queue.Sequence.From(0) {
		if kept.Status() == api.NeedsApproval {
			waiting.Oldest = kept.born
			break
		}
	}
	if spending := b.spending.at(now, b.currency(), own); spending != b.view.Spending {
		b.view.Spending = spending
		b.view.Version++
	}
	if unseen := b.unseen(now); !slices.Equal(unseen, b.view.Unseen) {
		b.view.Unseen = unseen
		b.view.Version++
	}
	if seen := b.tallies.accounts(); !slices.Equal(seen, b.view.seenAccounts) {
		b.view.seenAccounts = seen
		b.view.Version++
	}
	byAccount := b.tallies.waitingByAccount()
	if !waiting.equal(b.view.Waiting) || !today.equal(b.view.Today) || !elsewhere.equal(b.view.Elsewhere) ||
		!maps.EqualFunc(byAccount, b.view.waitingOf, Waiting.equal) {
		b.view.Waiting, b.view.Today, b.view.Elsewhere, b.view.waitingOf = waiting, today, elsewhere, byAccount
		b.view.Version++
	}
}

// currency is the balance's; "" until the bank has told it.
func (b *Book) currency() string {
	if b.view.Balance == nil {
		return ""
	}
	return b.view.Balance.Money(0).Code()
}

func newestSwapFirst(a, b *Swap) int {
	return cmp.Or(cmp.Compare(b.Born(), a.Born()), strings.Compare(b.ID, a.ID))
}

func bySwapID(a, b *Swap) int { return strings.Compare(a.ID, b.ID) }

func newestEntryFirst(a, b *Entry) int { return cmp.Compare(b.Seq, a.Seq) }
