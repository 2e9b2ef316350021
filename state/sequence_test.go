package state

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func contents(s Sequence[int]) []int {
	listed := []int{}
	for _, entry := range s.From(0) {
		listed = append(listed, entry)
	}
	return listed
}

func TestASequenceIsTheSortedListOfWhatWasPutIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sequence := NewSequence(cmp.Compare[int])
		model := []int{}
		type kept struct {
			sequence Sequence[int]
			model    []int
		}
		var earlier []kept
		for range rapid.IntRange(1, 8).Draw(t, "batches") {
			earlier = append(earlier, kept{sequence, slices.Clone(model)})
			edited := sequence.edit()
			for _, value := range rapid.SliceOfN(rapid.IntRange(0, 2000), 0, 700).Draw(t, "values") {
				at, found := slices.BinarySearch(model, value)
				if found && value%3 == 0 {
					edited.remove(value)
					model = slices.Delete(model, at, at+1)
				} else if !found {
					edited.put(value)
					model = slices.Insert(model, at, value)
				}
			}
			sequence = edited.done()
		}
		earlier = append(earlier, kept{sequence, model})
		for _, view := range earlier {
			if got := contents(view.sequence); !slices.Equal(got, view.model) {
				t.Fatalf("a kept view changed: %d entries, want %d", len(got), len(view.model))
			}
		}
		for i, value := range model {
			rank, found := sequence.Rank(value)
			if !found || rank != i || sequence.At(i) != value {
				t.Fatalf("Rank(%d) = %d, %v; want %d", value, rank, found, i)
			}
		}
	})
}

// TestALargeSequenceIsEditedLikeASmallOne is large enough for groups to be made,
// split and emptied.
func TestALargeSequenceIsEditedLikeASmallOne(t *testing.T) {
	t.Parallel()
	const most = 3 * groupSize * ChunkSize
	for name, order := range map[string]func(i int) int{
		"ascending":  func(i int) int { return i },
		"descending": func(i int) int { return most - i },
		"scattered":  func(i int) int { return i * 7919 % most },
		"from both":  func(i int) int { return most/2 + (i%2*2-1)*i/2 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := make(map[int]bool)
			sequence := NewSequence(cmp.Compare[int])
			check := func(when string) {
				want := slices.Sorted(maps.Keys(model))
				if got := contents(sequence); !slices.Equal(got, want) || sequence.Len() != len(want) {
					t.Fatalf("%s it has %d entries, %d by its own count, want %d", when, len(got), sequence.Len(), len(want))
				}
				for i := 0; i < len(want); i += 997 {
					if rank, found := sequence.Rank(want[i]); !found || rank != i || sequence.At(i) != want[i] {
						t.Fatalf("%s entry %d is at %d, %t, and At tells %d", when, i, rank, found, sequence.At(i))
					}
				}
			}
			for next := 0; next < most; {
				edited := sequence.edit()
				for range 5_000 {
					if next < most {
						edited.put(order(next))
						model[order(next)] = true
						next++
					}
				}
				before, kept := sequence, contents(sequence)
				sequence = edited.done()
				if !slices.Equal(contents(before), kept) {
					t.Fatal("an edit changed the sequence that it began with")
				}
			}
			check("filled")
			edited := sequence.edit()
			for value := range model {
				if value%5 > 0 {
					edited.remove(value)
					delete(model, value)
				}
			}
			sequence = edited.done()
			check("thinned out")
			edited = sequence.edit()
			for value := range model {
				edited.remove(value)
			}
			clear(model)
			sequence = edited.done()
			check("emptied")
		})
	}
}

// TestAChangeOfALargeSequenceCopiesLittleMoreThanOfASmallOne counts bytes, which
// no busy machine changes. It isn't parallel, so they are its own.
func TestAChangeOfALargeSequenceCopiesLittleMoreThanOfASmallOne(t *testing.T) {
	const changes = 200
	copied := map[int]uint64{}
	for _, size := range []int{10_000, 200_000} {
		sorted := make([]int, size)
		for i := range sorted {
			sorted[i] = 2 * i
		}
		sequence := SequenceOf(cmp.Compare[int], sorted)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for i := range changes {
			edited := sequence.edit()
			edited.put(i * size / changes)
			edited.done()
		}
		runtime.ReadMemStats(&after)
		copied[size] = (after.TotalAlloc - before.TotalAlloc) / changes
	}
	if small, large := copied[10_000], copied[200_000]; large > small*3/2 {
		t.Errorf("a change copies %d bytes at 200,000 entries, %d at 10,000", large, small)
	}
}

func BenchmarkPutIntoASequence(b *testing.B) {
	for _, size := range []int{100, 10_000, 200_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			edited := NewSequence(cmp.Compare[int]).edit()
			for i := range size {
				edited.put(i * 2)
			}
			sequence := edited.done()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				edited := sequence.edit()
				edited.put((i%size)*2 + 1)
				edited.done()
			}
		})
	}
}

func TestTheDifferencesLeadFromOneVersionToTheOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 3000), 0, 900)
		sorted := values.Draw(t, "at first")
		slices.Sort(sorted)
		before := SequenceOf(cmp.Compare[int], slices.Compact(sorted))
		after := before.Changed(values.Draw(t, "gone"), values.Draw(t, "came"))
		gone, came := Differences(before, after)
		if got := contents(before.Changed(gone, came)); !slices.Equal(got, contents(after)) {
			t.Fatalf("%d gone and %d came lead to %d entries, want %d", len(gone), len(came), len(got), after.Len())
		}
		for _, value := range gone {
			if _, still := after.Find(value); still {
				t.Fatalf("%d is gone and there", value)
			}
		}
	})
}
