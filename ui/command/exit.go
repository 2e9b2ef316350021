package command

import (
	"errors"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// The statuses that a command ends with. Scripts rely on them: a number never
// changes its meaning.
const (
	// ExitDone is that what was asked for is done.
	ExitDone = 0
	// ExitError is any failure without a number of its own.
	ExitError = 1
	// ExitUsage is a command line, a variable or a config file that was not
	// understood; nothing was done.
	ExitUsage = 2
	// ExitDeclined is the bank's or a person's no, by policy, budget or funds, and
	// that nobody can execute a quote.
	ExitDeclined = 3
	// ExitCredentials is a key or secret that is missing, refused or unreadable.
	ExitCredentials = 4
	// ExitPending is that it was still open when the time to wait ran out.
	ExitPending = 5
	// ExitUnknown is that nobody knows yet whether it took effect.
	ExitUnknown = 6
	// ExitDiffers is that the bank's answer isn't what was asked for, or can't be right.
	ExitDiffers = 7
	// ExitInterrupted is that a person ended it.
	ExitInterrupted = 130
)

// ending is an error that says with which status the command ends.
type ending struct {
	status int
	// err is nil where the output has said it all.
	err error
}

func (e *ending) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *ending) Unwrap() error { return e.err }

// endWith ends the command with the status; err may be nil.
func endWith(status int, err error) error { return &ending{status: status, err: err} }

// usage is an error of whoever wrote the command line.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return endWith(ExitUsage, err)
}

// statusOf is the status that a command ends with after err.
func statusOf(err error) int {
	if err == nil {
		return ExitDone
	}
	var ending *ending
	if errors.As(err, &ending) {
		return ending.status
	}
	var mistaken *config.Error
	if errors.As(err, &mistaken) {
		return ExitUsage
	}
	if errors.Is(err, state.ErrNoKey) {
		return ExitUsage
	}
	if errors.Is(err, credential.ErrCredential) || state.IsOtherBank(err) {
		return ExitCredentials
	}
	if state.IsUnusable(err) {
		return ExitDiffers
	}
	var problem *state.Problem
	if errors.As(err, &problem) {
		return statusOfProblem(problem)
	}
	return ExitError
}

func statusOfProblem(problem *state.Problem) int {
	switch code := string(problem.Code); {
	case refusesTheKey(code):
		return ExitCredentials
	case refusesTheSpend(code):
		return ExitDeclined
	}
	return ExitError
}

func refusesTheKey(code string) bool {
	switch code {
	case "invalid_api_key", "revoked_api_key", "insufficient_scope":
		return true
	}
	return false
}

// refusesTheSpend lists the refusals that another try of the same request
// meets again, until a person changes a limit or adds funds.
func refusesTheSpend(code string) bool {
	switch code {
	case "policy_declined", "policy_blocked", "funding_source_budget_exceeded",
		"plan_spend_volume_exceeded", "insufficient_wallet_balance":
		return true
	}
	return false
}

// exitStatuses says what each status means, for the man page.
func exitStatuses() [][2]string {
	return [][2]string{
		{"0", "Done."},
		{"1", "An error."},
		{"2", "The command line, a variable or the config file was not understood; nothing was done."},
		{"3", "Declined, or blocked by policy, budget or funds; a quote that nobody can execute."},
		{"4", "The key or a secret is missing, refused or unreadable."},
		{"5", "Still pending when the time to wait ran out."},
		{"6", "Nobody knows yet whether it took effect; it is asked again with the same key."},
		{"7", "The bank's answer isn't what was asked for, as another amount or merchant, or can't be right; look before anything else is done."},
		{"130", "Interrupted."},
	}
}
