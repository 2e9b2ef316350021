package wizard

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/act"
	"coffer/ui/guard"
	"coffer/ui/news"
)

func TestTheHappyRoad(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "1000", "enter")
	ask := last[act.Quote](d)
	if ask.SellToken != "USDC" || ask.BuyToken != "ETH" || ask.SellAmount != "1000" {
		t.Fatalf("asked for %+v", ask)
	}
	d.expect(state.FlowQuoting, "Asking the bank")
	d.quoted("0.3412")
	d.expect(state.FlowQuoted, "1 ETH = 2,930.83 USDC", "slippage 1.00 %", "route USDC → WETH → ETH",
		"$3.57", "network $3.15 · protocol $0.42 · 0.36 % of the trade", "Firm until 14:02:31 UTC", "30 s left")
	d.press("enter")
	d.expect(state.FlowChecking)
	d.checked(state.PolicyPass)
	d.expect(state.FlowCleared, "Policy passed")
	d.press("enter")
	d.quiet()
	d.expect(state.FlowConfirm, "type execute to swap", "in the name of mara")
	d.press("execute", "enter")
	sent := last[act.Execute](d)
	if sent.Terms.QuoteID != "quote_0.3412" || sent.Terms.Policy != state.PolicyPass {
		t.Fatalf("sent %+v", sent.Terms)
	}
	d.expect(state.FlowExecuting, "Writing it down")
	d.send(news.SwapRecorded{Generation: sent.Generation, IntentID: intentID})
	d.intent(state.IntentRecorded, nil)
	d.expect(state.FlowExecuting, "sending · key 7f3a…")
	d.intent(state.IntentDone, func(i *state.Intent) { i.Subject = "swap_01jwx" })
	d.expect(state.FlowSubmitted, "submitted · the bank took it")
	d.swap(state.SwapSubmitted, nil)
	d.expect(state.FlowSubmitted, "submitted 14:02:07 → waiting for the chain", "0x5c3f1e9b7a64d2008fd1")
	d.swap(state.SwapConfirmed, func(s *state.Swap) {
		s.SettledAt, s.Reference = state.MomentOf(opened.Add(31*time.Second)), "SW-2026-000123"
	})
	d.expect(state.FlowBooked, "submitted 14:02:07 → confirmed 14:02:32", "SW-2026-000123", "swap_01jwx", "mara · 14:02:01", "confirm_0b9d")
	d.press("y")
	if copied := last[act.Copy](d); copied.Text != "0x5c3f1e9b7a64d2008fd1" {
		t.Errorf("copied %q", copied.Text)
	}
	d.press("enter")
	if shown := last[act.ShowSwap](d); shown.SwapID != "swap_01jwx" {
		t.Errorf("shows %q", shown.SwapID)
	}
	if n := count[act.Execute](d); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

func TestTypingReplacesAFilledToken(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("dai", "tab", "w", "tab", "1,234.5", "enter")
	ask := last[act.Quote](d)
	if ask.SellToken != "DAI" || ask.BuyToken != "WBTC" || ask.SellAmount != "1234.5" {
		t.Errorf("asked for %+v", ask)
	}
}

func TestArrowsWalkTheTokensAndSkipTheOther(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("right", "right", "right")
	if got := d.w.entry.token(sellField); got != "WBTC" {
		t.Errorf("three to the right of USDC is %s, want WBTC: ETH is what is bought", got)
	}
	d.press("left", "tab", "down")
	if sell, buy := d.w.entry.token(sellField), d.w.entry.token(buyField); sell != "DAI" || buy != "WBTC" {
		t.Errorf("sell %s, buy %s", sell, buy)
	}
}

func TestWhatIsWrongIsSaidUnderItsField(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"no token":     {[]string{"backspace", "tab"}, "Name a token: USDC, USDT, DAI, ETH, WBTC, SOL, or another that the bank quotes."},
		"two meanings": {[]string{"us", "enter"}, "us can be USDC or USDT: type one letter more."},
		"same twice":   {[]string{"eth", "tab", "tab", "1", "enter"}, "Sell and buy are both ETH"},
		"no amount":    {[]string{"enter"}, "The amount is missing."},
		"decimals":     {[]string{"tab", "tab", "1.1234567", "enter"}, "6 decimals at most, and this has 7"},
		"zero":         {[]string{"tab", "tab", "0", "tab"}, "above zero"},
		"no number":    {[]string{"tab", "tab", "1,5", "enter"}, "The comma in 1,5 can stand for decimals or for thousands. Write 1.5 with a point"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 120, 36)
			d.press(c.keys...)
			d.expect(state.FlowEditing, c.want)
			if len(d.asked) != 0 {
				t.Errorf("asked for %+v", d.asked)
			}
		})
	}
}

