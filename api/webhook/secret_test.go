package webhook_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"coffer/api/webhook"
)

const secretText = "whsec_0123456789abcdef"

func secretOf(t *testing.T, text string) webhook.Secret {
	t.Helper()
	secret, err := webhook.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestASecretNeverPrints(t *testing.T) {
	t.Parallel()
	secret := secretOf(t, secretText)
	holder := struct {
		Name   string
		secret webhook.Secret
	}{"holder", secret}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "secret", secret)
	encoded, err := json.Marshal(map[string]any{"secret": secret})
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{log.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed = append(printed, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, &secret), fmt.Sprintf(verb, holder))
	}
	for _, text := range printed {
		if strings.Contains(text, "0123456789") {
			t.Errorf("the secret shows in %q", text)
		}
	}
}

func TestParseSecretRefusesWhatIsNoSecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "whsec_", "whsec_short", "sk_0123456789abcdef", "whsec_0123 456789", "whsec_0123456789\x00abc"} {
		if _, err := webhook.ParseSecret(text); !errors.Is(err, webhook.ErrMalformedSecret) {
			t.Errorf("%q: got %v", text, err)
		} else if text != "" && strings.Contains(err.Error(), text) && text != "whsec_" {
			t.Errorf("the error quotes %q", text)
		}
	}
	if got := secretOf(t, "  "+secretText+"\n").Reveal(); got != secretText {
		t.Errorf("revealed %q", got)
	}
	if !(webhook.Secret{}).IsZero() || (webhook.Secret{}).Reveal() != "" {
		t.Error("the zero secret is not zero")
	}
}
