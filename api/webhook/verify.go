package webhook

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
)

// Why a delivery is not believed.
var (
	ErrNoSecret           = errors.New("no webhook secret is set")
	ErrUnsigned           = errors.New("the delivery carries no signature")
	ErrMalformedSignature = errors.New("the signature header is malformed")
	ErrWrongSignature     = errors.New("the signature does not fit the body")
	ErrStaleSignature     = errors.New("the signature's time is too far from now")
	ErrBodyOnlySignature  = errors.New("only the body is signed, so the delivery could be replayed for ever")
	ErrEventIDMismatch    = errors.New("the event id in the header is not the event's own")
)

// Verifier believes deliveries that one of its secrets signed.
type Verifier struct {
	// Secrets holds more than one while a secret is rotated.
	Secrets []Secret
	// Clock is the real one when nil.
	Clock clockwork.Clock
	// AllowBodyOnly accepts a delivery without Dino-Signature whose body-only
	// signature fits. Such a delivery can be replayed for ever.
	AllowBodyOnly bool
}

// Verify checks the signature of a delivery. Dino-Signature must verify when
// it is present, whatever else is. Errors: one of those above.
func (v Verifier) Verify(header http.Header, body []byte) error {
	if !v.hasSecret() {
		return ErrNoSecret
	}
	switch timed := header.Values(HeaderSignature); {
	case len(timed) == 1:
		return v.verifyTimed(timed[0], body)
	case len(timed) > 1:
		return ErrMalformedSignature
	}
	switch plain := header.Values(HeaderBodySignature); {
	case len(plain) == 0:
		return ErrUnsigned
	case !v.AllowBodyOnly:
		return ErrBodyOnlySignature
	case len(plain) > 1:
		return ErrMalformedSignature
	default:
		return v.verifyBodyOnly(plain[0], body)
	}
}

// Receive verifies a delivery and decodes its event. Errors: those of Verify
// and Decode, and ErrEventIDMismatch.
func (v Verifier) Receive(header http.Header, body []byte) (Event, error) {
	if err := v.Verify(header, body); err != nil {
		return Event{}, err
	}
	event, err := Decode(body)
	if err != nil {
		return Event{}, err
	}
	// The header is not signed: were it believed, a replay under another id
	// would pass for a new event.
	if claimed := header.Get(HeaderEventID); claimed != "" && claimed != event.ID {
		return Event{}, ErrEventIDMismatch
	}
	return event, nil
}

func (v Verifier) verifyTimed(header string, body []byte) error {
	parsed, err := parseSignature(header)
	if err != nil {
		return err
	}
	if v.now().Sub(parsed.at).Abs() > api.WebhookTolerance {
		return ErrStaleSignature
	}
	return v.anySecret(func(secret Secret) bool {
		expected := timedMAC(secret, parsed.seconds, body)
		fits := false
		for _, mac := range parsed.macs {
			fits = hmac.Equal(mac, expected) || fits
		}
		return fits
	})
}

func (v Verifier) verifyBodyOnly(header string, body []byte) error {
	mac, err := hex.DecodeString(header)
	if err != nil {
		return ErrMalformedSignature
	}
	return v.anySecret(func(secret Secret) bool { return hmac.Equal(mac, bodyMAC(secret, body)) })
}

func (v Verifier) anySecret(fits func(Secret) bool) error {
	for _, secret := range v.Secrets {
		if !secret.IsZero() && fits(secret) {
			return nil
		}
	}
	return ErrWrongSignature
}

func (v Verifier) hasSecret() bool {
	for _, secret := range v.Secrets {
		if !secret.IsZero() {
			return true
		}
	}
	return false
}

func (v Verifier) now() time.Time {
	if v.Clock == nil {
		return clockwork.NewRealClock().Now()
	}
	return v.Clock.Now()
}
