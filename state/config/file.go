package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"

	"coffer/api/private"
	"coffer/state"
	"coffer/state/credential"
)

// maxFileBytes is far more than anyone types.
const maxFileBytes = 128 << 10

// File is a config file that was read and checked.
type File struct {
	path     string
	program  Program
	places   places
	profiles map[string]profileRead
	findings []Finding
}

// places says where in the file each setting stands, by its name.
type places map[string]mark

type profileRead struct {
	mark
	Profile
	places places
}

// Location is which file is read.
type Location struct {
	Path string
	// IsNamed is a file that somebody named, which therefore has to be there.
	IsNamed bool
}

// Locate says which config file is read: that of --config, else that of
// COFFER_CONFIG, else coffer/config.toml in the XDG config folder. It is none
// where nobody says what the home folder is.
func Locate(flags Flags, environ *credential.Environment) Location {
	if path := flags[flagConfig]; path != "" {
		return Location{Path: path, IsNamed: true}
	}
	if path := environ.Get(variableConfig); path != "" {
		return Location{Path: path, IsNamed: true}
	}
	if !HasHome("XDG_CONFIG_HOME") {
		return Location{}
	}
	return Location{Path: filepath.Join(xdg.ConfigHome, "coffer", "config.toml")}
}

// HasHome reports whether somebody says with a full path where this user's files
// are: HOME, or the variable of that kind of files. A path that isn't full would
// lead wherever one happens to stand, and so to files of others.
func HasHome(variable string) bool {
	home, err := os.UserHomeDir()
	return err == nil && filepath.IsAbs(home) || filepath.IsAbs(os.Getenv(variable))
}

// HomeProblem says that nobody says where this user's files are, so that there is
// no folder to keep what in; option names one instead.
func HomeProblem(what, option string) *state.Problem {
	fault := "HOME is not set"
	if os.Getenv("HOME") != "" {
		fault += " to a full path"
	}
	return &state.Problem{
		Happened: fmt.Sprintf("%s, so there is no folder to keep %s in.", fault, what),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   fmt.Sprintf("Set HOME, or name %s.", option),
	}
}

// Read reads and checks a file; nil when there is none and none was named.
// Errors are *Error, or *state.Problem when the file can't be read.
func Read(location Location) (*File, error) {
	if location.Path == "" {
		return nil, nil
	}
	file, err := os.Open(location.Path)
	if errors.Is(err, fs.ErrNotExist) && !location.IsNamed {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(location.Path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, unreadable(location.Path, err)
	}
	if info.IsDir() {
		return nil, unreadable(location.Path, errors.New("it is a folder"))
	}
	if err := checkAccess(location.Path, file); err != nil {
		return nil, unreadable(location.Path, err)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, unreadable(location.Path, err)
	}
	if len(text) > maxFileBytes {
		return nil, unreadable(location.Path, fmt.Errorf("it is larger than %d KiB", maxFileBytes>>10))
	}
	return Parse(location.Path, text)
}

// checkAccess refuses a file that others choose the bank and the commands in.
func checkAccess(path string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	// A shell puts a pipe in a file's place for <(…), which has no parents.
	if info.Mode()&fs.ModeNamedPipe != 0 && strings.HasPrefix(path, "/dev/fd/") {
		return nil
	}
	if info.Mode().IsRegular() {
		if err := private.CheckOpen(file); err != nil {
			return err
		}
	}
	return private.CheckParents(path)
}

// Parse checks the text of a config file. path is its name in errors, and
// where relative paths in it start. Errors are *Error. It never panics,
// whatever the text.
func Parse(path string, text []byte) (*File, error) {
	// Editors on Windows put it in front of a text.
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	document, err := parse(text)
	var syntax *syntaxError
	if errors.As(err, &syntax) {
		return nil, &Error{Mistakes: []Mistake{{Place: path, Line: syntax.line, Column: syntax.column, Message: syntax.message}}}
	}
	file := &File{path: path, places: places{}, profiles: map[string]profileRead{}}
	reading := reading{document: document, file: file}
	reading.whole()
	if len(reading.mistakes) > 0 {
		slices.SortStableFunc(reading.mistakes, byPlace)
		return nil, &Error{Mistakes: reading.mistakes}
	}
	return file, nil
}

// variables lists the environment variables that hold secrets, of all profiles.
func (f *File) variables() []string {
	if f == nil {
		return nil
	}
	var names []string
	for _, profile := range f.profiles {
		names = append(names, profile.variables()...)
	}
	return names
}

func (p Profile) variables() []string {
	sources := append([]credential.Source{p.Key}, p.Secrets...)
	for _, account := range p.Accounts {
		sources = append(sources, account.Key)
	}
	var names []string
	for _, source := range sources {
		if name := source.VariableName(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func unreadable(path string, err error) error {
	if foreign := state.ExplainAccess(err); foreign != nil {
		return foreign
	}
	return &state.Problem{
		Happened: fmt.Sprintf("The config file %s can't be read: %v.", path, reasonOf(err)),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   "Name another with --config, or write one with `coffer config init`.",
		Cause:    err,
	}
}

// reasonOf leaves out the path, which the sentence around it names already.
func reasonOf(err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
