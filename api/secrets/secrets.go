// Package secrets finds keys and secrets in text from outside and takes them
// out: those that this process holds, in the forms in which a bank or a proxy
// may quote them, and whatever can be nothing but one by its shape. Ids and
// words that only begin like a key stay as they are.
//
// It never hands out what it was given to look for, and never writes anything.
package secrets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// mark stands where a secret was.
const mark = "…redacted"

// Redact replaces each key or secret in a text by a mark, such as
// din_…redacted. A text without any is returned as it is.
func Redact(text string) string {
	return replace(text, func(found finding) string { return found.prefix + mark })
}

// RedactID is Redact for an identifier: two ids that quote different secrets
// stay two, and what takes their place is printable ASCII.
func RedactID(id string) string {
	return replace(id, func(found finding) string {
		sum := sha256.Sum256([]byte(found.text))
		return "redacted." + strings.TrimSuffix(found.prefix, "_") + "." + hex.EncodeToString(sum[:6])
	})
}

// Readable is an identifier that RedactID made as Redact would have it.
func Readable(id string) string {
	return hiddenInID.ReplaceAllStringFunc(id, func(hidden string) string {
		kind := strings.Split(hidden, ".")[1]
		if kind != "" {
			kind += "_"
		}
		return kind + mark
	})
}

// hiddenInID is what RedactID puts in the place of a secret.
var hiddenInID = regexp.MustCompile(`redacted\.[A-Za-z]*\.[0-9a-f]{12}`)

// Contains reports whether there is a key or a secret in a text.
func Contains(text string) bool { return len(find(text)) > 0 }

// Looks reports whether a text begins like a key or a secret. It asks for less
// than Contains: it is for places where neither belongs.
func Looks(text string) bool {
	text = strings.TrimSpace(text)
	return slices.ContainsFunc(shapes[:], func(known shape) bool { return known.begins(text) })
}

// RedactBody is Redact for the body of a message as it came. JSON stays JSON.
func RedactBody(body []byte) []byte {
	text := string(body)
	clean := Redact(text)
	switch {
	case clean == text:
		return body
	case json.Valid(body) && !json.Valid([]byte(clean)):
		// The secret took in what holds the rest together.
		return []byte(`"` + mark + `"`)
	}
	return []byte(clean)
}

// replace puts another text in the place of each finding.
func replace(text string, instead func(finding) string) string {
	found := find(text)
	if len(found) == 0 {
		return text
	}
	var clean strings.Builder
	at := 0
	for _, one := range found {
		clean.WriteString(text[at:one.from])
		clean.WriteString(instead(one))
		at = one.to
	}
	clean.WriteString(text[at:])
	return clean.String()
}
