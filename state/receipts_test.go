package state

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func receipt(id, reference string, settled time.Time, sell, amount, buy, received, fee string) *Swap {
	return &Swap{
		ID: id, Reference: reference, Status: api.SwapConfirmed, SettledAt: MomentOf(settled), FirstSeen: MomentOf(settled),
		Terms: &SwapTerms{
			SellToken: sell, SellAmount: decimal.RequireFromString(amount), BuyToken: buy, ExpectedBuy: decimal.RequireFromString(received),
			Fees: Fees{"network": decimal.RequireFromString(fee)},
		},
	}
}

func TestReceiptsAreSummedByTokenAndMonth(t *testing.T) {
	t.Parallel()
	may, june := time.Date(2026, 5, 31, 23, 59, 59, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	executed := receipt("swap_3", "SW-2026-000003", june.Add(time.Hour), "USDC", "100", "ETH", "0.04", "3")
	sold, bought := decimal.RequireFromString("100"), decimal.RequireFromString("0.039")
	executed.Executed = &Execution{Sold: &sold, Bought: &bought}
	failed := receipt("swap_4", "", june, "USDC", "999", "ETH", "9", "9")
	failed.Status = api.SwapFailed
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Swaps: []*Swap{
		receipt("swap_1", "SW-2026-000001", may, "USDC", "1000.1", "ETH", "0.3", "3.15"),
		receipt("swap_2", "SW-2026-000002", june, "ETH", "0.1", "USDC", "290.5", "0.1"),
		executed, failed,
		{ID: "swap_5", Reference: "SW-2026-000004", Status: api.SwapConfirmed, SettledAt: MomentOf(june), FirstSeen: MomentOf(june)},
	}}, june)
	months := book.View().ReceiptMonths()
	if len(months) != 2 || !months[0].Begins.Equal(june) || months[1].Begins.Month() != time.May {
		t.Fatalf("months %+v", months)
	}
	got := months[0]
	if len(got.Entries) != 3 || got.Entries[0].SwapID != "swap_3" || got.Untold != 1 || got.Fees.String() != "3.1" {
		t.Errorf("june has %d receipts, first %s, %d untold, fees %s", len(got.Entries), got.Entries[0].SwapID, got.Untold, got.Fees)
	}
	for i, want := range []struct{ token, sold, bought string }{{"ETH", "0.1", "0.039"}, {"USDC", "100", "290.5"}} {
		total := got.Tokens[i]
		if total.Token != want.token || total.Sold.String() != want.sold || total.Bought.String() != want.bought {
			t.Errorf("june's %s: sold %s, bought %s; want %+v", total.Token, total.Sold, total.Bought, want)
		}
	}
}
