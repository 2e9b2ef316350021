package wizard

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/news"
)

// quotedWith answers with a quote whose fees come to that many dollars.
func (d *desk) quotedWith(fees string) {
	d.t.Helper()
	terms := d.terms("0.3412")
	terms.Fees = state.Fees{"network": decimal.RequireFromString(fees)}
	d.press("tab", "tab", "1000", "enter")
	d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms})
}

func TestALargeCostIsSaidLouderWithEveryRung(t *testing.T) {
	for fees, want := range map[string]string{
		"9.99":  "1.00 % of the trade",
		"12.30": "Costs 1.23 % of the trade: fees 1.23 %, price impact not told",
		"45":    "LARGE COST 4.50 % of the trade: fees 4.50 %",
		"123.4": "VERY LARGE COST 12.34 % of the trade: fees 12.34 %",
	} {
		d := newDesk(t, 120, 36)
		d.quotedWith(fees)
		d.expect(state.FlowQuoted, want)
		if fees == "9.99" && strings.Contains(d.screen(), "Costs ") {
			t.Error("under 1 % there is a notice")
		}
	}
}

func TestACostFromTenPercentOnIsTypedFirst(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.quotedWith("123.4")
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.expect(state.FlowCostly, "One moment")
	d.press("12.34", "enter")
	d.expect(state.FlowCostly)
	d.quiet()
	d.expect(state.FlowCostly, "type 12.34 to go on")
	d.press("execute", "enter")
	d.expect(state.FlowCostly, "That is not what was asked for: type 12.34")
	d.send(tea.PasteMsg{Content: "12.34"})
	d.press("enter")
	d.expect(state.FlowCostly)
	d.press("12.34 %", "enter")
	d.expect(state.FlowConfirm, "One moment")
	d.press("execute", "enter")
	d.quiet()
	d.press("execute", "enter")
	d.expect(state.FlowExecuting)
	if n := count[act.Execute](d); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

func TestTheCostStepHasTheSameDeadline(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.quotedWith("123.4")
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.quiet()
	d.wait(30 * time.Second)
	d.expect(state.FlowExpired)
}

func TestTheLastThreeQuotesStandSideBySide(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	for _, receive := range []string{"0.3398", "0.3405", "0.3420"} {
		d.wait(2 * time.Second)
		d.press("r")
		d.quoted(receive)
	}
	d.expect(state.FlowQuoted, "Quotes 14:02:03 14:02:05 14:02:07 now", "Receive 0.3398 0.3405 0.342",
		"From first — +0.21 % +0.65 %", "Better price receive 0.3412 → 0.342 ETH")
	d.press("esc", "5", "enter")
	other := d.terms("1.7")
	other.SellAmount = decimal.RequireFromString("10005")
	d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: other})
	if strings.Contains(d.screen(), "Quotes ") {
		t.Errorf("quotes of another trade stand beside this one's:\n%s", d.screen())
	}
}

func TestWithinTheToleranceAWorsePriceGoesOnAndIsNoNewMeasure(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.w.tolerance = decimal.RequireFromString("0.5")
	d.toQuote()
	d.press("r")
	d.quoted("0.3398") // −0.41 %
	d.expect(state.FlowQuoted, "PRICE CHANGED receive 0.3412 → 0.3398 ETH (−0.41 %)", "within the tolerance of 0.5 %")
	// Another 0.41 % is 0.82 % below what was accepted.
	d.press("r")
	d.quoted("0.3384")
	d.expect(state.FlowRepriced, "0.3412 → 0.3384 ETH (−0.82 %)")
	d.press("a", "r")
	d.quoted("0.3384")
	d.expect(state.FlowQuoted)
}

func TestTheRateIsToldBothWays(t *testing.T) {
	d := newDesk(t, 120, 36)
	for _, c := range []struct{ sell, buy, want string }{
		{"1000", "0.3412", "1 ETH = 2,930.83 USDC · 1 USDC = 0.0003412 ETH"},
		{"1", "7", "1 USDC = 7.00 ETH · 1 ETH = 0.142857 USDC"},
		{"1000000", "10.264781", "1 ETH = 97,420.49 USDC · 1 USDC = 0.0000102648 ETH"},
	} {
		terms := d.terms(c.buy)
		terms.SellAmount = decimal.RequireFromString(c.sell)
		if got := rate(terms); got != c.want {
			t.Errorf("%s for %s is %q, want %q", c.sell, c.buy, got, c.want)
		}
	}
}
