package accessible

import (
	"cmp"
	"fmt"
	"strings"

	"coffer/state"
	"coffer/ui/activity"
	"coffer/ui/words"
)

// listed is how many records a list says before it asks whether to go on.
const listed = 10

func (t *talk) status(string) error {
	view := t.view()
	if loading := view.Loading; !loading.Done() {
		t.say("The journal is being read: %s of %s requests so far.", words.Count(loading.Loaded), words.Count(loading.Total))
	}
	t.balances(view)
	coverage := view.Coverage()
	switch {
	case view.Waiting.Count > 0:
		so := ""
		if !coverage.Whole() {
			so = " that is known here"
		}
		t.say("%s for you%s, %s in all, the oldest from %s.", requestsWait(view.Waiting.Count), so, words.SumsBut(view.Waiting.Sums, view.Waiting.NotTold), words.Ago(t.Now(), view.Waiting.Oldest))
	case coverage.Whole():
		t.say("Nothing waits for you.")
	default:
		t.say("Waiting for you: %s.", words.NoneKnown(coverage))
	}
	if today := view.Today; len(today.Spent) > 0 || today.Approved+today.Declined > 0 || coverage.Whole() {
		t.say("Today: %s, %d approved, %d declined.", words.SpentToday(view), today.Approved, today.Declined)
	} else {
		t.say("Spent today: %s.", words.NoneKnown(coverage))
	}
	if elsewhere := view.Elsewhere; len(elsewhere.Spent) > 0 {
		t.say("In accounts without a key here: %s spent today.", words.Sums(elsewhere.Spent))
	}
	if reach := words.Reach(coverage); reach != "" {
		t.say("That may not be all: %s.", reach)
	}
	for _, unseen := range view.Unseen {
		t.say("The bank says %s was spent this month%s, and %s of it is not known here: %s.", words.Money(unseen.Bank), t.of(unseen.Account),
			words.Money(unseen.Missing), words.WhyUnseen(coverage))
	}
	for _, intent := range view.Unresolved() {
		if intent.State == state.IntentUnknown {
			doubt := words.InDoubt(intent, state.MomentOf(t.Now().Add(view.Feed.ClockOffset)))
			t.say("%s: %s", strings.ToUpper(doubt[:1])+doubt[1:], unresolved(intent))
		} else {
			t.say("On its way: %s.", unresolved(intent))
		}
	}
	t.say("Facts come %s.", facts(view))
	if view.Feed.Team.Found() {
		t.say("The team is wrong: %s.", words.WrongTeam(view.Feed.Team))
	}
	for _, line := range words.DeadLetters(view.DeadLetters, t.Now(), t.Location) {
		t.say("Webhooks, %s: %s.", strings.ToLower(line.Title), line.Text)
	}
	if held := words.HeldBack(view.Feed, t.Now(), t.Location); held != "" {
		t.say("%s", held)
	}
	t.waiting = view.Waiting.Count
	return nil
}

func (t *talk) list(rest string) error {
	view := t.view()
	wanted := strings.ToLower(rest)
	said := 0
	for i := range view.Spends.Len() {
		spend := view.Spends.At(i)
		if !mentions(spend, wanted) {
			continue
		}
		if said > 0 && said%listed == 0 {
			answer, err := t.ask("Enter goes on, stop stops.")
			if err != nil {
				return err
			}
			if answer != "" {
				return nil
			}
		}
		said++
		t.say("%s.", t.brief(spend))
	}
	t.say("%s%s.", words.Plural(said, "request", "requests"), knownHere(view))
	return nil
}

func mentions(spend *state.Spend, wanted string) bool {
	for _, text := range []string{spend.Merchant, spend.Reason, spend.ID, words.SpendStatus(spend.Status).Word} {
		if strings.Contains(strings.ToLower(text), wanted) {
			return true
		}
	}
	return false
}

