package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// strangerVariable makes this program the stranger, who tries what it lists.
	strangerVariable = "COFFER_E2E_STRANGER"
	// nobody is the stranger's user and group.
	nobody = 65534
	// oldSeed is a seed, and oldKey what every bank of it had for a key before
	// keys came from the system's randomness.
	oldSeed, oldKey = "7", "din_test_bwgkmpdsfp363wg0yv9dknra8pdy2rcq"
)

// attempt is what the stranger tries: a call where there is an Address, or else
// a file or folder that is opened to read and to write.
type attempt struct {
	Method, Address, Key, Form string
	Path                       string
}

// outcome is what came of it. What was read stands in Got.
type outcome struct {
	Status int
	Failed string
	Got    string
}

// beStranger does what the variable lists, tells what came of it, and returns
// the exit status.
func beStranger() int {
	var attempts []attempt
	if err := json.Unmarshal([]byte(os.Getenv(strangerVariable)), &attempts); err != nil {
		return 1
	}
	outcomes := make([]outcome, len(attempts))
	for i, tried := range attempts {
		if tried.Address != "" {
			outcomes[i] = tried.call()
		} else {
			outcomes[i] = tried.open()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcomes); err != nil {
		return 1
	}
	return 0
}

func (a attempt) call() outcome {
	request, err := http.NewRequest(a.Method, a.Address, strings.NewReader(a.Form))
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a.Key != "" {
		request.Header.Set("Authorization", "Bearer "+a.Key)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	return outcome{Status: answer.StatusCode, Got: string(body)}
}

func (a attempt) open() outcome {
	if content, err := os.ReadFile(a.Path); err == nil {
		return outcome{Got: "read: " + string(content)}
	}
	if entries, err := os.ReadDir(a.Path); err == nil {
		return outcome{Got: fmt.Sprintf("listed: %v", entries)}
	}
	path, flags := a.Path, os.O_WRONLY|os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path, flags = filepath.Join(path, "planted"), os.O_WRONLY|os.O_CREATE
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return outcome{Failed: err.Error()}
	}
	_ = file.Close()
	return outcome{Got: "may be written"}
}

// stranger is another user of the machine, who can get as far as the folder
// that the treasuries of this test are kept in.
type stranger struct {
	t       *testing.T
	program string
	coffer  string
}

func newStranger(t *testing.T) (another *stranger, shared string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root acts as another user")
	}
	shared = t.TempDir()
	for _, folder := range []string{filepath.Dir(shared), shared} {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	itself, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	another = &stranger{t: t, program: filepath.Join(shared, "stranger"), coffer: filepath.Join(shared, "coffer")}
	for from, to := range map[string]string{itself: another.program, binary: another.coffer} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return another, shared
}

func (s *stranger) command(program string, args ...string) *exec.Cmd {
	command := exec.CommandContext(s.t.Context(), program, args...)
	command.Dir = "/"
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"}
	asNobody(command)
	return command
}

func (s *stranger) try(attempts []attempt) []outcome {
	s.t.Helper()
	listed, err := json.Marshal(attempts)
	if err != nil {
		s.t.Fatal(err)
	}
	command := s.command(s.program)
	command.Env = append(command.Env, strangerVariable+"="+string(listed))
	said, err := command.Output()
	if err != nil {
		s.t.Fatalf("the stranger: %v: %s", err, said)
	}
	var outcomes []outcome
	if err := json.Unmarshal(said, &outcomes); err != nil || len(outcomes) != len(attempts) {
		s.t.Fatalf("the stranger says %s: %v", said, err)
	}
	return outcomes
}

// TestAStrangerGetsNothingFromTheBanksPort calls a bank as another user of the
// machine, who knows the bank's program, its seed and its ids.
func TestAStrangerGetsNothingFromTheBanksPort(t *testing.T) {
	t.Parallel()
	another, _ := newStranger(t)
	serving := startBank(t, "--seed", oldSeed)
	twin := startBank(t, "--seed", oldSeed)
	made := serving.curl(t, 600_00, "AWS")
	waiting := made.ID
	var attempts []attempt
	for _, key := range []string{"", oldKey, oldKey + "_readonly", twin.SpendKey, twin.SpendKey + "_readonly", serving.SpendKey[:len(serving.SpendKey)-1], "din_test_", serving.TeamID, serving.AccountID} {
		for _, path := range []string{"/v1/balance", "/v1/spend/" + waiting, "/v1/spend-requests/" + waiting, "/v1/sandbox/ledger", "/v1/sandbox/changes", "/v1/swap/anything"} {
			attempts = append(attempts, attempt{Method: http.MethodGet, Address: serving.BaseURL + path, Key: key})
		}
		attempts = append(attempts,
			attempt{Method: http.MethodPost, Address: serving.BaseURL + "/v1/sandbox/spend/" + waiting + "/decision", Key: key, Form: `{"decision":"approve"}`},
			attempt{Method: http.MethodPost, Address: serving.BaseURL + "/v1/sandbox/faucet", Key: key, Form: `{}`})
	}
	page, token, holds := strings.Cut(made.ApprovalURL, "&token=")
	if answer, err := http.Get(made.ApprovalURL); err != nil || !holds || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s doesn't open for its owner: %v", made.ApprovalURL, err)
	} else if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"", "&token=", "&token=" + waiting, "&token=" + serving.TeamID, "&token=" + token[:len(token)-1]} {
		attempts = append(attempts,
			attempt{Method: http.MethodGet, Address: page + token},
			attempt{Method: http.MethodPost, Address: page + token, Form: "spendRequestId=" + waiting + token + "&decision=approve"})
	}
	// The owner's own key opens it, so the refusals are about keys.
	if status := serving.get(t, "/v1/sandbox/ledger", serving.SpendKey); status != http.StatusOK {
		t.Fatalf("the owner gets %d", status)
	}
	for i, came := range another.try(attempts) {
		tried := attempts[i]
		if came.Status < 400 || came.Status >= 500 {
			t.Errorf("%s %s with %q: %d %s", tried.Method, tried.Address, tried.Key, came.Status, came.Failed)
		}
		for _, inside := range []string{"AWS", "60000", "600.00", serving.SpendKey, serving.WebhookSecret} {
			if strings.Contains(came.Got, inside) {
				t.Errorf("%s %s with %q tells %q: %s", tried.Method, tried.Address, tried.Key, inside, came.Got)
			}
		}
	}
	if status := serving.status(t, waiting); status != "needs_approval" {
		t.Errorf("the request is %s", status)
	}
}

