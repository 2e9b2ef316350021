package state

import (
	"cmp"
	"iter"
	"strings"
)

// Spends is an immutable sorted list of requests. It keeps them packed, and
// unpacks the one that is asked for.
type Spends struct {
	Sequence[*Kept]
}

// At unpacks the request at index, which must be in [0, Len).
func (s Spends) At(index int) *Spend { return s.Kept(index).Spend() }

// Kept is the request at index as it is kept.
func (s Spends) Kept(index int) *Kept { return s.Sequence.At(index) }

// Rank is how many requests stand before this one, and whether it is there itself.
func (s Spends) Rank(spend *Spend) (int, bool) { return s.Sequence.Rank(keep(spend)) }

// From unpacks the requests from index on, in order. Whoever goes through all
// of them and needs little of each takes them from the Sequence, packed.
func (s Spends) From(index int) iter.Seq2[int, *Spend] {
	return func(yield func(int, *Spend) bool) {
		for i, kept := range s.Sequence.From(index) {
			if !yield(i, kept.Spend()) {
				return
			}
		}
	}
}

func newestSpendFirst(a, b *Kept) int {
	return cmp.Or(cmp.Compare(b.born, a.born), strings.Compare(b.ID(), a.ID()))
}

func oldestSpendFirst(a, b *Kept) int { return newestSpendFirst(b, a) }

func bySpendID(a, b *Kept) int { return strings.Compare(a.ID(), b.ID()) }

// keptAs finds the request with the id in a sequence by id.
func keptAs(id string) func(*Kept) int {
	return func(kept *Kept) int { return strings.Compare(kept.ID(), id) }
}
