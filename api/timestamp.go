package api

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

const timestampLayout = "2006-01-02T15:04:05.000Z07:00"

// Timestamp is a time as the bank writes it: RFC 3339, UTC, milliseconds. It
// is optional everywhere, so a missing, null or unreadable one reads as zero.
type Timestamp struct{ time.Time }

// At makes a Timestamp, cut to the precision of the wire.
func At(t time.Time) Timestamp {
	if t.IsZero() {
		return Timestamp{}
	}
	return Timestamp{t.UTC().Truncate(time.Millisecond)}
}

// MarshalJSON writes null for a zero time.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	const quoted = `"` + timestampLayout + `"`
	return t.UTC().AppendFormat(make([]byte, 0, len(quoted)), quoted), nil
}

// UnmarshalJSON never fails on the time itself: a field that nobody needs must
// not cost a whole record.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	*t = Timestamp{}
	text := plainText(data)
	if text == "" && json.Unmarshal(data, &text) != nil {
		return nil
	}
	if parsed, err := parseRFC3339(text); err == nil {
		t.Time = parsed.UTC()
	}
	return nil
}

// parseRFC3339 reads all of RFC 3339: its letters may be small, and a minute
// may have a second 60, which is the first of the next one.
func parseRFC3339(text string) (time.Time, error) {
	text = strings.ToUpper(text)
	const seconds = len("2006-01-02T15:04:")
	leap := len(text) > seconds+2 && text[seconds:seconds+2] == "60"
	if leap {
		text = text[:seconds] + "59" + text[seconds+2:]
	}
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if leap {
		parsed = parsed.Add(time.Second)
	}
	return parsed, err
}

// plainText is a JSON string without escapes, which is what a time is; "" for
// anything else. It saves reading it twice.
func plainText(data []byte) string {
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' || bytes.IndexByte(data, '\\') >= 0 {
		return ""
	}
	return string(data[1 : len(data)-1])
}