func TestAWorsePriceWaitsForAcceptance(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("enter")
	d.checked(state.PolicyPass)
	d.expect(state.FlowCleared)
	d.press("r")
	d.quoted("0.3398")
	d.expect(state.FlowRepriced, "PRICE CHANGED receive 0.3412 → 0.3398 ETH (−0.41 %)")
	d.press("enter")
	d.expect(state.FlowRepriced, "the price is worse, a accepts it")
	if n := count[act.CheckPolicy](d); n != 1 {
		t.Fatal("it went on without acceptance")
	}
	// Against the accepted quote, and not against the last one.
	d.press("r")
	d.quoted("0.3405")
	d.expect(state.FlowRepriced, "0.3412 → 0.3405 ETH (−0.21 %)")
	d.press("a")
	d.expect(state.FlowQuoted)
	if d.w.terms.Policy != "" {
		t.Error("the verdict on the old price outlived it")
	}
	d.press("enter")
	if checked := last[act.CheckPolicy](d); checked.Terms.QuoteID != "quote_0.3405" {
		t.Errorf("checks %s", checked.Terms.QuoteID)
	}
}

func TestABetterPriceGoesOn(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("r")
	d.quoted("0.3420")
	d.expect(state.FlowQuoted, "Better price receive 0.3412 → 0.342 ETH (+0.23 %)")
	d.press("enter")
	d.expect(state.FlowChecking)
}

func TestAnotherAmountIsAnotherTrade(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("esc", "0", "enter")
	terms := d.terms("0.1")
	terms.SellAmount = terms.SellAmount.Shift(1)
	d.send(news.QuoteReceived{Generation: last[act.Quote](d).Generation, Terms: terms})
	d.expect(state.FlowQuoted)
}

func TestAQuoteExpiresWhileItIsRead(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.wait(19 * time.Second)
	if strings.Contains(d.screen(), "EXPIRING") {
		t.Error("11 s are expiring already")
	}
	d.wait(time.Second)
	d.expect(state.FlowQuoted, "10 s left EXPIRING")
	d.wait(10 * time.Second)
	d.expect(state.FlowExpired, "EXPIRED", "execute — disabled: quote expired, r to re-quote")
	d.press("enter")
	d.expect(state.FlowExpired)
	d.press("r")
	d.quoted("0.3412")
	d.expect(state.FlowQuoted, "30 s left")
}

func TestTheDeadlineGoesByTheBanksClock(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.book.SetFeed(state.Feed{ClockOffset: 10 * time.Second})
	d.put(state.Changes{})
	d.toQuote()
	d.expect(state.FlowQuoted, "20 s left", "The bank's clock is 10 s ahead of this machine's")
	d.wait(20 * time.Second)
	d.expect(state.FlowExpired)
}

func TestAQuoteExpiresWhileItIsConfirmed(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toConfirm()
	d.press("execute")
	d.wait(30 * time.Second)
	d.expect(state.FlowExpired, "execute — disabled: quote expired, r to re-quote")
	d.press("enter")
	if n := count[act.Execute](d); n != 0 {
		t.Fatal("an expired quote was sent")
	}
}

func TestPolicyStates(t *testing.T) {
	t.Run("failed", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toQuote()
		d.press("enter")
		d.checked(state.PolicyFail, "$9,000.00 is above the limit", "close to the daily limit")
		d.expect(state.FlowBlocked, "Policy failed", "nothing overrides that", "$9,000.00 is above the limit", "close to the daily limit")
		d.press("enter")
		d.expect(state.FlowBlocked, "the policy blocks it")
	})
	t.Run("an unknown word blocks", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toQuote()
		d.press("enter")
		d.checked("maybe")
		d.expect(state.FlowBlocked, "Policy maybe")
	})
	t.Run("warned", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toQuote()
		d.press("enter")
		d.checked(state.PolicyWarn, "close to the daily limit")
		d.expect(state.FlowCleared, "passed with a warning", "close to the daily limit")
		d.press("enter")
		d.expect(state.FlowConfirm)
	})
	t.Run("could not check", func(t *testing.T) {
		d := newDesk(t, 120, 36)
		d.toQuote()
		d.press("enter")
		d.send(news.PolicyChecked{
			Generation: last[act.CheckPolicy](d).Generation,
			Problem:    &state.Problem{Happened: "No answer from the bank: it took too long."},
		})
		d.expect(state.FlowUnchecked, "COULD NOT CHECK", "it took too long")
		d.press("enter")
		d.checked(state.PolicyPass)
		d.expect(state.FlowCleared)
	})
}

