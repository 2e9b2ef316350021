package state

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/api"
)

func TestASumIsExactOrTheNearestThereIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exact, kept := new(big.Int), Sum{}
		for _, cents := range rapid.SliceOf(rapid.Int64()).Draw(t, "cents") {
			exact.Add(exact, big.NewInt(cents))
			kept = kept.Plus(cents)
			want := int64(math.MaxInt64)
			if exact.IsInt64() {
				want = exact.Int64()
			} else if exact.Sign() < 0 {
				want = math.MinInt64
			}
			if got, beyond := kept.Cents(); got != want || beyond == exact.IsInt64() {
				t.Fatalf("%s is kept as %d, beyond: %v", exact, got, beyond)
			}
		}
	})
}

func TestWhatWaitsNeverComesToLessThanNothing(t *testing.T) {
	t.Parallel()
	book, now := NewBook(Bank{}, time.UTC), time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	waiting := func(id string, cents int64) *Spend {
		return &Spend{ID: id, Status: NeedsApproval, Cents: new(cents), Currency: "usd", CreatedAt: MomentOf(now)}
	}
	large := []*Spend{waiting("a", math.MaxInt64), waiting("b", math.MaxInt64), waiting("c", 5)}
	book.Put(Changes{Spends: large}, now)
	if got := book.View().Waiting.Sums[0].Cents; got != math.MaxInt64 {
		t.Errorf("they come to %d", got)
	}
	for _, spend := range large[:2] {
		decided := *spend
		decided.Status = "declined"
		book.Put(Changes{Spends: []*Spend{&decided}}, now)
	}
	if got := book.View().Waiting.Sums[0].Cents; got != 5 {
		t.Errorf("the last comes to %d", got)
	}
}

// TestNoSumWraps holds every sum that screens, charts and the status show
// against amounts at the ends of what cents can say.
func TestNoSumWraps(t *testing.T) {
	t.Parallel()
	const most = math.MaxInt64 - 1
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	spend := func(id, status, currency string) *Spend {
		return &Spend{
			ID: id, Status: api.SpendStatus(status), Cents: new(int64(most)), Currency: currency, Merchant: "AWS", Account: "agent_a",
			CreatedAt: MomentOf(now), DecidedAt: MomentOf(now),
		}
	}
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Spends: []*Spend{
		spend("req_1", "approved", "usd"), spend("req_2", "approved", "usd"), spend("req_3", "approved", "usd"),
		spend("req_4", "approved", "kwd"), spend("req_5", "approved", "kwd"),
		spend("req_6", "needs_approval", "usd"), spend("req_7", "needs_approval", "usd"),
	}}, now)
	view := book.View()
	beyond := api.Money{Cents: math.MaxInt64, Currency: "USD", Beyond: true}
	for what, sum := range map[string]api.Money{
		"the month":     view.Spending.Month,
		"31 days":       view.Spending.InAll,
		"today":         view.Today.Spent[1],
		"a bar":         view.Spending.Money(view.Spending.Days[spendingDays-1].Cents, view.Spending.Days[spendingDays-1].Beyond),
		"a merchant":    view.Spending.Money(view.Spending.Merchants[0].Cents, view.Spending.Merchants[0].Beyond),
		"an account":    view.Spending.Money(view.Spending.Accounts[0].Cents, view.Spending.Accounts[0].Beyond),
		"what waits":    view.Waiting.Sums[0],
		"of an account": view.waitingOf["agent_a"].Sums[0],
	} {
		if sum != beyond {
			t.Errorf("%s comes to %s, %+v", what, sum, sum)
		}
	}
	if other := view.Spending.Others[0]; other.String() != "more than 9,223,372,036,854,775.807 KWD" {
		t.Errorf("the other currency comes to %s", other)
	}
	if rest := view.Spending.Rest(view.Spending.Merchants); rest.Cents != 0 || rest.Beyond {
		t.Errorf("beside all merchants the month has %s", rest)
	}
	if left := view.Waiting.Without(api.Money{Cents: most, Currency: "USD"}); len(left) != 1 || left[0].Cents != most || left[0].Beyond {
		t.Errorf("without one of two, %v is left", left)
	}
	// What is taken back leaves exactly what there was.
	for _, id := range []string{"req_1", "req_2"} {
		taken := spend(id, "declined", "usd")
		book.Put(Changes{Spends: []*Spend{taken}}, now)
	}
	if left := book.View().Spending.Others; len(left) != 1 || left[0] != (api.Money{Cents: most, Currency: "USD"}) {
		t.Errorf("the month is left with %v", left)
	}
}

func TestAccountsWithoutAKeyDontCountUnderItsBudget(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	book := NewBook(Bank{}, time.UTC)
	approved := func(id, account string, cents int64) *Spend {
		return &Spend{ID: id, Status: api.Approved, Cents: new(cents), Currency: "usd", Account: account, DecidedAt: MomentOf(now)}
	}
	book.SetAccounts([]Account{{ID: "agent_a", Keyed: true}, {ID: "agent_b"}}, MomentOf(now))
	book.Put(Changes{Spends: []*Spend{
		approved("req_1", "agent_a", 100), approved("req_2", "agent_b", 1_000), approved("req_3", "agent_c", 10_000), approved("req_4", "", 5),
		{ID: "req_5", Status: api.NeedsApproval, Cents: new(int64(7)), Currency: "usd", Account: "agent_a", CreatedAt: MomentOf(now)},
		{ID: "req_6", Status: api.NeedsApproval, Cents: new(int64(70)), Currency: "usd", Account: "agent_b", CreatedAt: MomentOf(now)},
	}}, now)
	view := book.View()
	if view.Today.Approved != 2 || view.Today.Spent[0].Cents != 105 {
		t.Errorf("today has %+v", view.Today)
	}
	if view.Elsewhere.Approved != 2 || view.Elsewhere.Spent[0].Cents != 11_000 {
		t.Errorf("elsewhere has %+v", view.Elsewhere)
	}
	if view.Waiting.Count != 2 || view.waitingOf["agent_a"].Sums[0].Cents != 7 || view.waitingOf["agent_b"].Count != 1 {
		t.Errorf("%+v waits, %+v and %+v", view.Waiting, view.waitingOf["agent_a"], view.waitingOf["agent_b"])
	}
}
