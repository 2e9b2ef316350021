package state

import (
	"testing"
	"time"

	"coffer/api"
)

// comparison is a Book in which the bank's figure can be held against what is
// known.
func comparison(now time.Time, change func(*Balance)) *View {
	book := NewBook(Bank{}, time.UTC)
	spent := int64(620_000)
	balance := &Balance{Account: "agent_a", Currency: "usd", Period: "monthly", Spent: &spent, SeenAt: MomentOf(now)}
	change(balance)
	approved := func(id, account, currency string, cents int64, at time.Time) *Spend {
		return &Spend{ID: id, Status: api.Approved, Cents: new(cents), Currency: currency, Account: account, DecidedAt: MomentOf(at)}
	}
	book.SetAccounts([]Account{{ID: "agent_a", Keyed: true}, {ID: "agent_b"}}, MomentOf(now))
	book.Put(Changes{Balances: []*Balance{balance}, Spends: []*Spend{
		approved("req_1", "agent_a", "usd", 501_100, now.Add(-time.Hour)),
		approved("req_2", "agent_b", "usd", 90_000, now),
		approved("req_3", "agent_a", "eur", 90_000, now),
		approved("req_4", "agent_a", "usd", 90_000, now.AddDate(0, -1, 0)),
	}}, now)
	return book.View()
}

func TestWhatTheBankSaysWasSpentIsHeldAgainstWhatIsKnown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	unseen, told := InAll(comparison(now, func(*Balance) {}).Unseen)
	if !told || unseen.Bank.String() != "$6,200.00" || unseen.Seen.String() != "$5,011.00" || unseen.Missing.String() != "$1,189.00" {
		t.Errorf("%+v", unseen)
	}
	for what, change := range map[string]func(*Balance){
		"a currency that isn't told":   func(b *Balance) { b.Currency = "" },
		"a period whose bounds aren't": func(b *Balance) { b.Period = "weekly" },
		"no period":                    func(b *Balance) { b.Period = "" },
		"no spending":                  func(b *Balance) { b.Spent = nil },
		"an account without a key":     func(b *Balance) { b.Account = "agent_b" },
		"a balance of last month":      func(b *Balance) { b.SeenAt = MomentOf(now.AddDate(0, -1, 0)) },
		"less than is known":           func(b *Balance) { *b.Spent = 501_100 },
	} {
		if unseen := comparison(now, change).Unseen; len(unseen) != 0 {
			t.Errorf("%s is compared: %+v", what, unseen)
		}
	}
}

func TestAZeroIsOneOnlyWhereAllIsKnown(t *testing.T) {
	t.Parallel()
	webhook := MomentOf(time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC))
	for _, test := range []struct {
		feed    Feed
		loading Loading
		want    Coverage
	}{
		{Feed{Mode: FeedStarting}, Loading{}, CoverageReading},
		{Feed{Mode: FeedPolling, List: ListRead}, Loading{Loaded: 1, Total: 2}, CoverageReading},
		{Feed{Mode: FeedPolling, List: ListReading}, Loading{}, CoverageReading},
		{Feed{Mode: FeedLive, Receiving: true, LastWebhook: webhook, List: ListReading}, Loading{}, CoverageReading},
		{Feed{Mode: FeedPolling, List: ListRead, Behind: 3}, Loading{}, CoverageReading},
		{Feed{Mode: FeedOffline}, Loading{}, CoverageReading},
		{Feed{Mode: FeedPolling}, Loading{}, CoverageOwn},
		{Feed{Mode: FeedPolling, Receiving: true}, Loading{}, CoverageOwn},
		{Feed{Mode: FeedLive, Receiving: true, LastWebhook: webhook}, Loading{}, CoverageAnnounced},
		{Feed{Mode: FeedFollowing}, Loading{}, CoverageJournal},
		{Feed{Mode: FeedPolling, List: ListRead}, Loading{}, CoverageWhole},
	} {
		book := NewBook(Bank{}, time.UTC)
		book.SetFeed(test.feed)
		book.SetLoading(test.loading)
		if got := book.View().Coverage(); got != test.want {
			t.Errorf("%+v, %+v: %d, want %d", test.feed, test.loading, got, test.want)
		}
	}
}

func TestABudgetIsComputedFromWhatTheBankToldAlone(t *testing.T) {
	t.Parallel()
	is := func(cents int64) *int64 { return &cents }
	for what, test := range map[string]struct {
		balance  *Balance
		left     int64
		leftTold bool
		used     int64
		usedTold bool
	}{
		"nothing":          {nil, 0, false, 0, false},
		"no field":         {&Balance{}, 0, false, 0, false},
		"left":             {&Balance{BudgetLeft: is(0)}, 0, true, 0, false},
		"budget":           {&Balance{Budget: is(100)}, 0, false, 0, false},
		"spent":            {&Balance{Spent: is(40)}, 0, false, 0, false},
		"budget and left":  {&Balance{Budget: is(100), BudgetLeft: is(70)}, 70, true, 30, true},
		"budget and spent": {&Balance{Budget: is(100), Spent: is(40)}, 60, true, 40, true},
		"spent and left":   {&Balance{Spent: is(40), BudgetLeft: is(5)}, 5, true, 0, false},
		"all, overspent":   {&Balance{Budget: is(100), Spent: is(140), BudgetLeft: is(-40)}, -40, true, 140, true},
		"a budget of 0":    {&Balance{Budget: is(0), Spent: is(0)}, 0, true, 0, false},
	} {
		left, leftTold := test.balance.Left()
		used, _, usedTold := test.balance.Used()
		if left != test.left || leftTold != test.leftTold || used != test.used || usedTold != test.usedTold {
			t.Errorf("%s: left %d %v, used %d %v", what, left, leftTold, used, usedTold)
		}
	}
}

func TestABalanceWithoutAnAccountBelongsToTheKeyThatAsked(t *testing.T) {
	t.Parallel()
	answer := api.Answer[api.Balance]{}
	if got := ObserveBalance(answer, 1).of("agent_a").Balance.Account; got != "agent_a" {
		t.Errorf("it belongs to %q", got)
	}
	answer.Value.AccountID = "agent_b"
	if got := ObserveBalance(answer, 1).of("agent_a").Balance.Account; got != "agent_b" {
		t.Errorf("the bank's word is overruled by %q", got)
	}
}
