//go:build unix

package treasury

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/private"
	"coffer/state"
	"coffer/state/journal"
)

// TestNothingOfAnotherUsersIsOpened plants what another user of the machine
// could: a folder of theirs, a journal in a folder of ours, and links.
func TestNothingOfAnotherUsersIsOpened(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root makes files of another user")
	}
	const another = 54321
	for name, plant := range map[string]func(folder string) error{
		"a folder":     func(folder string) error { return os.Lchown(folder, another, another) },
		"a parent":     func(folder string) error { return os.Lchown(filepath.Dir(folder), another, another) },
		"open to all":  func(folder string) error { return os.Chmod(folder, 0o777) },
		"a group's":    func(folder string) error { return errors.Join(os.Lchown(folder, 0, another), os.Chmod(folder, 0o770)) },
		"a journal":    func(folder string) error { return os.Lchown(filepath.Join(folder, JournalFile), another, another) },
		"a side file":  func(folder string) error { return side(folder, "-wal", another) },
		"a linked log": func(folder string) error { return os.Symlink("/dev/null", filepath.Join(folder, JournalFile+"-shm")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := holding(t, api.Live)
			folder := filepath.Join(t.TempDir(), "data")
			if err := errors.Join(made.Close(), os.Rename(made.path, folder), plant(folder)); err != nil {
				t.Fatal(err)
			}
			_, opened := OpenFolder(folder)
			_, looked := LookOn(t.Context(), folder, clockwork.NewRealClock(), time.UTC, nil)
			_, recorded := Records(folder)
			_, archived := OpenArchive(t.Context(), folder)
			_, begun := journal.Open(t.Context(), filepath.Join(folder, JournalFile))
			for what, err := range map[string]error{"opened": opened, "looked on": looked, "read": recorded, "exported": archived, "begun": begun} {
				if what == "opened" && err == nil && (name == "a journal" || name == "a side file" || name == "a linked log") {
					// The folder is this user's; its journal isn't opened.
					continue
				}
				var problem *state.Problem
				if !errors.Is(err, private.ErrForeign) || what != "begun" && (!errors.As(err, &problem) || problem.Advice == "") {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

func side(folder, ending string, owner int) error {
	path := filepath.Join(folder, JournalFile+ending)
	return errors.Join(os.WriteFile(path, nil, 0o600), os.Lchown(path, owner, owner))
}
