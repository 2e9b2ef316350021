//go:build !windows

package credential

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestACommandInheritsNoSecret(t *testing.T) {
	t.Parallel()
	seen := filepath.Join(t.TempDir(), "seen")
	resolver := Resolver{Environment: EnvironmentOf([]string{
		"DINO_SPEND_KEY=" + liveKey, "DINO_WEBHOOK_SECRET=" + secret, "OTHER_KEY=" + liveKey, "NAMED_IN_CONFIG=" + marker,
		"PATH=/bin:/usr/bin", "OP_SESSION=kept",
	})}
	resolver.Environment.Lock("NAMED_IN_CONFIG", "NOT_SET")
	if _, err := resolver.SpendKey(t.Context(), ShellLine("env > "+seen+"; echo "+testKey)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	holdsNoSecret(t, string(text))
	if !strings.Contains(string(text), "OP_SESSION=kept") {
		t.Errorf("what the command needs is missing: %s", text)
	}
}

func TestACommandWithoutAnEnvironmentStillInheritsNothing(t *testing.T) {
	t.Setenv("DINO_SPEND_KEY", liveKey)
	seen := filepath.Join(t.TempDir(), "seen")
	if _, err := (Resolver{}).SpendKey(t.Context(), ShellLine("/usr/bin/env > "+seen+"; echo "+testKey)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	holdsNoSecret(t, string(text))
}

func TestACommandThatTakesTooLongIsEnded(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"PATH=/bin:/usr/bin"}), Timeout: 50 * time.Millisecond}
	for name, source := range map[string]Source{
		"itself":                     Command("sleep", "600"),
		"what it started lives on":   ShellLine("sleep 2 & sleep 600"),
		"after it printed something": ShellLine("echo " + testKey + "; echo " + testKey + " >&2; exec sleep 600"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := resolver.SpendKey(t.Context(), source)
			isRefusal(t, err, ErrCommandFailed, "took too long")
		})
	}
}

func TestWhatACommandComplainsOfIsMadeSafe(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"PATH=/bin:/usr/bin"})}
	const shapeless = marker + "shapeless"
	script := `printf '\033[2J\033]0;owned\007` + testKey + ` ` + shapeless + `\nline two\n' >&2; echo ` + shapeless + `; exit 1`
	_, err := resolver.SpendKey(t.Context(), ShellLine(script))
	isRefusal(t, err, ErrCommandFailed, "it said:", "line two")
	if strings.ContainsAny(err.Error(), "\x1b\x07\n") {
		t.Errorf("not safe to show: %q", err)
	}
}

// TestASecretThatACommandComplainsOfInAnOddFormIsTakenOut also holds that the
// rest of the complaint, and our own words, stay.
func TestASecretThatACommandComplainsOfInAnOddFormIsTakenOut(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"PATH=/bin:/usr/bin"})}
	for name, script := range map[string]string{
		"upper case":    `echo ` + testKey + `; echo "bad DIN_TEST_` + marker + ` given" >&2; exit 1`,
		"quoted":        `echo '"` + testKey + `"'; echo 'bad {"key":"` + testKey + `"} given' >&2; exit 1`,
		"in a URL":      `echo 1; echo "bad https://u:` + testKey + `@host/?k=` + testKey + ` given" >&2; exit 1`,
		"glued":         `echo 1; echo "bad x` + testKey + `,y given" >&2; exit 1`,
		"twice":         `echo ` + marker + `; echo "bad ` + marker + marker + ` given" >&2; exit 1`,
		"words alone":   `echo pass; echo "bad password given" >&2; exit 1`,
		"our own words": `echo said; echo "bad it said said given" >&2; exit 1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := resolver.SpendKey(t.Context(), ShellLine(script))
			isRefusal(t, err, ErrCommandFailed, "exit status 1", "it said: bad ", "given")
			holdsNoSecret(t, err.Error())
			if name == "words alone" && !strings.Contains(err.Error(), "bad password given") {
				t.Errorf("it ate a word: %v", err)
			}
		})
	}
}

func TestACommandThatNeverStopsPrintingIsNoMatter(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"PATH=/bin:/usr/bin"})}
	if _, err := resolver.SpendKey(t.Context(), ShellLine("echo "+testKey+"; head -c 5000000 /dev/zero")); err != nil {
		t.Error(err)
	}
}

func TestACommandTakesNothingOfTheInput(t *testing.T) {
	t.Parallel()
	resolver := Resolver{Environment: EnvironmentOf([]string{"PATH=/bin:/usr/bin"}), Timeout: 5 * time.Second}
	_, err := resolver.SpendKey(t.Context(), Command("cat"))
	isRefusal(t, err, ErrCommandFailed, "printed nothing")
}

func TestTheArgumentsOfACommandAreNotShown(t *testing.T) {
	t.Parallel()
	for _, source := range []Source{Command("op", "--token", marker), ShellLine("op --token " + marker)} {
		if source.String() != "command op" {
			t.Errorf("got %q", source)
		}
	}
}
