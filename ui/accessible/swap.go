package accessible

import (
	"fmt"
	"strings"
	"time"

	"coffer/state"
	"coffer/ui/words"
)

// swapping is a swap before it is confirmed.
type swapping struct {
	request state.QuoteRequest
	terms   *state.SwapTerms
	// accepted is the last quote whose price the person took.
	accepted *state.SwapTerms
}

// swap goes from intent to receipt. Nothing moves before the word execute.
func (t *talk) swap(string) error {
	t.say("A swap. Stop gives it up at any question; nothing moves before you type execute.")
	if problem := t.view().Bank.QuoteProblem(); problem != nil {
		t.problem(problem)
		return nil
	}
	s := &swapping{}
	if stopped, err := t.intent(s); stopped || err != nil {
		return err
	}
	if intent := t.view().LockedBy(s.request.Account, s.request.SellToken); intent != nil {
		t.say("An earlier swap of %s has no known outcome yet, so no other begins. %s", s.request.SellToken, unresolved(intent))
		return nil
	}
	for {
		if !t.quote(s) {
			return nil
		}
		taken, err := t.takePrice(s)
		if err != nil || !taken {
			return err
		}
		if again, err := t.execute(s); err != nil || !again {
			return err
		}
	}
}

func (t *talk) intent(s *swapping) (stopped bool, err error) {
	if stopped, err := t.account(&s.request.Account); stopped || err != nil {
		return stopped, err
	}
	var symbols []string
	for _, token := range state.Tokens() {
		symbols = append(symbols, token.Symbol)
	}
	named := func(into *state.Token, not *state.Token) func(string) *state.Problem {
		return func(answer string) *state.Problem {
			token, ok := state.TokenFor(answer)
			switch {
			case !ok:
				return &state.Problem{Happened: "That can't be the name of a token.", Advice: "There are " + strings.Join(symbols, ", ") + ", and what else the bank quotes."}
			case not != nil && token.Symbol == not.Symbol:
				return &state.Problem{Happened: "That is what is sold.", Advice: "Name another token to receive."}
			}
			*into = token
			return nil
		}
	}
	var sold, bought state.Token
	if stopped, err := t.until("Sell which token? "+strings.Join(symbols, ", ")+", or another:", named(&sold, nil)); stopped || err != nil {
		return stopped, err
	}
	if stopped, err := t.until("How much "+sold.Symbol+"?", func(answer string) *state.Problem {
		read, problem := state.ReadTokenAmount(answer, sold, t.view().Held(s.request.Account, sold.Symbol))
		if problem == nil {
			s.request.SellAmount = read.Amount.String()
		}
		return problem
	}); stopped || err != nil {
		return stopped, err
	}
	stopped, err = t.until("Receive which token?", named(&bought, &sold))
	s.request.SellToken, s.request.BuyToken = sold.Symbol, bought.Symbol
	return stopped, err
}

// quote brings a price and says it.
func (t *talk) quote(s *swapping) bool {
	terms, err := t.Treasury.Quote(t.ctx, s.request)
	if err != nil {
		t.problem(err)
		return false
	}
	s.terms = terms
	t.say("You sell %s %s and receive %s %s, %s.", words.Exactly(terms.SellAmount), terms.SellToken,
		words.Exactly(terms.ExpectedBuy), terms.BuyToken, leastOf(terms))
	t.say("Fees: %s. Slippage: %s. Provider: %s. Route: %s.", feesOf(terms), words.Slippage(terms), orUnknown(terms.Provider), words.Route(terms, " to "))
	t.say("Of the trade: %s.", terms.Cost().Parts())
	for _, caution := range terms.Cautions() {
		t.say("%s%s: %s.", beware(caution.Level), sayTitle(caution.Title), words.Caution(caution, t.Now(), t.Location))
	}
	t.say("The price is firm for %s, until %s.", spoken(t.left(terms)), words.Deadline(t.Now(), terms.ExpiresAt, t.Location))
	return true
}

