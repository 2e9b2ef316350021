package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"coffer/state/credential"
)

func mustDecimal(t *testing.T, text string) decimal.Decimal {
	t.Helper()
	number, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func resolved(t *testing.T, sources Sources) *Settings {
	t.Helper()
	settings, err := sources.Settings()
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

// samples are three different values for each setting that a flag or variable
// can set: for the file, the environment and the flag.
func samples() map[string][3]string {
	return map[string][3]string{
		"default_profile": {"p", "q", "r"},
		"theme":           {"one", "two", "three"},
		"mouse":           {"true", "false", "true"},
		"reduced_motion":  {"true", "false", "true"},
		"log_level":       {"debug", "warn", "error"},
		"allow_group":     {"one", "two", "three"},
		"api_url":         {"https://file.example", "https://env.example", "https://flag.example"},
		"spend_path":      {"/file", "/env", "/flag"},
		"team_id":         {"team_file", "team_env", "team_flag"},
		"approval_url":    {"https://file.example/{id}", "https://env.example/{id}", "https://flag.example/{id}"},
		"environment":     {"live", "", ""},
		"webhook_listen":  {"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"},
		"poll_budget":     {"10", "20", "30"},
		"read_only":       {"true", "false", "true"},
		"data_dir":        {"/file", "/env", "/flag"},
	}
}

// TestFlagOverEnvironmentOverFileOverDefault goes through every setting that
// can be overridden, so that a new one has to have its samples.
func TestFlagOverEnvironmentOverFileOverDefault(t *testing.T) {
	t.Parallel()
	for _, f := range append(programFields(), profileFields()...) {
		if f.variable == "" && f.flag == "" || f.isSource() {
			continue
		}
		sample, isSampled := samples()[f.name]
		if !isSampled {
			t.Errorf("%s has no samples", f.name)
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			asTOML := sample[0]
			if f.kind.Kind() == reflect.String {
				asTOML = fmt.Sprintf("%q", sample[0])
			}
			line, head := f.name+" = "+asTOML, `default_profile = "p"`
			lines := []string{head, "[profile.p]", "[profile.q]", "[profile.r]", "[profile.p]"}
			switch {
			case f.name == "default_profile":
				lines = lines[:4]
			case strings.Contains(fmt.Sprint(namesOf(programFields())), f.name):
				lines = append([]string{line}, lines[:4]...)
			default:
				lines = []string{head, "[profile.p]", line, "[profile.q]", "[profile.r]"}
			}
			file := parsed(t, lines...)
			environ := credential.EnvironmentOf([]string{f.variable + "=" + sample[1]})
			flags := Flags{f.flag: sample[2]}

			wants := []struct {
				sources Sources
				value   string
				origin  string
			}{
				{Sources{File: file, Environ: environ, Flags: flags}, sample[2], "flag --" + f.flag},
				{Sources{File: file, Environ: environ}, sample[1], "env " + f.variable},
				{Sources{File: file}, sample[0], "config.toml:"},
				{Sources{}, f.fallback, "default"},
			}
			for _, want := range wants {
				settings := resolved(t, want.sources)
				if got := valueOf(settings, f.name); got != want.value {
					t.Errorf("%s: got %q, not %q", want.origin, got, want.value)
				}
				if got := settings.Origin(f.name).String(); !strings.HasPrefix(got, want.origin) {
					t.Errorf("it is from %q, not %q", got, want.origin)
				}
				if settings.IsSet(f.name) != (want.origin != "default") {
					t.Errorf("%s: IsSet is %v", want.origin, settings.IsSet(f.name))
				}
			}
		})
	}
}

// valueOf is a setting as one would type it.
func valueOf(settings *Settings, name string) string {
	for _, f := range programFields() {
		if f.name == name {
			return fmt.Sprint(reflect.ValueOf(settings.Program).FieldByIndex(f.index))
		}
	}
	for _, f := range profileFields() {
		if f.name == name {
			return fmt.Sprint(reflect.ValueOf(settings.Profile).FieldByIndex(f.index))
		}
	}
	return "no such setting"
}

func TestWithoutAnythingItIsTheSandbox(t *testing.T) {
	t.Parallel()
	for name, sources := range map[string]Sources{
		"nothing":                      {},
		"an empty file":                {File: parsed(t)},
		"a file with a profile unused": {File: parsed(t, "[profile.prod]")},
		"no profile wanted":            {File: parsed(t, `default_profile = "prod"`, "[profile.prod]"), Flags: Flags{"profile": ""}},
		"empty variables":              {Environ: credential.EnvironmentOf([]string{"DINO_SPEND_KEY=", "DINO_WEBHOOK_SECRET=", "COFFER_PROFILE="})},
		"a profile of the sandbox":     {File: parsed(t, "[profile.box]", `environment = "sandbox"`), Flags: Flags{"profile": "box"}},
	} {
		settings := resolved(t, sources)
		if !settings.Embedded() || len(settings.AccountsInUse()) > 0 || len(settings.Secrets) > 0 {
			t.Errorf("%s: %+v", name, settings.Profile)
		}
	}
}

func TestAKeyInTheEnvironmentNeedsNoProfile(t *testing.T) {
	t.Parallel()
	environ := credential.EnvironmentOf([]string{"DINO_SPEND_KEY=din_test_" + marker, "DINO_TEAM_ID=team_1", "DINO_WEBHOOK_SECRET=whsec_" + marker})
	settings := resolved(t, Sources{Environ: environ, Flags: Flags{"webhook-listen": "127.0.0.1:0"}})
	if settings.Embedded() || settings.Name != "" || settings.TeamID != "team_1" || settings.Listen != "127.0.0.1:0" || len(settings.Findings) > 0 {
		t.Errorf("got %+v", settings)
	}
	want := []Account{{Key: credential.Variable("DINO_SPEND_KEY")}}
	if diff := cmp.Diff(want, settings.AccountsInUse()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]credential.Source{credential.Variable("DINO_WEBHOOK_SECRET")}, settings.Secrets); diff != "" {
		t.Error(diff)
	}
}

