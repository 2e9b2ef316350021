package accessible

import (
	"strings"

	"coffer/state"
	"coffer/ui/approve"
	"coffer/ui/history"
	"coffer/ui/words"
)

// review goes through what waits, oldest first.
func (t *talk) review(string) error {
	seen := make(map[string]bool)
	for {
		spend := t.undecided(seen)
		if spend == nil {
			if coverage := t.view().Coverage(); !coverage.Whole() {
				t.say("That was all that is known here: %s.", words.Reach(coverage))
				return nil
			}
			t.say("That was all: nothing else waits for you.")
			return nil
		}
		seen[spend.ID] = true
		t.detail(spend)
		t.surroundings(spend)
		if stopped, err := t.decide(spend); stopped || err != nil {
			return err
		}
	}
}

// undecided is the oldest request that waits and wasn't seen in this review.
func (t *talk) undecided(seen map[string]bool) *state.Spend {
	queue := t.view().Queue
	for i := range queue.Len() {
		if spend := queue.At(i); spend.Waiting() && !seen[spend.ID] {
			return spend
		}
	}
	return nil
}

// surroundings is what is usual at the merchant, and what looks like this.
func (t *talk) surroundings(spend *state.Spend) {
	amount, summable := spend.Summable()
	if !summable || spend.Merchant == "" {
		t.say("Nothing can be said about what is usual: the bank hasn't told its amount or merchant.")
		return
	}
	answer := history.Ask(t.ctx, t.view(), history.Question{Merchant: spend.Merchant, Amount: amount, At: spend.Born(), Except: spend.ID})
	switch {
	case answer.Count == 0:
		t.say("Earlier requests for this merchant: %s.", words.FirstAt(t.view().Coverage()))
	case answer.Times != "":
		t.say("Unusual: %s the median of %s other requests there, which is %s.", answer.Times, words.Count(answer.Count), words.Money(answer.Median))
	default:
		t.say("The median of %s other requests there is %s.", words.Count(answer.Count), words.Money(answer.Median))
	}
	for _, alike := range answer.Alikes {
		t.say("Beware: it looks like %s, with the same merchant and amount, %s.", alike.ID, words.SpendStatus(alike.Status).Word)
	}
}

func (t *talk) decide(spend *state.Spend) (stopped bool, err error) {
	question := "Open, next or stop?"
	if t.view().Bank.Environment == state.Sandbox {
		question = "Open, approve, decline, next or stop?"
	}
	for {
		answer, err := t.ask(question)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "stop":
			return true, nil
		case "next", "":
			return false, nil
		case "open":
			return false, t.open(spend.ID)
		case "approve", "decline":
			if t.view().Bank.Environment == state.Sandbox {
				return false, t.decideHere(spend, strings.ToLower(answer))
			}
		}
		t.say("That is none of them.")
	}
}

// decideHere decides in the sandbox, which no bank of money allows.
func (t *talk) decideHere(spend *state.Spend, word string) error {
	decision := state.Approve
	if word == "decline" {
		decision = state.Decline
	}
	reason, err := t.ask("A reason, or enter for none:")
	if err != nil {
		return err
	}
	sure, err := t.askFresh("Type " + word + " once more to " + word + " " + words.Amount(spend.Money()) + " to " + orUnknown(spend.Merchant) + t.of(spend.Account) + ":")
	if err != nil {
		return err
	}
	if !strings.EqualFold(sure, word) {
		t.say("Nothing was decided.")
		return nil
	}
	if err := t.Treasury.Decide(t.ctx, t.Who, spend.ID, state.Decision{Decision: decision, Reason: reason}); err != nil {
		t.problem(err)
		return nil
	}
	t.await(outcomeWait, func(view *state.View) bool { return !view.Spend(spend.ID).Waiting() })
	if decided := t.view().Spend(spend.ID); decided != nil {
		t.say("It is %s now.", words.SpendStatus(decided.Status).Word)
	}
	return nil
}

// open opens the approval page of a request, or says its address.
func (t *talk) open(id string) error {
	view := t.view()
	spend := view.Spend(id)
	address := ""
	if spend != nil {
		address = view.Bank.ApprovalURL(spend)
	}
	switch {
	case spend == nil:
		t.say("There is no %q here. Review and list say the ids.", state.SafeText(id))
		return nil
	case !spend.Waiting():
		t.say("It is %s, there is nothing to approve.", words.SpendStatus(spend.Status).Word)
		return nil
	case address == "" && view.Bank.Environment == state.Sandbox:
		t.say("Its approval page is being asked for at the sandbox. Try again in a moment.")
		return nil
	case address == "":
		t.say("The bank gave no approval page for it.")
		return nil
	case !approve.Trusted(view.Bank, address):
		t.say("Its approval page isn't on a host of the bank, so it is neither opened nor said. Decide in the bank's own app, or name the host in approval_hosts.")
		return nil
	}
	opened := false
	if t.Browser != nil {
		err := t.Browser(address)
		if opened = err == nil; !opened {
			t.say("The browser didn't start: %s.", state.SafeText(err.Error()))
		}
	}
	if opened {
		t.say("The approval page is open in the browser. It is decided there.")
	} else {
		t.say("Open this in a browser to decide: %s", address)
		answer, err := t.ask("Type opened once it is open, or enter to leave it:")
		if err != nil {
			return err
		}
		if !strings.EqualFold(answer, "opened") {
			return nil
		}
	}
	if err := t.Treasury.ApprovalOpened(t.ctx, t.Who, id); err != nil {
		t.problem(err)
	}
	return nil
}
