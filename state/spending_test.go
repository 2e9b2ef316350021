package state

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/api"
)

func TestSpendingTellsWhatAWalkOverAllRecordsWould(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.March, 30, 0, 30, 0, 0, berlin)
	rapid.Check(t, func(t *rapid.T) {
		book := NewBook(Bank{}, berlin)
		// With two keys all are counted, with one only its account, but for what
		// nobody says whose it is.
		keyed := rapid.SampledFrom([][]Account{nil, {{ID: "agent_a", Keyed: true}}, {{ID: "agent_b", Keyed: true}, {ID: "agent_a"}}, {{ID: "agent_a", Keyed: true}, {ID: "agent_b", Keyed: true}}}).Draw(t, "keys")
		isOwn := func(account string) bool {
			return account == "" || len(keyed) == 0 || slices.ContainsFunc(keyed, func(a Account) bool { return a.Keyed && a.ID == account })
		}
		early := rapid.Bool().Draw(t, "known before the requests")
		if early {
			book.SetAccounts(keyed, MomentOf(now))
		}
		known := make(map[string]*Spend)
		for i := range rapid.IntRange(1, 40).Draw(t, "changes") {
			id := fmt.Sprintf("req_%d", rapid.IntRange(0, 9).Draw(t, "id"))
			decided := now.Add(-time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour)
			spend := &Spend{
				ID: id, Cents: new(int64(rapid.IntRange(1, 90_000).Draw(t, "cents"))),
				Status:    rapid.SampledFrom([]api.SpendStatus{api.Approved, api.NeedsApproval, api.Declined}).Draw(t, "status"),
				Currency:  rapid.SampledFrom([]string{"usd", "usd", "eur"}).Draw(t, "currency"),
				Merchant:  rapid.SampledFrom([]string{"AWS", "OpenAI", "Figma"}).Draw(t, "merchant"),
				Account:   rapid.SampledFrom([]string{"agent_a", "agent_b", ""}).Draw(t, "account"),
				CreatedAt: MomentOf(decided), DecidedAt: MomentOf(decided), FirstSeen: Moment(i + 1),
			}
			known[id] = spend
			book.Put(Changes{Spends: []*Spend{spend}}, now)
		}
		if !early {
			book.SetAccounts(keyed, MomentOf(now))
			book.Tidy(now)
		}
		told := book.View().Spending
		days := make(map[string]int64)
		merchants := make(map[string]int64)
		var month, elsewhere int64
		for _, spend := range known {
			at := spend.settled().Time().In(berlin)
			if spend.Status != api.Approved || (api.Money{Currency: spend.Currency}).Code() != told.Currency {
				continue
			}
			if !isOwn(spend.Account) {
				if at.Month() == now.Month() {
					elsewhere += *spend.Cents
				}
				continue
			}
			days[at.Format(time.DateOnly)] += *spend.Cents
			if at.Month() == now.Month() {
				merchants[spend.Merchant] += *spend.Cents
				month += *spend.Cents
			}
		}
		if len(told.Days) != spendingDays || told.Days[spendingDays-1].Day.Format(time.DateOnly) != "2026-03-30" {
			t.Fatalf("the days are %v", told.Days)
		}
		for _, day := range told.Days {
			if want := days[day.Day.Format(time.DateOnly)]; day.Cents != want {
				t.Errorf("%s has %d, want %d", day.Day, day.Cents, want)
			}
		}
		for _, share := range told.Merchants {
			if share.Cents != merchants[share.Name] {
				t.Errorf("%s has %d, want %d", share.Name, share.Cents, merchants[share.Name])
			}
			delete(merchants, share.Name)
		}
		var others int64
		for _, share := range told.OtherAccounts {
			others += share.Cents
		}
		if others != elsewhere {
			t.Errorf("other accounts have %d, want %d", others, elsewhere)
		}
		if told.Month.Cents != month || len(merchants) != 0 || !slices.IsSortedFunc(told.Merchants, largerShare) {
			t.Errorf("the month has %d, want %d; %v is missing; %v", told.Month.Cents, month, merchants, told.Merchants)
		}
	})
}

func TestANewMonthBeginsWithNothing(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	end := time.Date(2026, time.January, 31, 23, 59, 0, 0, time.UTC)
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.Approved, Cents: new(int64(500)), Currency: "usd", Merchant: "AWS", DecidedAt: MomentOf(end)}}}, end)
	if told := book.View().Spending; told.Month.Cents != 500 || len(told.Merchants) != 1 {
		t.Errorf("January has %+v", told)
	}
	book.Tidy(end.Add(2 * time.Minute))
	told := book.View().Spending
	if told.Month.Cents != 0 || len(told.Merchants) != 0 || told.Days[spendingDays-2].Cents != 500 {
		t.Errorf("February begins with %+v", told)
	}
}
