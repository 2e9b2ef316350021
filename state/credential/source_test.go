package credential

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestTheShortFormsOfASource(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Source{
		"keyring":                InKeyring(""),
		" keyring ":              InKeyring(""),
		"keyring:team/spend-key": InKeyring("team/spend-key"),
		"env:DINO_SPEND_KEY":     Variable("DINO_SPEND_KEY"),
		"file:~/key":             File("~/key"),
		"file:C:\\key":           File("C:\\key"),
		"command:pass dino/prod": ShellLine("pass dino/prod"),
	} {
		got, err := ParseSource(text)
		if err != nil || !got.Equal(want) {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "key", "env", "env:", "env:A B", "env:A=B", "file:", "command:", "vault:x", ":x"} {
		if got, err := ParseSource(text); !errors.Is(err, ErrNotASource) || !got.IsZero() {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func TestTheTableOfASource(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		table map[string]any
		want  Source
	}{
		"a variable":   {map[string]any{"env": "A"}, Variable("A")},
		"the keyring":  {map[string]any{"keyring": true}, InKeyring("")},
		"an entry":     {map[string]any{"keyring": "mine"}, InKeyring("mine")},
		"a file":       {map[string]any{"file": "/key"}, File("/key")},
		"a line":       {map[string]any{"command": "pass dino"}, ShellLine("pass dino")},
		"a list":       {map[string]any{"command": []any{"op", "read"}}, Command("op", "read")},
		"two places":   {map[string]any{"env": "A", "file": "/key"}, Source{}},
		"nothing":      {map[string]any{}, Source{}},
		"a number":     {map[string]any{"command": int64(1)}, Source{}},
		"no strings":   {map[string]any{"command": []any{"op", int64(1)}}, Source{}},
		"no program":   {map[string]any{"command": []any{}}, Source{}},
		"not wanted":   {map[string]any{"keyring": false}, Source{}},
		"unknown":      {map[string]any{"vault": "x"}, Source{}},
		"an empty one": {map[string]any{"file": ""}, Source{}},
	} {
		got, err := ParseSourceTable(test.table)
		if !got.Equal(test.want) || (err != nil) != test.want.IsZero() {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestASecretInPlaceOfItsSourceIsRefusedUnquoted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{liveKey, " " + testKey, "dba_" + marker, secret, "DIN_LIVE_" + marker, "env:" + liveKey} {
		_, err := ParseSource(text)
		if !errors.Is(err, ErrSecretInText) {
			t.Errorf("got %v", err)
			continue
		}
		holdsNoSecret(t, err.Error())
	}
}

func TestPathsStartAtHomeOrInTheFolderOfTheFile(t *testing.T) {
	t.Parallel()
	home, folder := filepath.Join(t.TempDir(), "home"), filepath.Join(t.TempDir(), "config")
	absolute := filepath.Join(home, "x", "key")
	for path, want := range map[string]string{
		"":       "",
		"~":      home,
		"~/key":  filepath.Join(home, "key"),
		"~ada/k": filepath.Join(folder, "~ada", "k"),
		"key":    filepath.Join(folder, "key"),
		"../key": filepath.Join(filepath.Dir(folder), "key"),
		absolute: absolute,
	} {
		if got := Expand(path, folder, home); got != want {
			t.Errorf("%q: got %q, not %q", path, got, want)
		}
	}
}

func TestEntriesOfProfilesAndAccountsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, entry := range []string{
		KeyEntry("", ""), KeyEntry("prod", ""), KeyEntry("prod", "research"), KeyEntry("prod", "default"),
		SecretEntry(""), SecretEntry("prod"),
	} {
		if seen[entry] {
			t.Errorf("%q is twice", entry)
		}
		seen[entry] = true
	}
}

func TestRedactingLeavesTheRest(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		"no secret_here":                   "no secret_here",
		"key " + liveKey + " x":            "key din_…redacted x",
		`"` + secret + `", "b"`:            `"whsec_…redacted", "b"`,
		"DBA_" + marker:                    "DBA_…redacted",
		"a din_test_ key, or (din_live_).": "a din_test_ key, or (din_live_).",
		"din_test_" + marker:               "din_…redacted",
		"din_live_x":                       "din_live_x",
		"din_…redacted":                    "din_…redacted",
	} {
		if got := Redact(text); got != want {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}
