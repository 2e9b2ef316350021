package credential

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/webhook"
)

func TestLoginFromAPipeStoresWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request LoginRequest
		text    string
		want    map[string]string
	}{
		"the key":        {LoginRequest{}, testKey + "\n", map[string]string{"default/spend-key": testKey}},
		"without an end": {LoginRequest{Profile: "prod"}, testKey, map[string]string{"prod/spend-key": testKey}},
		"behind a mark":  {LoginRequest{}, "\uFEFF" + testKey + "\r\n", map[string]string{"default/spend-key": testKey}},
		"an account":     {LoginRequest{Profile: "prod", Account: "research"}, " " + testKey + "\r\n", map[string]string{"prod/research/spend-key": testKey}},
		"the secret":     {LoginRequest{Profile: "prod", Secret: true}, secret + "\n", map[string]string{"prod/webhook-secret": secret}},
		"both": {
			LoginRequest{Profile: "prod", Key: true, Secret: true},
			testKey + "\n" + secret + "\n",
			map[string]string{"prod/spend-key": testKey, "prod/webhook-secret": secret},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, out := newMemory(), &bytes.Buffer{}
			request := test.request
			request.In, request.FromPipe, request.Out, request.Keyring = strings.NewReader(test.text), true, out, ring
			if err := Login(t.Context(), request); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(ring.entries) != fmt.Sprint(test.want) {
				t.Error("the entries are not those that were wanted")
			}
			for entry := range test.want {
				if !strings.Contains(out.String(), entry) {
					t.Errorf("%q is not in: %s", entry, out)
				}
			}
			holdsNoSecret(t, out.String())
		})
	}
}

func TestLoginWithoutATerminalReadsNothing(t *testing.T) {
	t.Parallel()
	ring, in, out := newMemory(), strings.NewReader(testKey+"\n"), &bytes.Buffer{}
	err := Login(t.Context(), LoginRequest{In: in, Out: out, Keyring: ring})
	isRefusal(t, err, ErrNoTerminal, "no terminal", "--stdin")
	if in.Len() != len(testKey)+1 || len(ring.entries) > 0 || out.Len() > 0 {
		t.Error("something was read, stored or printed")
	}
}

func TestLoginStoresNothingThatIsWrong(t *testing.T) {
	t.Parallel()
	refusal := func(context.Context, api.SpendKey) error {
		return &api.Error{Call: api.CallRead, Status: 401, Code: api.CodeInvalidAPIKey, Message: "no such key " + testKey}
	}
	cut := &api.CallError{Err: errors.New("cut")}
	for name, test := range map[string]struct {
		request LoginRequest
		text    string
		kind    error
		words   []string
	}{
		"no key":                      {LoginRequest{}, marker + "\n", ErrMalformed, []string{"can't be a spending key", "din_"}},
		"a secret in place of a key":  {LoginRequest{}, secret + "\n", ErrMalformed, []string{"spending key"}},
		"a key in place of a secret":  {LoginRequest{Secret: true}, testKey + "\n", ErrMalformed, []string{"webhook secret", "whsec_"}},
		"nothing":                     {LoginRequest{}, "", errEmpty, []string{"nothing was entered"}},
		"an empty line":               {LoginRequest{}, "\n" + testKey, errEmpty, []string{"nothing was entered"}},
		"far too much":                {LoginRequest{}, strings.Repeat(marker, 10_000), ErrCredential, []string{"too long"}},
		"only one of two":             {LoginRequest{Key: true, Secret: true}, testKey + "\n", errEmpty, []string{"No webhook secret"}},
		"the bank refuses":            {LoginRequest{VerifyKey: refusal}, testKey + "\n", ErrCredential, []string{"not accepted", "The bank refused", "invalid_api_key"}},
		"the bank can't be asked":     {LoginRequest{VerifyKey: func(context.Context, api.SpendKey) error { return cut }}, testKey + "\n", cut, []string{"No answer from the bank"}},
		"the secret is not the right": {LoginRequest{Secret: true, VerifySecret: func(context.Context, webhook.Secret) error { return cut }}, secret + "\n", cut, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, out := newMemory(), &bytes.Buffer{}
			request := test.request
			request.In, request.FromPipe, request.Out, request.Keyring = strings.NewReader(test.text), true, out, ring
			isRefusal(t, Login(t.Context(), request), test.kind, append(test.words, "Nothing was stored")...)
			if len(ring.entries) > 0 {
				t.Error("something was stored")
			}
			holdsNoSecret(t, out.String())
		})
	}
}

func TestLoginWithoutAKeyringNamesTheOtherSources(t *testing.T) {
	t.Parallel()
	ring := newMemory()
	ring.fails = fmt.Errorf("%w (no D-Bus)", ErrNoKeyring)
	err := Login(t.Context(), LoginRequest{In: strings.NewReader(testKey), FromPipe: true, Out: &bytes.Buffer{}, Keyring: ring})
	isRefusal(t, err, ErrNoKeyring, "no D-Bus", "env:", "command", "file:")
}

func TestLogoutRemovesWhatLoginStored(t *testing.T) {
	t.Parallel()
	ring, out := newMemory(KeyEntry("prod", ""), testKey, SecretEntry("prod"), secret, KeyEntry("other", ""), testKey), &bytes.Buffer{}
	if err := Logout(t.Context(), LogoutRequest{Profile: "prod", Out: out, Keyring: ring}); err != nil {
		t.Fatal(err)
	}
	if len(ring.entries) != 1 || ring.entries["other/spend-key"] == "" {
		t.Error("not the right entries were removed")
	}
	out.Reset()
	if err := Logout(t.Context(), LogoutRequest{Profile: "prod", Key: true, Out: out, Keyring: ring}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "There was no spending key") || strings.Contains(out.String(), "webhook") {
		t.Errorf("it says: %s", out)
	}
	ring.fails = ErrNoKeyring
	isRefusal(t, Logout(t.Context(), LogoutRequest{Out: out, Keyring: ring}), ErrNoKeyring, "may still be in the keyring")
}
