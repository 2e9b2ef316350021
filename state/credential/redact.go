package credential

import (
	"regexp"
	"strings"
	"sync"
)

// secretShape finds what looks like a key or a secret within other text.
// Whatever follows the prefix belongs to it. It is made when it is first
// needed, which is after the start, and never changes.
var secretShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(din|dba|whsec)_[^\s"'` + "`" + `]+`)
})

// Redact replaces whatever looks like a key or a secret in a text.
func Redact(text string) string {
	if !strings.Contains(text, "_") {
		return text
	}
	return secretShape().ReplaceAllStringFunc(text, func(found string) string {
		prefix, rest, _ := strings.Cut(found, "_")
		if isKindAlone(rest) {
			return found
		}
		return prefix + "_…redacted"
	})
}

// isKindAlone reports whether what follows din_ names a kind of key and no key:
// sentences speak of din_test_ keys.
func isKindAlone(rest string) bool {
	kind := strings.TrimRight(rest, ".,;:)")
	return kind == "test_" || kind == "live_"
}

// LooksSecret reports whether a text begins like a key or a secret.
func LooksSecret(text string) bool {
	lower := strings.ToLower(strings.TrimSpace(text))
	for _, prefix := range []string{"din_", "dba_", "whsec_"} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	return false
}

// redacted is an error of someone who was handed a secret, and may quote it.
type redacted struct{ error }

func (r redacted) Error() string { return Redact(r.error.Error()) }
func (r redacted) Unwrap() error { return r.error }
