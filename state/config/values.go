package config

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state/credential"
)

// value reads one setting out of the document and reports whether it is right.
func (r *reading) value(f field, target reflect.Value, value any, path []string) bool {
	before := len(r.mistakes)
	r.decode(f, target, value, path)
	if len(r.mistakes) > before {
		return false
	}
	if problem := f.check(target); problem != "" {
		r.wrong(path, "%s %s", path[len(path)-1], problem)
		return false
	}
	return true
}

func (r *reading) decode(f field, target reflect.Value, value any, path []string) {
	name := path[len(path)-1]
	switch target.Interface().(type) {
	case credential.Source:
		r.source(f, target, value, path)
		return
	case []credential.Source:
		r.sources(f, target, value, path)
		return
	case decimal.Decimal:
		r.decimal(target, value, path)
		return
	}
	switch target.Kind() {
	case reflect.String:
		if text, is := value.(string); is {
			target.SetString(text)
			return
		}
		r.wrong(path, "%s is a text in quotes, not %s", name, kindOf(value))
	case reflect.Bool:
		if truth, is := value.(bool); is {
			target.SetBool(truth)
			return
		}
		r.wrong(path, "%s is true or false, not %s", name, kindOf(value))
	case reflect.Int:
		number, is := value.(int64)
		if is && number >= math.MinInt32 && number <= math.MaxInt32 {
			target.SetInt(number)
			return
		}
		r.wrong(path, "%s is a whole number%s, not %s", name, f.span(), kindOf(value))
	case reflect.Slice:
		r.list(f, target, value, path)
	case reflect.Map:
		r.entries(f, target, value, path)
	default:
		r.wrong(path, "%s can't be set in a file", name)
	}
}

// list reads a list, or a single value in its place, but for tables.
func (r *reading) list(f field, target reflect.Value, value any, path []string) {
	name, element := path[len(path)-1], target.Type().Elem()
	items, isList := value.([]any)
	if tables, areTables := value.([]map[string]any); areTables {
		for _, table := range tables {
			items = append(items, table)
		}
		isList = true
	}
	if !isList {
		if element.Kind() == reflect.Struct {
			r.wrong(path, "%s are tables of their own, each headed by [[%s]]", name, strings.Join(path, "."))
			return
		}
		items = []any{value}
	}
	made := reflect.MakeSlice(target.Type(), len(items), len(items))
	for i, item := range items {
		here := append(path[:len(path):len(path)], numbered(i))
		if element.Kind() == reflect.Struct {
			table, isTable := item.(map[string]any)
			if !isTable {
				r.wrong(here, "%s are tables of their own, each headed by [[%s]]", name, strings.Join(path, "."))
				return
			}
			r.table(made.Index(i), table, here, "", places{})
			continue
		}
		text, isText := item.(string)
		if !isText {
			r.wrong(here, "%s is a list of texts in quotes; one of them is %s", name, kindOf(item))
			return
		}
		made.Index(i).SetString(text)
	}
	target.Set(made)
}

// entries reads a table whose keys are anyone's choice.
func (r *reading) entries(f field, target reflect.Value, value any, path []string) {
	table, isTable := value.(map[string]any)
	if !isTable {
		r.wrong(path, "%s is a table: [%s]", path[len(path)-1], strings.Join(path, "."))
		return
	}
	made := reflect.MakeMapWithSize(target.Type(), len(table))
	for key, item := range table {
		element := reflect.New(target.Type().Elem()).Elem()
		r.decode(f, element, item, append(path[:len(path):len(path)], key))
		made.SetMapIndex(reflect.ValueOf(key), element)
	}
	target.Set(made)
}

func (r *reading) source(f field, target reflect.Value, value any, path []string) {
	source, err := sourceOf(value, f.alwaysCommand)
	if err != nil {
		r.wrong(path, "%s: %v", path[len(path)-1], err)
		return
	}
	target.Set(reflect.ValueOf(source.Within(r.file.folder(), home())))
}

func (r *reading) sources(f field, target reflect.Value, value any, path []string) {
	items, isList := value.([]any)
	if !isList {
		items = []any{value}
	}
	made := make([]credential.Source, len(items))
	for i, item := range items {
		r.source(f, reflect.ValueOf(&made[i]).Elem(), item, path)
	}
	target.Set(reflect.ValueOf(made))
}

