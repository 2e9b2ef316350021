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

func TestAnArchiveHasWhatACommandDidBesideADashboard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	engine, _ := r.start()
	known := r.ask(60_000)
	eventually(t, engine, "the request", func(v *state.View) bool { return v.Spend(known.ID) != nil })
	folder := r.folder
	r.folder = filepath.Join(folder, commandsFolder)
	command, stop := r.start()
	intentID, err := command.AskSpend(t.Context(), "script", someSpend(12_000))
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, command, "the answer", func(v *state.View) bool { return intentOf(v, intentID).State == state.IntentDone })
	made := intentOf(view, intentID).Subject
	stop()

	archive, err := OpenArchive(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	times := make(map[string]int)
	err = archive.EachSpend(t.Context(), func(spend *state.Spend) error {
		times[spend.ID]++
		return nil
	})
	if err != nil || times[made] != 1 || times[known.ID] != 1 {
		t.Errorf("it holds %v, %v", times, err)
	}
	found, err := archive.SpendsOf(t.Context(), []string{made, known.ID})
	if err != nil || len(found) != 2 {
		t.Errorf("it found %d of 2, %v", len(found), err)
	}
	who := ""
	err = archive.EachIntent(t.Context(), func(intent *state.Intent) error {
		who += intent.Who
		return nil
	})
	if err != nil || who != "script" {
		t.Errorf("%q asked, %v", who, err)
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