func (t *talk) swaps(string) error {
	view := t.view()
	for i := range min(view.Swaps.Len(), listed) {
		t.say("%s.", t.briefSwap(view.Swaps.At(i)))
	}
	if view.Bank.NoSwapAPI {
		t.say("This bank has no swap API yet: swaps are made in its own dashboard, and don't show here.")
	}
	t.say("%s%s.", words.Plural(view.Swaps.Len(), "swap", "swaps"), cmp.Or(knownHere(view), " in all"))
	return nil
}

func (t *talk) show(id string) error {
	view := t.view()
	if spend := view.Spend(id); spend != nil {
		t.detail(spend)
	} else if swap := view.Swap(id); swap != nil {
		t.receipt(swap)
	} else {
		t.say("There is no %q here. List and swaps say the ids.", state.SafeText(id))
		return nil
	}
	trail, err := t.Treasury.Trail(t.ctx, id)
	if err != nil {
		t.problem(err)
		return nil
	}
	for i := range trail {
		t.say("%s.", t.entry(&trail[i]))
	}
	return nil
}

// brief is a request in one sentence, without its end.
func (t *talk) brief(spend *state.Spend) string {
	beware := ""
	if !spend.Fits() {
		beware = "Beware, something about it doesn't fit: "
	}
	text := beware + fmt.Sprintf("%s to %s, %s, %s, for %s%s, id %s", amountOf(spend), orUnknown(spend.Merchant),
		words.SpendStatus(spend.Status).Word, words.Ago(t.Now(), spend.Born()), orUnknown(spend.Reason), t.of(spend.Account), spend.ID)
	if absence := words.Absence(spend, t.Now(), t.Location); absence != "" {
		text += ". Beware: " + absence
	}
	return text
}

// amountOf is the amount of a request as it stands at the head of a sentence.
func amountOf(spend *state.Spend) string {
	money, told := spend.Money()
	if !told {
		return "An amount that is " + words.NotTold
	}
	return words.Money(money)
}

func (t *talk) briefSwap(swap *state.Swap) string {
	text := words.SwapStatus(swap.Status).Word + t.of(swap.Account) + ", id " + swap.ID
	if executed := words.Executed(swap); executed != "" {
		text = strings.Replace(executed, " → ", " to ", 1) + ", " + text
	} else if swap.Terms != nil {
		text = fmt.Sprintf("%s %s to %s %s, %s", words.Exactly(swap.Terms.SellAmount), swap.Terms.SellToken,
			words.Exactly(swap.Terms.ExpectedBuy), swap.Terms.BuyToken, text)
	}
	if swap.Reference != "" {
		text += ", reference " + swap.Reference
	}
	for _, beware := range words.SwapBeware(swap) {
		text += ". Beware: " + beware
	}
	if absence := words.Absence(swap, t.Now(), t.Location); absence != "" {
		text += ". Beware: " + absence + ". " + strings.TrimSuffix(words.AbsenceAdvice(swap), ".")
	}
	return text
}

// detail is everything that an approver needs, a sentence each.
func (t *talk) detail(spend *state.Spend) {
	// Said before the status, which would be heard as that of what was asked for.
	for _, beware := range words.SpendBeware(spend, t.Now(), t.Location) {
		t.say("Beware: %s", beware)
	}
	if absence := words.Absence(spend, t.Now(), t.Location); absence != "" {
		t.say("Beware: %s. %s", absence, words.AbsenceAdvice(spend))
	}
	t.say("%s to %s: %s.", amountOf(spend), orUnknown(spend.Merchant), words.SpendStatus(spend.Status).Word)
	t.say("Reason: %s.", orUnknown(spend.Reason))
	t.leftOut(spend)
	if spend.DecisionReason != "" {
		t.say("The bank says: %s.", spend.DecisionReason)
	}
	t.say("Asked by %s, %s. Id %s.", orUnknown(words.Account(t.view(), spend.Account)), words.Ago(t.Now(), spend.Born()), spend.ID)
	balance := t.view().BalanceOf(spend.Account)
	amount, summable := spend.Summable()
	if left, told := balance.Left(); spend.Waiting() && told && summable && balance.Money(0).SameCurrency(amount) {
		t.say("Budget left: %s now, %s after it.", words.Money(balance.Money(left)), words.Money(balance.Money(left).Minus(amount)))
	}
	if spend.OpenedAt.Known() {
		t.say("Its approval page was opened %s.", words.Ago(t.Now(), spend.OpenedAt))
	}
}