func TestNoQuoteKeepsTheFields(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "1000", "enter")
	d.send(news.QuoteReceived{
		Generation: last[act.Quote](d).Generation,
		Problem:    &state.Problem{Happened: "The bank refused: too much.", Code: "invalid_request"},
	})
	d.expect(state.FlowEditing, "No quote. The bank refused: too much. [invalid_request]", "Amount 1000")
}

func TestStaleAnswersAreDropped(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.press("tab", "tab", "1000", "enter")
	stale := last[act.Quote](d)
	d.press("esc", "enter")
	d.send(news.QuoteReceived{Generation: stale.Generation, Terms: d.terms("9.9999")})
	d.expect(state.FlowQuoting)
	d.quoted("0.3412")
	d.press("enter")
	staleCheck := last[act.CheckPolicy](d)
	d.press("r")
	d.quoted("0.3412")
	d.press("enter")
	passed := *staleCheck.Terms
	passed.Policy = state.PolicyPass
	d.send(news.PolicyChecked{Generation: staleCheck.Generation, Terms: &passed})
	d.expect(state.FlowChecking)
}

func TestTheGuardAndTheWord(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("enter")
	d.checked(state.PolicyPass)
	d.press("enter")
	d.expect(state.FlowConfirm, "One moment")
	d.press("execute", "enter")
	d.expect(state.FlowConfirm, "One moment")
	d.quiet()
	d.press("enter")
	d.expect(state.FlowConfirm, "Nothing is sent by enter alone")
	d.press("exekute", "enter")
	d.expect(state.FlowConfirm, "That is not the word, nothing was sent")
	d.send(tea.PasteMsg{Content: "execute"})
	d.expect(state.FlowConfirm, "A pasted word doesn't confirm")
	d.send(tea.KeyPressMsg{Code: 'x', Text: "x", IsRepeat: true})
	if got := d.w.word.Value(); got != "" {
		t.Errorf("a repeat or a paste was typed, or the wrong word stayed: %q", got)
	}
	d.press("esc")
	d.expect(state.FlowCleared)
	if n := count[act.Execute](d); n != 0 {
		t.Fatal("it was sent")
	}
	d.press("enter")
	d.quiet()
	d.press("execute")
	d.send(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true})
	d.expect(state.FlowConfirm)
	d.press("enter")
	d.expect(state.FlowExecuting)
	d.press("enter", "enter")
	if n := count[act.Execute](d); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

func TestTheGuardIsOpenedByItsOwnMessage(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.press("enter")
	d.checked(state.PolicyPass)
	cmd, _ := d.w.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		t.Fatal("the guard waits for nothing")
	}
	waited, ok := batch[0]().(guard.Waited)
	if !ok {
		t.Fatal("the guard's first wait brings nothing")
	}
	d.send(waited)
	d.expect(state.FlowConfirm, "type execute to swap")
}

func TestAHeldEnterDoesNotRunThroughTheSteps(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.send(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true})
	d.expect(state.FlowQuoted)
}

func TestNobodyConfirmsWhatTheyCannotSee(t *testing.T) {
	for _, size := range [][2]int{{20, 5}, {24, 30}, {80, 7}} {
		d := newDesk(t, 120, 36)
		d.toConfirm()
		d.stack.Resize(size[0], size[1])
		d.press("execute", "enter")
		if n := count[act.Execute](d); n != 0 {
			t.Errorf("it was sent at %v:\n%s", size, frame(&d.stack, size[0], size[1]))
		}
		d.stack.Resize(40, 12)
		d.press("enter")
		if n := count[act.Execute](d); n != 1 {
			t.Errorf("it was not sent at 40×12:\n%s", frame(&d.stack, 40, 12))
		}
	}
}
