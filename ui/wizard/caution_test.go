package wizard

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/news"
)

// receive answers the last question for a price with the usual quote, changed.
func (d *desk) receive(change func(*state.SwapTerms)) {
	d.t.Helper()
	terms := d.terms("0.3412")
	change(terms)
	d.press("tab", "tab", "1000", "enter")
	d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms})
}

func TestAMinimumThatIsNotToldIsNotShownAndHasToBeTyped(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.receive(func(t *state.SwapTerms) { t.SlippageBPS, t.MinimumReceived = nil, nil })
	d.expect(state.FlowQuoted, "At least not told", "slippage not told", "NO MINIMUM TOLD the bank tells no slippage")
	if strings.Contains(d.screen(), "0.00 %") {
		t.Errorf("a slippage stands there that nobody told:\n%s", d.screen())
	}
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.quiet()
	d.expect(state.FlowCostly, "type no minimum to go on")
	d.press("0.00", "enter")
	d.expect(state.FlowCostly, "That is not what was asked for: type no minimum")
	d.press("no minimum", "enter")
	d.quiet()
	d.press("execute", "enter")
	if sent := last[act.Execute](d); sent.Terms.Accepted != "no minimum" || sent.Terms.MinimumReceived != nil {
		t.Errorf("sent %+v", sent.Terms)
	}
}

func TestEveryAcceptanceCanBeTyped(t *testing.T) {
	for typed, change := range map[string]func(*state.SwapTerms){
		"no minimum":         func(t *state.SwapTerms) { t.SlippageBPS, t.MinimumReceived = nil, nil },
		"fees not told":      func(t *state.SwapTerms) { t.Fees = nil },
		"price not compared": func(t *state.SwapTerms) { t.Earlier = nil },
		"12.00":              func(t *state.SwapTerms) { t.SlippageBPS = new(int64(1_200)) },
	} {
		d := newDesk(t, 120, 36)
		d.receive(change)
		d.press("enter")
		d.checked(state.PolicyPass)
		d.press("enter")
		d.quiet()
		d.expect(state.FlowCostly, "type "+typed+" to go on")
		d.press(typed)
		d.expect(state.FlowCostly, "to go on "+typed)
		d.press("enter")
		d.quiet()
		d.press("execute", "enter")
		if sent := last[act.Execute](d); sent.Terms.Accepted != typed {
			t.Errorf("sent with %q, want %q", sent.Terms.Accepted, typed)
		}
	}
}

func TestFeesThatAreNotToldAreNotFree(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.receive(func(t *state.SwapTerms) { t.Fees = nil })
	d.expect(state.FlowQuoted, "Fees not told", "FEES NOT TOLD")
	if screen := d.screen(); strings.Contains(screen, "% of the trade") || strings.Contains(screen, "$0.00") {
		t.Errorf("a cost is told of what isn't known:\n%s", screen)
	}
	d = newDesk(t, 120, 36)
	d.receive(func(t *state.SwapTerms) { delete(t.Fees, "protocol") })
	d.expect(state.FlowQuoted, "network $3.15 · protocol not told", "NOT ALL FEES TOLD protocol isn't told")
}

func TestAQuoteThatIsFarOffTheLastOneIsLoudAndTyped(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.receive(func(t *state.SwapTerms) {
		t.ExpectedBuy = decimal.RequireFromString("0.0000001")
		t.MinimumReceived = new(decimal.RequireFromString("0.000000099"))
	})
	d.expect(state.FlowQuoted, "PRICE FAR OFF it brings 100.00 % less than an earlier price of the two tokens known here, of", "price impact not told")
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.quiet()
	d.expect(state.FlowCostly, "type 100.00 to go on")
}

func TestASlippageAboveHalfIsNeverConfirmed(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.receive(func(t *state.SwapTerms) { t.SlippageBPS, t.MinimumReceived = new(int64(10_000)), new(decimal.Zero) })
	d.expect(state.FlowQuoted, "NO LEAST AMOUNT the least that may be received is 0 ETH: this can't be executed")
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.expect(state.FlowCleared, "disabled: the least that may be received is 0 ETH")
}

func TestAnyTokenCanBeTyped(t *testing.T) {
	for typed, want := range map[string]string{"pepe": "PEPE", "stETH": "stETH", "USDC.e": "USDC.e", "W": "W", "1inch": "1INCH", "w": "WBTC"} {
		d := newDesk(t, 120, 36)
		d.press("backspace", typed, "tab", "tab", "0.123456789012345678", "enter")
		if typed == "w" {
			d.expect(state.FlowEditing, "WBTC takes 8 decimals at most")
			continue
		}
		if ask := last[act.Quote](d); ask.SellToken != want || ask.SellAmount != "0.123456789012345678" {
			t.Errorf("%q asked for %+v", typed, ask)
		}
	}
}

func TestADeadlineNamesItsDateAndTheZoneOfThePerson(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.w.Location = time.FixedZone("CEST", 2*60*60)
	d.receive(func(t *state.SwapTerms) { t.ExpiresAt = state.MomentOf(d.now.Add(11 * time.Hour)) })
	at := d.now.Add(11 * time.Hour).In(d.w.Location)
	d.expect(state.FlowQuoted, "Firm until "+at.Format("2 Jan 15:04:05")+" CEST")
}

func TestWithoutATeamNoQuoteIsAskedFor(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.w.Book = state.NewBook(state.Bank{Environment: state.Live}, time.UTC).View()
	d.expect(state.FlowEditing, "Swaps are made for a team, and none is set", "team_id")
	d.press("tab", "tab", "1000", "enter")
	d.expect(state.FlowEditing, "Swaps are made for a team, and none is set")
	if n := count[act.Quote](d); n != 0 {
		t.Errorf("asked %d times", n)
	}
}
