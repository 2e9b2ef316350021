package filter

import (
	"testing"

	"pgregory.net/rapid"

	"coffer/state"
)

func TestMatching(t *testing.T) {
	aws := &state.Spend{ID: "req_01", Status: state.NeedsApproval, Merchant: "AWS", Reason: "GPU runtime", Cents: 12_000, Currency: "usd"}
	kyoto := &state.Spend{ID: "req_02", Status: state.Approved, Merchant: "Café 京都", Reason: "team lunch", Cents: 9_000, Currency: "jpy"}
	for text, want := range map[string][2]bool{
		"":                     {true, true},
		"aws":                  {true, false},
		"gpu aws":              {true, false},
		"CAFÉ":                 {false, true},
		"京":                    {false, true},
		"-aws":                 {false, true},
		"merchant:aws":         {true, false},
		"status:needs":         {true, false},
		"status:needs_app":     {true, false},
		"approved":             {false, true},
		"amount:>100":          {true, true},
		"amount:>120":          {false, true},
		"amount:>=120":         {true, true},
		">100 -status:approve": {true, false},
		"amount:100..200":      {true, false},
		"amount:120":           {true, false},
		"amount:..99":          {false, false},
		"<5":                   {false, false},
		// Unfinished ones ask nothing.
		"amount:":     {true, true},
		"amount:>":    {true, true},
		"amount:>1x":  {true, true},
		"amount:..":   {true, true},
		"merchant:":   {true, true},
		"-":           {true, true},
		"-merchant:":  {true, true},
		"amount:1e99": {true, true},
	} {
		query := Parse(text)
		if got := [2]bool{query.Matches(aws), query.Matches(kyoto)}; got != want {
			t.Errorf("%q matches %v, want %v", text, got, want)
		}
	}
}

func TestAnythingTypedIsTaken(t *testing.T) {
	spend := &state.Spend{ID: "req_01", Status: state.NeedsApproval, Merchant: "Café", Cents: 5, Currency: "kwd"}
	rapid.Check(t, func(t *rapid.T) {
		Parse(rapid.String().Draw(t, "text")).Matches(spend)
		Parse("amount:" + rapid.StringMatching(`[<>=.0-9$,eE-]{0,9}`).Draw(t, "amount")).Matches(spend)
	})
}

func TestMatchingAllocatesNothing(t *testing.T) {
	spend := &state.Spend{ID: "req_01", Status: state.NeedsApproval, Merchant: "Café AWS", Reason: "GPU", Cents: 500, Currency: "usd"}
	query := Parse("gpu merchant:aws amount:>1 -lunch")
	if allocs := testing.AllocsPerRun(100, func() { query.Matches(spend) }); allocs != 0 {
		t.Errorf("a match costs %v allocations", allocs)
	}
}
