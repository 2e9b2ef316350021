package credential

import (
	"context"
	"errors"
	"fmt"
	"io"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// LoginRequest is what Login works with.
type LoginRequest struct {
	// Profile and Account name the keyring's entry; "" for the only one.
	Profile, Account string
	// Key and Secret say what is asked for; neither means the key.
	Key, Secret bool
	// In is where the secret is read from: a terminal, without echo, or with
	// FromPipe one line each for what is asked for, key first.
	In io.Reader
	// FromPipe allows In to be no terminal.
	FromPipe bool
	// Out is for the prompts and what was done.
	Out io.Writer
	// Keyring keeps what was read; nil for the keyring of this system.
	Keyring Keyring
	// VerifyKey asks the bank about the key before anything is stored, and
	// VerifySecret checks the secret; nil skips it.
	VerifyKey    func(ctx context.Context, key api.SpendKey) error
	VerifySecret func(ctx context.Context, secret webhook.Secret) error
}

// Login reads a spending key or webhook secret or both, checks them, and stores
// them in the keyring. Errors are *state.Problem and wrap ErrCredential, or
// context.Canceled when the person pressed ctrl+c. Nothing is stored before all
// is read and checked.
func Login(ctx context.Context, request LoginRequest) error {
	if !request.Key && !request.Secret {
		request.Key = true
	}
	input, err := openInput(request)
	if err != nil {
		return err
	}
	var read []typed
	for _, wanted := range request.wanted() {
		text, err := input.line(ctx, wanted.prompt(request))
		if err != nil {
			return unread(wanted.what, err)
		}
		if err := wanted.check(ctx, text); err != nil {
			return err
		}
		read = append(read, typed{wanted, text})
	}
	for _, one := range read {
		if err := one.store(ctx, request); err != nil {
			return err
		}
	}
	return nil
}

// wish is one thing that Login asks for.
type wish struct {
	what
	entry string
	check func(ctx context.Context, text string) error
}

// typed is a wish with what came for it.
type typed struct {
	wish
	text string
}

func (r LoginRequest) wanted() []wish {
	var wanted []wish
	if r.Key {
		wanted = append(wanted, wish{spendKey, KeyEntry(r.Profile, r.Account), func(ctx context.Context, text string) error {
			return checked(ctx, spendKey, text, api.ParseSpendKey, r.VerifyKey)
		}})
	}
	if r.Secret {
		wanted = append(wanted, wish{webhookSecret, SecretEntry(r.Profile), func(ctx context.Context, text string) error {
			return checked(ctx, webhookSecret, text, webhook.ParseSecret, r.VerifySecret)
		}})
	}
	return wanted
}

func (w wish) prompt(request LoginRequest) string {
	whose := ""
	if request.Profile != "" {
		whose = " of " + titleOf(request.Profile)
	}
	if request.Account != "" && w.what == spendKey {
		whose += ", account " + outside(request.Account)
	}
	return fmt.Sprintf("%s%s (it isn't shown): ", upperFirst(string(w.what)), whose)
}

func checked[T any](
	ctx context.Context, wanted what, text string, parse func(string) (T, error), verify func(context.Context, T) error,
) error {
	parsed, err := parse(text)
	if err != nil {
		return &state.Problem{
			Happened: fmt.Sprintf("What was entered can't be a %s: %v.", wanted, err),
			Meaning:  "Nothing was stored.",
			Advice:   "Copy it anew from the bank's page and try again.",
			Cause:    fmt.Errorf("%w: %w: %w", ErrCredential, ErrMalformed, err),
		}
	}
	if verify == nil {
		return nil
	}
	if err := verify(ctx, parsed); err != nil {
		explained := state.ExplainRead(err)
		advice := explained.Advice
		if explained.Outcome == api.Refused {
			advice = "Check it, and the address it is for, on the bank's page; then log in again."
		}
		return &state.Problem{
			Happened: fmt.Sprintf("The %s was not accepted. %s", wanted, outside(explained.Happened)),
			Meaning:  "Nothing was stored.",
			Advice:   advice,
			Code:     explained.Code,
			Outcome:  explained.Outcome,
			Cause:    fmt.Errorf("%w: %w", ErrCredential, redacted{err}),
		}
	}
	return nil
}

func (t typed) store(ctx context.Context, request LoginRequest) error {
	ctx, cancel := context.WithTimeout(ctx, DefaultTimeout)
	defer cancel()
	_, err := askKeyring(ctx, request.Keyring, func(asked Keyring) (struct{}, error) { return struct{}{}, asked.Set(t.entry, t.text) })
	if err != nil {
		return keyringProblem(fmt.Sprintf("The %s can't be stored", t.what), "Nothing of it was kept.", t.what, err)
	}
	_, _ = fmt.Fprintf(request.Out, "The %s is stored in the keyring, as %s of %s.\n", t.what, t.entry, keyringService)
	return nil
}

func keyringProblem(happened, meaning string, wanted what, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &state.Problem{
		Happened: fmt.Sprintf("%s: %v.", happened, err),
		Meaning:  meaning,
		Advice:   advice(wanted, InKeyring(""), err),
		Cause:    fmt.Errorf("%w: %w", ErrCredential, err),
	}
}

func unread(wanted what, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &state.Problem{
		Happened: fmt.Sprintf("No %s was read: %v.", wanted, err),
		Meaning:  "Nothing was stored.",
		Advice:   "Type or paste it at the prompt, or pipe it in, one line each.",
		Cause:    fmt.Errorf("%w: %w", ErrCredential, err),
	}
}

// LogoutRequest is what Logout works with.
type LogoutRequest struct {
	Profile, Account string
	// Key and Secret say what is removed; neither means both.
	Key, Secret bool
	// Out is for what was done.
	Out io.Writer
	// Keyring is where it is removed; nil for the keyring of this system.
	Keyring Keyring
}

// Logout removes what Login stored. It is no error if there was nothing; Out
// says so. Errors are *state.Problem and wrap ErrCredential.
func Logout(ctx context.Context, request LogoutRequest) error {
	ctx, cancel := context.WithTimeout(ctx, DefaultTimeout)
	defer cancel()
	both := !request.Key && !request.Secret
	var entries []wish
	if request.Key || both {
		entries = append(entries, wish{what: spendKey, entry: KeyEntry(request.Profile, request.Account)})
	}
	if request.Secret || both {
		entries = append(entries, wish{what: webhookSecret, entry: SecretEntry(request.Profile)})
	}
	for _, one := range entries {
		_, err := askKeyring(ctx, request.Keyring, func(asked Keyring) (struct{}, error) { return struct{}{}, asked.Delete(one.entry) })
		switch {
		case errors.Is(err, ErrMissing):
			_, _ = fmt.Fprintf(request.Out, "There was no %s in the keyring, as %s of %s.\n", one.what, one.entry, keyringService)
		case err != nil:
			return keyringProblem(fmt.Sprintf("The %s can't be removed", one.what), "It may still be in the keyring.", one.what, err)
		default:
			_, _ = fmt.Fprintf(request.Out, "The %s is removed from the keyring; it was %s of %s.\n", one.what, one.entry, keyringService)
		}
	}
	return nil
}
