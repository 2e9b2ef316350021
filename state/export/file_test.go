package export

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/state"
)

// TestNothingInTheDataFolderIsWrittenOver names the journal in every way in which
// a path can.
func TestNothingInTheDataFolderIsWrittenOver(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	data, elsewhere := filepath.Join(base, "data"), filepath.Join(base, "elsewhere")
	journal := filepath.Join(data, "journal.db")
	beside := filepath.Join(data, "commands", "journal.db")
	link, hard, linked := filepath.Join(elsewhere, "link.csv"), filepath.Join(elsewhere, "hard.csv"), filepath.Join(base, "linked")
	if err := errors.Join(os.MkdirAll(filepath.Dir(beside), 0o700), os.Mkdir(elsewhere, 0o700), os.WriteFile(journal, []byte("journal"), 0o600),
		os.WriteFile(beside, []byte("beside"), 0o600), os.Symlink(journal, link), os.Link(beside, hard), os.Symlink(data, linked)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		journal, beside, link, hard, journal + "-wal", filepath.Join(data, "new.csv"), filepath.Join(data, "commands", "new.csv"),
		filepath.Join(linked, "journal.db"), filepath.Join(linked, "new.csv"), filepath.Join(elsewhere, "..", "data", "journal.db"),
	} {
		for _, force := range []bool{false, true} {
			_, err := WriteFile(t.Context(), File{Path: path, Force: force, DataFolder: data}, Request{What: Spends, Format: CSV}, &shelf{})
			var problem *state.Problem
			if !errors.As(err, &problem) || !strings.Contains(problem.Happened, "data folder") || strings.Contains(problem.Advice, "--force") {
				t.Errorf("%s, force %t: %v", path, force, err)
			}
		}
	}
	for path, want := range map[string]string{journal: "journal", beside: "beside"} {
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%s holds %q, %v", path, text, err)
		}
	}
	for _, folder := range []string{data, elsewhere} {
		if drafts, _ := filepath.Glob(filepath.Join(folder, ".coffer-export-*")); len(drafts) > 0 {
			t.Errorf("it left %v", drafts)
		}
	}
	for _, folder := range []string{data, "", filepath.Join(base, "none")} {
		path := filepath.Join(elsewhere, "data"+filepath.Base(folder)+".csv")
		if _, err := WriteFile(t.Context(), File{Path: path, DataFolder: folder}, Request{What: Spends, Format: CSV}, &shelf{}); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestNoDatabaseIsWrittenOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	const content = databaseMark + "and more"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, force := range []bool{false, true} {
		_, err := WriteFile(t.Context(), File{Path: path, Force: force, DataFolder: t.TempDir()}, Request{What: Spends, Format: CSV}, &shelf{})
		if err == nil || !strings.Contains(err.Error(), "is a database") {
			t.Errorf("force %t: %v", force, err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != content {
		t.Errorf("it holds %q, %v", text, err)
	}
}
