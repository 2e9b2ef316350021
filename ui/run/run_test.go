package run

import (
	"errors"
	"strings"
	"testing"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

func settingsOf(t *testing.T, file string, flags config.Flags, environ ...string) *config.Settings {
	t.Helper()
	parsed, err := config.Parse("config.toml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := config.Sources{Flags: flags, Environ: credential.EnvironmentOf(environ), File: parsed}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

func TestAForgottenVariableIsSaidBeforeMoneyMovesByIt(t *testing.T) {
	t.Parallel()
	file := "[profile.prod]\nteam_id = \"team_1\"\n"
	if found := foundIn(settingsOf(t, file, config.Flags{"profile": "prod"})); found != nil {
		t.Errorf("without one it says %v", found)
	}
	found := foundIn(settingsOf(t, file, config.Flags{"profile": "prod"}, "DINO_SPEND_KEY=din_test_12345678"))
	if found == nil || !strings.Contains(found.Error(), "DINO_SPEND_KEY") || strings.Contains(found.Error(), "12345678") {
		t.Errorf("it says %v", found)
	}
}

func TestALookThatCantBeHadSaysWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	for file, wanted := range map[string]string{
		"theme = \"sepia\"\n":                   "sepia",
		"theme = \"./nowhere.toml\"\n":          "nowhere.toml",
		"[keys]\nnothing = \"q\"\n":             "nothing",
		"[keys]\nquit = \"n\"\n":                "new-spend",
		"theme = \"contrast-dark\"\n":           "",
		"mouse = false\n[keys]\nquit = \"Q\"\n": "",
	} {
		look, err := lookOf(settingsOf(t, file, nil))
		if (err == nil) != (wanted == "") || (err != nil && !strings.Contains(err.Error(), wanted)) {
			t.Errorf("%q: %v", file, err)
		}
		if strings.HasPrefix(file, "mouse") && look.Mouse {
			t.Error("the mouse is on")
		}
	}
}

func TestWhatKeepsAProfileClosedIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	known := &state.Problem{Happened: "It is there."}
	if got := troubleOf(known); got != known {
		t.Errorf("got %v", got)
	}
	if got := troubleOf(errors.New("odd\x1b[31m")); !strings.Contains(got.Happened, "odd") || strings.Contains(got.Error(), "\x1b") {
		t.Errorf("got %q", got.Error())
	}
}
