package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"coffer/api"
	"coffer/api/secrets"
	"coffer/api/webhook"
)

// Errors wraps one of these; commands tell by them that a credential is what
// is wrong.
var (
	// ErrCredential is wrapped by every error of this package about a key, a
	// secret, or the place where it is kept.
	ErrCredential = errors.New("a credential is wrong or missing")
	// ErrMissing means that the source holds nothing.
	ErrMissing = errors.New("nothing is kept there")
	// ErrMalformed means that what the source holds can't be a key or a secret.
	ErrMalformed = errors.New("what is kept there is of the wrong form")
	// ErrNoKeyring means that this machine offers no keyring that answers.
	ErrNoKeyring = errors.New("no keyring answers on this machine")
	// ErrExposed means that others than the owner could read or change it.
	ErrExposed = errors.New("others than you have access to it")
	// ErrCommandFailed means that the command gave no secret.
	ErrCommandFailed = errors.New("the command gave no secret")
	// ErrMismatch means that a key is of another environment than it should.
	ErrMismatch = errors.New("the key is of another environment")
)

// DefaultTimeout is how long a command or the keyring may take. It leaves a
// person the time to touch a token, or to type a password elsewhere.
const DefaultTimeout = 60 * time.Second

// maxSecretBytes bounds what is read of a source.
const maxSecretBytes = 16 << 10

// Resolver brings secrets from their sources.
type Resolver struct {
	// Environment holds the variables, and what a command inherits; nil for none.
	Environment *Environment
	// Keyring keeps secrets; nil for the keyring of this system.
	Keyring Keyring
	// Timeout bounds a command and the keyring; 0 for DefaultTimeout.
	Timeout time.Duration
}

// SpendKey brings a spending key. Errors are *state.Problem and wrap
// ErrCredential.
func (r Resolver) SpendKey(ctx context.Context, source Source) (api.SpendKey, error) {
	return bring(ctx, r, spendKey, source, api.ParseSpendKey)
}

// WebhookSecret brings a webhook secret. Errors are *state.Problem and wrap
// ErrCredential.
func (r Resolver) WebhookSecret(ctx context.Context, source Source) (webhook.Secret, error) {
	return bring(ctx, r, webhookSecret, source, webhook.ParseSecret)
}

func bring[T any](ctx context.Context, r Resolver, wanted what, source Source, parse func(string) (T, error)) (T, error) {
	var nothing T
	limit := r.Timeout
	if limit == 0 {
		limit = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	text, err := r.read(ctx, source)
	if err == nil && text == "" {
		err = ErrMissing
	}
	if err != nil {
		return nothing, explain(wanted, source, err)
	}
	parsed, err := parse(text)
	if err != nil {
		return nothing, explain(wanted, source, fmt.Errorf("%w: %w", ErrMalformed, err))
	}
	secrets.Hold(text)
	return parsed, nil
}

func (r Resolver) read(ctx context.Context, source Source) (string, error) {
	switch source.kind {
	case fromVariable:
		return trimmed(r.Environment.secret(source.place)), nil
	case fromKeyring:
		text, err := askKeyring(ctx, r.Keyring, func(asked Keyring) (string, error) { return asked.Get(source.place) })
		return trimmed(text), err
	case fromCommand:
		return runCommand(ctx, source, r.Environment.Plain())
	case fromFile:
		return readFile(source.place)
	}
	return "", ErrMissing
}

// firstLine is the secret in a text: trailing lines, as some programs print
// them, are nobody's.
func firstLine(text []byte) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(string(text), byteOrderMark), "\n")
	return trimmed(line)
}

// byteOrderMark is what editors on Windows put in front of a text.
const byteOrderMark = "\uFEFF"

// trimmed is a secret without what stands around it in files and pipes.
func trimmed(text string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), byteOrderMark))
}
