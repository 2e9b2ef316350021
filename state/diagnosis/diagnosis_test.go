package diagnosis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/journal"
	"coffer/state/treasury"
)

const secretText = "whsec_s3cr3tm4rk3r0001"

func bankOf(t *testing.T) sandbox.Credentials {
	t.Helper()
	bank, err := sandbox.Open(t.Context(), sandbox.Config{Seed: 7})
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

// inputOf is what flags and an environment make; the data folder is new.
func inputOf(t *testing.T, flags config.Flags, environ ...string) Input {
	t.Helper()
	if flags == nil {
		flags = config.Flags{}
	}
	if flags["data-dir"] == "" {
		folder := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		flags["data-dir"] = folder
	}
	environment := credential.EnvironmentOf(environ)
	settings, err := config.Sources{Flags: flags, Environ: environment}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	return Input{Settings: settings, Resolver: credential.Resolver{Environment: environment}}
}

func finding(t *testing.T, all []Finding, name string) Finding {
	t.Helper()
	for _, finding := range all {
		if finding.Name == name {
			return finding
		}
	}
	t.Fatalf("nothing is said of %s in %+v", name, all)
	return Finding{}
}

func expect(t *testing.T, all []Finding, name string, verdict Verdict, words string) {
	t.Helper()
	found := finding(t, all, name)
	if found.Verdict != verdict || !strings.Contains(found.Detail+" "+found.Advice, words) {
		t.Errorf("%s: %+v, not %s with %q", name, found, verdict, words)
	}
	if verdict != OK && found.Advice == "" {
		t.Errorf("%s doesn't say what to do: %+v", name, found)
	}
}

func TestABankInOrder(t *testing.T) {
	t.Parallel()
	bank := bankOf(t)
	all := Run(t.Context(), inputOf(t, config.Flags{"webhook-listen": "127.0.0.1:0"},
		"DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY="+bank.SpendKey, "DINO_TEAM_ID="+bank.TeamID, "DINO_WEBHOOK_SECRET="+bank.WebhookSecret))
	for name, words := range map[string]string{
		"config": "no file", "key": "test money", "bank": "answers in", "tls": "on this machine", "clock": "within 2 s",
		"webhooks": "takes a signed delivery", "journal": "none yet", "folder": "for you alone", "disk": "free",
	} {
		expect(t, all, name, OK, words)
	}
	if Worst(all) != OK {
		t.Errorf("all in all %s", Worst(all))
	}
	for _, found := range all {
		if text := found.Detail + found.Advice; strings.Contains(text, bank.SpendKey) || strings.Contains(text, bank.WebhookSecret) {
			t.Errorf("it tells a secret: %+v", found)
		}
	}
}

func TestWithoutAKeyThereIsTheSandboxAndNothingToReach(t *testing.T) {
	t.Parallel()
	all := Run(t.Context(), inputOf(t, nil))
	expect(t, all, "key", OK, "sandbox bank of its own")
	expect(t, all, "webhooks", OK, "polls")
	for _, found := range all {
		if found.Name == "bank" || found.Name == "tls" {
			t.Errorf("there is no bank to ask: %+v", found)
		}
	}
}

func TestCredentialsAndTheNetworkAreToldApart(t *testing.T) {
	t.Parallel()
	bank := bankOf(t)
	all := Run(t.Context(), inputOf(t, nil, "DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY=din_test_ofanotherbank"))
	expect(t, all, "bank", Fail, "doesn't take the key")
	expect(t, all, "clock", OK, "")

	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	all = Run(t.Context(), inputOf(t, nil, "DINO_API_URL=http://"+gone.Addr().String(), "DINO_SPEND_KEY=din_test_12345678"))
	expect(t, all, "bank", Fail, "not reached")
	expect(t, all, "clock", Warn, "can't tell")

	all = Run(t.Context(), inputOf(t, nil, "DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY=hello"))
	if found := finding(t, all, "key"); found.Verdict != Fail || found.Advice == "" {
		t.Errorf("got %+v", found)
	}
}

func TestACertificateThatNobodyVouchesForFails(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	server.Config.ErrorLog = nil
	all := Run(t.Context(), inputOf(t, nil, "DINO_API_URL="+server.URL, "DINO_SPEND_KEY=din_test_12345678"))
	expect(t, all, "tls", Fail, "Nothing is sent over such a connection")
	expect(t, all, "bank", Fail, "not reached")
}

func TestHowLongACertificateLasts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	for days, verdict := range map[int]Verdict{90: OK, 13: Warn, -1: Fail} {
		leaf := &x509.Certificate{Issuer: pkix.Name{Organization: []string{"Good CA"}}, NotAfter: now.AddDate(0, 0, days)}
		found := certified(tls.ConnectionState{Version: tls.VersionTLS13, PeerCertificates: []*x509.Certificate{leaf}}, now)
		if found.Verdict != verdict || !strings.Contains(found.Detail, "TLS 1.3, certificate by Good CA") {
			t.Errorf("%d days: %+v", days, found)
		}
	}
}

