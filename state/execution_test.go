package state

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestEachFigureIsTheBanksWordElseTheQuotes(t *testing.T) {
	t.Parallel()
	amount := decimal.RequireFromString
	told, less := amount("999.5"), amount("0.34")
	quoted := &SwapTerms{
		SellToken: "USDC", SellAmount: amount("1000"), BuyToken: "ETH", ExpectedBuy: amount("0.3412"), Fees: api.Fees{"network": amount("3.15")},
	}
	feeless := *quoted
	feeless.Fees = nil
	fees, whole := api.Fees{"network": amount("2.9")}, api.Fees{"total": amount("3")}
	twoFees, oneSum := *quoted, *quoted
	twoFees.Fees = api.Fees{"network": amount("3.15"), "protocol": amount("0.42")}
	oneSum.Fees = whole
	for name, c := range map[string]struct {
		fact  api.Swap
		terms *SwapTerms
		// sold, bought and fees with whose word they are; "" where nothing moved.
		want string
	}{
		"nothing told":       {api.Swap{ExecutionStatus: api.SwapConfirmed}, quoted, "1000 quote, 0.3412 quote, 3.15 quote"},
		"nothing told twice": {api.Swap{ExecutionStatus: api.SwapConfirmed}, &feeless, "1000 quote, 0.3412 quote, 0 "},
		"all told": {
			api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less, ExecutedFees: fees},
			quoted,
			"999.5 bank, 0.34 bank, 2.9 bank",
		},
		"a list of no fees tells none": {
			api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less, ExecutedFees: api.Fees{}},
			quoted,
			"999.5 bank, 0.34 bank, 3.15 quote",
		},
		"amounts told": {
			api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, quoted, "999.5 bank, 0.34 bank, 3.15 quote",
		},
		"half told":         {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedBuyAmount: &less}, quoted, "1000 quote, 0.34 bank, 3.15 quote"},
		"a fee left out":    {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedFees: fees}, &twoFees, "1000 quote, 0.3412 quote, 3.32 quote"},
		"one sum of fees":   {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedFees: whole}, &twoFees, "1000 quote, 0.3412 quote, 3 bank"},
		"half of one sum":   {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedFees: fees}, &oneSum, "1000 quote, 0.3412 quote, 3 quote"},
		"half of nothing":   {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedFees: fees}, &feeless, "1000 quote, 0.3412 quote, 0 "},
		"an unread fee":     {api.Swap{ExecutionStatus: api.SwapConfirmed, Unread: []string{"executed_fees"}}, quoted, "1000 quote, 0.3412 quote, 3.15 quote"},
		"an unread amount":  {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedBuyAmount: &less, Unread: []string{"executed_sell_amount"}}, quoted, "1000 quote, 0.34 bank, 3.15 quote"},
		"fees alone told":   {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedFees: fees}, quoted, "1000 quote, 0.3412 quote, 2.9 bank"},
		"made elsewhere":    {api.Swap{ExecutionStatus: api.SwapConfirmed, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, nil, ""},
		"still on its way":  {api.Swap{ExecutionStatus: api.SwapPending, ExecutedSellAmount: &told, ExecutedBuyAmount: &less}, quoted, ""},
		"failed on a chain": {api.Swap{ExecutionStatus: api.SwapFailed}, quoted, ""},
	} {
		swap := swapFrom(c.fact, SourcePoll, 1, 1)
		swap.Terms = c.terms
		got := ""
		if moved, known := swap.Moved(); known {
			got = fmt.Sprintf("%s %s, %s %s, %s %s", moved.Sold.Amount, moved.Sold.From, moved.Bought.Amount, moved.Bought.From, total(moved.Fees), moved.FeesFrom)
		}
		if got != c.want {
			t.Errorf("%s: moved %q, want %q", name, got, c.want)
		}
	}
}

func total(fees api.Fees) string {
	sum, _ := fees.Total()
	return sum.String()
}

