package config

import (
	"maps"
	"path/filepath"
	"slices"

	"coffer/api/private"
	"coffer/state/credential"
)

// Flags holds the flags that were given, by their names without dashes. A flag
// that wasn't given is not in it.
type Flags map[string]string

const (
	flagConfig         = "config"
	variableConfig     = "COFFER_CONFIG"
	flagAllowGroup     = "allow-group"
	variableAllowGroup = "COFFER_ALLOW_GROUP"
)

// Sources is all that settings are made from, the strongest first.
type Sources struct {
	Flags Flags
	// Environ is the environment; nil for none.
	Environ *credential.Environment
	// File is what the file says; nil for no file.
	File *File
}

// Settings are the effective settings, with one profile in use or none. They
// don't change.
type Settings struct {
	// Name is the profile in use; "" for none.
	Name string
	Program
	Profile
	// Path is the config file; "" when there is none.
	Path string
	// Findings are what is worth knowing and stopped nothing.
	Findings []Finding

	origins map[string]Origin
	sources Sources
}

// Load reads the file that the flags, the environment or the XDG config folder
// name, and makes the settings. Variables that the file names as the place of
// a secret are locked away in environ. Errors are *Error, or *state.Problem
// when the file can't be read.
func Load(flags Flags, environ *credential.Environment) (*Settings, error) {
	// Who may write the file is not for the file to say.
	trusted := flags[flagAllowGroup]
	if _, given := flags[flagAllowGroup]; !given {
		trusted = environ.Get(variableAllowGroup)
	}
	private.AllowGroup(trusted, "")
	file, err := Read(Locate(flags, environ))
	if err != nil {
		return nil, err
	}
	environ.Lock(file.variables()...)
	settings, err := Sources{Flags: flags, Environ: environ, File: file}.Settings()
	if err == nil && settings.Origin("allow_group").IsFile() {
		private.AllowGroup(settings.AllowGroup, filepath.Dir(file.path))
	}
	return settings, err
}

// Settings resolves flag over environment over file over default. Errors are
// *Error.
func (s Sources) Settings() (*Settings, error) { return s.resolve() }

// Origin says where a setting's value came from, by its name in the file:
// log_level, api_url, export.spend_account.
func (s *Settings) Origin(name string) Origin { return s.origins[name] }

// IsSet reports whether anyone set it.
func (s *Settings) IsSet(name string) bool { return !s.origins[name].IsDefault() }

// Profiles lists the profiles of the file by name.
func (s *Settings) Profiles() []string {
	if s.sources.File == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(s.sources.File.profiles))
}

// Switch is the settings of another profile, everything else being as it is.
func (s *Settings) Switch(profile string) (*Settings, error) {
	sources := s.sources
	sources.Flags = maps.Clone(sources.Flags)
	if sources.Flags == nil {
		sources.Flags = Flags{}
	}
	sources.Flags["profile"] = profile
	return sources.Settings()
}

// Embedded reports whether no bank is named by a key: the sandbox in this
// process is what is meant.
func (s *Settings) Embedded() bool { return s.Key.IsZero() && len(s.Accounts) == 0 }

// AccountsInUse lists the keys to use: those of the accounts, or the only one,
// whose name is "". It is empty for the embedded sandbox.
func (s *Settings) AccountsInUse() []Account {
	switch {
	case len(s.Accounts) > 0:
		return s.Accounts
	case s.Key.IsZero():
		return nil
	}
	return []Account{{Key: s.Key}}
}

// Wrong is an *Error about a setting whose value is checked elsewhere: a theme,
// a key, a filter. The name may go on with the key of a map: keys.quit.
func (s *Settings) Wrong(name, message string) error {
	return &Error{Mistakes: []Mistake{s.mistakeAt(name, message)}}
}
