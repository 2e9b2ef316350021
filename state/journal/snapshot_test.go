package journal

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coffer/api"
	"coffer/state"
)

func TestASnapshotStaysAsItWasWhileMoreIsWritten(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	write(t, journal, state.Batch{
		Spends:  []*state.Spend{request(1, api.Approved), request(2, api.NeedsApproval), request(3, api.Declined)},
		Swaps:   []*state.Swap{{ID: "swap_1", Status: api.SwapConfirmed}},
		Intents: []state.Intent{{ID: "i1", Who: "maria"}, {ID: "i2", Who: "omar"}},
		Lines: []state.Line{
			{Entry: state.Entry{Deed: state.DeedDecided, Subject: "req_0001", Who: "maria"}},
			{Entry: state.Entry{Deed: state.DeedBooked, Subject: "swap_1"}},
			{Entry: state.Entry{Deed: state.DeedOutcome, Subject: "req_0002", Who: "omar"}},
		},
	})
	watched, err := Watch(path)
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Close()
	snapshot, err := watched.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	write(t, journal, state.Batch{
		Spends: []*state.Spend{request(2, api.Approved), request(4, api.Approved)},
		Swaps:  []*state.Swap{{ID: "swap_2"}},
	})

	want := []string{
		"deed req_0001 maria", "deed req_0002 omar", "intent omar", "intent maria",
		"req_0001 approved", "req_0002 needs_approval", "req_0003 declined", "swap_1 confirmed",
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, contents(t, snapshot)); diff != "" {
		t.Errorf("the snapshot (+) is not what was written before it (-):\n%s", diff)
	}
	found, err := snapshot.SpendsOf(t.Context(), []string{"req_0003", "req_0004", "req_none"})
	if err != nil || len(found) != 1 || found[0].ID != "req_0003" {
		t.Errorf("it found %v, %v", found, err)
	}
}

func contents(t *testing.T, snapshot *Snapshot) (held []string) {
	t.Helper()
	ctx := t.Context()
	swaps, err := snapshot.Swaps(ctx)
	for _, swap := range swaps {
		held = append(held, swap.ID+" "+string(swap.Status))
	}
	err = errors.Join(err, snapshot.EachSpend(ctx, func(spend *state.Spend) error {
		held = append(held, spend.ID+" "+string(spend.Status))
		return nil
	}), snapshot.EachIntent(ctx, func(intent *state.Intent) error {
		held = append(held, "intent "+intent.Who)
		return nil
	}), snapshot.EachDeed(ctx, []state.Deed{state.DeedDecided, state.DeedOutcome}, func(entry *state.Entry) error {
		held = append(held, "deed "+entry.Subject+" "+entry.Who)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(held)
	return held
}

func TestAReaderEndsTheReadingWithItsError(t *testing.T) {
	t.Parallel()
	journal, _ := begin(t)
	write(t, journal, state.Batch{Spends: []*state.Spend{request(1, api.Approved), request(2, api.Approved)}})
	snapshot, err := journal.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	enough, seen := errors.New("enough"), 0
	err = snapshot.EachSpend(t.Context(), func(*state.Spend) error {
		seen++
		return enough
	})
	if !errors.Is(err, enough) || seen != 1 {
		t.Errorf("it saw %d and ended with %v", seen, err)
	}
}
