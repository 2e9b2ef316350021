package state

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"coffer/api"
	"coffer/api/secrets"
)

const (
	// maxIDLength bounds what an identifier takes on a screen and on disk.
	maxIDLength = 300
	// digestMark stands before the digest of an identifier that is too long. No
	// encoding has it, because '%' is always followed by two hexadecimal digits.
	digestMark = "%#"
	// digestPrefix is how much of an identifier that is too long stays readable.
	digestPrefix = 64
)

const upperHex = "0123456789ABCDEF"

// SafeID makes an identifier or a word from outside safe to draw and keeps it
// distinct: two that differ in any byte, were it an invisible letter, stay two.
// Printable ASCII without spaces stays as it is; every other byte, and '%'
// itself, is percent-encoded. What would be longer than maxIDLength keeps its
// beginning and a digest of the whole instead. Of one that quotes a key or a
// secret only a digest is kept in the secret's place.
func SafeID(raw string) string {
	if hidden := secrets.RedactID(raw); hidden != raw {
		return encodeID(hidden) + digestMark
	}
	return encodeID(raw)
}

func encodeID(raw string) string {
	if len(raw) <= maxIDLength && !strings.ContainsFunc(raw, isEncoded) {
		return raw
	}
	length := len(raw)
	for i := range len(raw) {
		if isEncodedByte(raw[i]) {
			length += 2
		}
	}
	var safe strings.Builder
	safe.Grow(min(length, maxIDLength))
	for i := 0; i < len(raw) && (length <= maxIDLength || safe.Len() < digestPrefix); i++ {
		if c := raw[i]; isEncodedByte(c) {
			safe.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		} else {
			safe.WriteByte(c)
		}
	}
	if length > maxIDLength {
		digest := sha256.Sum256([]byte(raw))
		safe.WriteString(digestMark)
		safe.WriteString(hex.EncodeToString(digest[:]))
	}
	return safe.String()
}

// drawnKey is what SafeKey or SafeID made, as people read it: in the place of a
// secret stands its mark, and not what keeps two of them apart.
func drawnKey(safe string) string {
	encoded, isHidden := strings.CutSuffix(safe, digestMark)
	if !isHidden {
		return safe
	}
	hidden, err := url.PathUnescape(encoded)
	if err != nil {
		return safe
	}
	return SafeText(secrets.Readable(hidden))
}

// RawID is the identifier as the bank wrote it, which is how the bank is asked
// about it. ok is false for one that SafeID doesn't make, or of which only a
// digest was kept.
func RawID(safe string) (raw string, ok bool) {
	if !strings.ContainsRune(safe, '%') {
		return safe, SafeID(safe) == safe
	}
	var decoded strings.Builder
	for i := 0; i < len(safe); i++ {
		if safe[i] != '%' {
			decoded.WriteByte(safe[i])
			continue
		}
		if i+2 >= len(safe) {
			return "", false
		}
		value, err := hex.DecodeString(safe[i+1 : i+3])
		if err != nil {
			return "", false
		}
		decoded.Write(value)
		i += 2
	}
	raw = decoded.String()
	return raw, SafeID(raw) == safe
}

// ParseID is the identifier that a person typed or copied from a screen, as
// SafeID has it: one that is encoded already stays as it is.
func ParseID(typed string) string {
	typed = strings.TrimSpace(typed)
	if _, encoded := RawID(typed); encoded {
		return typed
	}
	return SafeID(typed)
}

// SafeKey makes the name of one among several safe to draw, like the kind of a
// fee, and keeps it distinct, as SafeID does. A name that is safe text already
// stays as it is, with its spaces.
func SafeKey(raw string) string {
	if SafeText(raw) == raw && !strings.ContainsRune(raw, '%') {
		return raw
	}
	return SafeID(raw)
}

// ReadableKey is the text behind what SafeKey makes, to be read: two keys may
// have the same. What of it is no more than a digest stays so.
func ReadableKey(key string) string {
	if !strings.ContainsRune(key, '%') {
		return key
	}
	if raw, ok := RawID(key); ok {
		return SafeText(raw)
	}
	return key
}

// distinctText is the text behind a key, one of several, as people read it. Where
// another one reads the same, the key stands behind it.
func distinctText(key string, all []string) string {
	text := ReadableKey(key)
	if text == "" || text == key {
		return drawnKey(key)
	}
	for _, other := range all {
		if other != key && ReadableKey(other) == text && text != key {
			return text + " (written " + key + ")"
		}
	}
	return text
}

// bankID is RawID for a call to the bank. Errors: *Problem, where the bank
// can't be asked, and then nothing was sent.
func bankID(safe string) (string, error) {
	if raw, ok := RawID(safe); ok {
		return raw, nil
	}
	happened := "The bank's id for this is longer than Coffer can keep."
	if strings.HasSuffix(safe, digestMark) {
		happened = "The bank's id for this quotes a key or a secret, which Coffer doesn't keep."
	}
	return "", &Problem{
		Happened: happened,
		Meaning:  "Nothing was sent: the bank can't be asked about it from here.",
		Advice:   "Look at it in the bank's own app, and tell the bank about its id.",
		Outcome:  api.NotSent,
	}
}

func isEncoded(r rune) bool { return r <= ' ' || r > '~' || r == '%' }

func isEncodedByte(c byte) bool { return c <= ' ' || c > '~' || c == '%' }
