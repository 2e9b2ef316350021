package sandbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"coffer/api"
)

func TestTheDefaultWeekIsBelievable(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) { config.History = 80 })
	spends, swaps := b.changes()
	if len(spends) != 80 || len(swaps) != 2 {
		t.Fatalf("%d requests and %d swaps", len(spends), len(swaps))
	}
	counts := map[api.SpendStatus]int{}
	now := b.clock.Now()
	for _, spend := range spends {
		counts[spend.Status]++
		age := now.Sub(spend.CreatedAt.Time)
		if age < 0 || age > 7*24*time.Hour || spend.UpdatedAt.After(now) || spend.UpdatedAt.Before(spend.CreatedAt.Time) {
			t.Errorf("%s is %s old and was updated at %s", spend.ID, age, spend.UpdatedAt)
		}
		if spend.Status == api.NeedsApproval && (age < 2*time.Minute || age > 40*time.Minute || spend.ApprovalURL == "") {
			t.Errorf("%s waits for %s", spend.ID, age)
		}
		if spend.Status.Final() == spend.DecidedAt.IsZero() || spend.DecisionReason == "" {
			t.Errorf("%+v", spend)
		}
	}
	if counts[api.NeedsApproval] < 4 || counts[api.NeedsApproval] > 7 || counts[api.Approved] < 64 ||
		counts[api.Declined] < 3 || counts[api.Cancelled] < 1 {
		t.Errorf("the week holds %v", counts)
	}
	for _, swap := range swaps {
		if swap.ExecutionStatus != api.SwapConfirmed || swap.TxHash == "" || swap.Quote.ID == "" {
			t.Errorf("%+v", swap)
		}
	}
	held := b.checkLedger()
	if wallet := held["wallet"].IntPart(); wallet < 12_000 || wallet > 16_000 {
		t.Errorf("the wallet holds %s", held["wallet"])
	}
	if used := *b.balance().SpentCents; used < 5_900_00 || used > 6_500_00 {
		t.Errorf("%s of the budget is used", usd(used))
	}
}

func TestNoHistoryBlowsABudget(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2027, 1, 3, 9, 0, 0, 0, time.UTC)
	for _, now := range []time.Time{aThursday(), newYear, newYear.Add(-57 * time.Hour)} {
		for _, n := range []int{0, 1, 2, 5, 12, 20, 80, 1000, 5000} {
			t.Run(fmt.Sprint(now.Format(time.DateOnly), " ", n), func(t *testing.T) {
				t.Parallel()
				past := planHistory(n, now, DefaultRules(), newRand(7, 1))
				if len(past) != n {
					t.Fatalf("%d requests", len(past))
				}
				spent := map[string]int64{}
				for _, record := range past {
					if record.request.AmountCents <= 0 || record.updatedAt > now.UnixMilli() {
						t.Errorf("%+v", record)
					}
					if record.status == api.Approved {
						spent[monthName(record)] += record.request.AmountCents
					}
				}
				most := int64(0)
				for month, sum := range spent {
					most = max(most, sum)
					if sum > 6_500_00 {
						t.Errorf("%s spent in %s", usd(sum), month)
					}
				}
				if n >= 20 && most < 5_500_00 {
					t.Errorf("only %s spent", usd(most))
				}
			})
		}
	}
}

func TestASeedRepeatsAHistory(t *testing.T) {
	t.Parallel()
	open := func(seed uint64) ([]api.Spend, []api.SandboxSwap, Credentials) {
		b := openBranch(t, func(config *Config) { config.Seed, config.History = seed, 60 })
		b.bank.SetBaseURL("")
		spends, swaps := b.changes()
		for i := range spends {
			// Nobody may repeat the token of the approval page, nor a key.
			spends[i].ApprovalURL = ""
		}
		return spends, swaps, b.bank.Credentials()
	}
	spends, swaps, issued := open(3)
	again, swapsAgain, issuedAgain := open(3)
	if difference := cmp.Diff(spends, again); difference != "" {
		t.Error(difference)
	}
	if difference := cmp.Diff(swaps, swapsAgain); difference != "" || issued.TeamID != issuedAgain.TeamID || issued.AccountID != issuedAgain.AccountID {
		t.Error(difference)
	}
	if other, _, _ := open(4); cmp.Equal(spends, other) {
		t.Error("another seed has the same past")
	}
}

func BenchmarkOpeningALongHistory(b *testing.B) {
	for b.Loop() {
		bank, err := Open(b.Context(), Config{
			Seed: 1, History: 20_000, WebhookURL: "http://127.0.0.1:1", Clock: clockwork.NewFakeClockAt(aThursday()),
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := bank.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestEachPageOfChangesTellsHowManyFollow(t *testing.T) {
	t.Parallel()
	for _, history := range []int{0, 80, 450} {
		b := openBranch(t, func(config *Config) { config.History = history })
		all, swaps := b.changes()
		left := len(all) + len(swaps)
		for after, more := "", true; more; {
			answer, err := b.client.SandboxChanges(t.Context(), after)
			if err != nil {
				t.Fatal(err)
			}
			page := answer.Value
			left -= len(page.Spends) + len(page.Swaps)
			if page.Remaining != left {
				t.Errorf("of %d: behind %q it tells of %d more, there are %d", history, after, page.Remaining, left)
			}
			more, after = page.Next != after, page.Next
		}
	}
}
