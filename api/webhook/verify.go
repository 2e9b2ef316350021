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
	ErrEventTypeMismatch  = errors.New("the event type in the header is not the event's own")
	ErrRepeatedHeader     = errors.New("a header of the delivery is there more than once")
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
	claim, err := v.claimOf(header)
	if err != nil {
		return err
	}
	return v.verify(claim, body)
}

// claim is what the headers of a delivery say of its body.
type claim struct {
	// timed is the parsed Dino-Signature; without a time where there is none.
	timed signature
	// bodyOnly is the signature of the body alone, where that is allowed.
	bodyOnly []byte
}

// claimOf finds what can't be believed whatever the body is.
func (v Verifier) claimOf(header http.Header) (claim, error) {
	if !v.hasSecret() {
		return claim{}, ErrNoSecret
	}
	for _, name := range deliveryHeaders {
		if len(header[name]) > 1 {
			// Two links of a chain of proxies may each go by another one.
			return claim{}, ErrRepeatedHeader
		}
	}
	if timed := header[HeaderSignature]; len(timed) > 0 {
		parsed, err := parseSignature(timed[0])
		if err == nil && v.now().Sub(parsed.at).Abs() > api.WebhookTolerance {
			err = ErrStaleSignature
		}
		return claim{timed: parsed}, err
	}
	plain := header[HeaderBodySignature]
	switch {
	case len(plain) == 0:
		return claim{}, ErrUnsigned
	case !v.AllowBodyOnly:
		return claim{}, ErrBodyOnlySignature
	}
	mac, err := hex.DecodeString(plain[0])
	if err != nil {
		return claim{}, ErrMalformedSignature
	}
	return claim{bodyOnly: mac}, nil
}

func (v Verifier) verify(claim claim, body []byte) error {
	for _, secret := range v.Secrets {
		if !secret.IsZero() && claim.fits(secret, body) {
			return nil
		}
	}
	return ErrWrongSignature
}

func (c claim) fits(secret Secret, body []byte) bool {
	if c.timed.seconds == "" {
		return hmac.Equal(c.bodyOnly, bodyMAC(secret, body))
	}
	expected := timedMAC(secret, c.timed.seconds, body)
	fits := false
	for _, mac := range c.timed.macs {
		fits = hmac.Equal(mac, expected) || fits
	}
	return fits
}

// deliveryHeaders are in the canonical form, as net/http keeps them.
var deliveryHeaders = []string{
	HeaderSignature, HeaderBodySignature, HeaderEventID, HeaderEventType, HeaderDeliveryAttempt, HeaderRequestID,
}

// Receive verifies a delivery and decodes its event. A body that is signed and
// can't be read is a delivery too, with its Err. Errors: those of Verify,
// ErrEventIDMismatch and ErrEventTypeMismatch.
func (v Verifier) Receive(header http.Header, body []byte) (Delivery, error) {
	claim, err := v.claimOf(header)
	if err != nil {
		return Delivery{}, err
	}
	return v.receive(claim, header, body)
}

func (v Verifier) receive(claim claim, header http.Header, body []byte) (Delivery, error) {
	if err := v.verify(claim, body); err != nil {
		return Delivery{}, err
	}
	event, err := Decode(body)
	// The headers are not signed: were they believed, a replay under another
	// id would pass for a new event.
	if claimed := header.Get(HeaderEventID); claimed != "" && event.ID != "" && claimed != event.ID {
		return Delivery{}, ErrEventIDMismatch
	}
	if claimed := header.Get(HeaderEventType); claimed != "" && event.Type != "" && claimed != event.Type {
		return Delivery{}, ErrEventTypeMismatch
	}
	return Delivery{Event: event, Err: err, Raw: body}, nil
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