func TestAProfileKeepsItsSecretsInTheKeyringUnlessItSaysElse(t *testing.T) {
	t.Parallel()
	file := parsed(t, "[profile.a]", `webhook_listen = ":1"`, "[profile.b]", `key = "keyring:shared"`, "[profile.c]", `environment = "sandbox"`, `api_url = "http://127.0.0.1:1"`)
	for name, want := range map[string]credential.Source{
		"a": credential.InKeyring("a/spend-key"), "b": credential.InKeyring("shared"), "c": credential.InKeyring("c/spend-key"),
	} {
		settings := resolved(t, Sources{File: file, Flags: Flags{"profile": name}})
		if !settings.Key.Equal(want) || settings.Embedded() {
			t.Errorf("%s: %v", name, settings.Key)
		}
		if (len(settings.Secrets) == 1) != (name == "a") {
			t.Errorf("%s: %v", name, settings.Secrets)
		}
	}
}

func TestAKeyInTheEnvironmentSetsAccountsAside(t *testing.T) {
	t.Parallel()
	settings := resolved(t, Sources{
		File:    parsed(t, `default_profile = "p"`, "[[profile.p.accounts]]", `name = "a"`, "[[profile.p.accounts]]", `name = "b"`),
		Environ: credential.EnvironmentOf([]string{"DINO_SPEND_KEY=din_test_" + marker}),
	})
	if in := settings.AccountsInUse(); len(in) != 1 || in[0].Name != "" || !in[0].Key.Equal(credential.Variable("DINO_SPEND_KEY")) {
		t.Errorf("got %v", in)
	}
	if text := fmt.Sprint(settings.Findings); !strings.Contains(text, "2 accounts of profile p are set aside") || !strings.Contains(text, "DINO_SPEND_KEY overrides") {
		t.Errorf("got %v", settings.Findings)
	}
}

func TestAVariableThatRedirectsAProfileIsAFinding(t *testing.T) {
	t.Parallel()
	settings := resolved(t, Sources{
		File:    parsed(t, `default_profile = "p"`, "[profile.p]", `api_url = "https://a.example"`),
		Environ: credential.EnvironmentOf([]string{"DINO_API_URL=https://b.example"}),
	})
	if len(settings.Findings) != 1 || settings.Findings[0].Message != "DINO_API_URL overrides the api_url of profile p." {
		t.Errorf("got %v", settings.Findings)
	}
}

func TestAVariableThatIsMisspeltIsAFinding(t *testing.T) {
	t.Parallel()
	settings := resolved(t, Sources{
		File: parsed(t, "[profile.p]", `webhook_secrets = "env:DINO_WEBHOOK_SECRET2"`),
		Environ: credential.EnvironmentOf([]string{
			"COFFER_READONLY=true", "DINO_TEAMID=team_1", "COFFER_TEAM=x", "COFFER_TEME=", "DINO_WEBHOOK_SECRET2=whsec_" + marker, "COFFER_MOUSE=true",
		}),
	})
	want := []Finding{
		{Message: "COFFER_READONLY is set, and nothing reads it.", Advice: "Did you mean COFFER_READ_ONLY?"},
		{Message: "DINO_TEAMID is set, and nothing reads it.", Advice: "Did you mean DINO_TEAM_ID?"},
	}
	if diff := cmp.Diff(want, settings.Findings); diff != "" {
		t.Error(diff)
	}
}

