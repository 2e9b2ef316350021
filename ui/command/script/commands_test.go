package script

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a program that must end with a status: exits 3 coffer spend …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status program [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &ended):
		got = ended.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	ts.Logf("[stdout]\n%s[stderr]\n%s[status %d]", ts.ReadFile("stdout"), ts.ReadFile("stderr"), got)
	if got != want {
		ts.Fatalf("it ended with %d, and should with %d", got, want)
	}
}

// bank starts a sandbox bank and tells the script its credentials.
func bank(ts *testscript.TestScript, neg bool, args []string) {
	command := exec.Command(bin+"/coffer", append([]string{"sandbox", "--listen", "127.0.0.1:0"}, args...)...)
	command.Env = []string{"HOME=" + ts.Getenv("HOME")}
	stdout, err := command.StdoutPipe()
	ts.Check(err)
	ts.Check(command.Start())
	ts.Defer(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	ts.Check(err)
	var issued struct {
		BaseURL       string `json:"base_url"`
		SpendKey      string `json:"spend_key"`
		TeamID        string `json:"team_id"`
		WebhookSecret string `json:"webhook_secret"`
	}
	ts.Check(json.Unmarshal(line, &issued))
	ts.Setenv("DINO_API_URL", issued.BaseURL)
	ts.Setenv("DINO_SPEND_KEY", issued.SpendKey)
	ts.Setenv("DINO_TEAM_ID", issued.TeamID)
	ts.Setenv("DINO_WEBHOOK_SECRET", issued.WebhookSecret)
}

// decide approves or declines a request at the bank, as an operator does.
func decide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: decide approve|decline id")
	}
	atBank(ts, http.MethodPost, "/v1/sandbox/spend/"+args[1]+"/decision", map[string]any{"decision": args[0], "reason": "by hand"})
}

// ask has an agent ask for a spend, and keeps its id: ask ID 60000 [merchant].
func ask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ask NAME cents [merchant]")
	}
	cents, err := strconv.Atoi(args[1])
	ts.Check(err)
	merchant := "OpenAI"
	if len(args) > 2 {
		merchant = args[2]
	}
	made := atBank(ts, http.MethodPost, "/v1/spend", map[string]any{
		"amount_cents": cents, "currency": "usd", "merchant_name": merchant, "reason": "model inference",
	})
	ts.Setenv(args[0], fmt.Sprint(made["id"]))
}

// someSwap keeps the id of a swap that the bank knows: someSwap ID.
func someSwap(ts *testscript.TestScript, neg bool, args []string) {
	swaps, _ := atBank(ts, http.MethodGet, "/v1/sandbox/changes", nil)["swaps"].([]any)
	if len(swaps) == 0 {
		ts.Fatalf("the bank has no swaps")
	}
	ts.Setenv(args[0], fmt.Sprint(swaps[0].(map[string]any)["swap_id"]))
}

// atBank makes a call with the key of the bank that the script started.
func atBank(ts *testscript.TestScript, method, path string, body map[string]any) map[string]any {
	encoded, err := json.Marshal(body)
	ts.Check(err)
	request, err := http.NewRequest(method, ts.Getenv("DINO_API_URL")+path, bytes.NewReader(encoded))
	ts.Check(err)
	request.Header.Set("Authorization", "Bearer "+ts.Getenv("DINO_SPEND_KEY"))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", uuid.NewString())
	answer, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer answer.Body.Close()
	var told map[string]any
	ts.Check(json.NewDecoder(answer.Body).Decode(&told))
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusCreated {
		ts.Fatalf("the bank answered %s: %v", answer.Status, told)
	}
	return told
}

// jsonField compares a field of the JSON on standard output, or keeps it:
//
//	json balances.0.currency USD
//	json -env ID id
func jsonField(ts *testscript.TestScript, neg bool, args []string) {
	keep := len(args) > 0 && args[0] == "-env"
	if keep {
		args = []string{args[2], args[1]}
	}
	if len(args) != 2 {
		ts.Fatalf("usage: json field value, or json -env NAME field")
	}
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\n")
	var value any
	decoder := json.NewDecoder(strings.NewReader(first))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		ts.Fatalf("standard output is not JSON: %v\n%s", err, first)
	}
	for part := range strings.SplitSeq(args[0], ".") {
		var found bool
		switch inside := value.(type) {
		case map[string]any:
			value, found = inside[part]
		case []any:
			if index, err := strconv.Atoi(part); err == nil && index < len(inside) {
				value, found = inside[index], true
			}
		}
		if !found {
			ts.Fatalf("there is no %s in %s", args[0], first)
		}
	}
	text := fmt.Sprint(value)
	switch {
	case keep:
		ts.Setenv(args[1], text)
	case (text == args[1]) == neg:
		ts.Fatalf("%s is %q in %s", args[0], text, first)
	}
}

// silent runs a program whose output nobody reads, and which must end with a
// status all the same: silent 0 coffer watch.
func silent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: silent status program [argument...]")
	}
	reading, writing, err := os.Pipe()
	ts.Check(err)
	ts.Check(reading.Close())
	defer writing.Close()
	command := exec.Command(bin+"/"+args[1], args[2:]...)
	command.Env, command.Dir = environment(ts), ts.Getenv("WORK")
	var said bytes.Buffer
	command.Stdout, command.Stderr = writing, &said
	ts.Check(command.Start())
	overdue := time.AfterFunc(time.Minute, func() { _ = command.Process.Kill() })
	defer overdue.Stop()
	_ = command.Wait()
	if got := command.ProcessState.ExitCode(); strconv.Itoa(got) != args[0] {
		ts.Fatalf("it ended with %s, and should with %s: %s", command.ProcessState, args[0], said.String())
	}
	if strings.Contains(said.String(), "panic") || strings.Contains(said.String(), "pipe") {
		ts.Fatalf("it said %s", said.String())
	}
}

// environment is what programs of the script see.
func environment(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{
		"PATH", "HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TERM", "LANG", "TZ",
		"DINO_API_URL", "DINO_SPEND_KEY", "DINO_TEAM_ID", "DINO_WEBHOOK_SECRET", "NO_COLOR",
	} {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// interrupted runs a program until its first line of output, a watch until its
// first line of the journal, and then interrupts it: interrupted 130 coffer
// watch. What it wrote is kept in the files out and err.
func interrupted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupted status program [argument...]")
	}
	command := exec.Command(bin+"/"+args[1], args[2:]...)
	command.Env, command.Dir = environment(ts), ts.Getenv("WORK")
	stdout, err := command.StdoutPipe()
	ts.Check(err)
	var said bytes.Buffer
	command.Stderr = &said
	ts.Check(command.Start())
	overdue := time.AfterFunc(time.Minute, func() { _ = command.Process.Kill() })
	defer overdue.Stop()
	reader := bufio.NewReader(stdout)
	var first string
	for err == nil && (first == "" || args[2] == "watch" && !strings.Contains(first, `"seq":`)) {
		var line string
		line, err = reader.ReadString('\n')
		first += line
	}
	if err == nil {
		ts.Check(command.Process.Signal(os.Interrupt))
	}
	rest, _ := io.ReadAll(reader)
	_ = command.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("out"), append([]byte(first), rest...), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("err"), said.Bytes(), 0o600))
	if got := command.ProcessState.ExitCode(); strconv.Itoa(got) != args[0] {
		ts.Fatalf("it ended with %s, and should with %s: %s", command.ProcessState, args[0], said.String())
	}
}
