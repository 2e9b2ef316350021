package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coffer/state"
	"coffer/state/credential"
)

// marker is in every secret of these tests, and nowhere else.
const marker = "Xq7Zr2Marker9abc"

func parsed(t *testing.T, lines ...string) *File {
	t.Helper()
	file, err := Parse(filepath.Join(t.TempDir(), "config.toml"), []byte(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatIsWrongInAFileIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"an unknown key":                {"mouse = true\nthem = \"x\"", `c.toml:2:1: unknown key "them"; did you mean "theme"?`},
		"with a dash":                   {"log-level = \"info\"", `c.toml:1:1: unknown key "log-level"; did you mean "log_level"?`},
		"indented":                      {"[profile.prod]\n  team = \"x\"\n  ap_url = \"x\"", "c.toml:2:3: unknown key \"team\" in [profile.prod]; did you mean \"team_id\"?\nc.toml:3:3: unknown key \"ap_url\" in [profile.prod]; did you mean \"api_url\"?"},
		"in a list of tables":           {"[[profile.p.accounts]]\nname = \"a\"\n[[profile.p.accounts]]\nname = \"b\"\nkye = \"keyring\"", `c.toml:5:1: unknown key "kye" in [[profile.p.accounts]]; did you mean "key"?`},
		"in an inline table":            {"[profile.p]\nkey = { comand = \"x\" }", `c.toml:2:1: key: unknown key "comand" of a source; did you mean "command"?`},
		"an unknown table":              {"[profil.prod]", `c.toml:1:2: unknown key "profil"; did you mean "profile"?`},
		"in a table's table":            {"[export]\nspend_acount = \"x\"", `c.toml:2:1: unknown key "spend_acount" in [export]; did you mean "spend_account"?`},
		"nothing near":                  {"zzzzzzzz = 1", `c.toml:1:1: unknown key "zzzzzzzz"; known are default_profile, theme, mouse, reduced_motion, log_level, allow_group, keys, filters, export, profile`},
		"a profile's key at the top":    {"poll_budget = 3", `c.toml:1:1: unknown key "poll_budget"; poll_budget belongs in a profile, like [profile.prod]`},
		"a key of the top in a profile": {"[profile.p]\nlog_level = \"info\"", `c.toml:2:1: unknown key "log_level" in [profile.p]; log_level belongs at the top of the file, before any [table]`},
		"no text":                       {"theme = 3", `c.toml:1:1: theme is a text in quotes, not this number`},
		"no truth":                      {"mouse = \"yes\"", `c.toml:1:1: mouse is true or false, not a text`},
		"no whole number":               {"[profile.p]\npoll_budget = 1.5", `c.toml:2:1: poll_budget is a whole number from 1 to 6000, not a fraction`},
		"too little":                    {"[profile.p]\npoll_budget = 0", `c.toml:2:1: poll_budget is a number from 1 to 6000`},
		"too much":                      {"[profile.p]\npoll_budget = 6001", `c.toml:2:1: poll_budget is a number from 1 to 6000`},
		"far too much":                  {"[profile.p]\npoll_budget = 9223372036854775807", `c.toml:2:1: poll_budget is a whole number from 1 to 6000, not this number`},
		"not among":                     {"log_level = \"inf\"", `c.toml:1:1: log_level is one of debug, info, warn, error, off; did you mean "info"?`},
		"a wrong promise":               {"[profile.p]\nenvironment = \"production\"", `c.toml:2:1: environment is one of sandbox, test, live`},
		"no address":                    {"[profile.p]\napi_url = \"api.dino.id\"", `c.toml:2:1: api_url is an address like https://api.dino.id`},
		"an address with a user":        {"[profile.p]\napi_url = \"https://a:b@api.dino.id\"", `c.toml:2:1: api_url is an address without a user, a query or a fragment`},
		"no path":                       {"[profile.p]\nspend_path = \"v1/spend\"", `c.toml:2:1: spend_path is a path like /v1/spend`},
		"a page without an id":          {"[profile.p]\napproval_url = \"https://app.dino.id/agents\"", `c.toml:2:1: approval_url is an address with {id} in it, like https://app.dino.id/agents/approvals?spendRequestId={id}`},
		"an id for a host":              {"[profile.p]\napproval_url = \"https://{id}.dino.id/agents\"", `c.toml:2:1: approval_url has {id} behind its host, like https://app.dino.id/agents/approvals?spendRequestId={id}`},
		"an id in a host's end":         {"[profile.p]\napproval_url = \"https://app.dino.id{id}\"", `c.toml:2:1: approval_url has {id} behind its host, like https://app.dino.id/agents/approvals?spendRequestId={id}`},
		"no port":                       {"[profile.p]\nwebhook_listen = \"localhost\"", `c.toml:2:1: webhook_listen is an address to listen on, like 127.0.0.1:9901`},
		"no host":                       {"[profile.p]\napproval_hosts = [\"https://app.dino.id/x\"]", `c.toml:2:1: approval_hosts is the name of a host, like app.dino.id`},
		"no id":                         {"[profile.p]\nteam_id = \"team 1\"", `c.toml:2:1: team_id has no spaces and no special characters`},
		"no decimal":                    {"[profile.p]\nswap_price_tolerance = \"much\"", `c.toml:2:1: swap_price_tolerance is a number like 0.5, not a text`},
		"an endless decimal":            {"[profile.p]\nswap_price_tolerance = 1e-300", `c.toml:2:1: swap_price_tolerance is a number like 0.5, not a fraction`},
		"a negative percent":            {"[profile.p]\nswap_price_tolerance = -0.1", `c.toml:2:1: swap_price_tolerance is a number from 0 to 10`},
		"a list of numbers":             {"[profile.p]\napproval_hosts = [1]", `c.toml:2:1: approval_hosts is a list of texts in quotes; one of them is this number`},
		"keys that are no table":        {"keys = 3", `c.toml:1:1: keys is a table: [keys]`},
		"a key that is no text":         {"[keys]\nquit = \"q\"\nback = 7", `c.toml:3:1: back is a list of texts in quotes; one of them is this number`},
		"a filter that is no text":      {"[filters]\nbig = [\"a\"]", `c.toml:2:1: big is a text in quotes, not a list`},
		"export that is no table":       {"export = 1", `c.toml:1:1: export is a table: [export]`},
		"no profiles":                   {"profile = 1", `c.toml:1:1: profiles are tables with a name: [profile.prod]`},
		"a profile without a name":      {"[profile]\nteam_id = \"x\"", `c.toml:2:1: unknown key "team_id" in [profile]; a profile is a table with a name: [profile.prod]`},
		"a profile of a bad name":       {"[profile.\"a/b\"]", `c.toml:1:10: a profile's name has letters, digits, - _ and . only, 1 to 64 of them, and doesn't begin with a dot`},
		"accounts that are no tables":   {"[profile.p]\naccounts = [1]", `c.toml:2:1: accounts are tables of their own, each headed by [[profile.p.accounts]]`},
		"an account that is no table":   {"[profile.p]\naccounts = \"a\"", `c.toml:2:1: accounts are tables of their own, each headed by [[profile.p.accounts]]`},
		"an account without a name":     {"[[profile.p.accounts]]\nkey = \"keyring\"", `c.toml:1:13: an account needs a name`},
		"two of one name":               {"[[profile.p.accounts]]\nname = \"a\"\n[[profile.p.accounts]]\nname = \"a\"", `c.toml:4:1: two accounts are called "a"`},
		"key and accounts":              {"[profile.p]\nkey = \"keyring\"\n[[profile.p.accounts]]\nname = \"a\"", `c.toml:2:1: key and accounts exclude each other; give each account a key of its own`},
		"key and key_command":           {"[profile.p]\nkey = \"keyring\"\nkey_command = \"pass x\"", `c.toml:3:1: key and key_command both say where the key is kept; leave one of them`},
		"a default that is not there":   {"default_profile = \"prd\"\n[profile.prod]", `c.toml:1:1: there is no [profile.prd] in this file; did you mean "prod"?`},
		"no TOML":                       {"mouse = true\ntheme = \"x", `c.toml:2:10: this is no TOML: `},
		"a key twice":                   {"mouse = true\nmouse = false", `c.toml:2:1: this is no TOML: `},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := Parse("c.toml", []byte(test.text))
			var mistakes *Error
			if file != nil || !errors.As(err, &mistakes) {
				t.Fatalf("got %v, %v", file, err)
			}
			if got := err.Error(); got != test.want && !(strings.HasSuffix(test.want, "TOML: ") && strings.HasPrefix(got, test.want)) {
				t.Errorf("got\n%s\nnot\n%s", got, test.want)
			}
		})
	}
}