func sourceOf(value any, alwaysCommand bool) (credential.Source, error) {
	if alwaysCommand {
		value = map[string]any{"command": value}
	}
	switch value := value.(type) {
	case string:
		return credential.ParseSource(value)
	case map[string]any:
		for key := range value {
			if !slices.Contains(credential.SourceFields(), key) {
				return credential.Source{}, fmt.Errorf("unknown key %q of a source%s", key, didYouMean(key, credential.SourceFields()))
			}
		}
		return credential.ParseSourceTable(value)
	}
	return credential.Source{}, credential.ErrNotASource
}

func (r *reading) decimal(target reflect.Value, value any, path []string) {
	text, isText := value.(string)
	if !isText {
		text = r.at(path).number
	}
	number, err := exact(text)
	if err != nil {
		r.wrong(path, "%s is a number like 0.5, not %s", path[len(path)-1], kindOf(value))
		return
	}
	target.Set(reflect.ValueOf(number))
}

var errNotExact = errors.New("not a plain decimal number")

// exact takes plain decimals only: an exponent could ask for gigabytes.
func exact(text string) (decimal.Decimal, error) {
	text = strings.ReplaceAll(text, "_", "")
	const longest = 40
	if text == "" || len(text) > longest || strings.ContainsAny(text, "eExXoObBnN") {
		return decimal.Decimal{}, errNotExact
	}
	return decimal.NewFromString(text)
}

// parseText reads a setting out of a flag or a variable, and says what is
// wrong with it.
func (f field) parseText(target reflect.Value, text string) string {
	if _, is := target.Interface().(decimal.Decimal); is {
		number, err := exact(text)
		if err != nil {
			return "is a number like 0.5"
		}
		target.Set(reflect.ValueOf(number))
		return f.check(target)
	}
	switch target.Kind() {
	case reflect.String:
		target.SetString(text)
	case reflect.Bool:
		truth, err := strconv.ParseBool(text)
		if err != nil {
			return "is true or false"
		}
		target.SetBool(truth)
	case reflect.Int:
		number, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return "is a whole number" + f.span()
		}
		target.SetInt(number)
	case reflect.Slice:
		var list []string
		for item := range strings.SplitSeq(text, ",") {
			list = append(list, strings.TrimSpace(item))
		}
		target.Set(reflect.ValueOf(list))
	default:
		return "can be set in the file only"
	}
	return f.check(target)
}

// check says what a value of the right type is wrong with; "" for nothing.
func (f field) check(value reflect.Value) string {
	switch value := value.Interface().(type) {
	case string:
		return f.checkText(value)
	case []string:
		for _, text := range value {
			if problem := f.checkText(text); problem != "" {
				return problem
			}
		}
	case int:
		return f.checkNumber(decimal.NewFromInt(int64(value)))
	case decimal.Decimal:
		return f.checkNumber(value)
	}
	return ""
}

// secretInPlace says that a secret stands where none belongs.
const secretInPlace = "looks like a key or a secret, which doesn't belong here"

func (f field) checkText(text string) string {
	if credential.LooksSecret(text) {
		return secretInPlace
	}
	if len(f.among) > 0 && text != "" && !slices.Contains(f.among, text) {
		near := nearest(text, f.among)
		if near != "" {
			near = fmt.Sprintf("; did you mean %q?", near)
		}
		return "is one of " + strings.Join(f.among, ", ") + near
	}
	return checkForm(f.form, text)
}

func (f field) checkNumber(number decimal.Decimal) string {
	if f.least != "" && number.LessThan(decimal.RequireFromString(f.least)) ||
		f.most != "" && number.GreaterThan(decimal.RequireFromString(f.most)) {
		return "is a number" + f.span()
	}
	return ""
}

// span says what a number may be.
func (f field) span() string {
	if f.least == "" || f.most == "" {
		return ""
	}
	return " from " + f.least + " to " + f.most
}

// kindOf names what stands in the file; never the value, which may be a secret
// that was put in the wrong place.
func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int64:
		return "this number"
	case float64:
		return "a fraction"
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	case time.Time:
		return "a date"
	}
	return "this"
}
