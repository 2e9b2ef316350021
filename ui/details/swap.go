package details

import (
	"strings"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
	"coffer/ui/sheet"
	"coffer/ui/swaps"
	"coffer/ui/words"
)

// swap is the receipt.
func (w writer) swap(swap *state.Swap) []string {
	s := sheet.New(w.theme, w.width, labelWidth)
	w.headline(s, words.SwapRow(swap), words.Age(w.now, swap.Born()))
	switch {
	case swap.Terms != nil && fellThrough(swap):
		w.missedTrade(s, swap.Terms)
	case swap.Terms != nil:
		w.trade(s, swap.Terms)
	}
	if fellThrough(swap) {
		s.Text(theme.ToneText, words.FellThrough(swap))
	}
	for _, beware := range words.DatedSwapBeware(swap, w.now, w.location) {
		s.Pair("Beware", theme.ToneBad, beware)
	}
	w.absence(s, swap)
	s.Heading("Receipt")
	s.Pair("Swap", theme.ToneText, swap.ID)
	w.account(s, swap.Account)
	s.Pair("Reference", theme.ToneGood, swap.Reference)
	for _, adjustment := range words.Adjustments(swap) {
		s.Pair("Adjusted by", theme.ToneWarn, adjustment)
	}
	s.Pair("Executed", theme.ToneText, words.Executed(swap))
	if swap.Status == state.SwapConfirmed {
		s.Pair("Fees paid", theme.ToneText, words.ExecutedFees(swap))
	}
	s.Pair("Transaction", theme.ToneText, swap.TxHash)
	s.Pair("Provider", theme.ToneText, swaps.Provider(swap))
	s.Pair("Submitted", theme.ToneText, words.When(w.now, swap.SubmittedAt, w.location))
	s.Pair("Settled", theme.ToneText, words.When(w.now, swap.SettledAt, w.location))
	if swap.Terms != nil {
		w.terms(s, swap.Terms, swap.Policy)
	} else {
		w.policy(s, &state.SwapTerms{}, swap.Policy)
	}
	s.Pair("Key", theme.ToneMuted, w.book.ExecuteKey(swap))
	s.Pair("Last fact", theme.ToneText, joined(words.Source(swap.LastSource), words.When(w.now, swap.LastSeen, w.location)))
	w.trail(s)
	return s.Lines()
}

// account says whose it is, where there are several.
func (w writer) account(s *sheet.Sheet, id string) {
	if w.book.Several() {
		s.Pair("Account", theme.ToneText, words.Account(w.book, id))
	}
}

// intent is a confirmed swap, or another decision, and what became of it.
func (w writer) intent(intent *state.Intent) []string {
	s := sheet.New(w.theme, w.width, labelWidth)
	w.headline(s, words.IntentState(intent, w.bankNow()), words.Age(w.now, intent.CreatedAt))
	if intent.Terms != nil {
		w.trade(s, intent.Terms)
	}
	s.Blank()
	w.outcome(s, intent)
	w.account(s, intent.Account)
	s.Pair("Key", theme.ToneText, intent.Key)
	s.Pair("Decided by", theme.ToneText, intent.Who)
	s.Pair("Written down", theme.ToneText, words.When(w.now, intent.CreatedAt, w.location))
	s.Pair("Last try", theme.ToneText, words.When(w.now, intent.LastTry, w.location))
	s.Pair("Tries", theme.ToneText, words.Count(intent.Tries))
	s.Pair("About", theme.ToneText, intent.Subject)
	if intent.Terms != nil {
		w.terms(s, intent.Terms, "")
	}
	w.trail(s)
	return s.Lines()
}

// bankNow is the time on the bank's clock, which intents grow old by.
func (w writer) bankNow() state.Moment {
	return state.MomentOf(w.now.Add(w.book.Feed.ClockOffset))
}

// outcome says what the state of an intent means for the money.
func (w writer) outcome(s *sheet.Sheet, intent *state.Intent) {
	if intent.State == state.IntentUnknown {
		again := words.AskedAgain(intent, w.bankNow(), w.location, "r") + ", which can't do it twice."
		if w.book.Bank.ReadOnly {
			again = "nothing is asked again from here, which is read-only."
		}
		s.Text(theme.ToneText, "The outcome isn't known, so funds may have moved: "+again)
		if listed := words.AtBank(intent, w.book); listed != "" {
			s.Text(theme.ToneText, listed)
		}
		s.Blank()
	}
	w.lock(s, intent)
	if end := words.EndWords(intent); end != "" {
		s.Text(theme.ToneText, strings.ToUpper(end[:1])+end[1:]+".")
		if why := intent.Why(); why != nil {
			s.Text(theme.ToneMuted, why.Advice)
		}
		s.Blank()
	}
	s.Pair("Problem", theme.ToneBad, joined(intent.Problem, string(intent.Code)))
}

