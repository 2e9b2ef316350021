package api

import (
	"bytes"
	"cmp"
	"encoding/json"
)

// mostReasons is how many reasons of a verdict are read.
const mostReasons = 100

// UnmarshalJSON reads a verdict whose reasons may have any shape: a reason that
// can't be read must not cost the verdict.
func (c *PolicyCheck) UnmarshalJSON(data []byte) error {
	var read struct {
		Status      PolicyStatus    `json:"status"`
		Reasons     json.RawMessage `json:"reasons"`
		EvaluatedAt Timestamp       `json:"evaluated_at"`
		Checks      json.RawMessage `json:"checks"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*c = PolicyCheck{Status: read.Status, EvaluatedAt: read.EvaluatedAt}
	for _, reason := range listOf(read.Reasons) {
		if text := reasonText(reason); text != "" {
			c.Reasons = append(c.Reasons, text)
		}
	}
	for _, check := range listOf(read.Checks) {
		if rule := ruleOf(check); rule.Text != "" {
			c.Checks = append(c.Checks, rule)
		}
	}
	return nil
}

// ruleOf is one rule of a verdict.
func ruleOf(raw json.RawMessage) PolicyRule {
	rule := PolicyRule{Text: reasonText(raw)}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return rule
	}
	rule.Status = PolicyStatus(wordOf(fields["status"]))
	return rule
}

// wordOf is a word that decides. One that is no text stays as it is written, so
// that it passes for none that is known; "" is a word that isn't told.
func wordOf(raw json.RawMessage) string {
	if isAbsent(raw) {
		return ""
	}
	return cmp.Or(textOf(raw), string(raw))
}

// listOf is the entries of a list, or the one thing that stands in its place.
func listOf(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	switch {
	case isAbsent(raw):
		return nil
	case json.Unmarshal(raw, &list) != nil:
		return []json.RawMessage{raw}
	}
	return list[:min(len(list), mostReasons)]
}

// reasonText is a reason in the bank's words: a text, the text in an object, or
// else its JSON as it came.
func reasonText(raw json.RawMessage) string {
	if isAbsent(raw) {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if text := fieldText(raw, "text", "message", "reason", "description"); text != "" {
		return text
	}
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		return ""
	}
	return compact.String()
}
