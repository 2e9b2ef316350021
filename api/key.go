package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// Environment says whose money a key moves.
type Environment string

// The environments, as every header and title names them.
const (
	// Sandbox is the sandbox that comes with Coffer: test money, decisions in place.
	Sandbox Environment = "SANDBOX"
	// Test is any other bank's test money, such as that of Dino's own sandbox.
	Test Environment = "TEST"
	// Live is real money.
	Live Environment = "LIVE"
)

// ErrMalformedKey means that a text cannot be a Dino key.
var ErrMalformedKey = errors.New("not a Dino spending key: one begins with din_ and has no spaces")

// ErrTeamKey means that a key is Dino's, and of a kind that can't spend.
var ErrTeamKey = errors.New("it is a team key (dba_ or mid_), which has scopes and no agent account; only a spending key (din_) may spend")

const redactedKey = "din_…redacted"

// SpendKey is a Dino spending key. Whatever prints it prints din_…redacted;
// only the Authorization header of a request ever carries it.
type SpendKey struct {
	// A pointer, because fmt prints the text of unexported fields without
	// asking their methods, and prints nested pointers as addresses.
	secret *string
}

// ParseSpendKey takes a key as the bank issued it. Errors: ErrTeamKey,
// ErrMalformedKey; neither quotes it.
func ParseSpendKey(text string) (SpendKey, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "dba_") || strings.HasPrefix(text, "mid_") {
		return SpendKey{}, ErrTeamKey
	}
	if !strings.HasPrefix(text, "din_") || len(text) < 8 || strings.ContainsFunc(text, notHeaderSafe) {
		return SpendKey{}, ErrMalformedKey
	}
	return SpendKey{secret: &text}, nil
}

// IsZero reports whether no key is set.
func (k SpendKey) IsZero() bool { return k.secret == nil }

// Equal reports whether both are the same key.
func (k SpendKey) Equal(other SpendKey) bool {
	if k.secret == nil || other.secret == nil {
		return k.secret == other.secret
	}
	return subtle.ConstantTimeCompare([]byte(*k.secret), []byte(*other.secret)) == 1
}

// IsTest reports whether the key can only move test money. A key of unknown
// kind is taken to move real money.
func (k SpendKey) IsTest() bool {
	return k.secret != nil && strings.HasPrefix(*k.secret, "din_test_")
}

// Fingerprint tells keys apart without telling them: 12 hexadecimal digits of a
// digest, the same for the same key for ever; "" where no key is set. It is no
// secret, and says nothing about whose the key is.
func (k SpendKey) Fingerprint() string {
	if k.secret == nil {
		return ""
	}
	const digits = 12
	digest := sha256.Sum256([]byte("coffer spending key\x00" + *k.secret))
	return hex.EncodeToString(digest[:])[:digits]
}

func (k SpendKey) String() string                 { return redactedKey }
func (k SpendKey) GoString() string               { return redactedKey }
func (k SpendKey) LogValue() slog.Value           { return slog.StringValue(redactedKey) }
func (k SpendKey) MarshalText() ([]byte, error)   { return []byte(redactedKey), nil }
func (k SpendKey) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redactedKey) }

func (k SpendKey) authorize(request *http.Request) {
	if k.secret != nil {
		request.Header.Set("Authorization", "Bearer "+*k.secret)
	}
}

func notHeaderSafe(r rune) bool { return r <= ' ' || r > '~' }
