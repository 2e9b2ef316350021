package e2e

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bank is `coffer sandbox` as a process of its own.
type bank struct {
	BaseURL       string `json:"base_url"`
	SpendKey      string `json:"spend_key"`
	TeamID        string `json:"team_id"`
	AccountID     string `json:"account_id"`
	WebhookSecret string `json:"webhook_secret"`
	Accounts      []struct {
		ID       string `json:"account_id"`
		SpendKey string `json:"spend_key"`
	} `json:"accounts"`
	pid int
}

// startBank runs a sandbox bank of its own. What begins with DINO_ among the
// arguments is for its environment.
func startBank(t testing.TB, args ...string) bank {
	t.Helper()
	environment := isolated(t)
	flags := []string{"sandbox", "--listen", "127.0.0.1:0"}
	for _, arg := range args {
		if strings.HasPrefix(arg, "DINO_") {
			environment = append(environment, arg)
		} else {
			flags = append(flags, arg)
		}
	}
	command := exec.Command(binary, flags...)
	command.Env = environment
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	started := bank{pid: command.Process.Pid}
	if err := json.Unmarshal(line, &started); err != nil {
		t.Fatalf("the first line is not JSON: %v: %s", err, line)
	}
	return started
}

func (b bank) env() []string {
	return []string{
		"DINO_API_URL=" + b.BaseURL, "DINO_SPEND_KEY=" + b.SpendKey,
		"DINO_TEAM_ID=" + b.TeamID, "DINO_WEBHOOK_SECRET=" + b.WebhookSecret,
	}
}

func with(env []string, changes ...string) []string {
	return append(append([]string(nil), env...), changes...)
}

func TestWhatCannotStartSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	corrupt := t.TempDir()
	if err := os.WriteFile(filepath.Join(corrupt, "journal.db"), []byte(strings.Repeat("garbage ", 2000)), 0o600); err != nil {
		t.Fatal(err)
	}
	const key = "DINO_SPEND_KEY=din_test_abcdefghijklmnop"
	for name, c := range map[string]struct {
		launch
		says []string
	}{
		"a taken port":             {launch{args: []string{"--webhook-listen", taken.Addr().String()}}, []string{"another program has that port", "--webhook-listen"}},
		"a folder that is a file":  {launch{args: []string{"--data-dir", file}}, []string{"data folder", "--data-dir"}},
		"a corrupt journal":        {launch{args: []string{"--data-dir", corrupt}}, []string{"damaged", "No money moved"}},
		"a malformed key":          {launch{env: []string{"DINO_SPEND_KEY=hello"}}, []string{"DINO_SPEND_KEY", "din_"}},
		"a URL without a key":      {launch{env: []string{"DINO_API_URL=https://api.dino.id"}}, []string{"DINO_SPEND_KEY is not set"}},
		"a key over plain http":    {launch{env: []string{key, "DINO_API_URL=http://10.0.0.1"}}, []string{"https://"}},
		"fresh on a bank of one's": {launch{env: []string{key}, args: []string{"--fresh"}}, []string{"--fresh", "sandbox"}},
		"webhooks without secret":  {launch{env: []string{key}, args: []string{"--webhook-listen", "127.0.0.1:0"}}, []string{"DINO_WEBHOOK_SECRET"}},
		"an unknown flag":          {launch{args: []string{"--frehs"}}, []string{"--frehs"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, c.launch)
			if status := coffer.exit(); status == 0 {
				t.Error("it ended with 0")
			}
			screen := strings.Join(strings.Fields(coffer.raw()), " ")
			for _, text := range c.says {
				if !strings.Contains(screen, text) {
					t.Errorf("it doesn't say %q:\n%s", text, screen)
				}
			}
			if strings.Contains(screen, "panic") || strings.Contains(screen, "goroutine ") {
				t.Errorf("it panicked:\n%s", screen)
			}
		})
	}
}

func TestWithoutATerminalItSaysSo(t *testing.T) {
	t.Parallel()
	stdout, stderr, status := command(t, nil)
	if status == 0 || stdout != "" || !strings.Contains(stderr, "needs a terminal") {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

func TestABankThatRefusesTheKeyIsNamedOnTheScreen(t *testing.T) {
	t.Parallel()
	started := startBank(t)
	for name, c := range map[string]struct{ env, says string }{
		"wrong key":        {"DINO_SPEND_KEY=din_test_wrongwrongwrong", "invalid_api_key"},
		"revoked key":      {"DINO_SPEND_KEY=" + started.SpendKey + "_revoked", "revoked_api_key"},
		"unreachable bank": {"DINO_API_URL=http://127.0.0.1:1", "nothing listens at its address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			coffer := run(t, launch{env: with(started.env(), c.env)})
			coffer.waitFor("✕ offline since", c.says)
			coffer.press("q")
			coffer.exit()
		})
	}
}

func TestTinyTerminalsNeitherPanicNorGarble(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}, cols: 20, rows: 5})
	coffer.wait("anything", func(screen string) bool { return strings.TrimSpace(screen) != "" })
	coffer.resize(120, 36)
	coffer.waitFor("SANDBOX", "Available")
	coffer.resize(80, 24)
	coffer.waitFor("SANDBOX")
	coffer.resize(1, 1)
	coffer.resize(200, 50)
	coffer.waitFor("SANDBOX", "Available")
	coffer.press("q")
	if status := coffer.exit(); status != 0 {
		t.Errorf("ended with %d:\n%s", status, coffer.raw()[max(0, len(coffer.raw())-600):])
	}
}

func TestNoColorMeansNoColour(t *testing.T) {
	t.Parallel()
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir()}, env: []string{"NO_COLOR=yes"}})
	coffer.waitFor("SANDBOX", "needs approval")
	for _, sequence := range []string{"[38;", "[48;", "[31m", "[32m", "[33m"} {
		if strings.Contains(coffer.raw(), sequence) {
			t.Errorf("it wrote the colour %q", sequence)
		}
	}
}
