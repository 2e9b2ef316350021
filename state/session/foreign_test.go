package session

import (
	"net/http"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

const (
	createCall = "POST /v1/spend"
	replayKey  = "7f3a0c1e-52f4-4e0b-9d3f-0f5f5a1f6f10"
)

// askedFor asks for a spend and waits for what comes of it first.
func askedFor(t *testing.T, treasury state.Treasury, request state.SpendRequest) (*state.Intent, *state.View) {
	t.Helper()
	id, err := treasury.AskSpend(t.Context(), "maria", request)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, treasury, "an answer", func(v *state.View) bool {
		intent := intentOf(v, id)
		return intent.State == state.IntentDone || intent.State == state.IntentUnknown
	})
	return intentOf(view, id), view
}

func TestACreateAnsweredWithAnEarlierRequestLeavesThatAsItIs(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	odd.Bend(changesRead, noSuchPath)
	first, view := askedFor(t, treasury, someSpend(1_200))
	before := *view.Spend(first.Subject)
	for name, fields := range map[string]map[string]any{
		"with its figures":       {"id": before.ID},
		"with figures of all":    {"id": before.ID, "amount_cents": 999_900, "merchant_name": "Evil", "status": "declined", "agent_account_id": "agent_x"},
		"as if it were the same": {"id": before.ID, "amount_cents": 1_200, "merchant_name": "AWS"},
	} {
		odd.Bend(createCall, bentTo(fields))
		second, view := askedFor(t, treasury, someSpend(3_400))
		if second.State != state.IntentUnknown || second.AnsweredWith != before.ID || second.Subject != "" {
			t.Errorf("%s: the second is %s, about %q, answered with %q", name, second.State, second.Subject, second.AnsweredWith)
		}
		if why := second.Why(); !strings.Contains(why.Happened, before.ID) || !strings.Contains(why.Happened, "another request") {
			t.Errorf("%s: it is said: %v", name, why)
		}
		if marks := second.Discrepancies(); len(marks) != 1 || marks[0].Field != "id" || marks[0].Answered != before.ID {
			t.Errorf("%s: the second is marked with %v", name, marks)
		}
		after := view.Spend(before.ID)
		if *after.Cents != 1_200 || after.Merchant != "AWS" || after.Status != before.Status || after.Account != before.Account || *after.Asked != *before.Asked || after.Contradicted {
			t.Errorf("%s: the earlier request became %+v", name, after)
		}
		marks := after.Discrepancies()
		if len(marks) != 1 || marks[0].Field != "id" || marks[0].Answered != before.ID || !strings.Contains(marks[0].Asked, "$34.00") || after.Fits() {
			t.Errorf("%s: it is marked with %v", name, marks)
		}
	}
	// Answered with its own at last, all is known.
	odd.Bend(createCall, nil)
	for _, intent := range treasury.View().Intents {
		if intent.State != state.IntentUnknown {
			continue
		}
		if err := treasury.Retry(t.Context(), "maria", intent.ID); err != nil {
			t.Fatal(err)
		}
		view := eventually(t, treasury, "its own request", func(v *state.View) bool { return intentOf(v, intent.ID).State == state.IntentDone })
		if settled := intentOf(view, intent.ID); settled.Subject == before.ID || settled.AnsweredWith != "" || *view.Spend(settled.Subject).Cents != 3_400 {
			t.Errorf("it became %+v", settled)
		}
	}
}

func TestACreateAnsweredWithAnAgentsRequestIsNotTakenForIt(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	issued := odd.Bank.Credentials()
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}, "DINO_SPEND_KEY="+issued.SpendKey)
	agent, view := askedFor(t, opened(t, settings, options).Treasury(), someSpend(1_200))
	agents := view.Spend(agent.Subject).ID
	eventually(t, treasury, "the agent's request", func(v *state.View) bool { return v.Spend(agents) != nil })
	odd.Bend(changesRead, noSuchPath)
	odd.Bend(createCall, bentTo(map[string]any{"id": agents}))
	mine, view := askedFor(t, treasury, someSpend(1_200))
	if mine.State != state.IntentUnknown || mine.AnsweredWith != agents {
		t.Errorf("it is %s, answered with %q", mine.State, mine.AnsweredWith)
	}
	if theirs := view.Spend(agents); theirs.Asked != nil || theirs.Fits() {
		t.Errorf("the agent's is %+v", theirs)
	}
}

func TestAReplayOfItsOwnKeyIsTheSameRequest(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	folder := t.TempDir()
	with := func(folder string) state.Treasury {
		settings, options := setting(t, "", config.Flags{"data-dir": folder, "api-url": odd.URL, "team-id": issued.TeamID}, "DINO_SPEND_KEY="+issued.SpendKey)
		return opened(t, settings, options).Treasury()
	}
	request := someSpend(1_200)
	request.Key = replayKey
	treasury := with(folder)
	first, _ := askedFor(t, treasury, request)
	second, _ := askedFor(t, treasury, request)
	if second.State != state.IntentDone || second.Subject != first.Subject || first.Subject == "" {
		t.Errorf("the replay is %s, about %q, not %q", second.State, second.Subject, first.Subject)
	}
	// Elsewhere the request is known by the sandbox's list alone.
	elsewhere := with(t.TempDir())
	eventually(t, elsewhere, "the request", func(v *state.View) bool { return v.Spend(first.Subject) != nil })
	request.Repeats = true
	third, view := askedFor(t, elsewhere, request)
	if third.State != state.IntentDone || third.Subject != first.Subject || !view.Spend(third.Subject).Fits() {
		t.Errorf("the replay from elsewhere is %s, about %q: %s", third.State, third.Subject, third.Problem)
	}
	if calls := odd.To(http.MethodPost, "/v1/spend"); len(calls) != 3 {
		t.Errorf("%d creates reached the bank, want 3", len(calls))
	}
}

func TestAFigureThatChangesAfterwardsIsMarked(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]any{"amount_cents": 60_001, "currency": "eur", "merchant_name": "AWS\u200b"} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			odd, treasury := oddSession(t)
			asked := waitingSpend(t, treasury)
			odd.Bend(spendRead, bentTo(map[string]any{field: value}))
			treasury.Refresh()
			view := eventually(t, treasury, "the mark", func(v *state.View) bool { return !v.Spend(asked.ID).Fits() })
			if marks := view.Spend(asked.ID).Discrepancies(); len(marks) != 1 || marks[0].Field != field {
				t.Errorf("it is marked with %v", marks)
			}
			odd.Bend(spendRead, nil)
			treasury.Refresh()
			askedSince(t, odd, treasury, asked.ID, len(odd.To(http.MethodGet, "/v1/spend/"+asked.ID)))
			if treasury.View().Spend(asked.ID).Fits() {
				t.Error("the mark went away")
			}
		})
	}
}
