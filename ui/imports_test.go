package ui

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestScreensCantNameWhatTheyMustNotKnow reads the imports of every file here:
// no client, no key, no network, no SQL; and no library that asks the terminal
// while it is imported.
func TestScreensCantNameWhatTheyMustNotKnow(t *testing.T) {
	forbidden := []string{"coffer/api", "net", "net/http", "database/sql", "coffer/state/journal", "coffer/state/treasury", "charm.land/lipgloss/v2/compat", "os/exec", "math/rand", "math/rand/v2"}
	files := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && (path == "rescue" || path == "browser") {
			// They are no screens: they start other programs.
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			for _, no := range forbidden {
				if name == no || (strings.HasPrefix(no, "coffer/") && strings.HasPrefix(name, no+"/")) {
					t.Errorf("%s imports %s", path, name)
				}
			}
			if strings.Contains(name, "github.com/charmbracelet/lipgloss") || strings.Contains(name, "github.com/charmbracelet/bubbletea") {
				t.Errorf("%s imports %s, the first version", path, name)
			}
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files read: %v", files, err)
	}
}
