package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"coffer/state/credential"
)

// resolve makes the effective settings: flag over environment over file over
// default.
func (s Sources) resolve() (*Settings, error) {
	made := &Settings{origins: map[string]Origin{}, sources: s}
	var fromProgram, fromProfile places
	if s.File != nil {
		made.Path, made.Program, fromProgram = s.File.path, s.File.program, s.File.places
		made.Findings = slices.Clone(s.File.findings)
	}
	mistakes := s.overlay(made, reflect.ValueOf(&made.Program).Elem(), programFields(), fromProgram)

	made.Name = made.DefaultProfile
	if made.Name != "" && len(mistakes) == 0 {
		profile, isThere := s.File.profile(made.Name)
		if !isThere {
			return nil, &Error{Mistakes: []Mistake{made.mistakeAt("default_profile", s.File.noProfile(made.Name))}}
		}
		made.Profile, fromProfile = profile.Profile, profile.places
	}
	mistakes = append(mistakes, s.overlay(made, reflect.ValueOf(&made.Profile).Elem(), profileFields(), fromProfile)...)
	if len(mistakes) > 0 {
		return nil, &Error{Mistakes: mistakes}
	}
	made.settle()
	made.warnOfMisspelt()
	return made, nil
}

// overlay puts flags and variables over what the file said, fills in the
// defaults, and notes where each value is from.
func (s Sources) overlay(made *Settings, table reflect.Value, fields []field, inFile places) []Mistake {
	var mistakes []Mistake
	for _, f := range fields {
		target := table.FieldByIndex(f.index)
		origin, text := s.override(f)
		switch at, isInFile := inFile[f.name]; {
		case origin.kind == fromEnvironment && f.isSource():
			setVariable(target, f.variable)
		case origin.kind == fromEnvironment && text == "":
			// It is set, but locked away: it has the look of a secret.
			mistakes = append(mistakes, Mistake{Place: origin.String(), Message: f.name + " " + secretInPlace})
		case !origin.IsDefault():
			target.SetZero()
			if problem := f.parseText(target, text); problem != "" {
				mistakes = append(mistakes, Mistake{Place: origin.String(), Message: safe("%s %s", f.name, problem)})
			}
		case isInFile:
			origin = Origin{kind: fromFile, name: s.File.path, line: at.line}
		case f.fallback != "":
			_ = f.parseText(target, f.fallback)
		}
		made.place(f, origin, inFile, s.File)
	}
	return mistakes
}

// override is what a flag or a variable says about a setting; the origin is
// the default when neither does.
func (s Sources) override(f field) (Origin, string) {
	if text, isGiven := s.Flags[f.flag]; isGiven && f.flag != "" {
		return Origin{kind: fromFlag, name: f.flag}, text
	}
	if f.variable != "" && s.Environ.Has(f.variable) {
		return Origin{kind: fromEnvironment, name: f.variable}, s.Environ.Get(f.variable)
	}
	return Origin{}, ""
}

// place notes an origin, and those of the entries of a map.
func (s *Settings) place(f field, origin Origin, inFile places, file *File) {
	if f.over != "" {
		if origin.IsFile() {
			s.origins[f.over+" of the profile"] = origin
		}
		return
	}
	s.origins[f.name] = origin
	for name, at := range inFile {
		if len(name) > len(f.name) && name[:len(f.name)+1] == f.name+"." {
			s.origins[name] = Origin{kind: fromFile, name: file.path, line: at.line}
		}
	}
}

func setVariable(target reflect.Value, name string) {
	source := credential.Variable(name)
	if target.Kind() == reflect.Slice {
		target.Set(reflect.ValueOf([]credential.Source{source}))
		return
	}
	target.Set(reflect.ValueOf(source))
}

