package command

import (
	"encoding/json"
	"io"
	"strings"
	"unicode"

	"coffer/state/credential"
)

// fields are lines of a name and a value, as people read a record.
type fields []field

type field struct{ name, value string }

// add adds a field, unless it has no value.
func (f *fields) add(name, value string) {
	if value != "" {
		*f = append(*f, field{name, value})
	}
}

// String has the values below each other.
func (f fields) String() string {
	widest := 0
	for _, field := range f {
		widest = max(widest, len(field.name))
	}
	var text strings.Builder
	for _, field := range f {
		text.WriteString(field.name + strings.Repeat(" ", widest-len(field.name)+2) + field.value + "\n")
	}
	return text.String()
}

// writeJSON writes a value on one line.
func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// printable is a message that can neither control the terminal nor give away
// a secret that was typed in the wrong place.
func printable(text string) string {
	text = credential.Redact(text)
	return strings.Map(func(r rune) rune {
		if r != '\n' && !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}
