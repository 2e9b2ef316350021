package session

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/state/config"
	"coffer/state/credential"
)

// shelf is a keyring in memory.
type shelf map[string]string

func (s shelf) Get(entry string) (string, error) {
	text, isThere := s[entry]
	if !isThere {
		return "", credential.ErrMissing
	}
	return text, nil
}

func (s shelf) Set(entry, text string) error {
	s[entry] = text
	return nil
}

func (s shelf) Delete(entry string) error {
	delete(s, entry)
	return nil
}

func TestALoginStoresOnlyAKeyThatTheBankKnowsAndThatFitsTheProfile(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	profiles := "[profile.box]\napi_url = \"" + issued.BaseURL + "\"\nenvironment = \"sandbox\"\n" +
		"[profile.prod]\napi_url = \"" + issued.BaseURL + "\"\nenvironment = \"live\"\n"
	for name, c := range map[string]struct {
		profile, key string
		kind         error
		says         string
	}{
		"a key of the bank":  {profile: "box", key: issued.SpendKey},
		"an unknown one":     {profile: "box", key: "din_test_wrongwrongwrong", kind: credential.ErrCredential, says: string(api.CodeInvalidAPIKey)},
		"for another place":  {profile: "prod", key: issued.SpendKey, kind: credential.ErrMismatch, says: "promises to be live"},
		"a live one in here": {profile: "box", key: "din_live_wrongwrongwrong", kind: credential.ErrMismatch, says: "real money"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, options := setting(t, profiles, config.Flags{"profile": c.profile})
			kept := shelf{}
			err := credential.Login(t.Context(), credential.LoginRequest{
				Profile: settings.Name, In: strings.NewReader(c.key), FromPipe: true, Out: &bytes.Buffer{},
				Keyring: kept, VerifyKey: VerifyKey(settings, options),
			})
			if !errors.Is(err, c.kind) || c.kind != nil && !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v", err)
			}
			if (len(kept) == 1) != (c.kind == nil) {
				t.Errorf("%d entries are kept", len(kept))
			}
			if c.kind != nil {
				return
			}
			options.Resolver.Keyring = kept
			if _, err := keys(t.Context(), settings, options); err != nil {
				t.Errorf("what was stored isn't found again: %v", err)
			}
		})
	}
}
