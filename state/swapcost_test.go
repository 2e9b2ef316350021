package state

import (
	"testing"

	"github.com/shopspring/decimal"
)

func costing(sell, amount, buy, receive, fees string, impact *int64) *SwapTerms {
	return &SwapTerms{
		SellToken: sell, SellAmount: decimal.RequireFromString(amount), BuyToken: buy, ExpectedBuy: decimal.RequireFromString(receive),
		Fees: Fees{"network": decimal.RequireFromString(fees)}, ImpactBPS: impact,
	}
}

func TestTheCostOfASwapHasThreeRungs(t *testing.T) {
	t.Parallel()
	bps := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		name    string
		terms   *SwapTerms
		percent string
		level   CostLevel
	}{
		{"usual", costing("USDC", "1000", "ETH", "0.3412", "3.57", nil), "0.357", CostUsual},
		{"just under a notice", costing("USDC", "1000", "ETH", "0.3412", "9.99", nil), "0.999", CostUsual},
		{"a notice", costing("USDC", "1000", "ETH", "0.3412", "10", nil), "1", CostNotice},
		{"a warning, with impact", costing("USDC", "1000", "ETH", "0.3412", "10", bps(200)), "3", CostWarning},
		{"just under typing", costing("USDC", "1000", "ETH", "0.3412", "99.99", nil), "9.999", CostWarning},
		{"typed", costing("USDC", "1000", "ETH", "0.3412", "10", bps(900)), "10", CostTyped},
		{"by what is received", costing("ETH", "1", "DAI", "200", "20", nil), "10", CostTyped},
		{"lost between dollars", costing("USDC", "1000", "DAI", "960", "1", nil), "4.1", CostWarning},
		{"gained between dollars", costing("USDC", "1000", "DAI", "1001", "1", nil), "0.1", CostUsual},
		{"a better price than the market's, which pays for no fee", costing("USDC", "1000", "ETH", "0.3412", "20", bps(-50)), "2", CostNotice},
	} {
		cost := c.terms.Cost()
		if !cost.Percent().Equal(decimal.RequireFromString(c.percent)) || cost.Level() != c.level || !cost.Known {
			t.Errorf("%s: %s %%, level %d, known %v; want %s %%, level %d", c.name, cost.Percent(), cost.Level(), cost.Known, c.percent, c.level)
		}
	}
	if cost := costing("ETH", "1", "WBTC", "0.03", "500", nil).Cost(); cost.Known || cost.ImpactKnown {
		t.Errorf("the share of a trade that nobody can value is %s %%", cost.Percent())
	}
	if cost := costing("ETH", "1", "WBTC", "0.03", "5", bps(1100)).Cost(); cost.Level() != CostTyped {
		t.Errorf("a told impact of 11 %% is level %d", cost.Level())
	}
}