// lock says what an unknown outcome keeps locked, or who lifted that.
func (w writer) lock(s *sheet.Sheet, intent *state.Intent) {
	bankNow := state.MomentOf(w.now.Add(w.book.Feed.ClockOffset))
	s.Pair("Next try", theme.ToneText, strings.TrimPrefix(words.NextTry(intent, bankNow), "next try "))
	if intent.State == state.IntentUnknown {
		s.Pair("Support", theme.ToneText, "y copies ids, key, times and the last error for the bank's support")
	}
	if lifted := words.Lifted(intent, w.now, w.location); lifted != "" {
		s.Pair("Lock", theme.ToneWarn, strings.TrimPrefix(lifted, "lock "))
	} else if intent.Terms != nil && intent.State == state.IntentUnknown {
		s.Pair("Lock", theme.ToneBad, "no other swap of "+intent.Terms.SellToken+" is sent until it is resolved; u lifts that")
	}
}

// trade is the two amounts, on their decimal points.
func (w writer) trade(s *sheet.Sheet, terms *state.SwapTerms) {
	s.Blank()
	sell, buy, least := words.Exactly(terms.SellAmount), words.Exactly(terms.ExpectedBuy), ""
	places := max(decimals(sell), decimals(buy))
	width := max(whole(sell), whole(buy))
	if terms.MinimumReceived != nil {
		least = words.Exactly(*terms.MinimumReceived)
		places, width = max(places, decimals(least)), max(width, whole(least))
	}
	width += 1 + places
	amount := func(label, text, token string) {
		s.Row(label, func(pen *cells.Pen) {
			pen.Amount(w.theme.Strong, []byte(text), width, places)
			pen.Skip(1)
			pen.Text(w.theme.Text, token)
		})
	}
	amount("Sell", sell, terms.SellToken)
	amount("Receive", buy, terms.BuyToken)
	if least == "" {
		s.Pair("At least", theme.ToneMuted, words.NotTold)
		return
	}
	amount("At least", least, terms.BuyToken)
}

// fellThrough reports whether a swap ended without a trade.
func fellThrough(swap *state.Swap) bool {
	return !swap.Open() && swap.Status != state.SwapConfirmed
}

// missedTrade is what would have been traded.
func (w writer) missedTrade(s *sheet.Sheet, terms *state.SwapTerms) {
	s.Blank()
	s.Pair("Sell", theme.ToneText, words.Exactly(terms.SellAmount)+" "+terms.SellToken)
	s.Pair("Receive", theme.ToneMuted, "nothing; would have received "+words.Exactly(terms.ExpectedBuy)+" "+terms.BuyToken)
}

// policy is the verdict that was read before confirming, and for a swap made
// elsewhere what the bank says of it.
func (w writer) policy(s *sheet.Sheet, terms *state.SwapTerms, told state.PolicyStatus) {
	if terms.Policy == "" && told != "" {
		verdict := words.PolicyVerdict(told)
		s.Pair("Policy", verdict.Tone, verdict.Glyph+" "+verdict.Word+", says the bank")
		return
	}
	verdict := words.PolicyVerdict(terms.Policy)
	s.Pair("Policy", verdict.Tone, joined(verdict.Glyph+" "+verdict.Word, words.When(w.now, terms.CheckedAt, w.location)))
}

// terms are what was confirmed; told is what the bank says of the policy.
func (w writer) terms(s *sheet.Sheet, terms *state.SwapTerms, told state.PolicyStatus) {
	s.Pair("Fees", toneOf(len(terms.Fees) > 0), words.Fees(terms.Fees))
	s.Pair("Slippage", toneOf(terms.SlippageBPS != nil), words.Slippage(terms))
	s.Pair("Route", theme.ToneText, strings.Join(terms.Route, " → "))
	s.Pair("Quote", theme.ToneText, terms.QuoteID)
	s.Pair("Firm until", theme.ToneText, words.When(w.now, terms.ExpiresAt, w.location))
	w.policy(s, terms, told)
	for _, reason := range terms.PolicyReasons {
		s.Pair("", theme.ToneMuted, reason)
	}
	for _, caution := range terms.Warnings() {
		s.Pair("Caution", theme.ToneWarn, words.Caution(caution, w.now, w.location))
	}
	s.Pair("Accepted", theme.ToneText, words.Accepted(terms))
	s.Pair("Confirmed", theme.ToneText, joined(terms.ConfirmedBy, words.When(w.now, terms.ConfirmedAt, w.location)))
	s.Pair("Confirmation", theme.ToneMuted, terms.Confirmation)
}

// toneOf dims what the bank didn't tell.
func toneOf(told bool) theme.Tone {
	if told {
		return theme.ToneText
	}
	return theme.ToneMuted
}

func decimals(amount string) int { return len(amount) - whole(amount) - 1 }

func whole(amount string) int { return strings.IndexByte(amount, '.') }
