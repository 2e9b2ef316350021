// Package credential brings spending keys and webhook secrets from where they
// are kept: the environment, the keyring of the system, a command, a private
// file. What it hands out is a type that prints redacted; no error of it holds
// a secret or a part of one.
//
// It never takes a secret from an argument and never writes one but to the
// keyring.
package credential

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Source says where a secret is kept. It never holds the secret itself, so it
// may be printed. The zero Source is none.
type Source struct {
	kind kind
	// place is the variable, the keyring's entry, the shell's line or the file.
	place string
	// argv is the command, where it is a list.
	argv []string
}

type kind int

const (
	none kind = iota
	fromVariable
	fromKeyring
	fromCommand
	fromFile
)

// Variable is the environment variable of that name.
func Variable(name string) Source { return Source{kind: fromVariable, place: name} }

// InKeyring is an entry in the keyring of the system. An empty name is filled
// in by Named.
func InKeyring(entry string) Source { return Source{kind: fromKeyring, place: entry} }

// Command is a program with its arguments; the first line of what it prints is
// the secret.
func Command(argv ...string) Source { return Source{kind: fromCommand, argv: slices.Clone(argv)} }

// ShellLine is a command as one would type it: run by sh -c, or by cmd /c on
// Windows.
func ShellLine(line string) Source { return Source{kind: fromCommand, place: line} }

// File is a file that only its owner can read.
func File(path string) Source { return Source{kind: fromFile, place: path} }

// IsZero reports whether there is no source.
func (s Source) IsZero() bool { return s.kind == none }

// IsCommand reports whether asking for the secret runs a program.
func (s Source) IsCommand() bool { return s.kind == fromCommand }

// VariableName is the environment variable that the source is; "" for others.
func (s Source) VariableName() string {
	if s.kind != fromVariable {
		return ""
	}
	return s.place
}

// Equal reports whether both are the same place.
func (s Source) Equal(other Source) bool {
	return s.kind == other.kind && s.place == other.place && slices.Equal(s.argv, other.argv)
}

// Named fills in the entry of a keyring source that has none.
func (s Source) Named(entry string) Source {
	if s.kind == fromKeyring && s.place == "" {
		s.place = entry
	}
	return s
}

// Within makes the path of a file source absolute: ~ is the home folder, and a
// relative path starts in folder.
func (s Source) Within(folder, home string) Source {
	if s.kind == fromFile {
		s.place = Expand(s.place, folder, home)
	}
	return s
}

// Expand makes a path absolute: ~ is home, and a relative one starts in folder.
func Expand(path, folder, home string) string {
	rest, atHome := strings.CutPrefix(path, "~")
	switch {
	case path == "":
		return ""
	case atHome && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator):
		return filepath.Join(home, rest)
	case filepath.IsAbs(path):
		return filepath.Clean(path)
	}
	return filepath.Join(folder, path)
}

// String names the place in words that are safe to show: of a command, its
// first word alone, since the others may be anything.
func (s Source) String() string {
	switch s.kind {
	case fromVariable:
		return "env " + shownName(s.place)
	case fromKeyring:
		return strings.TrimSpace("keyring " + shownName(s.place))
	case fromCommand:
		return strings.TrimSpace("command " + shownName(firstWord(s)))
	case fromFile:
		return "file " + shownName(s.place)
	}
	return "none"
}

// shownName is a name of a place, unless it is more like the secret itself, put
// there by mistake: a long word of letters and digits in which nothing can be
// read.
func shownName(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("/\\._-: ", r) })
	for _, word := range words {
		const longest = 16
		switches, digits := 0, strings.ContainsAny(word, "0123456789")
		for i := 1; i < len(word); i++ {
			if unicode.IsDigit(rune(word[i])) != unicode.IsDigit(rune(word[i-1])) {
				switches++
			}
		}
		if len(word) > longest && digits && switches > 3 {
			return "…redacted"
		}
	}
	return Redact(name)
}