// beware stands before what a person must not miss.
func beware(level state.CostLevel) string {
	if level >= state.CostWarning {
		return "Beware: "
	}
	return ""
}

// sayTitle keeps a screen reader from spelling capitals out.
func sayTitle(title string) string {
	title = strings.TrimSuffix(title, ":")
	if strings.ToUpper(title) == title {
		return strings.ToLower(title)
	}
	return title
}

// feesOf is each fee, and what of them isn't told.
func feesOf(terms *state.SwapTerms) string {
	var fees []string
	for _, kind := range terms.Fees.Kinds() {
		fees = append(fees, kind+" "+words.Exactly(terms.Fees[kind])+" "+state.UnitOfAccount)
	}
	if len(fees) == 0 {
		return words.NotTold
	}
	for _, kind := range terms.MissingFees() {
		fees = append(fees, kind+" "+words.NotTold)
	}
	return strings.Join(fees, ", ")
}

// spoken is a length of time as it is said.
func spoken(left time.Duration) string {
	switch seconds := int(left.Seconds()); {
	case seconds < 120:
		return words.Plural(seconds, "second", "seconds")
	case seconds < 7200:
		return words.Plural(seconds/60, "minute", "minutes")
	default:
		return words.Plural(seconds/3600, "hour", "hours")
	}
}

// leastOf is what the bank promises to pay out.
func leastOf(terms *state.SwapTerms) string {
	if terms.MinimumReceived == nil {
		return "no minimum told"
	}
	return "at least " + words.Exactly(*terms.MinimumReceived)
}

// takePrice asks for a price that is worse than the one that was taken.
func (t *talk) takePrice(s *swapping) (taken bool, err error) {
	change := state.ComparePrice(s.accepted, s.terms, t.Tolerance)
	if change.Worse {
		t.say("Price changed: %s.", words.PriceChange(change))
	}
	if change.Worse && !change.Beyond {
		// One that is let pass is not accepted, or the price would creep away by
		// as much with every quote.
		t.say("That is within the tolerance of %s percent, so it goes on without acceptance.", t.Tolerance)
		return true, nil
	}
	if change.Beyond {
		answer, err := t.askFresh("Type accept to go on with it:")
		if err != nil || !strings.EqualFold(answer, "accept") {
			t.say("Nothing was sent, no money moved.")
			return false, err
		}
	}
	s.accepted = s.terms
	return true, nil
}

// execute checks the policy, asks for the word and sends. It reports whether a
// new quote is wanted.
func (t *talk) execute(s *swapping) (again bool, err error) {
	checked, err := t.Treasury.CheckPolicy(t.ctx, s.terms)
	if err != nil {
		t.say("The policy could not be checked, so nothing goes on.")
		t.problem(err)
		return t.requote()
	}
	t.say("Policy: %s.", words.PolicyVerdict(checked.Policy).Word)
	for _, reason := range checked.PolicyReasons {
		t.say("%s.", strings.TrimSuffix(reason, "."))
	}
	if checked.Policy != state.PolicyPass && checked.Policy != state.PolicyWarn {
		t.say("It blocks this swap. Nothing was sent, no money moved.")
		return false, nil
	}
	if never := checked.Never(); never != nil {
		t.say("This can't be executed: %s. Nothing was sent, no money moved.", never.Text)
		return false, nil
	}
	if taken, err := t.takeCost(checked); err != nil || !taken {
		return false, err
	}
	if t.left(checked) < state.ExpiryMargin {
		t.say("The quote ran out. Nothing was sent, no money moved.")
		return t.requote()
	}
	answer, err := t.askFresh(fmt.Sprintf("Type execute to swap %s %s for %s %s%s, quote for a new price, or stop. %s left:",
		words.Exactly(checked.SellAmount), checked.SellToken, words.Exactly(checked.ExpectedBuy), checked.BuyToken, t.of(s.request.Account), spoken(t.left(checked))))
	if err != nil {
		return false, err
	}
	switch strings.ToLower(answer) {
	case "quote":
		return true, nil
	case "execute":
	default:
		t.say("Nothing was sent, no money moved.")
		return false, nil
	}
	id, err := t.Treasury.Execute(t.ctx, t.Who, checked)
	if err != nil {
		t.problem(err)
		return t.requote()
	}
	t.say("It is written down, and being sent. Money may move from now on.")
	if intent := t.outcome(id); intent != nil && intent.State == state.IntentDone {
		t.follow(intent.Subject)
	}
	return false, nil
}

