package history

import (
	"context"
	"testing"
	"time"

	"coffer/state"
)

func TestUsualAndAlike(t *testing.T) {
	now := time.Date(2026, 5, 7, 14, 0, 0, 0, time.UTC)
	at := func(ago time.Duration) state.Moment { return state.MomentOf(now.Add(-ago)) }
	book := state.NewBook(state.Bank{}, time.UTC)
	book.Put(state.Changes{Spends: []*state.Spend{
		{ID: "req_1", Merchant: "OpenAI", Cents: new(int64(10_000)), Currency: "usd", CreatedAt: at(3 * time.Hour)},
		{ID: "req_2", Merchant: "openai", Cents: new(int64(14_300)), Currency: "USD", CreatedAt: at(2 * time.Hour)},
		{ID: "req_3", Merchant: "OpenAI", Cents: new(int64(60_000)), Currency: "usd", CreatedAt: at(9 * time.Minute)},
		{ID: "req_4", Merchant: "OpenAI", Cents: new(int64(60_000)), Currency: "eur", CreatedAt: at(time.Minute)},
		{ID: "req_5", Merchant: "AWS", Cents: new(int64(60_000)), Currency: "usd", CreatedAt: at(time.Minute)},
		{ID: "req_6", Merchant: "OpenAI", Cents: new(int64(60_000)), Currency: "usd", CreatedAt: at(0)},
	}}, now)
	got := Ask(context.Background(), book.View(), Question{
		Merchant: "OpenAI", Amount: state.Money{Cents: 60_000, Currency: "usd"}, At: at(0), Except: "req_6",
	})
	if got.Count != 3 || got.Median.Cents != 14_300 || got.Times != "4.2×" {
		t.Errorf("%d requests, median %v, %q", got.Count, got.Median, got.Times)
	}
	if len(got.Alikes) != 1 || got.Alikes[0].ID != "req_3" {
		t.Errorf("look-alikes: %v", got.Alikes)
	}
}
