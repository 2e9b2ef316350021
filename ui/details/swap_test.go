package details

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/screen"
)

func fixed() time.Time { return time.Date(2026, 5, 7, 14, 3, 22, 0, time.UTC) }

// page is the lines about a record.
func page(subject screen.Subject) string {
	var d Details
	d.Resize(90, 80)
	d.Show(subject)
	book := state.NewBook(state.Bank{}, time.UTC)
	c := &screen.Canvas{Pen: cells.NewPen(90), Theme: theme.Plain(), Now: fixed(), Location: time.UTC}
	d.Prepare(c, book.View())
	return ansi.Strip(strings.Join(d.lines, "\n"))
}

func TestASwapsPageListsWhatStoodAgainstItsQuoteAndWhatWasTyped(t *testing.T) {
	t.Parallel()
	slippage, least := int64(1_200), decimal.RequireFromString("0.3")
	swap := &state.Swap{ID: "swap_1", Status: state.SwapConfirmed, Terms: &state.SwapTerms{
		SellToken: "USDC", SellAmount: decimal.NewFromInt(1_000), BuyToken: "ETH", ExpectedBuy: decimal.RequireFromString("0.34"),
		SlippageBPS: &slippage, MinimumReceived: &least, Accepted: "12.00", ConfirmedBy: "maria",
	}}
	for _, part := range []string{"up to 12.00 % less than expected may be received", "nobody here can say what this costs", "typed “12.00” against it"} {
		if got := page(swap); !strings.Contains(got, part) {
			t.Errorf("it lacks %q:\n%s", part, got)
		}
	}
}

func TestARequestOfTwoEndsSaysSoOnItsPage(t *testing.T) {
	t.Parallel()
	cents := int64(1_200)
	spend := &state.Spend{ID: "req_1", Status: state.Approved, Cents: &cents, Currency: "USD", Contradicted: true}
	if got := page(spend); strings.Count(got, "wo facts of the bank contradict each other") != 1 {
		t.Errorf("it says:\n%s", got)
	}
}