// settle makes the last decisions, those that take several settings.
func (s *Settings) settle() {
	if own, isSet := s.origins["theme of the profile"]; isSet {
		delete(s.origins, "theme of the profile")
		if theme := s.origins["theme"]; theme.IsDefault() || theme.IsFile() {
			s.Theme, s.origins["theme"] = s.OwnTheme, own
		}
	}
	s.DataDir = s.pathOf("data_dir", s.DataDir)
	if strings.ContainsAny(s.Theme, `/\`) {
		s.Theme = s.pathOf("theme", s.Theme)
	}
	s.settleKeys()
	s.warnOfMixing()
}

// pathOf is a path as it was meant: one in the file starts where the file is,
// one on the command line where that was typed, which is where this program is.
func (s *Settings) pathOf(name, path string) string {
	switch {
	case s.origins[name].IsFile():
		return credential.Expand(path, s.sources.File.folder(), home())
	case strings.HasPrefix(path, "~"):
		return credential.Expand(path, "", home())
	}
	return path
}

// settleKeys says where the secrets of a profile are that names no place: in
// the keyring, under the profile's name.
func (s *Settings) settleKeys() {
	if len(s.Accounts) > 0 && !s.Key.IsZero() {
		s.Findings = append(s.Findings, Finding{
			Message: fmt.Sprintf("The key of %s is used; the %d accounts of profile %s are set aside.", s.origins["key"], len(s.Accounts), s.Name),
			Advice:  "Unset it to use the accounts.",
		})
		s.Accounts, s.origins["accounts"] = nil, Origin{}
	}
	if s.Name == "" {
		return
	}
	isEmbedded := s.Environment == "sandbox" && s.APIURL == ""
	if s.Key.IsZero() && len(s.Accounts) == 0 && !isEmbedded {
		s.Key = credential.InKeyring("")
	}
	s.Key = s.Key.Named(credential.KeyEntry(s.Name, ""))
	s.Accounts = slices.Clone(s.Accounts)
	for i, account := range s.Accounts {
		if account.Key.IsZero() {
			account.Key = credential.InKeyring("")
		}
		s.Accounts[i].Key = account.Key.Named(credential.KeyEntry(s.Name, account.Name))
	}
	s.Secrets = slices.Clone(s.Secrets)
	if len(s.Secrets) == 0 && s.Listen != "" && !isEmbedded {
		s.Secrets = []credential.Source{credential.InKeyring("")}
	}
	for i, secret := range s.Secrets {
		s.Secrets[i] = secret.Named(credential.SecretEntry(s.Name))
	}
}

// warnOfMixing tells that a variable, perhaps forgotten in a shell, sends a
// profile's key to another bank, or another key to the profile's bank.
func (s *Settings) warnOfMixing() {
	if s.Name == "" {
		return
	}
	for _, name := range []string{"api_url", "team_id", "key"} {
		if origin := s.origins[name]; origin.kind == fromEnvironment {
			s.Findings = append(s.Findings, Finding{
				Message: fmt.Sprintf("%s overrides the %s of profile %s.", origin.name, name, s.Name),
				Advice:  "Unset it if that isn't meant.",
			})
		}
	}
}

// warnOfMisspelt tells of variables that nothing reads and that look like one
// which is read: who sets COFFER_READONLY believes that nothing can be sent.
func (s *Settings) warnOfMisspelt() {
	known := []string{variableConfig}
	for _, f := range append(programFields(), profileFields()...) {
		if f.variable != "" {
			known = append(known, f.variable)
		}
	}
	named := s.sources.File.variables()
	for _, name := range s.sources.Environ.Names() {
		if !strings.HasPrefix(name, "COFFER_") && !strings.HasPrefix(name, "DINO_") ||
			slices.Contains(known, name) || slices.Contains(named, name) {
			continue
		}
		if meant := misspelt(name, known); meant != "" {
			s.Findings = append(s.Findings, Finding{
				Message: safe("%s is set, and nothing reads it.", name),
				Advice:  fmt.Sprintf("Did you mean %s?", meant),
			})
		}
	}
}

func (s *Settings) mistakeAt(name, message string) Mistake {
	origin := s.origins[name]
	mistake := Mistake{Place: origin.String(), Message: safe("%s", message)}
	if origin.IsFile() {
		mistake.Place, mistake.Line, mistake.Column = origin.name, origin.line, 1
	}
	return mistake
}

func (f *File) profile(name string) (profileRead, bool) {
	if f == nil {
		return profileRead{}, false
	}
	profile, isThere := f.profiles[name]
	return profile, isThere
}

func (f *File) noProfile(name string) string {
	if f == nil {
		return fmt.Sprintf("there is no profile %q, since there is no config file; `coffer config init` writes one", name)
	}
	return fmt.Sprintf("there is no [profile.%s]%s", name, f.suggestProfile(name))
}

func (f *File) suggestProfile(name string) string {
	if len(f.profiles) == 0 {
		return "; the file has no profiles"
	}
	return didYouMean(name, slices.Sorted(maps.Keys(f.profiles)))
}
