//go:build linux

package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestADeafKeyringIsSaidInTime asks for a key where the session bus takes every
// connection and answers none: each face says so, and waits for it once.
func TestADeafKeyringIsSaidInTime(t *testing.T) {
	t.Parallel()
	// The keyring has 5 s; twice that would be a second wait.
	const inTime = 9500 * time.Millisecond
	folder := t.TempDir()
	socket := filepath.Join(folder, "bus")
	bus, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	go func() {
		for {
			taken, err := bus.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = taken.Close() })
		}
	}()
	config := filepath.Join(folder, "config.toml")
	serving := startBank(t)
	profile := fmt.Sprintf("default_profile = \"p\"\n[profile.p]\nteam_id = %q\napi_url = %q\nkey = \"keyring\"\nwebhook_listen = \"127.0.0.1:0\"\n", serving.TeamID, serving.BaseURL)
	if err := os.WriteFile(config, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=" + socket, "COFFER_CONFIG=" + config}
	for name, by := range map[string]struct {
		args, typed string
	}{
		"dashboard":    {},
		"line by line": {args: "--accessible"},
		"status":       {args: "status"},
		"doctor":       {args: "doctor"},
		"login":        {args: "login --stdin", typed: serving.SpendKey + "\n"},
		"logout":       {args: "logout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			said := ""
			if name == "dashboard" || name == "line by line" {
				coffer := run(t, launch{args: append(strings.Fields(by.args), "--data-dir", filepath.Join(t.TempDir(), "data")), env: env})
				said = coffer.wait("that the keyring doesn't answer", func(screen string) bool {
					return strings.Contains(strings.Join(strings.Fields(screen), " "), "didn't answer in time")
				})
			} else {
				command := exec.CommandContext(t.Context(), binary, append(strings.Fields(by.args), "--data-dir", filepath.Join(t.TempDir(), "data"))...)
				command.Env = append(isolated(t), env...)
				command.Stdin = strings.NewReader(by.typed)
				output, err := command.CombinedOutput()
				said = string(output)
				if err == nil {
					t.Error("it ended with 0")
				}
			}
			if took := time.Since(began); took > inTime {
				t.Errorf("it took %s", took)
			}
			if !strings.Contains(strings.Join(strings.Fields(said), " "), "didn't answer in time") {
				t.Errorf("it says %s", said)
			}
		})
	}
}

// TestWithoutAHomeNothingIsKeptInAPlaceOfItsOwn runs what keeps files, where
// nobody says whose home it is.
func TestWithoutAHomeNothingIsKeptInAPlaceOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"export spends", "watch"} {
		command := exec.CommandContext(t.Context(), binary, strings.Fields(args)...)
		command.Env = []string{"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color"}
		said, err := command.CombinedOutput()
		for _, wanted := range []string{"HOME is not set", "no money moved", "--data-dir"} {
			if err == nil || !strings.Contains(strings.Join(strings.Fields(string(said)), " "), wanted) {
				t.Errorf("%s: %v: %s", args, err, said)
				break
			}
		}
	}
	coffer := run(t, launch{env: []string{"HOME=", "XDG_STATE_HOME=", "XDG_CONFIG_HOME="}})
	if status := coffer.exit(); status == 0 || !strings.Contains(coffer.raw(), "HOME is not set") {
		t.Errorf("the dashboard ends with %d and %q", status, coffer.raw())
	}
	if _, err := os.Stat("/.local/state/coffer"); err == nil {
		t.Error("there is a folder of coffer in /.local")
	}
}
