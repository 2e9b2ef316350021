package state

import (
	"testing"
	"time"

	"coffer/api"
)

// TestTheListWaitsForABacklogOfWebhooks goes through what comes while the list
// has a record that isn't here.
func TestTheListWaitsForABacklogOfWebhooks(t *testing.T) {
	t.Parallel()
	now := Moment(1_000_000)
	list := bankList{compares: true}
	webhooks := int64(0)
	look := func(after time.Duration, arrived int64, id string) time.Duration {
		now, webhooks = now.Add(after), webhooks+arrived
		list.count(webhooks, now)
		return list.miss(id, now)
	}
	list.count(0, now)
	for _, step := range []struct {
		after     time.Duration
		arrived   int64
		id        string
		wait      time.Duration
		goesOnToo bool
	}{
		{time.Second, 3_000, "req_1", floodStep, true},
		{time.Second, 3_000, "req_2", floodStep, true},
		// One that doesn't come is read, whatever else comes.
		{lostAfter - time.Second, 9_000, "req_2", floodStep, true},
		{time.Second, 3_000, "req_2", 0, false},
		// Once they come slowly, nothing waits for them.
		{time.Second, floodRate, "req_3", floodStep, true},
		{time.Second, floodRate - 1, "req_4", 0, false},
		// A look soon after is no measure of its own.
		{time.Second, 3_000, "req_5", floodStep, true},
		{time.Millisecond, 0, "req_6", floodStep, true},
	} {
		list.compares = true
		if wait := look(step.after, step.arrived, step.id); wait != step.wait || list.compares != step.goesOnToo {
			t.Errorf("%+v: waits %s, goes on to compare %t", step, wait, list.compares)
		}
	}
}

// TestOnlyWhatTheBankToldLastIsHeld holds a listed request against the Book.
func TestOnlyWhatTheBankToldLastIsHeld(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	told := api.Spend{
		ID: "req_1", TeamID: "team_1", AgentAccountID: "agent_1", Status: api.Approved, DecisionReason: "ok", AmountCents: new(int64(1200)),
		Currency: "usd", MerchantName: "AWS", Reason: "GPU", CreatedAt: api.At(created), DecidedAt: api.At(created), UpdatedAt: api.At(created.Add(time.Hour)),
	}
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Spends: []*Spend{spendFrom(told, SourceWebhook, 5, 1)}}, created)
	holds := func(spend api.Spend) bool {
		return book.View().holds(api.SandboxDigest{ID: spend.ID, Digest: spend.Digest()})
	}
	if !holds(told) {
		t.Error("what was told is not held")
	}
	for name, change := range map[string]func(*api.Spend){
		"id": func(s *api.Spend) { s.ID = "req_2" }, "status": func(s *api.Spend) { s.Status = api.Declined },
		"amount": func(s *api.Spend) { s.AmountCents = new(int64(1201)) }, "merchant": func(s *api.Spend) { s.MerchantName = "AWS " },
		"later": func(s *api.Spend) { s.UpdatedAt = api.At(created.Add(2 * time.Hour)) }, "account": func(s *api.Spend) { s.AgentAccountID = "agent_2" },
	} {
		other := told
		change(&other)
		if holds(other) {
			t.Errorf("with another %s it is held", name)
		}
	}
	// What the bank denied, and what can't be opened yet, is read.
	denied := *spendFrom(told, SourceWebhook, 5, 1)
	denied.Absence = Absence{UnknownAt: 9}
	book.Put(Changes{Spends: []*Spend{&denied}}, created)
	if holds(told) {
		t.Error("it is held although the bank doesn't know it")
	}
	told.Status, told.DecidedAt = api.NeedsApproval, api.Timestamp{}
	told.ID = "req_3"
	book.Put(Changes{Spends: []*Spend{spendFrom(told, SourceWebhook, 5, 1)}}, created)
	if holds(told) {
		t.Error("it is held without the address of its approval page")
	}
}
