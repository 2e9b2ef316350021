package private

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestADatabaseStaysLockedWithoutTheFileBesideIt(t *testing.T) {
	t.Parallel()
	database := file(t, filepath.Join(made(t), "bank.db"), 0o600)
	beside := database + ".lock"
	held, err := LockDatabase(database, beside)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(beside); err != nil {
		t.Fatal(err)
	}
	if _, err := LockDatabase(database, beside); !errors.Is(err, ErrHeld) {
		t.Errorf("got %v", err)
	}
	if err := held.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := LockDatabase(database, beside)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Unlock(); err != nil {
		t.Fatal(err)
	}
}
