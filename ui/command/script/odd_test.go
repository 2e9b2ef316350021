package script

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/sandbox"
)

// oddRun is the program over a bank whose answers a test can bend.
type oddRun struct {
	t   *testing.T
	odd *banktest.Odd
	env []string
}

func newOddRun(t *testing.T) *oddRun {
	t.Helper()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 7})
	issued := odd.Bank.Credentials()
	home := t.TempDir()
	return &oddRun{t: t, odd: odd, env: append(os.Environ(),
		"HOME="+home, "XDG_STATE_HOME="+home+"/state", "XDG_CONFIG_HOME="+home+"/config", "XDG_CACHE_HOME="+home+"/cache", "TZ=UTC",
		"DINO_API_URL="+odd.URL, "DINO_TEAM_ID="+issued.TeamID, "DINO_SPEND_KEY="+issued.SpendKey)}
}

// run ends with what the program wrote and its exit status.
func (r *oddRun) run(args ...string) (out, problem string, status int) {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), filepath.Join(bin, "coffer"), args...)
	command.Env = r.env
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if exited := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exited) {
		r.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode()
}

// create asks for a spend and returns its record.
func (r *oddRun) create(amount string, more ...string) (record map[string]any, problem string, status int) {
	r.t.Helper()
	args := append([]string{"spend", "create", "--amount", amount, "--merchant", "AWS", "--reason", "GPU", "--yes", "--json"}, more...)
	out, problem, status := r.run(args...)
	if err := json.Unmarshal([]byte(out), &record); err != nil {
		r.t.Fatalf("%q (%s): %v", out, problem, err)
	}
	return record, problem, status
}

func TestARequestThatIsHereAndNotAtTheBankIsSaid(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	asked, problem, _ := r.create("600.00")
	id, _ := asked["spend_id"].(string)
	if id == "" {
		t.Fatalf("no request: %v %s", asked, problem)
	}
	r.odd.Bend("GET /v1/spend/{id}", func(a *banktest.Answer) {
		a.Refuse(http.StatusNotFound, "not_found", "There is no spend request with this id")
	})
	for _, args := range [][]string{{"spend", "wait", id}, {"spend", "show", id}} {
		out, problem, status := r.run(args...)
		if status == 0 || out != "" || !strings.Contains(problem, "The bank doesn't know "+id+", which was last heard of at 20") || !strings.Contains(problem, "quoting the id") {
			t.Errorf("%v ends with %d: %s%s", args, status, out, problem)
		}
	}
	// What was never here is another matter.
	if _, problem, status := r.run("spend", "show", "req_never"); status == 0 || strings.Contains(problem, "last heard of") {
		t.Errorf("it ends with %d: %s", status, problem)
	}
}

func TestACreateAnsweredWithAnEarlierRequestIsNotKnown(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	asked, problem, status := r.create("12.00")
	id, _ := asked["spend_id"].(string)
	if status != 0 || id == "" {
		t.Fatalf("it ends with %d: %v %s", status, asked, problem)
	}
	r.odd.Bend("POST /v1/spend", func(a *banktest.Answer) { a.Set(map[string]any{"id": id}) })
	record, problem, status := r.create("34.00", "--timeout", "4s")
	if status != 6 || record["outcome"] != "unknown" || record["spend_id"] != nil || !strings.Contains(problem, id) {
		t.Errorf("it ends with %d: %v %s", status, record, problem)
	}
	marks, _ := json.Marshal(record["discrepancies"])
	if !strings.Contains(string(marks), `"field":"id"`) || !strings.Contains(string(marks), id) {
		t.Errorf("it is marked with %s", marks)
	}
}
