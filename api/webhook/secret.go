// Package webhook is both ends of Dino's webhooks: the signatures, the event
// envelope, and an http.Handler that answers only after an event is safely
// stored.
//
// It never decides what is done with an event, and never prints a secret.
package webhook

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// ErrMalformedSecret means that a text cannot be a webhook secret.
var ErrMalformedSecret = errors.New("not a webhook secret: a secret begins with whsec_, goes on for 8 characters or more, and has no spaces")

const (
	secretPrefix   = "whsec_"
	redactedSecret = "whsec_…redacted"
)

// Secret signs the deliveries of one endpoint. Whatever prints it prints
// whsec_…redacted.
type Secret struct {
	// A pointer, because fmt prints the text of unexported fields without
	// asking their methods, and prints nested pointers as addresses.
	text *string
}

// ParseSecret takes a secret as the bank issued it. The error never quotes it.
func ParseSecret(text string) (Secret, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, secretPrefix) || len(text) < len(secretPrefix)+8 ||
		strings.ContainsFunc(text, notPrintable) {
		return Secret{}, ErrMalformedSecret
	}
	return Secret{text: &text}, nil
}

// IsZero reports whether no secret is set.
func (s Secret) IsZero() bool { return s.text == nil }

// Reveal is the secret itself. It is for the bank's side, which has to keep it
// and to hand it over once; a receiver has no use for it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

func (s Secret) String() string                 { return redactedSecret }
func (s Secret) GoString() string               { return redactedSecret }
func (s Secret) LogValue() slog.Value           { return slog.StringValue(redactedSecret) }
func (s Secret) MarshalText() ([]byte, error)   { return []byte(redactedSecret), nil }
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redactedSecret) }

func notPrintable(r rune) bool { return r <= ' ' || r > '~' }
