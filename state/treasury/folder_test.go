package treasury

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/api"
	"coffer/state"
	"coffer/state/journal"
)

func holding(t *testing.T, environment api.Environment) *Folder {
	t.Helper()
	folder, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	for _, name := range []string{"bank.db", "letters.txt"} {
		if err := os.WriteFile(folder.Path(name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := journal.Open(t.Context(), folder.Path(JournalFile))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if environment != "" {
		if err := kept.Remember(t.Context(), "bank", `{"Environment":"`+string(environment)+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func there(folder *Folder, name string) bool {
	_, err := os.Stat(folder.Path(name))
	return err == nil
}

func TestAFreshStartRemovesTheSandboxAndNothingElse(t *testing.T) {
	t.Parallel()
	folder := holding(t, api.Sandbox)
	if err := os.Mkdir(folder.Path("Documents"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := folder.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if there(folder, JournalFile) || there(folder, BankFile) {
		t.Error("the old sandbox is still there")
	}
	if !there(folder, "letters.txt") || !there(folder, "Documents") {
		t.Error("it removed what is not its own")
	}
}

func TestAFreshStartNeverTouchesARealJournal(t *testing.T) {
	t.Parallel()
	for _, environment := range []api.Environment{api.Live, api.Test} {
		folder := holding(t, environment)
		var problem *state.Problem
		if err := folder.Renew(t.Context()); !errors.As(err, &problem) {
			t.Errorf("%s: %v", environment, err)
		}
		if !there(folder, JournalFile) || !there(folder, BankFile) {
			t.Errorf("%s: something was removed", environment)
		}
	}
}

func TestAFreshStartOverAJournalThatWasNeverBegun(t *testing.T) {
	t.Parallel()
	folder, err := OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := os.WriteFile(filepath.Join(folder.path, JournalFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := folder.Renew(t.Context()); err != nil || there(folder, JournalFile) {
		t.Errorf("got %v", err)
	}
}
