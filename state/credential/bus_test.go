//go:build linux

package credential

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestWithoutASessionBusNoneIsStarted puts a program in the place of the one
// that starts a bus, and sees whether it is called.
func TestWithoutASessionBusNoneIsStarted(t *testing.T) {
	if _, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()))); err == nil {
		t.Skip("this person has a session")
	}
	folder := t.TempDir()
	called := filepath.Join(folder, "called")
	script := "#!/bin/sh\n: > " + called + "\necho DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere\n"
	if err := os.WriteFile(filepath.Join(folder, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	_, err := Resolver{}.SpendKey(t.Context(), InKeyring("prod/spend-key"))
	isRefusal(t, err, ErrNoKeyring, "no D-Bus session", "env:", "command", "file:")
	if _, err := os.Stat(called); err == nil {
		t.Error("a session bus was started")
	}
}