func TestEverySettingOfAFileIsRead(t *testing.T) {
	t.Parallel()
	file := parsed(
		t, `default_profile = "prod"`, `theme = "contrast"`, `mouse = false`, `reduced_motion = true`, `log_level = "debug"`,
		`[keys]`, `quit = "Q"`, `back = ["esc", "h"]`,
		`[filters]`, `"big and open" = "status:needs_approval amount:>1000"`,
		`[export]`, `spend_account = "Expenses:{merchant}"`,
		`[profile.prod]`, `api_url = "https://bank.example/v1"`, `spend_path = "/v1/spend-requests"`, `team_id = "team_1"`,
		`environment = "live"`, `webhook_listen = "127.0.0.1:9901"`, `webhook_secrets = ["keyring", { env = "OLD_SECRET" }]`,
		`theme = "dark"`, `poll_budget = 120`, `read_only = true`, `approval_hosts = "pages.example:8443"`,
		`approval_url = "https://pages.example:8443/{id}/decide"`,
		`data_dir = "journal"`, `swap_price_tolerance = 0.10000000000000000001`,
		`[[profile.prod.accounts]]`, `name = "research"`, `key_command = ["op", "read", "op://x"]`,
		`[[profile.prod.accounts]]`, `name = "ads"`, `key = { file = "ads.key" }`,
		`[[profile.prod.accounts]]`, `name = "legal"`,
	)
	settings, err := Sources{File: file}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(file.path)
	want := Program{
		DefaultProfile: "prod", Theme: "dark", Mouse: false, ReducedMotion: true, LogLevel: "debug",
		Keys:    map[string][]string{"quit": {"Q"}, "back": {"esc", "h"}},
		Filters: map[string]string{"big and open": "status:needs_approval amount:>1000"},
		Export: Export{
			Wallet: "Assets:Coffer:Wallet:{token}", Spend: "Expenses:{merchant}", Fee: "Expenses:Fees:{kind}", Market: "Equity:Coffer:Market",
		},
	}
	if diff := cmp.Diff(want, settings.Program); diff != "" {
		t.Error(diff)
	}
	profile := Profile{
		APIURL: "https://bank.example/v1", SpendPath: "/v1/spend-requests", TeamID: "team_1", Environment: "live",
		Accounts: []Account{
			{Name: "research", Key: credential.Command("op", "read", "op://x")},
			{Name: "ads", Key: credential.File(filepath.Join(folder, "ads.key"))},
			{Name: "legal", Key: credential.InKeyring("prod/legal/spend-key")},
		},
		Listen: "127.0.0.1:9901", Secrets: []credential.Source{credential.InKeyring("prod/webhook-secret"), credential.Variable("OLD_SECRET")},
		OwnTheme: "dark", PollBudget: 120, ReadOnly: true, Hosts: []string{"pages.example:8443"},
		ApprovalURL: "https://pages.example:8443/{id}/decide",
		DataDir:     filepath.Join(folder, "journal"), Tolerance: mustDecimal(t, "0.10000000000000000001"),
	}
	if diff := cmp.Diff(profile, settings.Profile); diff != "" {
		t.Error(diff)
	}
}

