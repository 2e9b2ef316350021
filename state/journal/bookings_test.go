package journal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/state"
)

// TestReferencesStayGaplessWhoeverBooksAndWhateverFails books the same swaps
// from many sides at once, with writes that fail and are given up in between,
// and reads them again after a restart.
func TestReferencesStayGaplessWhoeverBooksAndWhateverFails(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	const swaps, people = 120, 8
	at := state.MomentOf(time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC))
	var mu sync.Mutex
	given := make(map[string]string)
	note := func(references map[string]string) {
		mu.Lock()
		defer mu.Unlock()
		for id, reference := range references {
			if known := given[id]; known != "" && known != reference {
				t.Errorf("%s was booked as %s and then as %s", id, known, reference)
			}
			given[id] = reference
		}
	}
	var booking sync.WaitGroup
	for person := range people {
		booking.Go(func() {
			order := rand.New(rand.NewPCG(1, uint64(person))).Perm(swaps)
			for i, n := range order {
				batch := state.Batch{At: at, Book: []string{fmt.Sprintf("swap_%03d", n)}}
				ctx, cancel := context.WithCancel(t.Context())
				switch i % 4 {
				case 1:
					// Given up before it is begun.
					cancel()
				case 2:
					// Given up at any moment of the write.
					time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
				}
				appended, err := journal.Append(ctx, batch)
				cancel()
				switch {
				case err == nil:
					note(appended.References)
				case i%4 == 0 || i%4 == 3:
					t.Errorf("a write failed: %v", err)
				}
			}
		})
	}
	booking.Wait()
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	reopened := reopen(t, path)
	var all []string
	for n := range swaps {
		id := fmt.Sprintf("swap_%03d", n)
		appended, err := reopened.Append(t.Context(), state.Batch{At: at.Add(48 * time.Hour), Book: []string{id}})
		if err != nil {
			t.Fatal(err)
		}
		note(appended.References)
		all = append(all, appended.References[id])
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(a[len("SW-2026-"):], b[len("SW-2026-"):]) })
	for i, reference := range all {
		if number := reference[len("SW-2026-"):]; number != fmt.Sprintf("%06d", i+1) {
			t.Fatalf("reference %d is %s", i+1, reference)
		}
	}
}
