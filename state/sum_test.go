package state

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestASumIsExactOrTheNearestThereIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exact, kept := new(big.Int), sum{}
		for _, cents := range rapid.SliceOf(rapid.Int64()).Draw(t, "cents") {
			exact.Add(exact, big.NewInt(cents))
			kept = kept.plus(cents)
			want := int64(math.MaxInt64)
			if exact.IsInt64() {
				want = exact.Int64()
			} else if exact.Sign() < 0 {
				want = math.MinInt64
			}
			if got := kept.cents(); got != want {
				t.Fatalf("%s is kept as %d", exact, got)
			}
		}
	})
}

func TestWhatWaitsNeverComesToLessThanNothing(t *testing.T) {
	t.Parallel()
	book, now := NewBook(Bank{}, time.UTC), time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	waiting := func(id string, cents int64) *Spend {
		return &Spend{ID: id, Status: NeedsApproval, Cents: cents, Currency: "usd", CreatedAt: MomentOf(now)}
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
