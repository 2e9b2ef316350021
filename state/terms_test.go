package state

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestWhatAQuoteDoesNotTellIsNotKeptAsZero(t *testing.T) {
	t.Parallel()
	quote := api.Quote{ID: "quote_1", ExpectedBuyAmount: decimal.RequireFromString("0.3412")}
	terms := termsOf(quote, "USDC", decimal.NewFromInt(1000), "ETH")
	if terms.MinimumReceived != nil || terms.SlippageBPS != nil || len(terms.Fees) > 0 {
		t.Errorf("least %v, slippage %v, fees %v", terms.MinimumReceived, terms.SlippageBPS, terms.Fees)
	}
	written, err := json.Marshal(terms)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"minimum_received", "slippage_bps", "fees"} {
		if strings.Contains(string(written), field) {
			t.Errorf("%s is written of what nobody told: %s", field, written)
		}
	}
}

func quoted(sell, buy string, changes ...func(*SwapTerms)) *SwapTerms {
	terms := &SwapTerms{
		QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.RequireFromString(sell),
		BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString(buy),
		SlippageBPS: new(int64(100)), MinimumReceived: new(decimal.RequireFromString(buy).Mul(decimal.RequireFromString("0.99"))),
		Fees:    Fees{"network": decimal.RequireFromString("3.15"), "protocol": decimal.RequireFromString("0.42")},
		Earlier: &EarlierPrice{Sold: decimal.NewFromInt(1000), Bought: decimal.RequireFromString("0.3412"), At: 7},
	}
	for _, change := range changes {
		change(terms)
	}
	return terms
}

func slipping(bps int64) func(*SwapTerms) {
	return func(t *SwapTerms) {
		t.SlippageBPS = &bps
		t.MinimumReceived = new(t.ExpectedBuy.Mul(decimal.New(10_000-bps, -4)))
	}
}

func TestCautionsNameWhatStandsAgainstAQuote(t *testing.T) {
	t.Parallel()
	const notice, warning, typed, never = CostNotice, CostWarning, CostTyped, CostNever
	for name, c := range map[string]struct {
		terms *SwapTerms
		level CostLevel
		title string
		typed string
	}{
		"an ordinary one":            {quoted("1000", "0.3412"), CostUsual, "", ""},
		"slippage under 3 %":         {quoted("1000", "0.3412", slipping(299)), CostUsual, "", ""},
		"slippage of 3 %":            {quoted("1000", "0.3412", slipping(300)), warning, "LARGE SLIPPAGE", ""},
		"slippage of 10 %":           {quoted("1000", "0.3412", slipping(1000)), typed, "VERY LARGE SLIPPAGE", "10.00"},
		"slippage of 50 %":           {quoted("1000", "0.3412", slipping(5000)), typed, "VERY LARGE SLIPPAGE", "50.00"},
		"slippage above 50 %":        {quoted("1000", "0.3412", slipping(5001)), never, "LARGE SLIPPAGE", ""},
		"slippage of 100 %":          {quoted("1000", "0.3412", slipping(10000)), never, "NO LEAST AMOUNT", ""},
		"a minimum of nothing":       {quoted("1000", "0.3412", func(t *SwapTerms) { t.MinimumReceived = new(decimal.Zero) }), never, "NO LEAST AMOUNT", ""},
		"no slippage":                {quoted("1000", "0.3412", func(t *SwapTerms) { t.SlippageBPS, t.MinimumReceived = nil, nil }), typed, "NO MINIMUM TOLD", "no minimum"},
		"no fees":                    {quoted("1000", "0.3412", func(t *SwapTerms) { t.Fees = nil }), typed, "FEES NOT TOLD", "fees not told"},
		"one fee of the two":         {quoted("1000", "0.3412", func(t *SwapTerms) { delete(t.Fees, "protocol") }), warning, "NOT ALL FEES TOLD", ""},
		"a fee in an odd form":       {quoted("1000", "0.3412", func(t *SwapTerms) { t.UnreadFees = []string{"bridge"} }), warning, "NOT ALL FEES TOLD", ""},
		"fees as one sum":            {quoted("1000", "0.3412", func(t *SwapTerms) { t.Fees = Fees{"total": decimal.New(4, 0)} }), CostUsual, "", ""},
		"fees of 10 %":               {quoted("1000", "0.3412", func(t *SwapTerms) { t.Fees["network"] = decimal.New(100, 0) }), typed, "VERY LARGE COST", "10.04"},
		"a price of next to nothing": {quoted("1000", "0.0000001"), typed, "PRICE FAR OFF", "100.00"},
		"a price 4 % down":           {quoted("1000", "0.32755"), warning, "PRICE OFF", ""},
		"a price 20 % up":            {quoted("1000", "0.40944"), warning, "PRICE OFF", ""},
		"no price to compare with":   {quoted("1000", "0.3412", func(t *SwapTerms) { t.Earlier = nil }), typed, "PRICE NOT COMPARED", "price not compared"},
		"no price but an impact":     {quoted("1000", "0.3412", func(t *SwapTerms) { t.Earlier, t.ImpactBPS = nil, new(int64(3)) }), notice, "Price not compared:", ""},
		"half of par":                {quoted("1000", "500", func(t *SwapTerms) { t.BuyToken = "USDT" }), typed, "VERY LARGE COST", "50.36"},
		"half of par, and a small impact told": {
			quoted("1000", "500", func(t *SwapTerms) { t.BuyToken, t.ImpactBPS = "USDT", new(int64(3)) }), typed, "VERY LARGE COST", "50.36",
		},
		"twice par": {quoted("1000", "2000", func(t *SwapTerms) { t.BuyToken = "USDT" }), warning, "PRICE OFF", ""},
	} {
		var gravest Caution
		if cautions := c.terms.Cautions(); len(cautions) > 0 {
			gravest = cautions[0]
		}
		if gravest.Level != c.level || gravest.Title != c.title || c.terms.Typed() != c.typed {
			t.Errorf("%s: level %d, %q, %q is typed", name, gravest.Level, gravest.Title, c.terms.Typed())
		}
		if (c.terms.Never() != nil) != (c.level == never) {
			t.Errorf("%s: never is %v", name, c.terms.Never())
		}
	}
}

