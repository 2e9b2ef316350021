package state

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// said is one fact about a swap of 100 USDC for 1 ETH at least.
type said struct {
	status api.ExecutionStatus
	// sold is "" where it isn't told.
	sold   string
	policy api.PolicyStatus
}

func swapOf(facts ...said) Swap {
	terms := &SwapTerms{
		QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.NewFromInt(100), BuyToken: "ETH", ExpectedBuy: decimal.NewFromInt(1),
		Policy: api.PolicyPass, Confirmation: "confirm_1",
	}
	record := Swap{}
	for i, fact := range facts {
		at := noon.Add(time.Duration(i) * time.Second)
		told := api.Swap{ID: "swap_1", ExecutionStatus: fact.status, PolicyStatus: fact.policy}
		if fact.sold != "" {
			told.ExecutedSellAmount = new(decimal.RequireFromString(fact.sold))
		}
		record = MergeSwap(record, ObserveSwap(api.Answer[api.Swap]{Value: told, AsOf: at}, terms, SourcePoll, MomentOf(at)))
	}
	return record
}

func TestFiguresAreHeldAgainstTheTermsWhateverTheirStatus(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts []said
		// sold is what the record says, asked and answered the discrepancy.
		sold, field, asked, answered string
	}{
		"more while submitted, then confirmed without": {
			[]said{{status: "submitted", sold: "4000"}, {status: "confirmed"}}, "4000", "executed_sell_amount", "100 USDC", "4000 USDC",
		},
		"confirmed, then more while pending": {
			[]said{{status: "confirmed", sold: "100"}, {status: "pending", sold: "4000"}}, "100", "executed_sell_amount", "100 USDC", "4000 USDC",
		},
		"more under a word that isn't known": {[]said{{status: "settling", sold: "4000"}}, "4000", "executed_sell_amount", "100 USDC", "4000 USDC"},
		"failed, and yet sold": {
			[]said{{status: "failed", sold: "100"}}, "100", "executed_sell_amount", "nothing, as it is failed", "100 USDC",
		},
		"sold in part, then expired": {
			[]said{{status: "pending", sold: "40"}, {status: "expired"}}, "40", "executed_sell_amount", "nothing, as it is expired", "40 USDC",
		},
		"sold in part, then confirmed without": {
			[]said{{status: "pending", sold: "40"}, {status: "confirmed"}}, "40", "executed_sell_amount", "100 USDC", "40 USDC",
		},
		"sold in part, then all":         {[]said{{status: "pending", sold: "40"}, {status: "confirmed", sold: "100"}}, "100", "", "", ""},
		"sold in part":                   {[]said{{status: "pending", sold: "40"}}, "40", "", "", ""},
		"failed, and sold nothing":       {[]said{{status: "failed", sold: "0"}}, "0", "", "", ""},
		"the policy fails it afterwards": {[]said{{status: "confirmed", sold: "100", policy: "fail"}}, "100", "policy_status", "pass", "fail"},
		"the policy fails it, then passes": {
			[]said{{status: "confirmed", sold: "100", policy: "fail"}, {status: "confirmed", sold: "100", policy: "pass"}},
			"100", "policy_status", "pass", "fail",
		},
		"the policy's word isn't known": {[]said{{status: "pending", policy: "PASS"}}, "", "policy_status", "pass", "PASS"},
	} {
		swap := swapOf(c.facts...)
		sold := ""
		if moved := swap.BankMovement(); moved.Sold.From == FromBank {
			sold = moved.Sold.Amount.String()
		}
		if sold != c.sold {
			t.Errorf("%s: sold is %q, want %q", name, sold, c.sold)
		}
		var want []Discrepancy
		if c.field != "" {
			want = []Discrepancy{{Field: c.field, Asked: c.asked, Answered: c.answered}}
		}
		if len(swap.Discrepancies) != len(want) || len(want) > 0 && !swap.Discrepancies[0].same(want[0]) {
			t.Errorf("%s: it has the discrepancies %v, want %v", name, swap.Discrepancies, want)
		}
	}
}