func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	bank := bankOf(t)
	for off, verdict := range map[time.Duration]Verdict{time.Minute: Warn, -10 * time.Minute: Fail} {
		input := inputOf(t, config.Flags{"webhook-listen": "127.0.0.1:0"},
			"DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY="+bank.SpendKey, "DINO_WEBHOOK_SECRET="+bank.WebhookSecret)
		input.Clock = clockwork.NewFakeClockAt(time.Now().Add(off))
		all := Run(t.Context(), input)
		expect(t, all, "clock", verdict, "over the network")
		// Deliveries are judged by the bank's time, so they go through.
		expect(t, all, "webhooks", OK, "takes a signed delivery")
	}
}

func TestATeamThatIsNotTheKeysIsSaid(t *testing.T) {
	t.Parallel()
	bank := bankOf(t)
	all := Run(t.Context(), inputOf(t, nil, "DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY="+bank.SpendKey, "DINO_TEAM_ID=team_wrong"))
	expect(t, all, "team", Fail, "team_wrong is set, but the bank says that the key is of "+bank.TeamID)
	all = Run(t.Context(), inputOf(t, nil, "DINO_API_URL="+bank.BaseURL, "DINO_SPEND_KEY="+bank.SpendKey, "DINO_TEAM_ID="+bank.TeamID))
	for _, found := range all {
		if found.Name == "team" {
			t.Errorf("got %+v", found)
		}
	}
}

