// Package diagnosis finds out what stands between a person and a working
// dashboard, and says of each part whether it is in order and what to do.
//
// It only looks: it sends nothing that moves money, writes nothing to the
// journal, and its findings hold no secret. How they are shown is not its
// business.
package diagnosis

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// Verdict is how a part does.
type Verdict string

// The verdicts. What can't be told is a warning that says so.
const (
	OK   Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "fail"
)

// Finding is what was found out about one part. Its texts are safe to draw.
type Finding struct {
	// Name is the part, in a few words, stable from version to version.
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	// Detail is what was found, in one line.
	Detail string `json:"detail"`
	// Advice is what to do; "" where nothing is to be done.
	Advice string `json:"advice,omitempty"`
}

// Check looks at one part, or at some that hang together, within the
// context's deadline.
type Check func(ctx context.Context) []Finding

// Input is what is looked at.
type Input struct {
	// Settings are what was read; nil when they couldn't be, for Problem.
	Settings *config.Settings
	Problem  error
	// Resolver brings the secrets.
	Resolver credential.Resolver
	// LogFolder has the log; "" for none.
	LogFolder string
	// More are checks of what this package can't know, such as the terminal.
	More []Check
	// Clock is nil for the real one.
	Clock clockwork.Clock
}

// patience bounds every check. Asking for a key takes as long as the resolver
// lets it.
const patience = 10 * time.Second

// Run makes the checks side by side and returns their findings in a fixed
// order.
func Run(ctx context.Context, input Input) []Finding {
	if input.Clock == nil {
		input.Clock = clockwork.NewRealClock()
	}
	checks := []Check{input.config}
	if input.Settings != nil {
		// These follow each other: a bank is asked with a key, and deliveries
		// are signed by the bank's time.
		checks = append(checks, input.bankAndWebhooks, within(input.journal), within(input.folders))
	}
	for _, more := range input.More {
		checks = append(checks, within(more))
	}
	found := make([][]Finding, len(checks))
	var running sync.WaitGroup
	for i, check := range checks {
		running.Go(func() { found[i] = check(ctx) })
	}
	running.Wait()
	var all []Finding
	for _, findings := range found {
		for _, finding := range findings {
			finding.Detail = state.SafeText(credential.Redact(finding.Detail))
			finding.Advice = state.SafeText(finding.Advice)
			all = append(all, finding)
		}
	}
	return all
}

// Worst is the verdict over all.
func Worst(findings []Finding) Verdict {
	worst := OK
	for _, finding := range findings {
		switch {
		case finding.Verdict == Fail:
			return Fail
		case finding.Verdict == Warn:
			worst = Warn
		}
	}
	return worst
}

// within gives a check its deadline.
func within(check Check) Check {
	return func(ctx context.Context) []Finding {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		return check(ctx)
	}
}

func (i Input) bankAndWebhooks(ctx context.Context) []Finding {
	accounts, found := i.keys(ctx)
	asked, ahead := i.bank(ctx, accounts)
	return append(append(found, asked...), within(func(ctx context.Context) []Finding {
		return i.webhooks(ctx, ahead)
	})(ctx)...)
}

// failed makes a finding of an error, in the words that it has for a person.
func failed(name string, err error) Finding {
	found := Finding{Name: name, Verdict: Fail, Detail: err.Error()}
	var problem *state.Problem
	if errors.As(err, &problem) {
		found.Detail, found.Advice = problem.Happened, problem.Advice
	}
	return found
}