// TestAStrangerReadsNothingOnDisk runs a dashboard under a umask that closes
// nothing, and tries every file of it as another user.
func TestAStrangerReadsNothingOnDisk(t *testing.T) {
	t.Parallel()
	another, shared := newStranger(t)
	data, home, temporary := filepath.Join(shared, "data"), filepath.Join(shared, "home"), filepath.Join(shared, "tmp")
	programs := filepath.Join(shared, "bin")
	for _, folder := range []string{home, temporary, programs} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(programs, "xdg-open"), []byte("#!/bin/sh\nexit 0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	coffer := run(t, launch{
		script: fmt.Sprintf(`umask 000; exec "$COFFER" --agents 0 --data-dir '%s'`, data),
		env: []string{
			"HOME=" + home, "XDG_STATE_HOME=" + home + "/state", "XDG_CONFIG_HOME=" + home + "/config", "TMPDIR=" + temporary,
			"DISPLAY=:0", "PATH=" + programs + ":" + os.Getenv("PATH"), "COFFER_LOG_LEVEL=debug",
		},
	})
	coffer.waitFor("needs approval")
	coffer.press("2", "o")
	coffer.wait("a file that leads to the approval page", func(string) bool {
		found, _ := filepath.Glob(filepath.Join(temporary, "coffer-approval-*.html"))
		return len(found) > 0
	})
	var attempts []attempt
	var kinds []string
	for _, tree := range []string{data, home, temporary} {
		err := filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if path != home && path != temporary {
				attempts, kinds = append(attempts, attempt{Path: path}), append(kinds, filepath.Base(path))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, wanted := range []string{"data", "journal.db", "bank.db", "coffer.log", "coffer-approval-"} {
		if !strings.Contains(strings.Join(kinds, " "), wanted) {
			t.Errorf("there is no %s among %q", wanted, kinds)
		}
	}
	for i, came := range another.try(attempts) {
		if came.Got != "" || !strings.Contains(came.Failed, "permission denied") {
			t.Errorf("%s: %.80q, %s", attempts[i].Path, came.Got, came.Failed)
		}
	}
	for _, args := range [][]string{{"export", "spends"}, {"watch", "--since", "0"}, {"status"}, {"--accessible"}, {"--accessible", "--read-only"}} {
		command := another.command(another.coffer, append(args, "--data-dir", data)...)
		said, err := command.CombinedOutput()
		if err == nil || bytes.Contains(said, []byte("needs approval")) {
			t.Errorf("%q as the stranger: %v: %s", args, err, said)
		}
	}
}
