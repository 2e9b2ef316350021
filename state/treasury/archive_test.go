package treasury

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"coffer/api"
	"coffer/state"
)

func TestAnArchiveReadsBesideTheCofferThatRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	asked := r.ask(60_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(asked.ID) != nil })
	archive, err := OpenArchive(t.Context(), r.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	later := r.ask(1_000)
	engine.Refresh()
	eventually(t, engine, "another request", func(v *state.View) bool { return v.Spend(later.ID) != nil })
	var held []string
	err = archive.EachSpend(t.Context(), func(spend *state.Spend) error {
		held = append(held, spend.ID)
		return nil
	})
	if err != nil || len(held) != 1 || held[0] != asked.ID {
		t.Errorf("it holds %v: %v", held, err)
	}
	if archive.Bank.Environment != api.Sandbox || archive.Bank.Team == "" {
		t.Errorf("it is of %+v", archive.Bank)
	}
}

func TestAFolderWithoutAJournalIsExplained(t *testing.T) {
	t.Parallel()
	empty, begun, damaged := t.TempDir(), t.TempDir(), t.TempDir()
	for folder, text := range map[string]string{begun: "", damaged: "no database, and longer than its header would be"} {
		if err := os.WriteFile(filepath.Join(folder, JournalFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for folder, isMissing := range map[string]bool{empty: true, begun: true, damaged: false} {
		var problem *state.Problem
		if _, err := OpenArchive(t.Context(), folder); !errors.As(err, &problem) || errors.Is(err, fs.ErrNotExist) != isMissing {
			t.Errorf("got %v", err)
		}
	}
}
