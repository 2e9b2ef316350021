//go:build unix

package diagnosis

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/state/logfile"
)

func TestALogThatIsALinkIsSaid(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if found := (Input{LogFolder: folder}).log(); len(found) > 0 {
		t.Errorf("of a folder of one's own it says %v", found)
	}
	if err := os.Symlink("/dev/null", filepath.Join(folder, logfile.Name)); err != nil {
		t.Fatal(err)
	}
	found := (Input{LogFolder: folder}).log()
	if len(found) != 1 || found[0].Verdict != Warn || !strings.Contains(found[0].Detail, "symbolic link") || found[0].Advice == "" {
		t.Errorf("it says %v", found)
	}
}