func TestAMistakeQuotesNoSecret(t *testing.T) {
	t.Parallel()
	const key, secret = "din_live_" + marker, "whsec_" + marker
	for _, text := range []string{
		`key = "` + key + `"`, `[profile.p]` + "\n" + `key = "` + key + `"`, `[profile.p]` + "\n" + `key = ["` + key + `"]`,
		`[profile.p]` + "\n" + `key = { env = "` + key + `" }`, `[profile.p]` + "\n" + `key = { ` + key + ` = 1 }`,
		`[profile.p]` + "\n" + `team_id = "` + key + `"`, `[profile.p]` + "\n" + `environment = "` + key + `"`,
		`[profile.p]` + "\n" + `webhook_secrets = "` + secret + `"`, `[profile.p]` + "\n" + `webhook_secrets = ["` + secret + `", 3]`,
		`[profile.p]` + "\n" + `webhook_listen = "` + secret + `"`, `[profile.p]` + "\n" + `api_url = "https://` + key + `@x"`,
		key + ` = 1`, `[` + key + `]`, `[profile.` + key + `]` + "\nx = 1", `default_profile = "` + key + `"`,
		`theme = "` + key, `theme = ` + key, `theme = "` + key + `" x`, `[profile.p]` + "\n" + `key = "` + marker + `"`,
		`[profile.p]` + "\n" + `key = "` + marker + `:x"`, `log_level = "` + key + `"`, "a = \"\\x" + key + `"`,
		`[profile.p]` + "\n" + `poll_budget = "` + marker + `"`,
	} {
		_, err := Parse("c.toml", []byte(text))
		if err == nil {
			t.Errorf("this was taken: %s", strings.ReplaceAll(text, marker, "…"))
			continue
		}
		if strings.Contains(err.Error(), marker) {
			t.Errorf("a secret is in: %v", err)
		}
	}
}

