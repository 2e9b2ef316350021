package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state/credential"
)

// Row is one effective setting as it may be shown: its value holds no secret.
// A text stands without quotes, a list as in the file.
type Row struct{ Name, Value, Origin string }

// Explain lists every effective setting, with the place where it was set.
func (s *Settings) Explain() []Row {
	rows := s.rowsOf(reflect.ValueOf(s.Program), programFields())
	return append(rows, s.rowsOf(reflect.ValueOf(s.Profile), profileFields())...)
}

func (s *Settings) rowsOf(table reflect.Value, fields []field) []Row {
	var rows []Row
	for _, f := range fields {
		if f.over != "" || f.alwaysCommand {
			continue
		}
		rows = append(rows, s.rowsOfOne(f.name, table.FieldByIndex(f.index))...)
	}
	return rows
}

func (s *Settings) rowsOfOne(name string, value reflect.Value) []Row {
	origin := s.origins[name].String()
	switch value := value.Interface().(type) {
	case map[string]string:
		return s.rowsOfMap(name, value)
	case map[string][]string:
		return s.rowsOfEntries(name, value)
	case []Account:
		var rows []Row
		for _, account := range value {
			full := name + "." + account.Name
			rows = append(rows, Row{full + ".key", kept(account.Key), s.origins[full].String()})
		}
		return rows
	case []credential.Source:
		return []Row{{name, kept(value...), origin}}
	}
	return []Row{{name, shown(value), origin}}
}

func (s *Settings) rowsOfEntries(name string, entries map[string][]string) []Row {
	texts := make(map[string]string, len(entries))
	for key, list := range entries {
		texts[key] = quoted(list)
	}
	return s.rowsOfMap(name, texts)
}

func (s *Settings) rowsOfMap(name string, entries map[string]string) []Row {
	rows := make([]Row, 0, len(entries))
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		full := name + "." + key
		rows = append(rows, Row{safe("%s", full), safe("%s", entries[key]), s.origins[full].String()})
	}
	return rows
}

func shown(value reflect.Value) string {
	switch value := value.Interface().(type) {
	case credential.Source:
		return kept(value)
	case decimal.Decimal:
		return value.String()
	case string:
		return safe("%s", value)
	case []string:
		return safe("%s", quoted(value))
	}
	return fmt.Sprint(value.Interface())
}

// kept says where a secret is, or several are, in the place of the secret.
func kept(sources ...credential.Source) string {
	var places []string
	for _, source := range sources {
		if !source.IsZero() {
			places = append(places, source.String())
		}
	}
	if len(places) == 0 {
		return "none"
	}
	return safe("redacted, kept in %s", strings.Join(places, " and in "))
}

func quoted(list []string) string {
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = strconv.Quote(text)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