func TestADashboardThatListensIsRecognisedAndStoresNothing(t *testing.T) {
	t.Parallel()
	secret, err := webhook.ParseSecret(secretText)
	if err != nil {
		t.Fatal(err)
	}
	receiver, err := treasury.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler := webhook.NewHandler(webhook.Verifier{Secrets: []webhook.Secret{secret}}, func(_ context.Context, delivery webhook.Delivery) error {
		t.Errorf("it stored %+v", delivery)
		return nil
	})
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- receiver.Serve(ctx, handler, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	address := strings.TrimSuffix(strings.TrimPrefix(receiver.URL(), "http://"), api.WebhookPath)
	all := Run(t.Context(), inputOf(t, config.Flags{"webhook-listen": address}, "DINO_WEBHOOK_SECRET="+secretText))
	expect(t, all, "webhooks", OK, "a dashboard listens")
	all = Run(t.Context(), inputOf(t, config.Flags{"webhook-listen": address}, "DINO_WEBHOOK_SECRET=whsec_another_one"))
	expect(t, all, "webhooks", Fail, "same webhook secret")
}

func TestAPortThatAnotherProgramHasFails(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer other.Close()
	all := Run(t.Context(), inputOf(t, config.Flags{"webhook-listen": other.Listener.Addr().String()}, "DINO_WEBHOOK_SECRET="+secretText))
	expect(t, all, "webhooks", Fail, "another program has that port")
	all = Run(t.Context(), inputOf(t, config.Flags{"webhook-listen": "127.0.0.1:0"}))
	if found := finding(t, all, "webhooks"); found.Verdict != Fail || found.Advice == "" {
		t.Errorf("got %+v", found)
	}
}

func TestWhatIsWrongWithAJournal(t *testing.T) {
	t.Parallel()
	input := inputOf(t, nil)
	path := filepath.Join(input.Settings.DataDir, treasury.JournalFile)
	kept, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	batch := state.Batch{
		Spends:  []*state.Spend{{ID: "req_1", Status: api.Approved}},
		Intents: []state.Intent{{ID: "i1", Kind: state.IntentSpend, State: state.IntentUnknown}},
		DeadLetters: []state.DeadLetter{
			{At: 1, Reason: state.DeadLetterTeam, Detail: "team_b", EventID: "evt_1", Raw: []byte("1")},
			{At: 2, Reason: state.DeadLetterTeam, Detail: "team_b", EventID: "evt_2", Raw: []byte("2")},
			{At: 3, Reason: state.DeadLetterUnreadable, Detail: "no spend id", Raw: []byte("3")},
			{At: 4, Reason: state.DeadLetterKind, Detail: "ping", Raw: []byte("4")},
		},
		Notes: map[string]string{
			"bank": `{"Environment":"LIVE","Host":"api.dino.id"}`,
			"refused webhooks": fmt.Sprintf(`[{"kind":"wrong signature","count":40000,"first":1,"last":%d},{"kind":"unsigned","count":2,"first":1,"last":2}]`,
				time.Now().UnixMilli()),
		},
	}
	if _, err := kept.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	all := Run(t.Context(), input)
	expect(t, all, "journal", OK, "sound: 1 requests")
	expect(t, all, "webhooks another team", Fail, "2 that the bank signed are about another team (team_b 2)")
	expect(t, all, "webhooks unreadable", Warn, "no spend id 1")
	expect(t, all, "webhooks other kind", OK, "ping 1")
	expect(t, all, "webhooks refused", Warn, "40000: wrong signature, the first at ")
	if old := all[slices.IndexFunc(all, func(f Finding) bool { return strings.HasPrefix(f.Detail, "2: unsigned") })]; old.Verdict != OK || old.Advice != "" {
		t.Errorf("an old refusal: %+v", old)
	}
	expect(t, all, "unresolved", Warn, "1 without a known outcome")
	expect(t, all, "journal owner", Fail, "LIVE treasury, not of a sandbox")
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.WriteFile(path, []byte(strings.Repeat("this is no journal ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, Run(t.Context(), input), "journal", Fail, "damaged")
}

func TestWhatOthersMayReadFails(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps who may read in another way")
	}
	input := inputOf(t, nil)
	file := filepath.Join(input.Settings.DataDir, "bank.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, Run(t.Context(), input), "folder", Fail, "chmod 600 "+file)
	if err := os.Chmod(input.Settings.DataDir, 0o755); err != nil {
		t.Fatal(err)
	}
	expect(t, Run(t.Context(), input), "folder", Fail, "chmod 700 "+input.Settings.DataDir)
}

func TestSettingsThatCantBeReadAreTheFirstFinding(t *testing.T) {
	t.Parallel()
	all := Run(t.Context(), Input{Problem: errors.New("line 3: \"tem\" is not a setting; did you mean team_id?"), More: []Check{
		func(context.Context) []Finding { return []Finding{{Name: "terminal", Verdict: OK}} },
	}})
	expect(t, all, "config", Fail, "did you mean team_id")
	if len(all) != 2 || Worst(all) != Fail {
		t.Errorf("got %+v", all)
	}
}

// profileInput is what a config file and an environment make; the data folder
// is new.
func profileInput(t *testing.T, profile, file string, environ ...string) Input {
	t.Helper()
	parsed, err := config.Parse(filepath.Join(t.TempDir(), "config.toml"), []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	environment := credential.EnvironmentOf(environ)
	flags := config.Flags{"profile": profile, "data-dir": t.TempDir()}
	settings, err := config.Sources{Flags: flags, Environ: environment, File: parsed}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	// The file was never on disk.
	settings.Path = ""
	return Input{Settings: settings, Resolver: credential.Resolver{Environment: environment}}
}

func TestKeysThatCantBeShownTogetherFail(t *testing.T) {
	t.Parallel()
	issued := bankOf(t)
	found := Run(t.Context(), profileInput(t, "both", `
[profile.both]
api_url = "`+issued.BaseURL+`"
[[profile.both.accounts]]
name = "research"
key = "env:ONE"
[[profile.both.accounts]]
name = "ads"
key = "env:TWO"
`, "ONE="+issued.SpendKey, "TWO="+issued.SpendKey))
	expect(t, found, "keys", Fail, "counted twice")
}

func TestAKeyThatDoesNotFitIsNeverSent(t *testing.T) {
	t.Parallel()
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		t.Error("the bank was asked")
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(bank.Close)
	found := Run(t.Context(), profileInput(t, "prod", `
[profile.prod]
api_url = "`+bank.URL+`"
environment = "live"
key = "env:KEPT"
`, "KEPT=din_test_12345678"))
	expect(t, found, "key", Fail, "promises to be live")
}
