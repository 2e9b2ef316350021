package config

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"coffer/state/credential"
)

const profileTable = "profile"

// reading takes a document apart and notes everything that is wrong with it.
type reading struct {
	document
	file     *File
	mistakes []Mistake
}

func (r *reading) whole() {
	rest := map[string]any{}
	for key, value := range r.values {
		if key != profileTable {
			rest[key] = value
		}
	}
	r.table(reflect.ValueOf(&r.file.program).Elem(), rest, nil, "", r.file.places)
	if profiles, isSet := r.values[profileTable]; isSet {
		r.profiles(profiles)
	}
	if name := r.file.program.DefaultProfile; name != "" {
		if _, isThere := r.file.profiles[name]; !isThere {
			r.wrong([]string{"default_profile"}, "there is no [profile.%s] in this file%s", name, r.file.suggestProfile(name))
		}
	}
}

func (r *reading) profiles(value any) {
	byName, isTable := value.(map[string]any)
	if !isTable {
		r.wrong([]string{profileTable}, "profiles are tables with a name: [profile.prod]")
		return
	}
	for name, settings := range byName {
		path := []string{profileTable, name}
		if problem := checkForm(formName, name); problem != "" || name == "" {
			r.wrong(path, "a profile's name %s", cmp.Or(problem, "is missing"))
			continue
		}
		values, isTable := settings.(map[string]any)
		if !isTable {
			r.wrong(path, "unknown key %q in [profile]; a profile is a table with a name: [profile.prod]", name)
			continue
		}
		read := profileRead{mark: r.at(path), places: places{}}
		r.table(reflect.ValueOf(&read.Profile).Elem(), values, path, "", read.places)
		r.accounts(read.Profile, path, read.places)
		r.file.profiles[name] = read
	}
}

// table reads the settings of a struct. within is the dotted name of the table
// in its origin's names.
func (r *reading) table(target reflect.Value, values map[string]any, path []string, within string, at places) {
	fields := fieldsOf(target.Type())
	for key, value := range values {
		here := append(path[:len(path):len(path)], key)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key })
		if i < 0 {
			r.wrong(here, "unknown key %q%s%s", key, inTable(path), r.suggest(key, path, fields))
			continue
		}
		f := fields[i]
		if f.isTable() {
			inner, isTable := value.(map[string]any)
			if !isTable {
				r.wrong(here, "%s is a table: [%s]", key, strings.Join(here, "."))
				continue
			}
			r.table(target.FieldByIndex(f.index), inner, here, within+key+".", at)
			continue
		}
		if r.value(f, target.FieldByIndex(f.index), value, here) {
			r.note(at, within+key, value, here)
		}
	}
	r.commands(target, fields, path, at)
}

// note keeps the place of a setting, and of each entry where it is a map.
func (r *reading) note(at places, name string, value any, path []string) {
	at[name] = r.at(path)
	if entries, isMap := value.(map[string]any); isMap {
		for key := range entries {
			at[name+"."+key] = r.at(append(path[:len(path):len(path)], key))
		}
	}
}

// commands moves what key_command says to key, of which it is another way to
// write it.
func (r *reading) commands(target reflect.Value, fields []field, path []string, at places) {
	for _, f := range fields {
		if !f.alwaysCommand {
			continue
		}
		command := target.FieldByIndex(f.index)
		name := strings.TrimSuffix(f.name, "_command")
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		if i < 0 || command.Interface().(credential.Source).IsZero() {
			continue
		}
		other := target.FieldByIndex(fields[i].index)
		if !other.Interface().(credential.Source).IsZero() {
			r.wrong(append(path[:len(path):len(path)], f.name), "%s and %s both say where the key is kept; leave one of them", name, f.name)
			continue
		}
		other.Set(command)
		command.SetZero()
		at[name] = at[f.name]
	}
}

// accounts checks what takes all accounts of a profile, and keeps their places.
func (r *reading) accounts(profile Profile, path []string, at places) {
	if len(profile.Accounts) > 0 && !profile.Key.IsZero() {
		r.wrong(append(path[:len(path):len(path)], "key"), "key and accounts exclude each other; give each account a key of its own")
	}
	seen := map[string]bool{}
	for i, account := range profile.Accounts {
		here := append(path[:len(path):len(path)], "accounts", numbered(i))
		switch {
		case account.Name == "":
			r.wrong(here, "an account needs a name")
		case seen[account.Name]:
			r.wrong(append(here, "name"), "two accounts are called %q", account.Name)
		}
		seen[account.Name] = true
		at["accounts."+account.Name] = r.at(here)
	}
}

// suggest ends a sentence about an unknown key.
func (r *reading) suggest(key string, path []string, fields []field) string {
	known := namesOf(fields)
	if len(path) == 0 {
		known = append(known, profileTable)
		if near := nearest(key, known); near == "" && slices.Contains(namesOf(profileFields()), key) {
			return fmt.Sprintf("; %s belongs in a profile, like [profile.prod]", key)
		}
	} else if path[0] == profileTable && nearest(key, known) == "" && slices.Contains(namesOf(fieldsOf(reflect.TypeFor[Program]())), key) {
		return fmt.Sprintf("; %s belongs at the top of the file, before any [table]", key)
	}
	return didYouMean(key, known)
}

func (r *reading) wrong(path []string, format string, arguments ...any) {
	at := r.at(path)
	r.mistakes = append(r.mistakes, Mistake{
		Place: r.file.path, Line: at.line, Column: at.column, Message: safe(format, arguments...),
	})
}

// at is the place of a key, or of the nearest table around it that has one.
func (r *reading) at(path []string) mark {
	for length := len(path); length > 0; length-- {
		if at, isMarked := r.marks[keyOf(path[:length])]; isMarked {
			return at
		}
	}
	return mark{line: 1, column: 1}
}

func byPlace(a, b Mistake) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Message, b.Message))
}

func namesOf(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

func inTable(path []string) string {
	if len(path) == 0 {
		return ""
	}
	if last := len(path) - 1; strings.HasPrefix(path[last], "[") {
		return " in [[" + strings.Join(path[:last], ".") + "]]"
	}
	return " in [" + strings.Join(path, ".") + "]"
}