// GoString is String: a command's arguments may hold anything.
func (s Source) GoString() string { return s.String() }

func firstWord(s Source) string {
	if len(s.argv) > 0 {
		return s.argv[0]
	}
	for _, word := range strings.Fields(s.place) {
		// Quotes and the like join words, or begin what no program is called.
		if strings.ContainsAny(word, "'\"`$()<>{}|&;\\") {
			return ""
		}
		// What is set for the command alone may be anything, too.
		if !strings.Contains(word, "=") {
			return word
		}
	}
	return ""
}

// ErrNotASource means that a text or a table names no place of a secret.
var ErrNotASource = errors.New(`a source is "keyring", "env:NAME", "file:PATH", "command:LINE", ` +
	`or a table with one of env, keyring, file, command`)

// ErrSecretInText means that the secret itself stands where its source should.
var ErrSecretInText = errors.New("this is the secret itself, not where it is kept: " +
	"take it out here and store it with `coffer login`, or name a source")

// ParseSource reads the short form: keyring, keyring:ENTRY, env:NAME,
// file:PATH, command:LINE. Errors never quote the text, which may be a secret
// by mistake.
func ParseSource(text string) (Source, error) {
	text = strings.TrimSpace(text)
	if LooksSecret(text) {
		return Source{}, ErrSecretInText
	}
	word, place, _ := strings.Cut(text, ":")
	place = strings.TrimSpace(place)
	switch {
	case word == "keyring":
		return InKeyring(place), nil
	case place == "":
		return Source{}, ErrNotASource
	case word == "env":
		return checkedVariable(place)
	case word == "file":
		return File(place), nil
	case word == "command":
		return ShellLine(place), nil
	}
	return Source{}, ErrNotASource
}

// SourceFields are the keys of a source's table.
func SourceFields() []string { return []string{"command", "env", "file", "keyring"} }

// ParseSourceTable reads the long form: one of env, keyring, file with a
// string, or command with a string or a list of strings.
func ParseSourceTable(table map[string]any) (Source, error) {
	if len(table) != 1 {
		return Source{}, ErrNotASource
	}
	for word, value := range table {
		if text, isText := value.(string); isText {
			if word == "keyring" && text == "" {
				return InKeyring(""), nil
			}
			return ParseSource(word + ":" + text)
		}
		if list, isList := value.([]any); isList && word == "command" {
			return commandOf(list)
		}
		if isWanted, isBool := value.(bool); isBool && isWanted && word == "keyring" {
			return InKeyring(""), nil
		}
	}
	return Source{}, ErrNotASource
}

func commandOf(list []any) (Source, error) {
	argv := make([]string, 0, len(list))
	for _, item := range list {
		text, isText := item.(string)
		if !isText {
			return Source{}, fmt.Errorf("a command is a list of strings: %w", ErrNotASource)
		}
		argv = append(argv, text)
	}
	if len(argv) == 0 || argv[0] == "" {
		return Source{}, fmt.Errorf("a command begins with a program: %w", ErrNotASource)
	}
	return Command(argv...), nil
}

func checkedVariable(name string) (Source, error) {
	if LooksSecret(name) {
		return Source{}, ErrSecretInText
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || r == '=' }) {
		return Source{}, fmt.Errorf("an environment variable has no spaces and no = in its name: %w", ErrNotASource)
	}
	return Variable(name), nil
}

// KeyEntry is the keyring's entry of a profile's spending key; account is ""
// where the profile has one.
func KeyEntry(profile, account string) string { return entry(profile, account, "spend-key") }

// SecretEntry is the keyring's entry of a profile's webhook secret.
func SecretEntry(profile string) string { return entry(profile, "", "webhook-secret") }

func entry(profile, account, what string) string {
	if profile == "" {
		profile = "default"
	}
	if account != "" {
		profile += "/" + account
	}
	return profile + "/" + what
}
