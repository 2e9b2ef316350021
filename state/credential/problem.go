package credential

import (
	"fmt"

	"coffer/state"
)

// what a secret is for.
type what string

const (
	spendKey      what = "spending key"
	webhookSecret what = "webhook secret"
)

func explain(kind what, source Source, err error) error {
	return &state.Problem{
		Happened: fmt.Sprintf("The %s can't be read from %s: %v.", kind, source, err),
		Meaning:  "Nothing was sent, no money moved.",
		Cause:    fmt.Errorf("%w: %w", ErrCredential, err),
	}
}
