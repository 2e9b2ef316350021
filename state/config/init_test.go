package config

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// uncommented takes away the # of every setting, as a person would.
func uncommented(text string) string {
	return regexp.MustCompile(`(?m)^#([^ \n])`).ReplaceAllString(text, "$1")
}

// exampled takes away the # of every example.
func exampled(text string) string {
	return regexp.MustCompile(`(?m)^#   `).ReplaceAllString(regexp.MustCompile(`(?m)^#[^ \n\[].*$`).ReplaceAllString(uncommentedHeads(text), ""), "")
}

func uncommentedHeads(text string) string {
	return regexp.MustCompile(`(?m)^#\[`).ReplaceAllString(text, "[")
}

func TestTheFileToBeginWithIsTheDefaults(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"as it is": InitText(), "uncommented": uncommented(InitText())} {
		file, err := Parse("config.toml", []byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(resolved(t, Sources{}).Explain(), withoutOrigins(resolved(t, Sources{File: file}).Explain())); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	file, err := Parse("config.toml", []byte(uncommented(InitText())))
	if err != nil {
		t.Fatal(err)
	}
	empty := parsed(t, "[profile."+exampleProfile+"]")
	got := resolved(t, Sources{File: file, Flags: Flags{"profile": exampleProfile}}).Explain()
	want := resolved(t, Sources{File: empty, Flags: Flags{"profile": exampleProfile}}).Explain()
	if diff := cmp.Diff(withoutOrigins(want), withoutOrigins(got)); diff != "" {
		t.Error(diff)
	}
}

func withoutOrigins(rows []Row) []Row {
	var kept []Row
	for _, row := range rows {
		row.Origin = "default"
		kept = append(kept, row)
	}
	return kept
}

func TestEveryExampleInTheFileToBeginWithIsRight(t *testing.T) {
	t.Parallel()
	text := exampled(InitText())
	// key, key_command and accounts are three ways to say the same.
	text = regexp.MustCompile(`(?m)^key_command = .*$`).ReplaceAllString(text, "")
	text = strings.Replace(text, `key = "keyring"`, "", 1)
	file, err := Parse("config.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if profile := file.profiles[exampleProfile]; len(profile.Accounts) != 1 || profile.Environment != "live" || len(file.program.Keys) != 1 || len(file.program.Filters) != 1 {
		t.Errorf("got %+v", file)
	}
}

func TestTheFileToBeginWithNamesEverySetting(t *testing.T) {
	t.Parallel()
	for _, f := range append(programFields(), profileFields()...) {
		if f.doc == "" {
			t.Errorf("%s has no words", f.name)
		}
		if name := f.name[strings.LastIndex(f.name, ".")+1:]; !strings.Contains(InitText(), "\n#"+name+" = ") &&
			!strings.Contains(InitText(), "\n#   "+name+" = ") && !strings.Contains(InitText(), "."+name+"]") && !strings.Contains(InitText(), "["+name+"]") {
			t.Errorf("%s is missing", f.name)
		}
	}
	for _, line := range strings.Split(InitText(), "\n") {
		if len(line) > initWidth {
			t.Errorf("too wide: %s", line)
		}
	}
}

func TestWriteInitWritesOnceAndPrivately(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "coffer", "config.toml")
	if err := WriteInit(path); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != InitText() {
		t.Errorf("got %q, %v", text, err)
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: %v, %v", path, info.Mode(), err)
			}
		}
	}
	writeText(t, path, "mine")
	if err := WriteInit(path); err == nil || !strings.Contains(err.Error(), "There is a config file already") {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "mine" {
		t.Error("the file was overwritten")
	}
	if err := WriteInit(filepath.Join(path, "below", "a", "file")); err == nil || !strings.Contains(err.Error(), "can't be written") {
		t.Errorf("got %v", err)
	}
}