func TestHostileTextInAFileIsSafeToShow(t *testing.T) {
	t.Parallel()
	_, err := Parse("c.toml", []byte(`"\u001b[2J\u202e\nx" = 1`))
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\u202e\n") {
		t.Errorf("got %q", err)
	}
}

func TestAFileThatOthersCanChangeIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing here")
	}
	folder := filepath.Join(t.TempDir(), "coffer")
	path := filepath.Join(folder, "config.toml")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, modes := range []struct {
		folder, file os.FileMode
		refused      string
	}{{0o700, 0o600, ""}, {0o755, 0o644, ""}, {0o700, 0o646, path}, {0o777, 0o600, folder}} {
		if err := os.WriteFile(path, []byte("mouse = true\nallow_group = \"root\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Chmod(path, modes.file), os.Chmod(folder, modes.folder)); err != nil {
			t.Fatal(err)
		}
		_, err := Load(Flags{"config": path}, nil)
		var problem *state.Problem
		if errors.As(err, &problem) != (modes.refused != "") {
			t.Errorf("%+v: %v", modes, err)
		}
		// Folders of root's are shared, often on purpose.
		mends := modes.refused == path || os.Geteuid() != 0
		if modes.refused != "" && (!strings.HasPrefix(problem.Happened, modes.refused+" can be written by everybody") || strings.Contains(problem.Advice, "chmod") != mends) {
			t.Errorf("%+v: %v", modes, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAByteOrderMarkIsSkipped(t *testing.T) {
	t.Parallel()
	file, err := Parse("config.toml", []byte("\uFEFFmouse = false\n"))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := Sources{File: file}.Settings()
	if err != nil || settings.Mouse {
		t.Errorf("got %v", err)
	}
}

func TestOnlyAFileThatWasNamedHasToBeThere(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.toml")
	if file, err := Read(Location{Path: missing}); file != nil || err != nil {
		t.Errorf("got %v, %v", file, err)
	}
	long := filepath.Join(t.TempDir(), "long.toml")
	if err := os.WriteFile(long, make([]byte, maxFileBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, word := range map[string]string{missing: "no such file", t.TempDir(): "folder", long: "larger than"} {
		_, err := Read(Location{Path: path, IsNamed: true})
		var problem *state.Problem
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestWhichFileIsRead(t *testing.T) {
	t.Parallel()
	environ := credential.EnvironmentOf([]string{"COFFER_CONFIG=/env.toml"})
	for name, test := range map[string]struct {
		flags   Flags
		environ *credential.Environment
		want    string
		isNamed bool
	}{
		"the flag":     {Flags{"config": "/flag.toml"}, environ, "/flag.toml", true},
		"the variable": {nil, environ, "/env.toml", true},
		"neither":      {nil, nil, filepath.Join("coffer", "config.toml"), false},
	} {
		got := Locate(test.flags, test.environ)
		if !strings.HasSuffix(got.Path, test.want) || got.IsNamed != test.isNamed {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// FuzzParse looks for a text that ends the program, or that is taken and can't
// be shown.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", InitText(), uncommented(InitText()), "default_profile = \"p\"\n[profile.p]\nkey = {command = [\"a\"]}\n[[profile.p.accounts]]\nname = \"a\"",
		"[profile.p]\nswap_price_tolerance = 1e9\npoll_budget = 0x_f", "a.b.c = [[{d = 1}]]\n[a.b]\n[[a.e]]\n[[a.e.f]]\n[a.e.g]",
		"[keys]\na = [[]]\n[keys.b]\nc = 1979-05-27T07:32:00Z", strings.Repeat("[", 2000), "\"\\u001b\" = \"\xff\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("c.toml", text)
		var mistakes *Error
		if err != nil {
			if !errors.As(err, &mistakes) || len(mistakes.Mistakes) == 0 || mistakes.Mistakes[0].Line < 1 {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		settings, err := Sources{File: file}.Settings()
		if err != nil {
			t.Fatalf("a file without a mistake gives no settings: %v", err)
		}
		for _, name := range settings.Profiles() {
			switched, err := settings.Switch(name)
			if err != nil {
				t.Fatalf("profile %q: %v", name, err)
			}
			switched.Explain()
		}
	})
}
