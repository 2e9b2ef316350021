package export

import (
	"slices"
	"strings"

	"coffer/state"
)

// hands are the people behind spend requests, by request id.
type hands struct {
	asked   map[string]asked
	decided map[string][]decision
}

type asked struct {
	who string
	at  state.Moment
}

// decision is what a person here told the bank, and it did not turn down.
type decision struct{ who, word string }

func (r *run) hands() (hands, error) {
	who := hands{asked: make(map[string]asked), decided: make(map[string][]decision)}
	err := r.source.EachIntent(r.ctx, func(intent *state.Intent) error {
		if intent.Kind == state.IntentSpend && intent.Subject != "" {
			who.asked[intent.Subject] = asked{who: intent.Who, at: intent.CreatedAt}
		}
		return nil
	})
	if err != nil {
		return hands{}, err
	}
	err = r.source.EachDeed(r.ctx, []state.Deed{state.DeedDecided, state.DeedOutcome}, func(entry *state.Entry) error {
		who.note(entry)
		return nil
	})
	return who, err
}

// note reads the trail as the engine writes it: who decided what before the
// bank hears of it, and the outcome after it only when the bank didn't take it.
func (h hands) note(entry *state.Entry) {
	before := h.decided[entry.Subject]
	if entry.Deed == state.DeedDecided {
		word, _, _ := strings.Cut(entry.Text, " ")
		h.decided[entry.Subject] = append(before, decision{who: entry.Who, word: word})
		return
	}
	outcome, isDecision := strings.CutPrefix(entry.Text, "decision: ")
	if !isDecision || strings.HasPrefix(outcome, string(state.Unknown)) {
		return
	}
	for i := len(before) - 1; i >= 0; i-- {
		if before[i].who == entry.Who {
			h.decided[entry.Subject] = slices.Delete(before, i, i+1)
			return
		}
	}
}

// decider is the person here whose word the bank took first; "" when it was
// decided at the bank.
func (h hands) decider(spend *state.Spend) string {
	words := map[state.SpendStatus]string{state.Approved: state.Approve, state.Declined: state.Decline}
	for _, made := range h.decided[spend.ID] {
		if made.word == words[spend.Status] {
			return made.who
		}
	}
	return ""
}
