package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strconv"
	"strings"

	"coffer/api/private"
	"coffer/state"
)

const (
	// exampleProfile is the profile that the file to begin with shows.
	exampleProfile = "prod"
	initWidth      = 98
	initHead       = `Coffer's settings. Every one stands here at its default behind a #; take the # away to change it. ` +
		`A word that isn't known is an error, with the place where it stands.`
	initOrder = "A flag is stronger than the environment, and both are stronger than this file. " +
		"`coffer config show` tells what holds, and where each value came from."
	initProfile = "A profile is a bank and a team with one key or several. Call it what you like, and make as many as you need; " +
		"`coffer --profile NAME` opens one."
)

// InitText is a config file to begin with: every setting with what it is,
// commented out, at its default. A # with no space behind it is what to take
// away; an example has a space.
func InitText() string {
	text := &initText{}
	text.comment(initHead)
	text.comment(initOrder)
	text.table(reflect.TypeFor[Program](), "")
	text.blank()
	text.comment(initProfile)
	text.line("#", "["+profileTable+"."+exampleProfile+"]")
	text.table(reflect.TypeFor[Profile](), profileTable+"."+exampleProfile)
	return text.String()
}

// WriteInit writes InitText to a new file that only its owner can read, in a
// folder that only its owner can enter. It never overwrites a file. Errors are
// *state.Problem.
func WriteInit(path string) error {
	if err := private.MakeParents(path); err != nil {
		return unwritten(path, err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unwritten(path, err)
	}
	_, err = file.WriteString(InitText())
	if err = errors.Join(err, file.Close()); err != nil {
		// Half a file would stand in the way of the next try.
		_ = os.Remove(path)
		return unwritten(path, err)
	}
	return nil
}

func unwritten(path string, err error) error {
	if foreign := state.ExplainAccess(err); foreign != nil {
		return foreign
	}
	problem := &state.Problem{
		Happened: fmt.Sprintf("The config file %s can't be written: %v.", path, reasonOf(err)),
		Meaning:  "Nothing was changed.",
		Advice:   "Make the folder writable for you, or name another file with --config.",
		Cause:    err,
	}
	if errors.Is(err, fs.ErrExist) {
		problem.Happened = fmt.Sprintf("There is a config file already: %s.", path)
		problem.Advice = "Edit that one, or move it away first."
	}
	return problem
}

// initText grows line by line.
type initText struct{ strings.Builder }

// table writes the settings of a struct: first the plain ones, since in TOML
// whatever follows a table's head belongs to that table.
func (t *initText) table(kind reflect.Type, head string) {
	fields := fieldsOf(kind)
	for _, f := range fields {
		if !f.isTable() && f.kind.Kind() != reflect.Map && !f.isTables() {
			t.setting(f)
		}
	}
	for _, f := range fields {
		inner := strings.TrimPrefix(head+"."+f.name, ".")
		switch {
		case f.isTables():
			t.blank()
			t.comment(f.doc)
			t.example("[["+inner+"]]", f.kind.Elem())
		case f.isTable():
			t.blank()
			t.comment(f.doc)
			t.line("#", "["+inner+"]")
			t.table(f.kind, inner)
		case f.kind.Kind() == reflect.Map:
			t.blank()
			t.comment(f.doc)
			t.line("#", "["+inner+"]")
			t.line("#   ", f.example)
		}
	}
}

// setting writes one setting at its default, or as an example where a default
// can't be written.
func (t *initText) setting(f field) {
	t.blank()
	t.comment(f.doc)
	t.comment(f.overrides())
	if f.kind == sourceType() {
		t.line("#   ", f.name+" = "+written(f.example))
		return
	}
	if f.example != "" {
		t.line("#   ", f.name+" = "+written(f.example))
	}
	t.line("#", f.name+" = "+f.writtenDefault())
}

// example writes the settings of a table that has no default.
func (t *initText) example(head string, kind reflect.Type) {
	t.line("#   ", head)
	for _, f := range fieldsOf(kind) {
		if f.example == "" {
			continue
		}
		t.wrap("#   # ", f.doc)
		t.line("#   ", f.name+" = "+written(f.example))
	}
}

func (t *initText) blank() { t.WriteByte('\n') }

func (t *initText) line(before, text string) { t.WriteString(before + text + "\n") }

func (t *initText) comment(text string) { t.wrap("# ", text) }

// wrap writes a text in lines of bounded width, each with the same beginning.
func (t *initText) wrap(bare, text string) {
	line := bare
	for word := range strings.FieldsSeq(text) {
		if line != bare && len(line)+1+len(word) > initWidth {
			t.line("", line)
			line = bare
		}
		if line != bare {
			line += " "
		}
		line += word
	}
	if line != bare {
		t.line("", line)
	}
}

// isTables reports whether the field is a list of tables of settings.
func (f field) isTables() bool {
	return f.kind.Kind() == reflect.Slice && f.kind.Elem().Kind() == reflect.Struct && !f.isSource()
}

func (f field) overrides() string {
	switch {
	case f.variable != "" && f.flag != "":
		return "Overridden by " + f.variable + " and --" + f.flag + "."
	case f.variable != "":
		return "Overridden by " + f.variable + "."
	case f.flag != "":
		return "Overridden by --" + f.flag + "."
	}
	return ""
}

// writtenDefault is the default as TOML.
func (f field) writtenDefault() string {
	switch {
	case f.kind.Kind() == reflect.Slice:
		return "[]"
	case f.kind.Kind() == reflect.String:
		return strconv.Quote(f.fallback)
	}
	return f.fallback
}

// written is an example as TOML: a list as it is, anything else in quotes.
func written(example string) string {
	if strings.HasPrefix(example, "[") {
		return example
	}
	return strconv.Quote(example)
}
