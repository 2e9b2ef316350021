package torture

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/state"
)

const (
	// networkLanes is how many roads break at once.
	networkLanes = 12
	// fullNetworkRounds is how often each fault is tried at full scale.
	fullNetworkRounds = 25
	// readPatience is how long a person's read waits for a bank that fails.
	readPatience = 3 * time.Second
)

// TestNetworkFaultsAreNamedTakeEffectOnceAndPass sends a spend, a swap and
// reads into each fault, and lifts it again.
func TestNetworkFaultsAreNamedTakeEffectOnceAndPass(t *testing.T) {
	t.Parallel()
	counts := newTally(t)
	rounds := 1
	if *full {
		rounds = fullNetworkRounds
	}
	for round := range rounds {
		var lanes errgroup.Group
		lanes.SetLimit(networkLanes)
		for i, fault := range troubles() {
			counts.try(fault.name)
			folder := filepath.Join(t.TempDir(), strconv.Itoa(i))
			lanes.Go(func() error {
				if err := endure(fault, folder, counts); err != nil {
					t.Errorf("round %d, %s: %v", round, fault.name, err)
				}
				return nil
			})
		}
		counts.try(noName)
		folder := filepath.Join(t.TempDir(), "name")
		lanes.Go(func() error {
			if err := endureNoName(folder, counts); err != nil {
				t.Errorf("round %d, %s: %v", round, noName, err)
			}
			return nil
		})
		_ = lanes.Wait()
	}
}

// endure sends things into a fault, checks what they are called, lifts it, and
// checks what became of them.
func endure(fault trouble, folder string, counts *tally) (err error) {
	r, err := openRoad(folder, fault.ahead)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	if _, err := r.eventually("the balance", func(v *state.View) bool { return v.Balance != nil && v.Feed.Mode != state.FeedOffline }); err != nil {
		return err
	}
	terms, err := r.confirmable()
	if err != nil {
		return err
	}
	if left := terms.TimeLeft(time.Now(), r.client.ClockOffset()); (left - roadQuoteTTL).Abs() > 30*time.Second {
		return fmt.Errorf("the quote of %s shows %s left", roadQuoteTTL, left)
	}
	// What is in doubt has one connection of its own.
	r.client.Reconnect()
	if err := fault.begin(r); err != nil {
		return err
	}
	sent, err := r.send(fault, terms)
	if err != nil {
		return err
	}
	if err := r.suffer(fault); err != nil {
		return err
	}
	if err := r.mend(); err != nil {
		return err
	}
	return r.recover(fault, sent, counts)
}

// consignment is what was sent into a fault.
type consignment struct {
	intents []string
	// first is what each was called while the fault lasted.
	first map[string]state.IntentState
}