func TestWhatFlagsAndVariablesSayIsCheckedToo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sources Sources
		want    string
	}{
		"a flag":         {Sources{Flags: Flags{"poll-budget": "many"}}, "flag --poll-budget: poll_budget is a whole number from 1 to 6000"},
		"out of range":   {Sources{Flags: Flags{"poll-budget": "0"}}, "flag --poll-budget: poll_budget is a number from 1 to 6000"},
		"a variable":     {Sources{Environ: credential.EnvironmentOf([]string{"COFFER_MOUSE=often"})}, "env COFFER_MOUSE: mouse is true or false"},
		"a level":        {Sources{Environ: credential.EnvironmentOf([]string{"COFFER_LOG_LEVEL=warning"})}, `env COFFER_LOG_LEVEL: log_level is one of debug, info, warn, error, off; did you mean "warn"?`},
		"an address":     {Sources{Flags: Flags{"webhook-listen": "here"}}, "flag --webhook-listen: webhook_listen is an address to listen on, like 127.0.0.1:9901"},
		"a bank":         {Sources{Environ: credential.EnvironmentOf([]string{"DINO_API_URL=bank"})}, "env DINO_API_URL: api_url is an address like https://api.dino.id"},
		"a misplaced":    {Sources{Environ: credential.EnvironmentOf([]string{"DINO_TEAM_ID=din_live_" + marker})}, "env DINO_TEAM_ID: team_id looks like a key or a secret, which doesn't belong here"},
		"in a flag":      {Sources{Flags: Flags{"team-id": "din_live_" + marker}}, "flag --team-id: team_id looks like a key or a secret, which doesn't belong here"},
		"no file":        {Sources{Flags: Flags{"profile": "prod"}}, "flag --profile: there is no profile \"prod\", since there is no config file; `coffer config init` writes one"},
		"no profile":     {Sources{File: parsed(t, "[profile.prod]"), Flags: Flags{"profile": "prd"}}, `flag --profile: there is no [profile.prd]; did you mean "prod"?`},
		"no profiles":    {Sources{File: parsed(t), Environ: credential.EnvironmentOf([]string{"COFFER_PROFILE=prod"})}, "env COFFER_PROFILE: there is no [profile.prod]; the file has no profiles"},
		"a profile's ID": {Sources{Flags: Flags{"profile": "../x"}}, "flag --profile: default_profile has letters, digits, - _ and . only, 1 to 64 of them, and doesn't begin with a dot"},
	} {
		_, err := test.sources.Settings()
		var mistakes *Error
		if !errors.As(err, &mistakes) || err.Error() != test.want {
			t.Errorf("%s: got\n%v\nnot\n%s", name, err, test.want)
		}
	}
}

func TestSwitchingTakesTheOtherProfileAndAllTheRest(t *testing.T) {
	t.Parallel()
	file := parsed(t, `theme = "contrast"`, "[profile.a]", `team_id = "team_a"`, "[profile.b]", `team_id = "team_b"`, `theme = "dark"`)
	flags := Flags{"profile": "a", "log-level": "debug"}
	first := resolved(t, Sources{File: file, Flags: flags})
	other, err := first.Switch("b")
	if err != nil {
		t.Fatal(err)
	}
	if other.Name != "b" || other.TeamID != "team_b" || other.Theme != "dark" || other.LogLevel != "debug" {
		t.Errorf("got %+v", other)
	}
	if first.TeamID != "team_a" || first.Theme != "contrast" || flags["profile"] != "a" {
		t.Error("the first settings changed")
	}
	if diff := cmp.Diff([]string{"a", "b"}, other.Profiles()); diff != "" {
		t.Error(diff)
	}
	if _, err := first.Switch("c"); err == nil {
		t.Error("there is no such profile")
	}
}

func TestPathsInTheFileStartWhereItIs(t *testing.T) {
	t.Parallel()
	file := parsed(t, `theme = "themes/mine.toml"`, "[profile.p]", `data_dir = "data"`, "[profile.q]", `theme = "~/mine.toml"`, `data_dir = "~/data"`, "[profile.r]", `theme = "contrast"`)
	folder := filepath.Dir(file.path)
	for name, want := range map[string][2]string{
		"p": {filepath.Join(folder, "themes", "mine.toml"), filepath.Join(folder, "data")},
		"q": {filepath.Join(home(), "mine.toml"), filepath.Join(home(), "data")},
		"r": {"contrast", ""},
	} {
		settings := resolved(t, Sources{File: file, Flags: Flags{"profile": name}})
		if settings.Theme != want[0] || settings.DataDir != want[1] {
			t.Errorf("%s: %q, %q", name, settings.Theme, settings.DataDir)
		}
	}
	fromEnvironment := resolved(t, Sources{File: file, Flags: Flags{"profile": "q"}, Environ: credential.EnvironmentOf([]string{"COFFER_THEME=dark"})})
	if fromEnvironment.Theme != "dark" || fromEnvironment.Origin("theme").String() != "env COFFER_THEME" {
		t.Errorf("the profile's theme is stronger than the environment: %q", fromEnvironment.Theme)
	}
	settings := resolved(t, Sources{File: file, Flags: Flags{"profile": "p", "data-dir": "here", "theme": "./mine.toml"}})
	if settings.DataDir != "here" || settings.Theme != "./mine.toml" {
		t.Errorf("what was typed starts here: %q, %q", settings.DataDir, settings.Theme)
	}
}

