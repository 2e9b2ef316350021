package session

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

const patience = 20 * time.Second

// bankOf starts a real bank over real HTTP.
func bankOf(t *testing.T, config sandbox.Config) sandbox.Credentials {
	t.Helper()
	config.Seed = 7
	bank, err := sandbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := bank.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- bank.ServeOn(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-served, bank.Close()); err != nil {
			t.Error(err)
		}
	})
	return bank.Credentials()
}

// setting is the settings that a file, flags and an environment make, and what
// brings their secrets.
func setting(t *testing.T, file string, flags config.Flags, environ ...string) (*config.Settings, Options) {
	t.Helper()
	environment := credential.EnvironmentOf(environ)
	sources := config.Sources{Flags: flags, Environ: environment}
	if file != "" {
		var err error
		if sources.File, err = config.Parse(filepath.Join(t.TempDir(), "config.toml"), []byte(file)); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := sources.Settings()
	if err != nil {
		t.Fatal(err)
	}
	return settings, Options{Resolver: credential.Resolver{Environment: environment}, Location: time.UTC}
}

// fromEnvironment is the settings of someone who exported what the bank said.
func fromEnvironment(t *testing.T, issued sandbox.Credentials, flags config.Flags) (*config.Settings, Options) {
	t.Helper()
	return setting(t, "", flags,
		"DINO_API_URL="+issued.BaseURL, "DINO_SPEND_KEY="+issued.SpendKey,
		"DINO_TEAM_ID="+issued.TeamID, "DINO_WEBHOOK_SECRET="+issued.WebhookSecret)
}

func opened(t *testing.T, settings *config.Settings, options Options) *Session {
	t.Helper()
	s, err := Open(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// eventually waits for the Book to show something, woken by the treasury alone.
func eventually(t *testing.T, treasury state.Treasury, what string, holds func(*state.View) bool) *state.View {
	t.Helper()
	wake, end := treasury.Subscribe()
	defer end()
	deadline := time.After(patience)
	for {
		if view := treasury.View(); holds(view) {
			return view
		}
		select {
		case <-wake:
		case <-deadline:
			t.Fatalf("the Book never showed %s", what)
		}
	}
}

func someSpend(cents int64) state.SpendRequest {
	return state.SpendRequest{AmountCents: cents, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}
}

func TestTheSandboxNeedsNoSettings(t *testing.T) {
	t.Parallel()
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir()})
	options.Sandbox = Sandbox{Seed: 1}
	s := opened(t, settings, options)
	view := eventually(t, s.Treasury(), "a balance and a week", func(v *state.View) bool { return v.Balance != nil && v.Spends.Len() > 50 })
	if view.Bank.Environment != state.Sandbox || view.Bank.ReadOnly {
		t.Errorf("it is %+v", view.Bank)
	}
}

func TestABankOfOnesOwnFromTheEnvironment(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	settings, options := fromEnvironment(t, issued, config.Flags{"data-dir": t.TempDir(), "webhook-listen": "127.0.0.1:0"})
	s := opened(t, settings, options)
	id, err := s.Treasury().AskSpend(t.Context(), "maria", someSpend(1_200))
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, s.Treasury(), "the spend", func(v *state.View) bool {
		for _, intent := range v.Intents {
			if intent.ID == id && intent.State == state.IntentDone {
				return true
			}
		}
		return false
	})
	if !view.Feed.Receiving || view.Bank.Team != issued.TeamID {
		t.Errorf("feed %+v of %+v", view.Feed, view.Bank)
	}
}

