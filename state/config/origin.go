package config

import (
	"fmt"
	"path/filepath"
)

// Origin is where the effective value of a setting came from.
type Origin struct {
	kind originKind
	// name is the flag, the variable or the file.
	name string
	line int
}

type originKind int

const (
	fromDefault originKind = iota
	fromFile
	fromEnvironment
	fromFlag
)

// IsDefault reports whether nobody set the value.
func (o Origin) IsDefault() bool { return o.kind == fromDefault }

// IsFile reports whether the value stands in the file.
func (o Origin) IsFile() bool { return o.kind == fromFile }

// IsFlag reports whether a flag gave the value.
func (o Origin) IsFlag() bool { return o.kind == fromFlag }

// String is like: flag --team-id, env DINO_TEAM_ID, config.toml:12, default.
func (o Origin) String() string {
	switch o.kind {
	case fromFlag:
		return "flag --" + o.name
	case fromEnvironment:
		return "env " + o.name
	case fromFile:
		return fmt.Sprintf("%s:%d", filepath.Base(o.name), o.line)
	}
	return "default"
}