func TestPathsInAFileNamedByARelativePathAreAbsoluteAllTheSame(t *testing.T) {
	t.Parallel()
	file, err := Parse("mine.toml", []byte("[profile.p]\nkey = \"file:p.key\"\ndata_dir = \"data\""))
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	settings := resolved(t, Sources{File: file, Flags: Flags{"profile": "p"}})
	if want := filepath.Join(here, "p.key"); !settings.Key.Equal(credential.File(want)) || settings.DataDir != filepath.Join(here, "data") {
		t.Errorf("got %v, %q", settings.Key, settings.DataDir)
	}
}

func TestAValueThatIsCheckedElsewhereKeepsItsPlace(t *testing.T) {
	t.Parallel()
	settings := resolved(t, Sources{File: parsed(t, "mouse = true", "[keys]", `quit = "q"`, `back = "q"`), Flags: Flags{"theme": "blue"}})
	for name, want := range map[string]string{
		"keys.back": settings.Path + ":4:1: clashes", "theme": "flag --theme: clashes", "log_level": "default: clashes",
	} {
		if got := settings.Wrong(name, "clashes").Error(); got != want {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}

func TestExplainTellsEveryOriginAndNoSecret(t *testing.T) {
	t.Parallel()
	const key, secret = "din_live_" + marker, "whsec_" + marker
	settings := resolved(t, Sources{
		File: parsed(
			t, `default_profile = "p"`, "[keys]", `quit = ["q", "ctrl+c"]`, "[filters]", `leak = "`+key+`"`,
			"[profile.p]", `webhook_secrets = ["keyring", "env:OLD"]`,
			"[[profile.p.accounts]]", `name = "a"`, `key_command = "op --token `+key+`"`,
			"[[profile.p.accounts]]", `name = "b"`, `key = "file:/secret/`+"b"+`"`,
		),
		Environ: credential.EnvironmentOf([]string{"DINO_TEAM_ID=team_1", "OLD=" + secret}),
		Flags:   Flags{"poll-budget": "30"},
	})
	got := map[string]Row{}
	for _, row := range settings.Explain() {
		got[row.Name] = row
		if strings.Contains(fmt.Sprint(row), marker) {
			t.Errorf("a secret is in %v", row)
		}
	}
	for _, want := range []Row{
		{"team_id", "team_1", "env DINO_TEAM_ID"},
		{"poll_budget", "30", "flag --poll-budget"},
		{"mouse", "true", "default"},
		{"keys.quit", `["q", "ctrl+c"]`, "config.toml:3"},
		{"filters.leak", "din_…redacted", "config.toml:5"},
		{"webhook_secrets", "redacted, kept in keyring p/webhook-secret and in env OLD", "config.toml:7"},
		{"accounts.a.key", "redacted, kept in command op", "config.toml:8"},
		{"accounts.b.key", "redacted, kept in file /secret/b", "config.toml:11"},
		{"key", "none", "default"},
		{"swap_price_tolerance", "0", "default"},
	} {
		if got[want.Name] != want {
			t.Errorf("got %v, not %v", got[want.Name], want)
		}
	}
}

func TestLoadingLocksTheVariablesThatTheFileNames(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.toml")
	writeText(t, path, "[profile.a]\nkey = \"env:A_KEY\"\n[[profile.b.accounts]]\nname = \"x\"\nkey = { env = \"B_KEY\" }\n[profile.c]\nwebhook_secrets = \"env:C_SECRET\"\n")
	environ := credential.EnvironmentOf([]string{"A_KEY=" + marker, "B_KEY=" + marker, "C_SECRET=" + marker, "COFFER_CONFIG=" + path})
	settings, err := Load(nil, environ)
	if err != nil || settings.Path != path {
		t.Fatalf("got %v, %v", settings, err)
	}
	if strings.Contains(strings.Join(environ.Plain(), "\n"), marker) {
		t.Error("a command would inherit a secret")
	}
}

func TestNoFlagTakesASecret(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, flag := range FlagTable() {
		if strings.Contains(flag.Name, "key") || strings.Contains(flag.Name, "secret") || flag.Usage == "" || seen[flag.Name] {
			t.Errorf("got %+v", flag)
		}
		seen[flag.Name] = true
	}
	for _, f := range append(programFields(), profileFields()...) {
		if f.isSource() && f.flag != "" {
			t.Errorf("--%s takes a secret's place", f.flag)
		}
	}
}
