package wizard

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/act"
)

// hold lets the bank tell how much of each token there is.
func (d *desk) hold(tokens map[string]string) {
	held := make(map[string]decimal.Decimal)
	for symbol, amount := range tokens {
		held[symbol] = decimal.RequireFromString(amount)
	}
	d.put(state.Changes{Balances: []*state.Balance{{Tokens: held, SeenAt: state.MomentOf(d.now)}}})
}

func TestAShareOfTheBalanceIsReadBeforeItIsQuoted(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.hold(map[string]string{"USDC": "12000", "ETH": "3.5"})
	d.press("tab", "tab", "25%")
	d.expect(state.FlowEditing, "= 3,000.00 USDC · 25 % of 12,000.00")
	d.press("enter")
	if ask := last[act.Quote](d); ask.SellAmount != "3000" {
		t.Errorf("asked for %+v", ask)
	}
}

// TestAnAmountIsTypedAtOnce holds the entry against "s, an amount, enter": what
// can't be a token is the amount.
func TestAnAmountIsTypedAtOnce(t *testing.T) {
	for name, msgs := range map[string][]tea.Msg{
		"typed":                 {tea.KeyPressMsg{Code: '2', Text: "2"}, tea.KeyPressMsg{Code: '5', Text: "5"}},
		"pasted":                {tea.PasteMsg{Content: " 25.00"}},
		"behind a chosen token": {tea.KeyPressMsg{Code: tea.KeyRight}, tea.KeyPressMsg{Code: tea.KeyLeft}, tea.PasteMsg{Content: "25"}},
	} {
		d := newDesk(t, 120, 36)
		for _, msg := range msgs {
			d.send(msg)
		}
		d.press("enter")
		if ask := last[act.Quote](d); ask.SellAmount != "25" || ask.SellToken != usualSell {
			t.Errorf("%s: asked for %+v", name, ask)
		}
	}
}

func TestWithoutABalanceAShareIsExplained(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "max", "enter")
	d.expect(state.FlowEditing, "The bank doesn't tell how much USDC there is, so max of it is not known. Type the amount itself.")
	if len(d.asked) != 0 {
		t.Errorf("asked for %+v", d.asked)
	}
}

func TestAnAmountSaysHowItIsReadAndWhatIsHeld(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.hold(map[string]string{"USDC": "500"})
	d.press("tab", "tab")
	d.expect(state.FlowEditing, "500.00 USDC held")
	d.press("1.000")
	d.expect(state.FlowEditing, "= 1.00 USDC of 500.00 held")
	d.press("backspace", "backspace", "backspace", "backspace", "1'000")
	d.expect(state.FlowEditing, "= 11,000.00 USDC · more than the 500.00 held")
}

func TestATokenIsFoundByItsLettersOrItsName(t *testing.T) {
	for typed, want := range map[string]string{"bitc": "WBTC", "sola": "SOL", "teth": "USDT", "wb": "WBTC", "et": "ETH", "coin": "COIN"} {
		d := newDesk(t, 120, 36)
		d.press("tab", "dai", "shift+tab", typed, "tab")
		if got := d.w.entry.token(sellField); got != want {
			t.Errorf("%q became %q, want %s", typed, got, want)
		}
	}
}
