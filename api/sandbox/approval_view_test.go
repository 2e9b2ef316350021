package sandbox

import (
	"math"
	"testing"
)

func TestABudgetBarDoesNotWrap(t *testing.T) {
	t.Parallel()
	for name, bar := range map[string]struct {
		limit   int64
		spent   []int64
		percent int64
		over    bool
		left    string
	}{
		"a part":                    {10_000_00, []int64{6_200_00}, 62, false, "$3,800.00"},
		"all of it":                 {10_000_00, []int64{6_200_00, 3_800_00}, 100, false, "$0.00"},
		"a cent too much":           {10_000_00, []int64{6_200_00, 3_800_01}, 100, true, "$0.00"},
		"nearly all":                {10_000_00, []int64{9_999_99}, 99, false, "$0.01"},
		"nothing may be spent":      {0, []int64{1}, 100, true, "$0.00"},
		"a sum beyond 64 bit":       {math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, 100, true, "$0.00"},
		"a percentage beyond it":    {math.MaxInt64, []int64{math.MaxInt64 / 2}, 49, false, usd(math.MaxInt64 - math.MaxInt64/2)},
		"two halves of the largest": {math.MaxInt64, []int64{math.MaxInt64 / 2, math.MaxInt64/2 + 1}, 100, false, "$0.00"},
	} {
		if got := barOf(bar.limit, bar.spent...); got.Percent != bar.percent || got.Over != bar.over || got.Left != bar.left {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTheLargestPlanAdmits(t *testing.T) {
	t.Parallel()
	roomy := budget{plan: math.MaxInt64, teamSpent: 10, limit: math.MaxInt64, wallet: math.MaxInt64}
	if err := roomy.admits(math.MaxInt64 - 10); err != nil {
		t.Errorf("it refuses what fits: %v", err)
	}
	if roomy.admits(math.MaxInt64-9) == nil {
		t.Error("it admits a cent too much")
	}
}
