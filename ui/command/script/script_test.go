// Package script runs the built program as scripts run it: commands in, output
// and status out, each against a real sandbox bank.
package script

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds all scripts together; it is generous, because the machine may
// be busy with other tests.
const patience = 2 * time.Minute

// bin is the folder with the built program.
var bin string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	folder, err := os.MkdirTemp("", "coffer-script-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	bin = folder
	build := exec.Command("go", "build", "-o", filepath.Join(folder, "coffer"), "coffer")
	if output, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build: %w\n%s", err, output)
	}
	return m.Run(), nil
}

// noteSources opens every source of the program: go test keeps results until a
// file that a test itself opened changes, and the build happens elsewhere. What
// is opened before the tests begin doesn't count.
func noteSources() error {
	return filepath.WalkDir(filepath.Join("..", "..", ".."), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.Contains(path, "testdata") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		switch filepath.Ext(path) {
		case ".go", ".mod", ".sum", ".sql", ".html", ".css":
			_, err = os.ReadFile(path)
		}
		return err
	})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		Deadline:            time.Now().Add(patience),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               isolate,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":       exits,
			"bank":        bank,
			"json":        jsonField,
			"ask":         ask,
			"decide":      decide,
			"deaf":        deaf,
			"someSwap":    someSwap,
			"gather":      gather,
			"silent":      silent,
			"interrupted": interrupted,
		},
	})
}

// isolate keeps what the person who runs the tests has set away from scripts.
func isolate(env *testscript.Env) error {
	env.Values[roadKey{}] = &road{}
	env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
	for name, folder := range map[string]string{
		"HOME": "home", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run",
	} {
		path := filepath.Join(env.WorkDir, folder)
		if err := os.MkdirAll(path, 0o700); err != nil {
			return err
		}
		env.Setenv(name, path)
	}
	env.Setenv("TERM", "xterm-256color")
	env.Setenv("LANG", "C.UTF-8")
	env.Setenv("TZ", "UTC")
	return nil
}
