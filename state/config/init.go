package config

import "errors"

// InitText is a config file to begin with: every setting with what it is,
// commented out, at its default.
func InitText() string { return "" }

// WriteInit writes InitText to a new file that only its owner can read, in a
// folder that only its owner can enter. It never overwrites a file. Errors are
// *state.Problem.
func WriteInit(path string) error { return errors.New("not yet") }
