package script

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNoCommandGivesASecretAway starts each command with every secret set to a
// marker, from each place where one may be kept, and looks for the markers in
// all that was written: to both streams, to files, and what a program that is
// started from here sees of its environment and of the command line.
func TestNoCommandGivesASecretAway(t *testing.T) {
	t.Parallel()
	const secret = "whsec_marker0123456789abcdef"
	bank := marked(t, secret)
	commands := [][]string{
		nil,
		{"--help"},
		{"--version"},
		{"man"},
		{"completion", "bash"},
		{"__complete", "spend", "show", ""},
		{"config", "init"},
		{"config", "path"},
		{"config", "show"},
		{"config", "show", "--json"},
		{"status"},
		{"status", "--json"},
		{"doctor"},
		{"doctor", "--json"},
		{"logout"},
		{"spend", "create", "--amount", "3", "--merchant", "AWS", "--reason", "GPU", "--json"},
		{"spend", "create", "--amount", "3", "--merchant", "AWS", "--reason", "GPU", "--dry-run"},
		{"spend", "create", "--amount", "600", "--merchant", "AWS", "--reason", "GPU", "--wait", "--timeout", "1s"},
		{"spend", "show", "req_nothing"},
		{"spend", "wait", "req_nothing"},
		{"swap", "quote", "10", "USDC", "ETH"},
		{"swap", "show", "swap_nothing"},
		{"export", "spends"},
		{"export", "receipts", "--format", "jsonl"},
		{"watch", "--since", "0", "--log-level", "debug", "--webhook-listen", "127.0.0.1:0"},
		// A key in the wrong place is not repeated.
		{bank.SpendKey},
		{"spend", "show", bank.SpendKey},
		{"--profile", bank.SpendKey, "status"},
		{"status", "--" + bank.SpendKey},
	}
	for place, prepare := range map[string]func(home string) (config string, env []string){
		"environment": func(string) (string, []string) {
			return "", []string{"DINO_SPEND_KEY=" + bank.SpendKey, "DINO_WEBHOOK_SECRET=" + secret}
		},
		"command": func(home string) (string, []string) {
			kept := filepath.Join(home, "kept")
			write(t, kept, bank.SpendKey)
			line := "tr '\\\\0' '\\\\n' </proc/$$/environ >>" + home + "/seen; tr '\\\\0' ' ' </proc/$PPID/cmdline >>" + home + "/seen; cat " + kept
			return "key_command = [\"sh\", \"-c\", \"" + line + "\"]\nwebhook_secrets = \"env:OTHER\"\n",
				[]string{"OTHER=" + secret, "DINO_WEBHOOK_SECRET=", "UNNAMED=" + secret}
		},
		"file": func(home string) (string, []string) {
			write(t, filepath.Join(home, "kept"), bank.SpendKey)
			write(t, filepath.Join(home, "kept2"), secret)
			return "key = \"file:" + home + "/kept\"\nwebhook_secrets = \"file:" + home + "/kept2\"\n", nil
		},
	} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			var all []byte
			for _, args := range commands {
				home := t.TempDir()
				profile, env := prepare(home)
				write(t, filepath.Join(home, "c.toml"), "default_profile = \"p\"\n[profile.p]\n"+profile)
				if profile != "" && (len(args) < 2 || args[1] != "init") {
					env = append(env, "COFFER_CONFIG="+filepath.Join(home, "c.toml"))
				}
				env = append(env, "DINO_API_URL="+bank.BaseURL, "DINO_TEAM_ID="+bank.TeamID)
				wrote := runIn(t, home, env, args)
				typed := strings.Contains(strings.Join(args, " "), bank.SpendKey)
				err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
					if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), "kept") || (typed && entry.Name() == "seen") {
						return err
					}
					text, err := os.ReadFile(path)
					wrote = append(wrote, text...)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, wrote...)
				for _, marker := range []string{bank.SpendKey, strings.TrimPrefix(bank.SpendKey, "din_test_"), secret, "marker0123456789"} {
					if at := bytes.Index(wrote, []byte(marker)); at >= 0 {
						t.Errorf("coffer %s gives %q away: …%s…", strings.Join(args, " "), marker, wrote[max(0, at-80):min(len(wrote), at+60)])
					}
				}
			}
			if !bytes.Contains(all, []byte(`"outcome":"done"`)) || (place == "command" && !bytes.Contains(all, []byte("COFFER_CONFIG="))) {
				t.Error("the key was not used, or what a program sees was not looked at")
			}
		})
	}
}

type credentials struct {
	BaseURL  string `json:"base_url"`
	SpendKey string `json:"spend_key"`
	TeamID   string `json:"team_id"`
}

// marked is a bank whose key and secret are looked for everywhere.
func marked(t *testing.T, secret string) credentials {
	t.Helper()
	command := exec.Command(filepath.Join(bin, "coffer"), "sandbox", "--listen", "127.0.0.1:0", "--history", "5")
	command.Env = []string{"DINO_WEBHOOK_SECRET=" + secret}
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
	var issued credentials
	if err := json.NewDecoder(bufio.NewReader(stdout)).Decode(&issued); err != nil {
		t.Fatal(err)
	}
	return issued
}

// runIn runs a command for two seconds at most, and brings all that it said.
func runIn(t *testing.T, home string, env, args []string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, filepath.Join(bin, "coffer"), args...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config", "TERM=xterm",
	}, env...)
	wrote, _ := command.CombinedOutput()
	return wrote
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