func TestFiguresThatCannotBeOnesCountAsNotToldAndAreSaid(t *testing.T) {
	t.Parallel()
	negative, endless, huge := decimal.NewFromInt(-5), decimal.New(1, 4000), decimal.RequireFromString(strings.Repeat("9", 2000))
	fine := decimal.NewFromInt(3)
	for field, fact := range map[string]api.Swap{
		"executed_sell_amount -5":                          {ExecutedSellAmount: &negative, ExecutedBuyAmount: &fine},
		"executed_buy_amount an amount of absurd length":   {ExecutedSellAmount: &fine, ExecutedBuyAmount: &endless},
		"executed_sell_amount an amount of absurd length":  {ExecutedSellAmount: &huge, ExecutedBuyAmount: &fine},
		"executed_fees -5":                                 {ExecutedFees: api.Fees{"network": negative}},
		"executed_fees something that can't be read":       {ExecutedSellAmount: &fine, Unread: []string{"executed_fees"}},
		"executed_buy_amount something that can't be read": {ExecutedSellAmount: &fine, Unread: []string{"executed_buy_amount"}},
	} {
		fact.ID, fact.ExecutionStatus = "swap_1", api.SwapConfirmed
		swap := MergeSwap(Swap{}, Observation{Swap: swapFrom(fact, SourcePoll, 1, 1)})
		if len(swap.Discrepancies) != 1 || swap.Discrepancies[0].Field+" "+swap.Discrepancies[0].Answered != field {
			t.Errorf("%s: says %v", field, swap.Discrepancies)
		}
		if told := swap.Executed; told != nil && (told.Fees != nil || (told.Sold != nil && told.Bought != nil)) {
			t.Errorf("%s: believed %s", field, told.text())
		}
	}
}

func TestFeesOfKindsThatLookAlikeAreAllCounted(t *testing.T) {
	t.Parallel()
	fees := api.Fees{"network": decimal.NewFromInt(3), "net\u200bwork": decimal.NewFromInt(4)}
	executed, _ := executionOf(api.Swap{ExecutedFees: fees}, 1)
	if got := total(executed.Fees); got != "7" {
		t.Errorf("fees are %s in all: %v", got, executed.Fees)
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

// TestFeesThatGrewAreSaidOfTheKindsThatAreTold holds a part of the fees against
// the same part of what was quoted.
func TestFeesThatGrewAreSaidOfTheKindsThatAreTold(t *testing.T) {
	t.Parallel()
	amount := decimal.RequireFromString
	quoted := api.Fees{"network": amount("3.15"), "protocol": amount("0.42")}
	for name, c := range map[string]struct {
		quoted, told api.Fees
		want         string
	}{
		"as quoted":            {quoted, quoted, ""},
		"less in all":          {quoted, api.Fees{"network": amount("3.30"), "protocol": amount("0.10")}, ""},
		"more in all":          {quoted, api.Fees{"network": amount("3.30"), "protocol": amount("0.42")}, "3.57 USD, 3.72 USD"},
		"more of one":          {quoted, api.Fees{"network": amount("3.50")}, "3.15 USD, 3.5 USD"},
		"less of one":          {quoted, api.Fees{"network": amount("0.10")}, ""},
		"a kind nobody quoted": {quoted, api.Fees{"network": amount("3.15"), "protocol": amount("0.42"), "tip": amount("1")}, "3.57 USD, 4.57 USD"},
		"that one alone":       {quoted, api.Fees{"tip": amount("1")}, "0 USD, 1 USD"},
		"one sum":              {quoted, api.Fees{"total": amount("4")}, "3.57 USD, 4 USD"},
		"of one sum":           {api.Fees{"total": amount("3.57")}, quoted, ""},
		"no quote":             {nil, quoted, ""},
	} {
		terms := &SwapTerms{Fees: c.quoted}
		got := ""
		for _, differs := range terms.against(&Execution{Fees: c.told}) {
			got += differs.Asked + ", " + differs.Answered
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
