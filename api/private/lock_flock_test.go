//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package private

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// This is how a bank is locked on BSD and macOS; the other systems can as well.
func TestTheFolderOfADatabaseIsLockedUnlessThisProcessHasIt(t *testing.T) {
	t.Parallel()
	folder := made(t)
	database := file(t, filepath.Join(folder, "bank.db"), 0o600)
	held, err := lockFolderOf(database)
	if err != nil || held == nil {
		t.Fatalf("it isn't locked: %v", err)
	}
	if again, err := lockFolderOf(database); !errors.Is(err, ErrHeld) || again != nil {
		t.Errorf("a second one gets %v, %v", again, err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	// A dashboard has the data folder that its own bank is in.
	ours, err := LockFolder(folder, filepath.Join(folder, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	if beside, err := lockFolderOf(database); err != nil || beside != nil {
		t.Errorf("the bank of a dashboard gets %v, %v", beside, err)
	}
	if err := ours.Unlock(); err != nil {
		t.Fatal(err)
	}
	if held, err = lockFolderOf(database); err != nil || held == nil {
		t.Errorf("after the dashboard: %v", err)
	} else if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	// Whoever may write in a folder could keep it locked for ever.
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if shared, err := lockFolderOf(database); err != nil || shared != nil {
		t.Errorf("a shared folder gives %v, %v", shared, err)
	}
}
