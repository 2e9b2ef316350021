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

	"github.com/shopspring/decimal"

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
	note := func(booking *state.Booking) {
		mu.Lock()
		defer mu.Unlock()
		if known := given[booking.SwapID]; known != "" && known != booking.Reference {
			t.Errorf("%s was booked as %s and then as %s", booking.SwapID, known, booking.Reference)
		}
		given[booking.SwapID] = booking.Reference
	}
	var booking sync.WaitGroup
	for person := range people {
		booking.Go(func() {
			order := rand.New(rand.NewPCG(1, uint64(person))).Perm(swaps)
			for i, n := range order {
				booking := &state.Booking{SwapID: fmt.Sprintf("swap_%03d", n), At: at}
				batch := state.Batch{At: at, Bookings: []*state.Booking{booking}}
				ctx, cancel := context.WithCancel(t.Context())
				switch i % 4 {
				case 1:
					// Given up before it is begun.
					cancel()
				case 2:
					// Given up at any moment of the write.
					time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
				}
				_, err := journal.Append(ctx, batch)
				cancel()
				switch {
				case err == nil:
					note(booking)
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
		booking := &state.Booking{SwapID: id, At: at.Add(48 * time.Hour)}
		write(t, reopened, state.Batch{At: booking.At, Bookings: []*state.Booking{booking}})
		note(booking)
		all = append(all, booking.Reference)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(a[len("SW-2026-"):], b[len("SW-2026-"):]) })
	for i, reference := range all {
		if number := reference[len("SW-2026-"):]; number != fmt.Sprintf("%06d", i+1) {
			t.Fatalf("reference %d is %s", i+1, reference)
		}
	}
}

func TestOtherFiguresMakeAnAdjustmentAndTheSameFiguresNone(t *testing.T) {
	t.Parallel()
	journal, path := begin(t)
	at := state.MomentOf(time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC))
	book := func(id string, sold int64, later time.Duration) *state.Booking {
		t.Helper()
		booking := &state.Booking{SwapID: id, At: at.Add(later), Date: at, Moved: state.Movement{Sold: state.Figure{Amount: decimal.NewFromInt(sold), From: state.FromBank}}}
		write(t, journal, state.Batch{
			At: booking.At, Bookings: []*state.Booking{booking},
			Lines: []state.Line{{Entry: state.Entry{Deed: state.DeedBooked, Subject: id}, Booking: booking}},
			Swaps: []*state.Swap{{ID: id, Status: state.SwapConfirmed}},
		})
		return booking
	}
	first, other := book("swap_a", 100, 0), book("swap_b", 5, 0)
	again := book("swap_a", 100, time.Minute)
	changed := book("swap_a", 250, time.Hour)
	if again.Number != 1 || again.Reference != first.Reference || again.At != first.At {
		t.Errorf("the same again made %+v", again)
	}
	if changed.Number != 3 || changed.Reference != "SW-2026-000003" || changed.Adjusts != first.Reference || changed.Date != changed.At {
		t.Errorf("other figures made %+v", changed)
	}
	if back := book("swap_a", 100, 2*time.Hour); back.Number != 4 || back.Adjusts != first.Reference {
		t.Errorf("the first figures again made %+v", back)
	}
	watched, err := Watch(path)
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Close()
	changes, err := watched.Since(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, swap := range changes.Swaps {
		want := map[string][]int64{"swap_a": {1, 3, 4}, "swap_b": {other.Number}}[swap.ID]
		var got []int64
		for _, entry := range swap.Bookings {
			got = append(got, entry.Number)
		}
		if !slices.Equal(got, want) || swap.Reference != swap.Bookings[0].Reference {
			t.Errorf("%s is shown with %v as %s", swap.ID, got, swap.Reference)
		}
	}
}
