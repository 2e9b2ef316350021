package export

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/state"
)

// shelf is records in memory, as a journal hands them over.
type shelf struct {
	swaps   []*state.Swap
	spends  []*state.Spend
	intents []*state.Intent
	deeds   []*state.Entry
}

func (s *shelf) Swaps(context.Context) ([]*state.Swap, error) { return slices.Clone(s.swaps), nil }

func (s *shelf) EachSpend(_ context.Context, yield func(*state.Spend) error) error {
	return each(s.spends, yield)
}

func (s *shelf) SpendsOf(_ context.Context, ids []string) ([]*state.Spend, error) {
	return slices.DeleteFunc(slices.Clone(s.spends), func(spend *state.Spend) bool { return !slices.Contains(ids, spend.ID) }), nil
}

func (s *shelf) EachIntent(_ context.Context, yield func(*state.Intent) error) error {
	return each(s.intents, yield)
}

func (s *shelf) EachDeed(_ context.Context, deeds []state.Deed, yield func(*state.Entry) error) error {
	return each(s.deeds, func(entry *state.Entry) error {
		if !slices.Contains(deeds, entry.Deed) {
			return nil
		}
		return yield(entry)
	})
}

func each[T any](records []T, yield func(T) error) error {
	for _, record := range records {
		if err := yield(record); err != nil {
			return err
		}
	}
	return nil
}

func write(t testing.TB, request Request, source Source) (string, Summary) {
	t.Helper()
	var out bytes.Buffer
	summary, err := Write(t.Context(), &out, request, source)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), summary
}

// noon is the moment of that day of May 2026, at noon in UTC.
func noon(day int) state.Moment {
	return state.MomentOf(time.Date(2026, 5, day, 12, 0, 0, 0, time.UTC))
}

func someSpend(id string, decided state.Moment) *state.Spend {
	return &state.Spend{
		ID: id, Status: state.Approved, Cents: new(int64(12_345)), Currency: "usd", Merchant: "AWS", Reason: "GPU runtime",
		CreatedAt: decided.Add(-time.Minute), DecidedAt: decided,
	}
}

func someSwap(id string, settled state.Moment) *state.Swap {
	return &state.Swap{
		ID: id, Status: state.SwapConfirmed, Reference: "SW-2026-" + id, TxHash: "0xabc", Provider: "0x",
		SubmittedAt: settled.Add(-time.Minute), SettledAt: settled,
		Terms: &state.SwapTerms{
			QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.RequireFromString("1000"),
			BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.341200000000000001"),
			Fees:   state.Fees{"network": decimal.RequireFromString("3.1"), "protocol": decimal.RequireFromString("0.42")},
			Policy: state.PolicyPass, ConfirmedBy: "maria", ConfirmedAt: settled.Add(-2 * time.Minute),
		},
	}
}

// hostile draws texts that mean something to one format or another.
func hostile() *rapid.Generator[string] {
	pieces := append(slices.Clone(merchants), "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", `"`, `\`, `\n`, ";", "|", ",", ":", "  ", " ",
		"%", "%2", "%25", "%zz", "(", ")", "[", "]", "{", "}", "*", "!", "#", "^", "\x00", "\x1b[31m", "\xff", "\u2028", "\u00a0", "\u202e",
		"\ufffd", "\ufeff", "＝1+1", "é", "e\u0301", "swap_id:x", "@@ 1 USD", "== 5", "~", "<", "&amp;", "option \"title\" \"x\"", "2026-05-14 * \"x\"")
	return rapid.Custom(func(t *rapid.T) string {
		text := ""
		for range rapid.IntRange(0, 6).Draw(t, "pieces") {
			if rapid.Bool().Draw(t, "known") {
				text += rapid.SampledFrom(pieces).Draw(t, "piece")
			} else {
				text += rapid.StringN(0, 4, -1).Draw(t, "text")
			}
		}
		return text
	})
}

// hostileSpends is a day full of requests with such texts.
func hostileSpends(t *rapid.T, n int) *shelf {
	text := hostile()
	made := &shelf{}
	for i := range n {
		spend := someSpend(fmt.Sprintf("req_%04d", i), noon(14).Add(time.Duration(i)))
		spend.Merchant, spend.Reason = text.Draw(t, "merchant"), text.Draw(t, "reason")
		spend.DecisionReason, spend.Account = text.Draw(t, "decision"), text.Draw(t, "account")
		made.spends = append(made.spends, spend)
	}
	return made
}

func amount(text string) *decimal.Decimal {
	made := decimal.RequireFromString(text)
	return &made
}
