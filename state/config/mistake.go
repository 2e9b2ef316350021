package config

import (
	"fmt"
	"strings"

	"coffer/state"
	"coffer/state/credential"
)

// Mistake is one thing that is wrong in what was set.
type Mistake struct {
	// Place is the file, the flag or the variable.
	Place string
	// Line and Column are in the file, from 1; 0 elsewhere. Column counts bytes.
	Line, Column int
	// Message says what is wrong and what is allowed. It quotes no secret.
	Message string
}

// String is like: /home/ada/.config/coffer/config.toml:12:3: message.
func (m Mistake) String() string {
	if m.Line > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", m.Place, m.Line, m.Column, m.Message)
	}
	return m.Place + ": " + m.Message
}

// Error is everything that is wrong in what was set, in the order of the file.
type Error struct{ Mistakes []Mistake }

// Error has one line for each mistake.
func (e *Error) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, mistake := range e.Mistakes {
		lines[i] = mistake.String()
	}
	return strings.Join(lines, "\n")
}

// Finding is what is worth knowing and stops nothing.
type Finding struct{ Message, Advice string }

// safe makes a message fit to be shown: texts of the file are in it.
func safe(format string, arguments ...any) string {
	return state.SafeText(credential.Redact(fmt.Sprintf(format, arguments...)))
}
