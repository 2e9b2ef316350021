package session

import (
	"context"
	"fmt"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// OpenDesk brings the keys and opens a desk over the bank that the settings
// name. Close it in the end. Errors explain themselves through state.Explain;
// one about a key wraps credential.ErrCredential.
func OpenDesk(ctx context.Context, settings *config.Settings, options Options) (*state.Desk, error) {
	options = options.withDefaults()
	if settings.Embedded() {
		return nil, noBank()
	}
	accounts, err := clients(ctx, settings, options)
	if err != nil {
		return nil, err
	}
	return state.NewDesk(accounts, options.Clock), nil
}

// noBank says that the sandbox in the dashboard's process is no bank that a
// command could ask.
func noBank() error {
	return &state.Problem{
		Happened: "No key is set, so there is no bank to ask: the dashboard's own sandbox runs only inside of it.",
		Meaning:  "Nothing was sent, no money moved.",
		Advice: "Set " + credential.KeyVariable + ", name a --profile, or run `coffer sandbox`, " +
			"whose first line tells what to export.",
		Outcome: state.NotSent,
		Cause:   fmt.Errorf("%w: %w", credential.ErrCredential, credential.ErrMissing),
	}
}