// leftOut says what was asked for here of what the bank's record leaves out.
func (t *talk) leftOut(spend *state.Spend) {
	leftOut := words.LeftOutOf(spend)
	for _, part := range []struct {
		title   string
		leftOut bool
		asked   func() string
	}{
		{"Amount", leftOut.Amount, func() string { return words.Money(spend.Asked.Money()) }},
		{"Merchant", leftOut.Merchant, func() string { return state.SafeText(spend.Asked.Merchant) }},
		{"Reason", leftOut.Reason, func() string { return state.SafeText(spend.Asked.Reason) }},
	} {
		if part.leftOut {
			t.say("%s: %s.", part.title, words.Mark(part.asked(), true))
		}
	}
}

func (t *talk) entry(entry *state.Entry) string {
	text := words.When(t.Now(), entry.At, t.Location) + ", " + words.EntrySource(entry) + ": " + activity.What(entry)
	if more := activity.Text(entry); more != "" {
		text += ", " + more
	}
	return text
}

// watch says each entry of the audit trail as it arrives.
func (t *talk) watch(string) error {
	t.told = t.newest()
	t.say("Watching. Press enter to stop.")
	for {
		select {
		case _, open := <-t.lines:
			if !open {
				return errLeft
			}
			return nil
		case <-t.woken:
			t.sayNew()
		case <-t.ctx.Done():
			return t.ctx.Err()
		}
	}
}

func (t *talk) sayNew() {
	trail := t.view().Activity
	fresh := 0
	for fresh < trail.Len() && trail.At(fresh).Seq > t.told {
		fresh++
	}
	for i := fresh - 1; i >= 0; i-- {
		entry := trail.At(i)
		text := t.entry(entry)
		if entry.Subject != "" {
			text += ", " + entry.Subject
		}
		t.say("%s.", text)
	}
	t.told = t.newest()
}

func (t *talk) newest() int64 {
	if trail := t.view().Activity; trail.Len() > 0 {
		return trail.At(0).Seq
	}
	return 0
}

func environment(view *state.View) string {
	word, _ := words.Environment(view.Bank.Environment)
	if view.Bank.Environment == state.Live {
		return word + ", real money"
	}
	return word + ", test money"
}

// knownHere stands behind a count that may not be all; "" where it is.
func knownHere(view *state.View) string {
	if view.Coverage().Whole() {
		return ""
	}
	return " known here"
}

func facts(view *state.View) string {
	if view.Feed.Mode == state.FeedOffline {
		return "not at all: " + strings.TrimSuffix(view.Feed.Problem, ".")
	}
	return words.FactsCome(view.Feed, view.Coverage())
}

func requestsWait(count int) string {
	if count == 1 {
		return "1 request waits"
	}
	return words.Count(count) + " requests wait"
}

func unresolved(intent *state.Intent) string {
	text := "a " + string(intent.Kind)
	if intent.Terms != nil {
		text = fmt.Sprintf("a swap of %s %s", words.Exactly(intent.Terms.SellAmount), intent.Terms.SellToken)
	} else if intent.Spend != nil {
		text = fmt.Sprintf("a spend of %s to %s", words.Money(state.Money{Cents: intent.Spend.AmountCents, Currency: intent.Spend.Currency}), state.SafeText(intent.Spend.MerchantName))
	}
	if why := intent.Why(); why != nil {
		text += ". " + why.Error()
	}
	return text
}

func orUnknown(text string) string {
	if text == "" {
		return "not told"
	}
	return text
}
