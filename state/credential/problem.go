package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coffer/api"
	"coffer/api/private"
	"coffer/state"
)

// what names what is wanted.
type what string

const (
	spendKey      what = "spending key"
	webhookSecret what = "webhook secret"
)

// errForeign is ErrExposed for a file that belongs to someone else, which no
// chmod mends.
var errForeign = fmt.Errorf("%w", ErrExposed)

// explain says which source, what is wrong with it and what to do; never what
// it holds.
func explain(wanted what, source Source, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &state.Problem{
		Happened: fmt.Sprintf("The %s from %s can't be used: %s.", wanted, source, strings.TrimRight(reason(source, err), ".")),
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   advice(wanted, source, err),
		Cause:    fmt.Errorf("%w: %w", ErrCredential, err),
	}
}

func reason(source Source, err error) string {
	switch {
	case errors.Is(err, api.ErrTeamKey):
		return api.ErrTeamKey.Error()
	case source.IsZero():
		return "nothing says where it is kept"
	case errors.Is(err, ErrMissing) && source.kind == fromVariable:
		return "the variable is not set"
	case errors.Is(err, ErrMissing) && source.kind == fromKeyring:
		return "the keyring has no such entry"
	case errors.Is(err, ErrMissing) && err.Error() == ErrMissing.Error():
		return "it is empty"
	}
	return err.Error()
}

func advice(wanted what, source Source, err error) string {
	var open *private.Error
	switch {
	case errors.As(err, &open):
		// What is open may be a folder above, which no change of the file closes.
		return strings.TrimRight(open.Advice, ".") + ". If others may have read the " + string(wanted) + ", issue a new one at the bank."
	case errors.Is(err, api.ErrTeamKey):
		return "Spending keys are made in the bank's dashboard: open the agent account that is to spend, and issue one there."
	case source.IsZero():
		return "Name a source in the profile: the keyring, a variable, a command or a file."
	case errors.Is(err, errForeign):
		return "Make a file of your own with mode 0600, and name that."
	case errors.Is(err, ErrExposed):
		return fmt.Sprintf("Run: chmod 600 %q. If others may have read it, issue a new one at the bank.", source.place)
	case errors.Is(err, ErrNoKeyring):
		return fmt.Sprintf("Unlock or start one, or keep the %s elsewhere: %s.", wanted, otherSources)
	case errors.Is(err, ErrCommandFailed):
		return "Run the command by hand to see what it prints; its first line has to be the " + string(wanted) + "."
	case errors.Is(err, ErrMissing) && source.kind == fromKeyring:
		return "Store it with `coffer login`."
	case source.kind == fromVariable:
		return fmt.Sprintf("Set %s to the %s that the bank issued.", source.place, wanted)
	}
	return fmt.Sprintf("Put the %s there as the bank issued it, on the first line.", wanted)
}

// otherSources are what does without a keyring.
const otherSources = `a variable ("env:DINO_SPEND_KEY"), a command ({ command = ["pass", "dino"] }), ` +
	`or a file of mode 0600 ("file:PATH")`

// outside makes words of other programs safe to show.
func outside(text string) string { return state.SafeText(Redact(text)) }