func TestAProfileNamesItsBankAndWhereItsSecretsAre(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	settings, options := setting(t, `
[profile.home]
api_url = "`+issued.BaseURL+`"
team_id = "`+issued.TeamID+`"
key = "env:HOME_KEY"
data_dir = "`+t.TempDir()+`"
approval_hosts = ["approvals.example"]
`, config.Flags{"profile": "home"}, "HOME_KEY="+issued.SpendKey)
	s := opened(t, settings, options)
	view := eventually(t, s.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	if got := strings.Join(view.Bank.ApprovalHosts, " "); !strings.Contains(got, "approvals.example") || !strings.Contains(got, "app.dino.id") {
		t.Errorf("approval pages may be opened on %s", got)
	}
}

func TestAReadOnlyProfileReadsWithItsOwnKeyAndLooksOnWhereItsFolderIsTaken(t *testing.T) {
	t.Parallel()
	issued := bankOf(t, sandbox.Config{})
	folder := t.TempDir()
	profile := `
[profile.watch]
api_url = "` + issued.BaseURL + `"
team_id = "` + issued.TeamID + `"
key = "env:WATCH_KEY"
read_only = true
data_dir = "` + folder + `"
`
	settings, options := setting(t, profile, config.Flags{"profile": "watch"}, "WATCH_KEY="+issued.SpendKey)
	first, err := Open(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, first.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
	if !view.Bank.ReadOnly || view.Bank.Following {
		t.Errorf("it is %+v", view.Bank)
	}
	if _, err := first.Treasury().AskSpend(t.Context(), "maria", someSpend(1)); !errors.Is(err, state.ErrReadsOnly) {
		t.Errorf("it answered %v", err)
	}
	second := opened(t, settings, options)
	if bank := second.Treasury().View().Bank; !bank.ReadOnly || !bank.Following {
		t.Errorf("beside the first it is %+v", bank)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheFlagLooksOnWithoutAKey(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	settings, options := setting(t, "", config.Flags{"data-dir": folder, "read-only": "true"})
	if _, err := Open(t.Context(), settings, options); err == nil || !strings.Contains(err.Error(), "no journal") {
		t.Errorf("with nothing there: %v", err)
	}
	writing, writingOptions := setting(t, "", config.Flags{"data-dir": folder})
	opened(t, writing, writingOptions)
	s := opened(t, settings, options)
	if bank := s.Treasury().View().Bank; !bank.Following {
		t.Errorf("it is %+v", bank)
	}
}

func TestASecondOneIsTurnedAwayAndLeavesTheFirstAlone(t *testing.T) {
	t.Parallel()
	settings, options := setting(t, "", config.Flags{"data-dir": t.TempDir()})
	first := opened(t, settings, options)
	if _, err := Open(t.Context(), settings, options); err == nil || !strings.Contains(err.Error(), "Another Coffer") {
		t.Errorf("the second got %v", err)
	}
	eventually(t, first.Treasury(), "the balance", func(v *state.View) bool { return v.Balance != nil })
}

func TestWhatIsMissingIsSaidBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, c := range map[string]struct {
		file       string
		flags      config.Flags
		environ    []string
		says       string
		credential bool
	}{
		"an address without a key": {environ: []string{"DINO_API_URL=https://bank.example"}, says: "DINO_SPEND_KEY is not set"},
		"an address in the clear":  {environ: []string{"DINO_API_URL=http://bank.example", "DINO_SPEND_KEY=din_test_12345678"}, says: "https://"},
		"no key":                   {environ: []string{"DINO_SPEND_KEY=12345678"}, says: "DINO_SPEND_KEY", credential: true},
		"no webhook secret": {
			flags:   config.Flags{"webhook-listen": "127.0.0.1:0"},
			environ: []string{"DINO_SPEND_KEY=din_test_12345678"},
			says:    "DINO_WEBHOOK_SECRET", credential: true,
		},
		"no key in the file": {
			file: "[profile.p]\nkey = \"file:/nowhere/at/all\"\n", flags: config.Flags{"profile": "p"},
			says: "/nowhere/at/all", credential: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flags := config.Flags{"data-dir": filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))}
			for flag, value := range c.flags {
				flags[flag] = value
			}
			settings, options := setting(t, c.file, flags, c.environ...)
			_, err := Open(t.Context(), settings, options)
			if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, credential.ErrCredential) != c.credential {
				t.Errorf("it said %v", err)
			}
			for _, secret := range []string{"12345678"} {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("it told the key: %v", err)
				}
			}
		})
	}
}
