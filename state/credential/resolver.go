package credential

import (
	"context"
	"errors"
	"time"

	"coffer/api"
	"coffer/api/webhook"
)

// Errors wraps one of these; commands tell by them that a credential is what
// is wrong.
var (
	// ErrCredential is wrapped by every error of this package about a key, a
	// secret, or the place where it is kept.
	ErrCredential = errors.New("credential")
	// ErrMissing means that the source holds nothing.
	ErrMissing = errors.New("nothing is kept there")
	// ErrMalformed means that what the source holds can't be a key or a secret.
	ErrMalformed = errors.New("not of the right form")
	// ErrNoKeyring means that this machine offers no keyring.
	ErrNoKeyring = errors.New("no keyring here")
	// ErrExposed means that others than the owner could read or change it.
	ErrExposed = errors.New("others have access to it")
	// ErrCommandFailed means that the command gave no secret.
	ErrCommandFailed = errors.New("the command failed")
	// ErrMismatch means that a key is of another environment than it should.
	ErrMismatch = errors.New("the key is of another environment")
)

// DefaultCommandTimeout is how long a command may take, a person's touch on a
// token or a password typed elsewhere included.
const DefaultCommandTimeout = 60 * time.Second

// Resolver brings secrets from their sources.
type Resolver struct {
	// Environment holds the variables; nil for none.
	Environment *Environment
	// Keyring keeps secrets; nil for the keyring of this system.
	Keyring Keyring
	// CommandTimeout bounds a command; 0 for DefaultCommandTimeout.
	CommandTimeout time.Duration
}

// SpendKey brings a spending key. Errors are *state.Problem and wrap
// ErrCredential.
func (r Resolver) SpendKey(ctx context.Context, source Source) (api.SpendKey, error) {
	text, err := r.read(ctx, source)
	if err != nil {
		return api.SpendKey{}, explain(spendKey, source, err)
	}
	key, err := api.ParseSpendKey(text)
	if err != nil {
		return api.SpendKey{}, explain(spendKey, source, errors.Join(ErrMalformed, err))
	}
	return key, nil
}

// WebhookSecret brings a webhook secret. Errors are *state.Problem and wrap
// ErrCredential.
func (r Resolver) WebhookSecret(ctx context.Context, source Source) (webhook.Secret, error) {
	text, err := r.read(ctx, source)
	if err != nil {
		return webhook.Secret{}, explain(webhookSecret, source, err)
	}
	secret, err := webhook.ParseSecret(text)
	if err != nil {
		return webhook.Secret{}, explain(webhookSecret, source, errors.Join(ErrMalformed, err))
	}
	return secret, nil
}

func (r Resolver) read(ctx context.Context, source Source) (string, error) {
	switch source.kind {
	case fromVariable:
		return r.readVariable(source)
	case fromKeyring:
		return r.readKeyring(ctx, source)
	case fromCommand:
		return r.readCommand(ctx, source)
	case fromFile:
		return readFile(source.place)
	}
	return "", ErrMissing
}

func (r Resolver) readVariable(source Source) (string, error) {
	if r.Environment == nil || !r.Environment.Has(source.place) {
		return "", ErrMissing
	}
	return r.Environment.secret(source.place), nil
}
