package swaps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/screen"
	"coffer/ui/words"
)

func fixed() time.Time { return time.Date(2026, 5, 7, 14, 3, 22, 0, time.UTC) }

func swapOf(id, sell, buy string) *state.Swap {
	return &state.Swap{
		ID: id, Status: state.SwapConfirmed, Provider: "0x", Reference: "SW-2026-000018", FirstSeen: state.MomentOf(fixed().Add(-time.Minute)),
		Terms: &state.SwapTerms{
			SellToken: "USDC", SellAmount: decimal.RequireFromString(sell), BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString(buy),
		},
	}
}

// drawn is the rows of a screen in a list of that width.
func drawn(width int, swaps []*state.Swap, intents ...state.Intent) []string {
	book := state.NewBook(state.Bank{}, time.UTC)
	book.Put(state.Changes{Swaps: swaps, Intents: intents}, fixed())
	s := New(book.View(), true)
	s.Resize(width, len(swaps)+len(intents))
	pen := cells.NewPen(width)
	for line := range len(swaps) + len(intents) {
		s.Row(&screen.Canvas{Pen: pen, Theme: theme.Plain(), Now: fixed(), Location: time.UTC}, line)
		pen.End()
	}
	return strings.Split(pen.String(), "\n")
}

func TestEveryDigitStandsAsLongAsThereIsRoom(t *testing.T) {
	swaps := []*state.Swap{
		swapOf("swap_2", "1000", "0.342354817263548123"),
		swapOf("swap_1", "1234567.12", "422.654817263548123456"),
	}
	unknown := state.Intent{ID: "intent_1", Kind: state.IntentSwap, State: state.IntentUnknown, CreatedAt: state.MomentOf(fixed()), Terms: swaps[0].Terms}
	for width, want := range map[int][3]string{
		118: {"1,000.00 USDC → 0.342354817263548123 ETH", "0.342354817263548123 ETH", "422.654817263548123456 ETH"},
		78:  {"1,000.00 USDC → 0.342354817263548123 ETH", "0.342354817263548123 ETH", "422.654817263548123456 ETH"},
		// Here both amounts of a row need more than there is.
		58: {"0.34235481726354…", "0.342354817263548…", "422.6548172635481…"},
	} {
		for i, row := range drawn(width, swaps, unknown) {
			if !strings.Contains(row, want[i]) {
				t.Errorf("width %d: %q lacks %q", width, row, want[i])
			}
		}
	}
}

func TestADoubtOfMoreThanADayIsTheBanksToSettle(t *testing.T) {
	intent := state.Intent{ID: "intent_1", Kind: state.IntentSwap, State: state.IntentUnknown, Terms: swapOf("swap_1", "1000", "0.3412").Terms}
	for hours, want := range map[int]string{23: "OUTCOME UNKNOWN", 24: "not known, ask the bank"} {
		intent.CreatedAt = state.MomentOf(fixed().Add(-time.Duration(hours) * time.Hour))
		if row := drawn(118, nil, intent)[0]; !strings.Contains(row, want) {
			t.Errorf("after %d hours: %q", hours, row)
		}
	}
}

func TestAmountsNeverGarble(t *testing.T) {
	amount := rapid.StringMatching(`[1-9][0-9]{0,6}(\.[0-9]{1,18})?`)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(44, 120).Draw(t, "width")
		swaps := make([]*state.Swap, rapid.IntRange(1, 4).Draw(t, "rows"))
		for i := range swaps {
			swaps[i] = swapOf(fmt.Sprint("swap_", 9-i), amount.Draw(t, "sell"), amount.Draw(t, "buy"))
		}
		age := time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour
		intent := state.Intent{ID: "intent_1", Kind: state.IntentSwap, State: state.IntentUnknown, CreatedAt: state.MomentOf(fixed().Add(-age)), Terms: swaps[0].Terms}
		for i, row := range drawn(width, swaps, intent) {
			terms := intent.Terms
			if i > 0 {
				terms = swaps[i-1].Terms
			}
			if got := cells.Width(row); got > width {
				t.Fatalf("%q is %d cells in %d", row, got, width)
			}
			if i == 0 && width < 58 {
				continue
			}
			before, behind, split := strings.Cut(row, "→")
			if !split || !strings.Contains(before, whole(terms.SellAmount)) || !strings.Contains(behind, whole(terms.ExpectedBuy)) {
				t.Fatalf("width %d: %q lacks %v or %v", width, row, terms.SellAmount, terms.ExpectedBuy)
			}
		}
	})
}

func whole(amount decimal.Decimal) string {
	before, _, _ := strings.Cut(words.Exactly(amount), ".")
	return before
}
