package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"coffer/api"
)

const (
	// maxRequestBytes is the largest body that is read.
	maxRequestBytes = 64 << 10
	maxMerchantName = 200
	maxReason       = 1000
	maxKey          = 255
	// maxAmountCents keeps every sum of amounts far inside an int64.
	maxAmountCents = 1_000_000_000_00
)

// readBody decodes a JSON object into value. Unknown fields are ignored.
func readBody(w http.ResponseWriter, r *http.Request, value any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return invalid("Content-Type must be application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return invalid("The body is over 64 KiB")
		}
		return invalid("The body broke off")
	}
	if !utf8.Valid(body) {
		return invalid("The body is not UTF-8")
	}
	if err := json.Unmarshal(body, value); err != nil {
		return invalid(bodyFault(err))
	}
	if trimmed := strings.TrimSpace(string(body)); !strings.HasPrefix(trimmed, "{") {
		return invalid("The body must be a JSON object")
	}
	return nil
}

func bodyFault(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		switch {
		case kind.Field == "amount_cents":
			return "amount_cents must be a whole number of cents"
		case kind.Field != "":
			return kind.Field + " must not be a " + kind.Value
		}
	}
	return "The body is not a JSON object of this call"
}

func validateSpend(request api.SpendRequest) error {
	switch {
	case request.AmountCents <= 0:
		return invalid("amount_cents must be a whole number of cents above zero")
	case request.AmountCents > maxAmountCents:
		return invalid("amount_cents is too large")
	case !strings.EqualFold(request.Currency, "usd"):
		return invalid("currency must be usd")
	}
	if err := validateText("merchant_name", request.MerchantName, maxMerchantName); err != nil {
		return err
	}
	return validateText("reason", request.Reason, maxReason)
}

func validateText(name, text string, most int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return invalid(name + " must not be empty")
	case utf8.RuneCountInString(text) > most:
		return invalid(name + " is too long")
	}
	return nil
}

// idempotencyKey takes the key from the header, from the body, or from both
// when they agree.
func idempotencyKey(r *http.Request, fromBody string) (string, error) {
	key := r.Header.Get("Idempotency-Key")
	if key != "" && fromBody != "" && key != fromBody {
		return "", invalid("The Idempotency-Key header and idempotency_key differ")
	}
	if key == "" {
		key = fromBody
	}
	switch {
	case key == "":
		return "", invalid("Send an Idempotency-Key header (a UUID), so that a retry can't spend twice")
	case len(key) > maxKey || strings.ContainsFunc(key, func(letter rune) bool { return letter <= ' ' || letter > '~' }):
		return "", invalid("The idempotency key must be 1 to 255 printable characters without spaces")
	}
	return key, nil
}
