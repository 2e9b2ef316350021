package state

import (
	"cmp"
	"fmt"
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
