package logfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"coffer/api"
	"coffer/api/webhook"
)

const marker = "s3cr3tm4rk3r0001"

func written(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, Name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNothingThatALogIsHandedGivesASecretAway(t *testing.T) {
	t.Parallel()
	key, err := api.ParseSpendKey("din_live_" + marker)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := webhook.ParseSecret("whsec_" + marker)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, "https://bank.example/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer din_live_"+marker)
	folder := t.TempDir()
	log, file := Open(folder, slog.LevelDebug)
	defer file.Close()
	config := api.Config{Key: key}
	for _, value := range []any{
		key, &key, secret,
		[]webhook.Secret{secret},
		webhook.Verifier{Secrets: []webhook.Secret{secret}},
		config, &config,
		request, request.Header,
		struct{ Key api.SpendKey }{key},
		map[string]string{"key": marker},
		[]byte(marker),
		"the bank says: din_live_" + marker + " is unknown", errors.New("no such key: dba_" + marker),
		fmt.Errorf("%v %+v %#v", key, config, secret), slog.GroupValue(slog.Any("key", key), slog.String("text", "whsec_"+marker)),
	} {
		log.Debug("it has a key", "value", value)
		log.With("value", value).WithGroup("group").Debug("din_test_"+marker, "value", value)
	}
	if text := written(t, folder); strings.Contains(text, marker) || strings.Count(text, "\n") != 32 {
		t.Errorf("the log has:\n%s", text)
	}
}

func TestARecordIsOneLineThatIsSafeToLookAt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	log, file := Open(folder, slog.LevelInfo)
	defer file.Close()
	hostile := "a\x1b]52;c;ZXZpbA==\x07b\nc\u202ed\u200be\x00\xff"
	var nobody *netip.Addr
	log.Info(hostile, "text", hostile, "err", errors.New(hostile), "long", strings.Repeat("x", 5_000), "nobody", nobody)
	log.Debug("too quiet to be written")
	text := written(t, folder)
	for _, r := range strings.TrimSuffix(text, "\n") {
		if r < ' ' || r == '\u202e' || r == '\u200b' || r == '\x7f' {
			t.Errorf("it has %q in %q", r, text)
		}
	}
	var record map[string]any
	if err := json.Unmarshal([]byte(text), &record); err != nil || strings.Contains(text, "quiet") || len(text) > 1_500 {
		t.Errorf("%v: %s", err, text)
	}
	if record["err"] != "a]52;c;ZXZpbA==b cde" || record["level"] != "INFO" || record["pid"] != float64(os.Getpid()) {
		t.Errorf("it reads %v", record)
	}
}

func TestAWordOrNumberWithATypeOfItsOwnIsWritten(t *testing.T) {
	t.Parallel()
	type (
		count int32
		share float64
		given bool
	)
	folder := t.TempDir()
	log, file := Open(folder, slog.LevelInfo)
	defer file.Close()
	log.Info("opened", "environment", api.Sandbox, "code", api.Code("din_test_"+marker), "count", count(7), "share", share(0.5), "given", given(true))
	var record map[string]any
	if err := json.Unmarshal([]byte(written(t, folder)), &record); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"environment": "SANDBOX", "count": 7.0, "share": 0.5, "given": true} {
		if record[name] != value {
			t.Errorf("%s is written as %v", name, record[name])
		}
	}
	if code := fmt.Sprint(record["code"]); strings.Contains(code, marker) || strings.Contains(code, "api.") {
		t.Errorf("a word that holds a key is written as %s", code)
	}
}

func TestALogIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps who may read in another way")
	}
	folder := filepath.Join(t.TempDir(), "state", "log")
	log, file := Open(folder, slog.LevelInfo)
	defer file.Close()
	if _, err := os.Stat(folder); err == nil {
		t.Error("a log without a record made a folder")
	}
	log.Info("first")
	path := filepath.Join(folder, Name)
	for place, mode := range map[string]os.FileMode{folder: 0o700, path: 0o600} {
		if info, err := os.Stat(place); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", place, info.Mode(), err)
		}
	}
	// One that was left open to others is closed to them.
	if err := errors.Join(file.Close(), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	log, file = Open(folder, slog.LevelInfo)
	defer file.Close()
	log.Info("second")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestALogThatCantBeWrittenStopsNothingAndTellsLater(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log, file := Open(folder, slog.LevelInfo)
	defer file.Close()
	log.Info("first")
	log.Info("second")
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	log.Info("third")
	text := written(t, folder)
	if !strings.Contains(text, `"count":2`) || !strings.Contains(text, "third") || strings.Contains(text, "second") {
		t.Errorf("it has %s", text)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	log.Info("after the end")
	if written(t, folder) != text {
		t.Error("it was written after the end")
	}
}

func TestOlderFilesAreBounded(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := newRotating(filepath.Join(folder, Name), 1_000, 2)
	defer file.Close()
	for number := range 500 {
		if _, err := fmt.Fprintf(file, "record %03d %s\n", number, strings.Repeat(".", 80)); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
		if info, err := entry.Info(); err != nil || info.Size() > 1_000 {
			t.Errorf("%s has %d bytes, %v", entry.Name(), info.Size(), err)
		}
	}
	if got := strings.Join(names, " "); got != "coffer.log coffer.log.1 coffer.log.2 coffer.log.lock" {
		t.Errorf("there are %s", got)
	}
	if text := written(t, folder); !strings.Contains(text, "record 499") {
		t.Errorf("the newest isn't in %s", text)
	}
}

const (
	sharedFolder  = "COFFER_TEST_LOG_FOLDER"
	sharedRecords = 1_500
	sharedKept    = 500
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(sharedFolder); folder != "" {
		file := newRotating(filepath.Join(folder, Name), 8_000, sharedKept)
		log := slog.New(newHandler(file, slog.LevelInfo))
		for number := range sharedRecords {
			log.Info("shared", "pid", os.Getpid(), "number", number)
		}
		return
	}
	os.Exit(m.Run())
}

func TestSeveralProcessesShareALogWithoutLoss(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows doesn't move a file that another process has open")
	}
	folder := t.TempDir()
	const processes = 3
	var running []*exec.Cmd
	for range processes {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), sharedFolder+"="+folder)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, child)
	}
	for _, child := range running {
		if err := child.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, Name+"*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := make(map[string]int)
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			var record struct{ PID, Number int }
			if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
				t.Fatalf("%s: %q: %v", path, lines.Text(), err)
			}
			seen[fmt.Sprint(record.PID, " ", record.Number)]++
		}
	}
	if len(seen) != processes*sharedRecords {
		t.Errorf("%d records of %d", len(seen), processes*sharedRecords)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, word := range Levels() {
		if _, err := ParseLevel(word); err != nil {
			t.Error(err)
		}
	}
	if _, err := ParseLevel("loud"); err == nil || !strings.Contains(err.Error(), "off, error, warn, info, debug") {
		t.Errorf("got %v", err)
	}
	folder := t.TempDir()
	log, file := Open(folder, Off)
	log.Error("nobody hears it")
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}