// send asks for a spend and a swap and waits until each has a name.
func (r *road) send(fault trouble, terms *state.SwapTerms) (consignment, error) {
	ctx := context.Background()
	if err := r.askDirectly("by an agent, meanwhile"); err != nil {
		return consignment{}, err
	}
	spend, err := r.engine.AskSpend(ctx, "maria", wishFor("into the fault"))
	if err != nil {
		return consignment{}, err
	}
	terms.Accepted = terms.Typed()
	swap, err := r.engine.Execute(ctx, "maria", terms)
	if err != nil {
		return consignment{}, err
	}
	sent := consignment{intents: []string{spend, swap}, first: make(map[string]state.IntentState)}
	for _, id := range sent.intents {
		view, err := r.eventually("an outcome of "+id, func(v *state.View) bool { return intentIn(v, id).State != state.IntentRecorded })
		if err != nil {
			return sent, err
		}
		sent.first[id] = intentIn(view, id).State
		if !slices.Contains(fault.named, sent.first[id]) {
			err = errors.Join(err, fmt.Errorf("the %s was called %s, not %v", intentIn(view, id).Kind, sent.first[id], fault.named))
		}
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// suffer checks that reads fail as reads do, and that the feed doesn't look
// better than it is.
func (r *road) suffer(fault trouble) error {
	if !fault.deaf {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), readPatience)
	defer cancel()
	answer, err := r.client.Balance(ctx)
	if err == nil {
		return fmt.Errorf("a read brought %s", answer.Raw)
	}
	if problem := state.ExplainRead(err); problem.Happened == "" || problem.Advice == "" {
		return fmt.Errorf("a read that failed is explained by %+v", problem)
	}
	if fault.named[0] == state.IntentRefused {
		// The bank is there; it only wants a slower pace.
		return nil
	}
	_, err = r.eventually("that it is offline", func(v *state.View) bool { return v.Feed.Mode == state.FeedOffline && v.Feed.Problem != "" })
	return err
}

// recover checks that everything is as if nothing had happened, without a
// restart and without anyone's help.
func (r *road) recover(fault trouble, sent consignment, counts *tally) error {
	view, err := r.eventually("that all is well again", func(v *state.View) bool {
		return len(v.Unresolved()) == 0 && v.Feed.Mode == state.FeedPolling && v.Feed.Problem == ""
	})
	if err != nil {
		return err
	}
	if err := r.agreeWithTheBank(); err != nil {
		return err
	}
	if strays := r.strays.Load(); strays > 0 {
		return fmt.Errorf("%d requests went to another host", strays)
	}
	ledger, err := r.direct.Ledger(context.Background())
	if err != nil {
		return err
	}
	for _, id := range sent.intents {
		intent := intentIn(view, id)
		how, err := r.judge(intent, sent.first[id], ledger.Value)
		counts.end(fault.name, how)
		if err != nil {
			return err
		}
	}
	// The reads: what an agent did meanwhile is on the list.
	how := endedDone
	if fault.deaf {
		how = endedResolved
	}
	counts.end(fault.name, how)
	return nil
}

// judge holds what an intent is called against what the bank did for it.
func (r *road) judge(intent *state.Intent, first state.IntentState, ledger api.Ledger) (ending, error) {
	changes, err := r.direct.SandboxChanges(context.Background(), "")
	if err != nil {
		return endedLost, err
	}
	var refs []string
	for _, spend := range changes.Value.Spends {
		if intent.Spend != nil && spend.Reason == intent.Spend.Reason {
			refs = append(refs, spend.ID)
		}
	}
	for _, swap := range changes.Value.Swaps {
		if intent.Terms != nil && swap.Quote.ID == intent.Terms.QuoteID {
			refs = append(refs, swap.ID)
		}
	}
	postings := 0
	for _, entry := range ledger.Entries {
		if slices.Contains(refs, entry.Ref) {
			postings++
		}
	}
	switch {
	case len(refs) > 1 || postings > 1:
		return endedDouble, fmt.Errorf("the bank holds the %s as %v, posted %d times", intent.Kind, refs, postings)
	case intent.State == state.IntentDone && (len(refs) != 1 || refs[0] != intent.Subject):
		return endedLost, fmt.Errorf("the %s is called done as %q, and the bank holds %v", intent.Kind, intent.Subject, refs)
	case intent.State != state.IntentDone && len(refs) != 0:
		return endedLost, fmt.Errorf("the %s is called %s, and the bank holds %v", intent.Kind, intent.State, refs)
	case intent.State == state.IntentRefused:
		return endedRefused, nil
	case intent.State == state.IntentNotSent:
		return endedNotSent, nil
	case first == state.IntentUnknown:
		return endedResolved, nil
	}
	return endedDone, nil
}

// agreeWithTheBank waits until the list shows what the bank holds.
func (r *road) agreeWithTheBank() error {
	var missing error
	_, err := r.eventually("what the bank holds", func(v *state.View) bool {
		changes, err := r.direct.SandboxChanges(context.Background(), "")
		missing = err
		if err != nil {
			return false
		}
		for _, told := range changes.Value.Spends {
			if shown := v.Spend(told.ID); shown == nil || shown.Status != told.Status || centsOf(shown.Cents) != centsOf(told.AmountCents) {
				missing = fmt.Errorf("the list shows %+v for %+v", shown, told)
				return false
			}
		}
		for _, told := range changes.Value.Swaps {
			if shown := v.Swap(told.ID); shown == nil || shown.Status != told.ExecutionStatus || !shown.Status.Final() {
				missing = fmt.Errorf("the list shows %+v for %+v", shown, told)
				return false
			}
		}
		return v.Spends.Len() == len(changes.Value.Spends)
	})
	return errors.Join(err, missing)
}

func intentIn(view *state.View, id string) *state.Intent {
	for _, intent := range view.Intents {
		if intent.ID == id {
			return intent
		}
	}
	return &state.Intent{State: state.IntentRecorded}
}

const noName = "a name that DNS doesn't know"

// endureNoName has a bank whose name nobody knows, so there is nothing to lift:
// whose account the key is for can't be known, and nothing is even begun.
func endureNoName(folder string, counts *tally) (err error) {
	client, err := roadClient("https://bank.invalid", "din_test_nobody", "team_nobody", "coffer")
	if err != nil {
		return err
	}
	defer client.Close()
	engine, stop, err := runTreasury(folder, client)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	_, err = eventuallyShown(engine, "that the name isn't known", func(v *state.View) bool {
		return v.Feed.Mode == state.FeedOffline && strings.Contains(v.Feed.Problem, "bank.invalid")
	})
	if err != nil {
		return err
	}
	counts.end(noName, endedNotSent)
	ctx := context.Background()
	_, spendErr := engine.AskSpend(ctx, "maria", wishFor("to nobody"))
	_, swapErr := engine.Execute(ctx, "maria", &state.SwapTerms{
		QuoteID: "quote_nobody", SellToken: "USDC", BuyToken: "ETH", Policy: state.PolicyPass,
		ExpiresAt: state.MomentOf(time.Now().Add(roadQuoteTTL)),
	})
	for _, err := range []error{spendErr, swapErr} {
		var problem *state.Problem
		if !errors.As(err, &problem) || problem.Outcome != state.NotSent {
			return fmt.Errorf("what never found its way ended with %w", err)
		}
		counts.end(noName, endedNotSent)
	}
	if begun := engine.View().Intents; len(begun) > 0 {
		return fmt.Errorf("%d intents were begun", len(begun))
	}
	return nil
}
