package state

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"coffer/api"
)

// refusalText is the bank's sentence with the figures of a budget that it gives
// besides. They are shown as they came: no page says whether they are cents.
func refusalText(answer *api.Error) string {
	told := budgetFigures(answer.Details)
	if told == "" {
		return answer.Message
	}
	return strings.TrimSpace(trimStop(answer.Message) + " (the bank's figures: " + told + ")")
}

// budgetFigures are the details of a refused budget in one line, "" for none.
func budgetFigures(details json.RawMessage) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(details, &fields) != nil {
		return ""
	}
	var told []string
	for _, figure := range []struct{ field, name string }{
		{"limit", "limit"},
		{"spent", "spent"},
		{"remaining", "remaining"},
		{"period", "period"},
		{"windowStart", "from"},
		{"windowEnd", "until"},
	} {
		if value := figureText(fields[figure.field]); value != "" {
			told = append(told, figure.name+" "+value)
		}
	}
	return strings.Join(told, ", ")
}

// longestFigure keeps a detail from filling the screen.
const longestFigure = 40

// figureText is a JSON number or text as it came, safe to draw.
func figureText(raw json.RawMessage) string {
	text := string(raw)
	var quoted string
	if json.Unmarshal(raw, &quoted) == nil {
		text = quoted
	} else if text == "" || !strings.ContainsRune("-0123456789", rune(text[0])) {
		return ""
	}
	text = SafeText(text)
	if len(text) > longestFigure {
		return ""
	}
	return text
}

// waitOf is how long the bank's rate_limited asks to wait; 0 for every other.
func waitOf(err error) time.Duration {
	var answer *api.Error
	if !errors.As(err, &answer) || answer.Code != api.CodeRateLimited {
		return 0
	}
	return answer.RetryAfter
}

// spoken is a wait in whole seconds, rounded up.
func spoken(wait time.Duration) string {
	text := cmp.Or((wait + time.Second - 1).Truncate(time.Second), time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		return strings.TrimSuffix(text, "0s")
	}
	return text
}
