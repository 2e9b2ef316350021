package budget

import (
	"testing"
	"time"

	"coffer/state"
)

func TestPaceTellsWhereTheBudgetIsHeading(t *testing.T) {
	t.Parallel()
	day := func(day, hour int) time.Time { return time.Date(2026, time.April, day, hour, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		budget, left int64
		period       string
		now          time.Time
		want         string
		over         bool
	}{
		"half spent by half of the month": {10_000_00, 5_000_00, "monthly", day(16, 0), " · on course for 100 %", false},
		"half spent by a third":           {10_000_00, 5_000_00, "monthly", day(11, 0), " · on course for 150 %", true},
		"nothing spent":                   {10_000_00, 10_000_00, "monthly", day(16, 0), " · on course for 0 %", false},
		"too early to tell":               {10_000_00, 9_000_00, "monthly", day(1, 23), "", false},
		"overspent at once":               {10_00, -10_000_00, "monthly", day(2, 1), " · on course for over 999 %", true},
		"refunds beyond the budget":       {10_00, 20_00, "monthly", day(16, 0), "", false},
		"another period":                  {10_000_00, 5_000_00, "weekly", day(16, 0), "", false},
		"a large treasury":                {900_000_000_000, 450_000_000_000, "monthly", day(16, 0), " · on course for 100 %", false},
	} {
		got, over := Pace(&state.Balance{Budget: &tt.budget, BudgetLeft: &tt.left, Period: tt.period}, tt.now)
		if got != tt.want || over != tt.over {
			t.Errorf("%s: %q, %v; want %q, %v", name, got, over, tt.want, tt.over)
		}
	}
	if got, _ := Pace(nil, day(16, 0)); got != "" {
		t.Errorf("without a balance: %q", got)
	}
}
