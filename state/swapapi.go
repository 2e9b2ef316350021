package state

import (
	"context"

	"coffer/api"
)

// explainQuote is ExplainRead for a quote and for its policy check. The bank may
// not have these calls at all, which is no outage.
func explainQuote(err error) *Problem {
	if !api.NoSuchPath(err) {
		return ExplainRead(err)
	}
	return noSwapAPI(err)
}

func noSwapAPI(err error) *Problem {
	return &Problem{
		Happened: "This bank has no swap API yet.",
		Meaning:  "Nothing was moved by asking.",
		Advice:   "Until it has one, swaps are made in the bank's own dashboard.",
		Outcome:  api.Refused,
		Cause:    err,
	}
}

// noteSwapAPI has the screens say that the bank has no calls for swaps, once it has
// answered so.
func (e *Engine) noteSwapAPI(ctx context.Context, err error) {
	if api.NoSuchPath(err) {
		// It is said again with the next answer where this can't be noted.
		_ = e.submit(context.WithoutCancel(ctx), post{noSwapAPI: new(true)})
	}
}

// hasTeam refuses a quote for nobody: only our own sandbox knows the team by
// the key. Errors: *Problem.
func hasTeam(ctx context.Context, client *api.Client) error {
	if client.TeamID() != "" {
		return nil
	}
	if err := client.Identify(ctx); err != nil {
		return notAsked(err)
	}
	if client.IsSandbox() {
		return nil
	}
	return errNoTeam
}

// QuoteProblem is why no quote can be asked for; nil where one may be. It is
// known before anything is typed at a live bank; another one may be our own
// sandbox, which knows the team by the key.
func (b Bank) QuoteProblem() *Problem {
	if b.Team != "" || b.Environment != api.Live {
		return nil
	}
	return errNoTeam
}

var errNoTeam = &Problem{
	Happened: "Swaps are made for a team, and none is set.",
	Meaning:  "Nothing was sent, no money moved.",
	Advice:   "Set DINO_TEAM_ID, or team_id in the profile, to the one that the bank's dashboard shows.",
	Outcome:  api.NotSent,
}
