package words

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
)

func amount(text string) *decimal.Decimal {
	made := decimal.RequireFromString(text)
	return &made
}

func TestAReceiptIsAPageThatTellsAll(t *testing.T) {
	t.Parallel()
	at := state.MomentOf(time.Date(2026, 5, 8, 14, 2, 7, 0, time.UTC))
	swap := &state.Swap{
		ID: "swap_1", Reference: "SW-2026-000123", Status: state.SwapConfirmed, TxHash: "0xabc", SubmittedAt: at, SettledAt: at.Add(25 * time.Second),
		Account:  "agent_ops",
		Executed: &state.Execution{Sold: amount("1000"), Bought: amount("0.3405"), Fees: state.Fees{"network": *amount("3.10"), "protocol": *amount("0.40")}},
		Terms: &state.SwapTerms{
			QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.NewFromInt(1000), BuyToken: "ETH",
			ExpectedBuy: decimal.RequireFromString("0.3412"), MinimumReceived: new(decimal.RequireFromString("0.337788")), SlippageBPS: new(int64(100)),
			Fees:     state.Fees{"network": decimal.RequireFromString("3.15"), "protocol": decimal.RequireFromString("0.42")},
			Provider: "0x", Route: []string{"USDC", "WETH", "ETH"}, Policy: state.PolicyPass, CheckedAt: at.Add(-9 * time.Second),
			ConfirmedBy: "mara", ConfirmedAt: at.Add(-time.Second), Confirmation: "confirm_0b9d",
		},
	}
	page := Receipt(swap, time.UTC)
	for _, part := range []string{
		"Receipt SW-2026-000123", "swap_1", "quote_1", "agent_ops", "0x", "0xabc", "mara 2026-05-08 14:02:06 UTC", "confirm_0b9d",
		"1,000.00 USDC → 0.3412 ETH", "executed          1,000.00 USDC → 0.3405 ETH\n", "passed 2026-05-08 14:01:58 UTC",
		"fees              $3.50 · network $3.10 · protocol $0.40\n", "USDC → WETH → ETH", "2026-05-08 14:02:32 UTC",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("it lacks %q:\n%s", part, page)
		}
	}
	if page := Receipt(swap, time.FixedZone("CEST", 2*60*60)); !strings.Contains(page, "settled           2026-05-08 16:02:32 CEST\n") || strings.Contains(page, "UTC") {
		t.Errorf("its times aren't local:\n%s", page)
	}
	swap.Executed = nil
	if page := Receipt(swap, time.UTC); !strings.Contains(page, "1,000.00 USDC → 0.3412 ETH, assumed as quoted; the bank doesn't say") {
		t.Errorf("whose word the executed amounts are isn't said:\n%s", page)
	}
	swap.Status, swap.Reference = state.SwapFailed, ""
	if page := Receipt(swap, time.UTC); strings.Contains(page, "executed") || strings.Contains(page, "Receipt") {
		t.Errorf("a swap that failed has a receipt:\n%s", page)
	}
}
