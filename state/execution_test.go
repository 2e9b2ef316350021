package state

import (
	"testing"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestWhatMovedIsTheBanksWordElseTheQuote(t *testing.T) {
	t.Parallel()
	amount := decimal.RequireFromString
	told, less := amount("999.5"), amount("0.34")
	terms := &SwapTerms{SellAmount: amount("1000"), ExpectedBuy: amount("0.3412"), Fees: api.Fees{"network": amount("3.15")}}
	fees := api.Fees{"network": amount("2.9")}
	for name, c := range map[string]struct {
		fact                api.Swap
		terms               *SwapTerms
		bought, fee, source string
	}{
		"nothing told":      {api.Swap{ExecutionStatus: api.SwapConfirmed}, terms, "0.3412", "3.15", "quote"},
		"all told":          {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less, ExecutedFees: fees}, terms, "0.34", "2.9", "bank"},
		"amounts told":      {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, terms, "0.34", "3.15", "bank"},
		"half told":         {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedBuyAmount: &less}, terms, "0.3412", "3.15", "quote"},
		"made elsewhere":    {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, nil, "0", "0", ""},
		"still on its way":  {api.Swap{ExecutionStatus: api.SwapPending, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, terms, "0", "0", ""},
		"failed on a chain": {api.Swap{ExecutionStatus: api.SwapFailed}, terms, "0", "0", ""},
	} {
		swap := swapFrom(c.fact, SourcePoll, 1, 1)
		swap.Terms = c.terms
		moved, isTold, known := swap.Moved()
		source := map[bool]string{true: "bank", false: "quote"}[isTold]
		if !known {
			source = ""
		}
		fees, _ := moved.Fees.Total()
		if moved.Bought.String() != c.bought || fees.String() != c.fee || source != c.source {
			t.Errorf("%s: moved %+v, by the word of the %q", name, moved, source)
		}
	}
}

func TestTheSameFiguresAgainAreNoNews(t *testing.T) {
	t.Parallel()
	sold, bought := decimal.NewFromInt(1), decimal.NewFromInt(2)
	fact := func(seen Moment) Observation {
		told := api.Swap{ID: "swap_1", ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &sold, ExecutedBuyAmount: &bought}
		return Observation{Swap: swapFrom(told, SourcePoll, seen, seen)}
	}
	once := MergeSwap(Swap{}, fact(1))
	if again := MergeSwap(once, fact(2)); again.Executed != once.Executed {
		t.Error("figures that were known count as new")
	}
}
