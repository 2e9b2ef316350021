package command

import (
	"errors"
	"fmt"
	"testing"

	"coffer/state"
)

func TestEveryRefusalHasItsStatus(t *testing.T) {
	t.Parallel()
	problem := func(code state.Code) error { return fmt.Errorf("ask: %w", &state.Problem{Code: code}) }
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"nothing":           {nil, 0},
		"something":         {errors.New("no"), 1},
		"a command line":    {usage(errors.New("no")), 2},
		"the policy":        {problem("policy_declined"), 3},
		"the budget":        {problem("funding_source_budget_exceeded"), 3},
		"the plan":          {problem("plan_spend_volume_exceeded"), 3},
		"the wallet":        {problem("insufficient_wallet_balance"), 3},
		"a wrong key":       {problem("invalid_api_key"), 4},
		"a revoked key":     {problem("revoked_api_key"), 4},
		"a narrow key":      {problem("insufficient_scope"), 4},
		"an unknown id":     {problem("not_found"), 1},
		"a read timing out": {&state.Problem{Outcome: state.Unknown}, 1},
		"a chosen status":   {endWith(ExitPending, nil), 5},
	} {
		if got := statusOf(c.err); got != c.want {
			t.Errorf("%s ends with %d, want %d", name, got, c.want)
		}
	}
}
