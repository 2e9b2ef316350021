//go:build unix

package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"coffer/state/config"
	"coffer/state/logfile"
)

// TestALogThatIsntKeptIsSaid is alone in where it has the log kept.
func TestALogThatIsntKeptIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(folder string) error
		words string
	}{
		"a link": {func(folder string) error {
			return errors.Join(os.MkdirAll(folder, 0o700), os.Symlink("/dev/null", filepath.Join(folder, logfile.Name)))
		}, "symbolic link"},
		"a link for a lock": {func(folder string) error {
			return errors.Join(os.MkdirAll(folder, 0o700), os.Symlink("/dev/null", filepath.Join(folder, logfile.Name+".lock")))
		}, "symbolic link"},
		"a folder of everybody's": {func(folder string) error { return errors.Join(os.MkdirAll(folder, 0o700), os.Chmod(folder, 0o777)) }, "everybody"},
		"a parent of everybody's": {func(folder string) error {
			parent := filepath.Dir(folder)
			return errors.Join(os.MkdirAll(parent, 0o700), os.Chmod(parent, 0o777))
		}, "everybody"},
		"nothing yet": {func(string) error { return nil }, ""},
		"a log": {func(folder string) error {
			return errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, logfile.Name), nil, 0o600))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(xdg.Reload)
			t.Setenv("XDG_STATE_HOME", t.TempDir())
			xdg.Reload()
			if err := c.plant(LogFolder()); err != nil {
				t.Fatal(err)
			}
			for _, level := range []string{"info", "off"} {
				settings, _ := setting(t, "", config.Flags{"log-level": level})
				log, closer := OpenLog(settings)
				if found := settings.Findings; c.words == "" || level == "off" {
					if len(found) > 0 {
						t.Errorf("%s: it says %v", level, found)
					}
				} else if len(found) != 1 || !strings.Contains(found[0].Message, "No log is kept: ") || !strings.Contains(found[0].Message, c.words) || found[0].Advice == "" {
					t.Errorf("%s: it says %v", level, found)
				}
				log.Error("a record")
				if err := closer.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
