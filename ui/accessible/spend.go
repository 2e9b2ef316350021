package accessible

import (
	"strings"
	"time"

	"coffer/state"
	"coffer/ui/history"
	"coffer/ui/words"
)

const (
	// quiet is how long the keyboard has to rest before a question about money,
	// and quietMost how long that is waited for.
	quiet, quietMost = 400 * time.Millisecond, 1500 * time.Millisecond
	// outcomeWait is how long an outcome is waited for before the dialogue goes
	// on; what is under way goes on too.
	outcomeWait = 40 * time.Second
)

// askFresh asks about money: what was typed before the question isn't an answer.
func (t *talk) askFresh(question string) (string, error) {
	deadline := time.NewTimer(quietMost)
	defer deadline.Stop()
	rest := time.NewTimer(quiet)
	defer rest.Stop()
	for waiting := true; waiting; {
		select {
		case _, open := <-t.lines:
			if !open {
				return "", errLeft
			}
			rest.Reset(quiet)
		case <-rest.C:
			waiting = false
		case <-deadline.C:
			waiting = false
		case <-t.ctx.Done():
			return "", t.ctx.Err()
		}
	}
	return t.ask(question)
}

// spend asks for a new spend.
func (t *talk) spend(string) error {
	t.say("A new spend. Stop gives it up at any question.")
	request := state.SpendRequest{Currency: "usd"}
	if stopped, err := t.account(&request.Account); stopped || err != nil {
		return err
	}
	var money state.Money
	fields := []struct {
		question string
		takes    func(answer string) *state.Problem
	}{
		{"Currency, or enter for dollars:", func(answer string) *state.Problem {
			if answer != "" {
				request.Currency = strings.ToLower(answer)
			}
			if _, _, known := state.CurrencyCode(request.Currency); !known {
				return state.UnknownCurrency(request.Currency)
			}
			return nil
		}},
		{"Amount:", func(answer string) *state.Problem {
			read, problem := state.ReadMoney(answer, request.Currency)
			if problem == nil {
				money, request.AmountCents = read, read.Cents
			}
			return problem
		}},
		{"Merchant:", t.text("merchant", &request.MerchantName)},
		{"Reason:", t.text("reason", &request.Reason)},
	}
	for _, field := range fields {
		if stopped, err := t.until(field.question, field.takes); stopped || err != nil {
			return err
		}
	}
	t.say("%s to %s, for %s%s.", words.Money(money), state.SafeText(request.MerchantName), state.SafeText(request.Reason), t.of(request.Account))
	answer := history.Ask(t.ctx, t.view(), history.Question{Merchant: request.MerchantName, Amount: money, At: state.MomentOf(t.Now())})
	for _, alike := range answer.Alikes {
		t.say("Beware: it looks like %s, with the same merchant and amount, %s.", alike.ID, words.SpendStatus(alike.Status).Word)
	}
	sure, err := t.askFresh("Type send to ask the bank for it:")
	if err != nil {
		return err
	}
	if !strings.EqualFold(sure, "send") {
		t.say("Nothing was sent.")
		return nil
	}
	id, err := t.Treasury.AskSpend(t.ctx, t.Who, request)
	if err != nil {
		t.problem(err)
		return nil
	}
	t.say("Sending.")
	t.outcome(id)
	return nil
}

// outcome says what became of an intent, once that is known.
func (t *talk) outcome(id string) *state.Intent {
	var settled *state.Intent
	t.await(outcomeWait, func(view *state.View) bool {
		settled = intentOf(view, id)
		return settled != nil && settled.State != state.IntentRecorded
	})
	if settled == nil || settled.State == state.IntentRecorded {
		t.say("There is no answer yet. It goes on by itself; status and the next start say what became of it.")
		return settled
	}
	view := t.view()
	switch spend := view.Spend(settled.Subject); {
	case settled.State == state.IntentUnknown:
		t.say("Outcome unknown: funds may have moved. %s", unresolved(settled))
	case settled.Why() != nil:
		t.say("%s", settled.Why().Error())
	case spend != nil:
		t.detail(spend)
		if spend.Waiting() {
			t.say("Open %s leads to its approval page.", spend.ID)
		}
	}
	return settled
}

func intentOf(view *state.View, id string) *state.Intent {
	for _, intent := range view.Intents {
		if intent.ID == id {
			return intent
		}
	}
	return nil
}

// text takes a text that others read, and says what of it isn't sent.
func (t *talk) text(name string, into *string) func(answer string) *state.Problem {
	return func(answer string) *state.Problem {
		read, leftOut, problem := state.ReadText(name, answer)
		if problem != nil {
			return problem
		}
		if leftOut != "" {
			t.say("%s", words.LeftOutOfText(leftOut))
		}
		if read == "" {
			return &state.Problem{Happened: "The " + name + " is missing."}
		}
		*into = read
		return nil
	}
}
