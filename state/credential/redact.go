package credential

import "coffer/api/secrets"

// Redact replaces whatever is a key or a secret in a text, or has the look of
// one.
func Redact(text string) string { return secrets.Redact(text) }

// LooksSecret reports whether a text begins like a key or a secret.
func LooksSecret(text string) bool { return secrets.Looks(text) }

// redacted is an error of someone who was handed a secret, and may quote it.
type redacted struct{ error }

func (r redacted) Error() string { return Redact(r.error.Error()) }
func (r redacted) Unwrap() error { return r.error }
