package accessible

import (
	"fmt"
	"maps"
	"slices"
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
	known := func(into *string, not string) func(string) *state.Problem {
		return func(answer string) *state.Problem {
			symbol := strings.ToUpper(answer)
			if _, there := state.TokenBySymbol(symbol); !there || symbol == not {
				return &state.Problem{Happened: "That can't be swapped here.", Advice: "There are " + strings.Join(symbols, ", ") + "."}
			}
			*into = symbol
			return nil
		}
	}
	if stopped, err := t.until("Sell which token? "+strings.Join(symbols, ", ")+":", known(&s.request.SellToken, "")); stopped || err != nil {
		return stopped, err
	}
	token, _ := state.TokenBySymbol(s.request.SellToken)
	if stopped, err := t.until("How much "+token.Symbol+"?", func(answer string) *state.Problem {
		read, problem := state.ReadTokenAmount(answer, token, t.view().Held(s.request.Account, token.Symbol))
		if problem == nil {
			s.request.SellAmount = read.Amount.String()
		}
		return problem
	}); stopped || err != nil {
		return stopped, err
	}
	return t.until("Receive which token?", known(&s.request.BuyToken, token.Symbol))
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
	var fees []string
	for _, kind := range slices.Sorted(maps.Keys(terms.Fees)) {
		fees = append(fees, kind+" "+words.Exactly(terms.Fees[kind])+" "+state.UnitOfAccount)
	}
	cost := terms.Cost()
	if cost.Level() != state.CostUsual {
		t.say("Beware: fees and price impact cost %s percent of the trade.", costPercent(cost))
	}
	t.say("Fees: %s. Provider %s, route %s.", orUnknown(strings.Join(fees, ", ")), orUnknown(terms.Provider), strings.Join(terms.Route, " to "))
	t.say("The price is firm for %d seconds.", int(t.left(terms).Seconds()))
	return true
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
	before := s.accepted
	lower := before != nil && before.MinimumReceived != nil &&
		(s.terms.MinimumReceived == nil || s.terms.MinimumReceived.LessThan(*before.MinimumReceived))
	if before != nil && (s.terms.ExpectedBuy.LessThan(before.ExpectedBuy) || lower) {
		t.say("Price changed: you receive %s instead of %s %s. Now %s, before %s.", words.Exactly(s.terms.ExpectedBuy),
			words.Exactly(before.ExpectedBuy), s.terms.BuyToken, leastOf(s.terms), leastOf(before))
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
	if taken, err := t.takeCost(checked); err != nil || !taken {
		return false, err
	}
	answer, err := t.askFresh(fmt.Sprintf("Type execute to swap %s %s for %s %s%s, quote for a new price, or stop. %d seconds left:",
		words.Exactly(checked.SellAmount), checked.SellToken, words.Exactly(checked.ExpectedBuy), checked.BuyToken, t.of(s.request.Account), int(t.left(checked).Seconds())))
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

// takeCost has the percent typed where so much is more often a mistyped amount
// than meant.
func (t *talk) takeCost(terms *state.SwapTerms) (taken bool, err error) {
	cost := terms.Cost()
	if cost.Level() != state.CostTyped {
		return true, nil
	}
	answer, err := t.askFresh("Type " + costPercent(cost) + " to accept a cost of so many percent:")
	if err != nil {
		return false, err
	}
	if strings.TrimSuffix(answer, "%") != costPercent(cost) {
		t.say("Nothing was sent, no money moved.")
		return false, nil
	}
	return true, nil
}

func costPercent(cost state.Cost) string {
	const places = 2
	return cost.Percent().StringFixed(places)
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
	if terms := swap.Terms; terms != nil {
		t.say("Sold %s %s for %s %s.", words.Exactly(terms.SellAmount), terms.SellToken, words.Exactly(terms.ExpectedBuy), terms.BuyToken)
		t.say("Policy: %s. Confirmed by %s.", words.PolicyVerdict(terms.Policy).Word, orUnknown(terms.ConfirmedBy))
	}
	if swap.Reference != "" {
		t.say("Accounting reference: %s.", swap.Reference)
	}
	if swap.TxHash != "" {
		t.say("Transaction: %s, provider %s.", swap.TxHash, orUnknown(swap.Provider))
	}
}

func (t *talk) left(terms *state.SwapTerms) time.Duration {
	return max(terms.TimeLeft(t.Now(), t.view().Feed.ClockOffset), 0)
}
