package config

import (
	"reflect"
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state/credential"
)

// field is one setting as its tags describe it.
type field struct {
	// name is the name in its table, dotted where the table has tables.
	name          string
	index         []int
	kind          reflect.Type
	doc, example  string
	fallback      string
	variable      string
	flag          string
	among         []string
	least, most   string
	form          string
	over          string
	alwaysCommand bool
}

func sourceType() reflect.Type  { return reflect.TypeFor[credential.Source]() }
func decimalType() reflect.Type { return reflect.TypeFor[decimal.Decimal]() }

// isTable reports whether the field is a table of settings of its own.
func (f field) isTable() bool {
	return f.kind.Kind() == reflect.Struct && f.kind != sourceType() && f.kind != decimalType()
}

// isSource reports whether the field says where secrets are kept.
func (f field) isSource() bool {
	return f.kind == sourceType() || f.kind.Kind() == reflect.Slice && f.kind.Elem() == sourceType()
}

// fieldsOf lists the settings of one table in the order of its struct.
func fieldsOf(table reflect.Type) []field {
	fields := make([]field, 0, table.NumField())
	for i := range table.NumField() {
		made := table.Field(i)
		tag := made.Tag
		fields = append(fields, field{
			name: tag.Get("toml"), index: made.Index, kind: made.Type,
			doc: tag.Get("doc"), example: tag.Get("example"), fallback: tag.Get("default"),
			variable: tag.Get("env"), flag: tag.Get("flag"),
			among: strings.Fields(tag.Get("among")), least: tag.Get("min"), most: tag.Get("max"), form: tag.Get("form"),
			over: tag.Get("over"), alwaysCommand: tag.Get("as") == "command",
		})
	}
	return fields
}

// leavesOf lists the settings of a table and of the tables in it.
func leavesOf(table reflect.Type) []field {
	var leaves []field
	for _, f := range fieldsOf(table) {
		if !f.isTable() {
			leaves = append(leaves, f)
			continue
		}
		for _, inner := range leavesOf(f.kind) {
			inner.name = f.name + "." + inner.name
			inner.index = append(append([]int{}, f.index...), inner.index...)
			leaves = append(leaves, inner)
		}
	}
	return leaves
}

func programFields() []field { return leavesOf(reflect.TypeFor[Program]()) }
func profileFields() []field { return leavesOf(reflect.TypeFor[Profile]()) }

// Flag is a flag that overrides a setting.
type Flag struct {
	// Name is without its dashes, Usage one sentence.
	Name, Usage string
	// IsBool is a flag that needs no value.
	IsBool bool
}

// FlagTable lists the flags that override settings, and --config. None of them
// takes a secret.
func FlagTable() []Flag {
	flags := []Flag{{Name: flagConfig, Usage: "read this config file instead of the usual one"}}
	for _, f := range append(programFields(), profileFields()...) {
		if f.flag != "" {
			flags = append(flags, Flag{Name: f.flag, Usage: usageOf(f.doc), IsBool: f.kind.Kind() == reflect.Bool})
		}
	}
	return flags
}

// usageOf is the first clause of a doc as the help of flags has it.
func usageOf(doc string) string {
	end := strings.IndexAny(doc, ";:.")
	if end > 0 && (end+1 == len(doc) || doc[end+1] == ' ') {
		doc = doc[:end]
	}
	return strings.ToLower(doc[:1]) + doc[1:]
}
