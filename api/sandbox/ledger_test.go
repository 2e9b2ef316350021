package sandbox

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestBalancesAreSumsOfEntriesUnderConcurrentRequests(t *testing.T) {
	t.Parallel()
	b := openBranch(t, onDisk(t))
	for round := range 2 {
		var all sync.WaitGroup
		for worker := range 6 {
			all.Go(func() {
				b.useAtRandom(rand.New(rand.NewPCG(uint64(round), uint64(worker))), fmt.Sprint(round, "-", worker))
			})
		}
		all.Wait()
		b.settle(6)
		before := b.checkLedger()
		for _, account := range []string{"wallet", "wallet:USDC", "wallet:ETH"} {
			if before[account].IsNegative() {
				t.Errorf("%s is overdrawn: %s", account, before[account])
			}
		}
		b.reopen()
		after := b.checkLedger()
		if len(before) != len(after) || !before["wallet"].Equal(after["wallet"]) {
			t.Errorf("a restart changed the ledger")
		}
	}
	spends, _ := b.changes()
	if approved := sumOf(spends, api.Approved); approved != *b.balance().SpentCents {
		t.Errorf("approved %d, spent %d", approved, *b.balance().SpentCents)
	}
	if pending := sumOf(spends, api.NeedsApproval); pending != *b.balance().PendingCents {
		t.Errorf("open %d, pending %d", pending, *b.balance().PendingCents)
	}
}

// useAtRandom makes requests of every kind; refusals are part of it.
func (b *branch) useAtRandom(source *rand.Rand, name string) {
	for i := range 12 {
		key := fmt.Sprint(name, "-", i)
		switch source.IntN(5) {
		case 0, 1:
			_, _ = b.spend(1+source.Int64N(600_00), "AWS", key)
		case 2:
			made, err := b.spend(250_01+source.Int64N(2000_00), "GCP", key)
			if err == nil {
				decision := pick(source, []string{"approve", "decline"})
				b.call("POST", "/v1/sandbox/spend/"+made.ID+"/decision", `{"decision":"`+decision+`"}`)
			}
		case 3:
			b.call("POST", "/v1/sandbox/faucet", `{"amount_cents":12345}`)
		case 4:
			amount := fmt.Sprint(1 + source.IntN(4000))
			quoted := b.quote("USDC", amount, "ETH")
			b.check(quoted, "USDC", amount, "ETH")
			_, _ = b.execute(quoted, key)
		}
	}
}

func TestTwoSwapsCannotSellTheSameTokens(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	first, second := b.quote("ETH", "3", "USDC"), b.quote("ETH", "2", "USDC")
	for quoted, amount := range map[*api.Quote]string{&first: "3", &second: "2"} {
		if verdict := b.check(*quoted, "ETH", amount, "USDC"); verdict.Status != api.PolicyPass {
			t.Fatalf("policy: %+v", verdict)
		}
	}
	if _, err := b.execute(first, "first"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.execute(second, "second"); api.CodeOf(err) != api.CodeInsufficientWalletBalance {
		t.Errorf("while the first is in flight: %v", err)
	}
	b.settle(6)
	if held := b.checkLedger()["wallet:ETH"]; held.String() != "1" {
		t.Errorf("%s ETH left", held)
	}
}

func TestASwapOfAnAmountEndingIn13FailsAndMovesNothing(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	before := b.checkLedger()
	quoted := b.quote("USDC", "100.13", "ETH")
	b.check(quoted, "USDC", "100.13", "ETH")
	made, err := b.execute(quoted, "one")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[api.ExecutionStatus]bool{made.ExecutionStatus: true}
	for range 6 {
		b.settle(1)
		answer, err := b.client.Swap(t.Context(), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen[answer.Value.ExecutionStatus] = true
	}
	if !seen[api.SwapSubmitted] || !seen[api.SwapPending] || !seen[api.SwapFailed] || len(seen) != 3 {
		t.Errorf("it was %v", seen)
	}
	for account, held := range b.checkLedger() {
		if !held.Equal(before[account]) {
			t.Errorf("%s changed from %s to %s", account, before[account], held)
		}
	}
}

func TestPricesRepeatWithTheSeedAndStayNearTheirBase(t *testing.T) {
	t.Parallel()
	moved := false
	for step := range 300 {
		moment := aThursday().Add(time.Duration(step) * priceStep)
		price := prices{seed: 1}.at("ETH", moment)
		if !price.Equal(prices{seed: 1}.at("ETH", moment)) {
			t.Fatal("a seed does not repeat its price")
		}
		moved = moved || !price.Equal(prices{seed: 2}.at("ETH", moment))
		base, _ := basePrice("ETH")
		if off := price.Sub(base).Abs().Div(base); off.GreaterThan(decimal.New(5, -2)) {
			t.Errorf("step %d: %s is far from %s", step, price, base)
		}
	}
	if !moved {
		t.Error("two seeds have the same prices")
	}
}

func sumOf(spends []api.Spend, status api.SpendStatus) int64 {
	sum := int64(0)
	for _, spend := range spends {
		if spend.Status == status {
			sum += *spend.AmountCents
		}
	}
	return sum
}