func TestWhatIsTypedMustBeWhatStandsAgainstTheQuote(t *testing.T) {
	t.Parallel()
	dear, untold := quoted("1000", "0.3412", slipping(1200)), quoted("1000", "0.3412", func(t *SwapTerms) { t.SlippageBPS, t.MinimumReceived = nil, nil })
	for _, c := range []struct {
		terms *SwapTerms
		typed string
		want  bool
	}{
		{dear, "12.00", true},
		{dear, " 12.00 % ", true},
		{dear, "12.00%", true},
		{dear, "12", false},
		{dear, "", false},
		{dear, "execute", false},
		{untold, "no minimum", true},
		{untold, "No  Minimum", true},
		{untold, "no", false},
		{untold, "0.00", false},
	} {
		if got := c.terms.Accepts(c.typed); got != c.want {
			t.Errorf("%q accepts %q: %v", c.typed, c.terms.Typed(), got)
		}
	}
}

func TestTheEarlierPriceIsTheNewestOfThePairInEitherDirection(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	trade := func(id, sell, sold, buy, bought string, at Moment, status api.ExecutionStatus) *Swap {
		return &Swap{ID: id, Status: status, SubmittedAt: at, Terms: &SwapTerms{
			SellToken: sell, SellAmount: decimal.RequireFromString(sold), BuyToken: buy, ExpectedBuy: decimal.RequireFromString(bought),
		}}
	}
	executed := trade("swap_3", "USDC", "1000", "ETH", "0.5", 30, api.SwapConfirmed)
	sold, bought := decimal.NewFromInt(1000), decimal.RequireFromString("0.4")
	executed.Executed = &Execution{Sold: &sold, Bought: &bought}
	for _, c := range []struct {
		swap *Swap
		want string
	}{
		{trade("swap_1", "SOL", "1", "ETH", "0.04", 10, api.SwapConfirmed), "none"},
		{trade("swap_2", "ETH", "0.3", "USDC", "900", 20, api.SwapFailed), "900 0.3 false"},
		{executed, "1000 0.4 true"},
		{trade("swap_4", "USDC", "7", "ETH", "0.001", 15, api.SwapConfirmed), "1000 0.4 true"},
		{&Swap{ID: "swap_5", SubmittedAt: 40}, "1000 0.4 true"},
	} {
		book.Put(Changes{Swaps: []*Swap{c.swap}}, time.Now())
		got := "none"
		if earlier := book.View().EarlierPrice("USDC", "ETH"); earlier != nil {
			got = fmt.Sprint(earlier.Sold, " ", earlier.Bought, " ", earlier.Executed)
		}
		if got != c.want {
			t.Errorf("after %s: %s, want %s", c.swap.ID, got, c.want)
		}
	}
	// What was confirmed by a clock ahead of the bank's is no later price than
	// what was executed of it.
	book.Put(Changes{Intents: []Intent{{ID: "i", State: IntentDone, Subject: executed.ID, CreatedAt: 35, Terms: executed.Terms}}}, time.Now())
	if earlier := book.View().EarlierPrice("USDC", "ETH"); !earlier.Executed {
		t.Errorf("it is held against %+v", earlier)
	}
}

func TestAClockThatIsSetMeanwhileNeitherEndsNorProlongsAQuote(t *testing.T) {
	t.Parallel()
	began := time.Now()
	bank := began.Add(2 * time.Hour)
	terms := &SwapTerms{ExpiresAt: MomentOf(bank.Add(30 * time.Second))}
	// Here the clock was set back two hours since the bank last told the time.
	terms.arrive(began, 2*time.Hour)
	const stale = 0
	if left := terms.TimeLeft(began.Add(time.Second), stale); left < 28*time.Second || left > 30*time.Second {
		t.Errorf("%v is left of a fresh quote", left)
	}
	if left := terms.TimeLeft(began.Add(31*time.Second), stale); left > 0 {
		t.Errorf("%v is left when it is over", left)
	}
	// Without the monotonic reading this is a clock that jumped ahead, or a
	// machine that slept.
	if left := terms.TimeLeft(began.Add(time.Hour).Round(0), stale); left > 0 {
		t.Errorf("%v is left after an hour", left)
	}
}
