package state

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestDiscrepanciesJoinInAnyOrder(t *testing.T) {
	t.Parallel()
	some := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Discrepancy {
		return Discrepancy{
			Field:    rapid.SampledFrom([]string{"amount_cents", "currency"}).Draw(t, "field"),
			Asked:    rapid.SampledFrom([]string{"$1.00", "$2.00"}).Draw(t, "asked"),
			Answered: rapid.SampledFrom([]string{"$3.00", "$4.00"}).Draw(t, "answered"),
			At:       Moment(rapid.Int64Range(0, 3).Draw(t, "at")),
		}
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := joinDiscrepancies(nil, some.Draw(t, "a")), joinDiscrepancies(nil, some.Draw(t, "b")), joinDiscrepancies(nil, some.Draw(t, "c"))
		left, right := joinDiscrepancies(joinDiscrepancies(a, b), c), joinDiscrepancies(c, joinDiscrepancies(b, a))
		if diff := cmp.Diff(left, right); diff != "" {
			t.Fatalf("the order matters:\n%s", diff)
		}
		if diff := cmp.Diff(left, joinDiscrepancies(left, a)); diff != "" {
			t.Fatalf("repetition matters:\n%s", diff)
		}
	})
}

func TestDiscrepancySaysBothSides(t *testing.T) {
	t.Parallel()
	said := Discrepancy{Field: "amount_cents", Asked: "$12.00", Answered: "$9,999.00"}.String()
	if want := "amount: asked for $12.00, the bank answered $9,999.00"; said != want {
		t.Errorf("it says %q, want %q", said, want)
	}
}
