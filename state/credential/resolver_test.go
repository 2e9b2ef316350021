package credential

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"coffer/api"
)

// bearer is what a key really sends: the only way to see it from outside.
func bearer(t *testing.T, key api.SpendKey) string {
	t.Helper()
	var seen string
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("Authorization")
		_, _ = w.Write([]byte("{}"))
	}))
	defer bank.Close()
	client, err := api.New(api.Config{BaseURL: bank.URL, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, _ = client.Balance(t.Context())
	return seen
}

func TestEverySourceBringsItsKey(t *testing.T) {
	t.Parallel()
	resolver := Resolver{
		Environment: EnvironmentOf([]string{"DINO_SPEND_KEY= " + testKey + "\n", "MINE=" + testKey, "PATH=/bin:/usr/bin"}),
		Keyring:     newMemory("prod/spend-key", testKey),
	}
	for name, source := range map[string]Source{
		"the variable":     Variable("DINO_SPEND_KEY"),
		"another variable": Variable("MINE"),
		"the keyring":      InKeyring("").Named(KeyEntry("prod", "")),
		"a private file":   File(writeFile(t, testKey+"\n", 0o600)),
		"a command":        Command("printf", "%s\nsecond line\n", testKey),
		"a shell's line":   ShellLine("echo " + testKey + " | cat; echo done"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := resolver.SpendKey(t.Context(), source)
			if err != nil {
				t.Fatal(err)
			}
			if got := bearer(t, key); got != "Bearer "+testKey {
				t.Errorf("it sends %q", got)
			}
			holdsNoSecret(t, fmt.Sprintf("%v %+v %#v %v", resolver, key, source, resolver.Environment))
		})
	}
}

func TestAWebhookSecretComesFromAnySourceToo(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Keyring: newMemory(SecretEntry("prod"), secret)}
	got, err := resolver.WebhookSecret(t.Context(), InKeyring(SecretEntry("prod")))
	if err != nil || got.Reveal() != secret {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestASourceThatHoldsNothingSaysWhichAndWhatToDo(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"EMPTY=", "PATH=/bin:/usr/bin"}), Keyring: newMemory()}
	for name, test := range map[string]struct {
		source Source
		kind   error
		words  []string
	}{
		"no source":             {Source{}, ErrMissing, []string{"nothing says where", "Name a source"}},
		"a variable not set":    {Variable("DINO_SPEND_KEY"), ErrMissing, []string{"env DINO_SPEND_KEY", "not set", "Set DINO_SPEND_KEY"}},
		"an empty variable":     {Variable("EMPTY"), ErrMissing, []string{"env EMPTY", "not set"}},
		"no such entry":         {InKeyring("prod/spend-key"), ErrMissing, []string{"keyring prod/spend-key", "no such entry", "coffer login"}},
		"no such file":          {File("/nowhere/key"), ErrMissing, []string{"file /nowhere/key", "no such file"}},
		"an empty file":         {File(writeFile(t, "\n", 0o600)), ErrMissing, []string{"it is empty"}},
		"a silent command":      {Command("true"), ErrCommandFailed, []string{"command true", "printed nothing"}},
		"a failing command":     {ShellLine("echo not signed in >&2; exit 3"), ErrCommandFailed, []string{"command echo", "exit status 3", "not signed in"}},
		"no such program":       {Command("no-such-program-here"), ErrCommandFailed, []string{"no such program"}},
		"a file that is a pipe": {File("/dev/null"), ErrCredential, []string{"no plain file"}},
		"a folder":              {File(t.TempDir()), ErrCredential, []string{"no plain file"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := resolver.SpendKey(t.Context(), test.source)
			isRefusal(t, err, test.kind, test.words...)
		})
	}
}

func TestWhatIsNoKeyIsRefusedUnquoted(t *testing.T) {
	t.Parallel()
	const wrong = marker + "_is_no_key"
	resolver := Resolver{
		Environment: EnvironmentOf([]string{"DINO_SPEND_KEY=" + wrong, "DINO_WEBHOOK_SECRET=" + testKey, "PATH=/bin:/usr/bin"}),
		Keyring:     newMemory("entry", wrong),
	}
	for _, source := range []Source{
		Variable("DINO_SPEND_KEY"), InKeyring("entry"), File(writeFile(t, wrong, 0o600)), Command("echo", wrong),
	} {
		_, err := resolver.SpendKey(t.Context(), source)
		isRefusal(t, err, ErrMalformed, source.String(), "din_")
		if !errors.Is(err, api.ErrMalformedKey) {
			t.Errorf("%s: %v", source, err)
		}
	}
	_, err := resolver.WebhookSecret(t.Context(), Variable("DINO_WEBHOOK_SECRET"))
	isRefusal(t, err, ErrMalformed, "webhook secret", "whsec_")
}

func TestATeamKeyIsRefusedByItsKind(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"dba_", "mid_", "dba_live_"} {
		resolver := Resolver{Environment: EnvironmentOf([]string{"DINO_SPEND_KEY=" + prefix + marker})}
		_, err := resolver.SpendKey(t.Context(), Variable("DINO_SPEND_KEY"))
		isRefusal(t, err, ErrMalformed, "team key", "agent account")
		if !errors.Is(err, api.ErrTeamKey) {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}

func TestTheKeyringOfTheSystem(t *testing.T) {
	// Not parallel: the library's mock is one for the whole process.
	keyring.MockInit()
	ring := systemKeyring{reachable: func() error { return nil }}
	if err := ring.Set("prod/spend-key", testKey); err != nil {
		t.Fatal(err)
	}
	if kept, err := keyring.Get("coffer", "prod/spend-key"); err != nil || kept != testKey {
		t.Errorf("it is not kept under coffer and the entry: %v", err)
	}
	if _, err := (Resolver{Keyring: ring}).SpendKey(t.Context(), InKeyring("prod/spend-key")); err != nil {
		t.Error(err)
	}
	if err := ring.Delete("prod/spend-key"); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{"get": second(ring.Get("prod/spend-key")), "delete": ring.Delete("prod/spend-key")} {
		if !errors.Is(err, ErrMissing) {
			t.Errorf("%s: %v", name, err)
		}
	}

	keyring.MockInitWithError(errors.New("the name org.freedesktop.secrets was not provided; " + testKey))
	for name, err := range map[string]error{
		"get": second(ring.Get("a")), "set": ring.Set("a", testKey), "delete": ring.Delete("a"),
	} {
		if !errors.Is(err, ErrNoKeyring) {
			t.Errorf("%s: %v", name, err)
		}
		holdsNoSecret(t, err.Error())
	}
	_, err := Resolver{Keyring: ring}.SpendKey(t.Context(), InKeyring("prod/spend-key"))
	isRefusal(t, err, ErrNoKeyring, "org.freedesktop.secrets", "env:", "command", "file:")
}

func second[T any](_ T, err error) error { return err }

// locked is a keyring that waits for a password which nobody types.
type locked struct{ Keyring }

func (locked) Get(string) (string, error) { select {} }

func TestALockedKeyringIsNotWaitedForWithoutEnd(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Keyring: locked{}, Timeout: 10 * time.Millisecond}
	_, err := resolver.SpendKey(t.Context(), InKeyring("entry"))
	isRefusal(t, err, ErrNoKeyring, "didn't answer in time", "locked")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Resolver{Keyring: locked{}}).SpendKey(ctx, InKeyring("entry")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
