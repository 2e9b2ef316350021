// Package secrets finds keys and secrets in text from outside and takes them
// out: those that this process holds, in the forms in which a bank or a proxy
// may quote them, and whatever has the shape of one.
//
// It never hands out what it was given to look for, and never writes anything.
package secrets

import (
	"crypto/sha256"
	"encoding/hex"
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

// Contains reports whether there is a key or a secret in a text.
func Contains(text string) bool { return len(find(text)) > 0 }

// Looks reports whether a text begins like a key or a secret.
func Looks(text string) bool {
	text = strings.TrimSpace(text)
	for _, prefix := range prefixes() {
		if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			return true
		}
	}
	return false
}

// RedactBody is Redact for the body of a message as it came. JSON stays JSON,
// and a secret is found behind its escapes, too.
func RedactBody(body []byte) []byte {
	text := string(body)
	if plain := unescaped(text); plain != text && Contains(plain) {
		return []byte(Redact(plain))
	}
	clean := Redact(text)
	if clean == text {
		return body
	}
	return []byte(clean)
}

// unescaped writes plainly what JSON may write as \u005f or \/, but for quotes
// and backslashes: it is the same JSON.
func unescaped(text string) string {
	if !strings.Contains(text, `\u00`) && !strings.Contains(text, `\/`) {
		return text
	}
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			plain.WriteByte(text[i])
			continue
		}
		if char, is := escapedASCII(text[i:]); is {
			plain.WriteByte(char)
			i += len(`\u0000`) - 1
			continue
		}
		if text[i+1] != '/' {
			plain.WriteByte('\\')
		}
		plain.WriteByte(text[i+1])
		i++
	}
	return plain.String()
}

func escapedASCII(text string) (byte, bool) {
	if len(text) < len(`\u0000`) || !strings.HasPrefix(text, `\u00`) {
		return 0, false
	}
	char, err := hex.DecodeString(text[4:6])
	if err != nil || char[0] <= ' ' || char[0] > '~' || char[0] == '"' || char[0] == '\\' {
		return 0, false
	}
	return char[0], true
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