// takeCost has typed what stands against the quote where that is more often a
// mistake than meant.
func (t *talk) takeCost(terms *state.SwapTerms) (taken bool, err error) {
	if terms.Typed() == "" {
		return true, nil
	}
	answer, err := t.askFresh("Type " + terms.Typed() + " to accept that:")
	if err != nil {
		return false, err
	}
	if !terms.Accepts(answer) {
		t.say("Nothing was sent, no money moved.")
		return false, nil
	}
	terms.Accepted = answer
	return true, nil
}

func (t *talk) requote() (again bool, err error) {
	answer, err := t.ask("Quote for a new price, or enter to leave it:")
	return strings.EqualFold(answer, "quote"), err
}

// follow waits for the end of a swap and says its receipt.
func (t *talk) follow(id string) {
	t.say("Submitted as %s. Waiting for the chain.", id)
	settled := t.await(outcomeWait, func(view *state.View) bool {
		swap := view.Swap(id)
		return swap != nil && !swap.Open() && (swap.Reference != "" || swap.Status != state.SwapConfirmed)
	})
	swap := t.view().Swap(id)
	switch {
	case !settled || swap == nil:
		t.say("It is not settled yet and goes on by itself. Show %s says how it stands.", id)
	default:
		t.receipt(swap)
	}
}

// receipt says everything that books.
func (t *talk) receipt(swap *state.Swap) {
	t.say("Swap %s: %s%s.", swap.ID, words.SwapStatus(swap.Status).Word, t.of(swap.Account))
	if swap.Status != state.SwapConfirmed && !swap.Open() {
		t.say("%s.", strings.TrimSuffix(words.FellThrough(swap), "."))
	}
	for _, beware := range words.DatedSwapBeware(swap, t.Now(), t.Location) {
		t.say("Beware: %s.", beware)
	}
	if executed := words.Executed(swap); executed != "" {
		t.say("Sold %s.", strings.Replace(executed, " → ", " for ", 1))
		t.say("Fees: %s.", words.ExecutedFees(swap))
	}
	if terms := swap.Terms; terms != nil {
		t.say("Confirmed: %s %s for %s %s.", words.Exactly(terms.SellAmount), terms.SellToken, words.Exactly(terms.ExpectedBuy), terms.BuyToken)
		for _, caution := range terms.Warnings() {
			t.say("Caution: %s.", words.Caution(caution, t.Now(), t.Location))
		}
		if accepted := words.Accepted(terms); accepted != "" {
			t.say("Accepted: %s.", accepted)
		}
		t.say("Policy: %s. Confirmed by %s.", words.PolicyVerdict(terms.Policy).Word, orUnknown(terms.ConfirmedBy))
	}
	if swap.SettledAt.Known() {
		t.say("Settled: %s.", words.Deadline(t.Now(), swap.SettledAt, t.Location))
	}
	if swap.Reference != "" {
		t.say("Accounting reference: %s.", swap.Reference)
	}
	for _, adjustment := range words.Adjustments(swap) {
		t.say("Adjusted by %s.", strings.ReplaceAll(adjustment, " → ", " to "))
	}
	if swap.TxHash != "" {
		t.say("Transaction: %s, provider %s.", swap.TxHash, orUnknown(swap.Provider))
	}
	if key := t.view().ExecuteKey(swap); key != "" {
		t.say("Idempotency key: %s.", key)
	}
}

func (t *talk) left(terms *state.SwapTerms) time.Duration {
	return max(terms.TimeLeft(t.Now(), t.view().Feed.ClockOffset), 0)
}
