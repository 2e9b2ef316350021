package filter

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"coffer/ui/cells"
)

// Marker finds in the texts of a row what a question has found it by. It is
// used again for every row, so that marking costs no memory. The zero Marker
// marks nothing.
type Marker struct {
	query Query
	lower []byte
	spans []cells.Span
}

// Ask takes the question.
func (m *Marker) Ask(query Query) { m.query = query }

// Merchant is what to mark in a merchant; good until the Marker is used again.
func (m *Marker) Merchant(text string) []cells.Span { return m.find(text, merchantField) }

// Reason is Merchant for a reason.
func (m *Marker) Reason(text string) []cells.Span { return m.find(text, reasonField) }

func (m *Marker) find(text string, in field) []cells.Span {
	m.spans = m.spans[:0]
	if m.query.Empty() || text == "" {
		return nil
	}
	lowered := appendLower(m.lower[:0], text)
	m.lower = lowered
	if lowered = lowered[:len(lowered)-1]; len(lowered) != len(text) {
		// In a few alphabets the other case takes another number of bytes.
		return nil
	}
	for _, t := range m.query.terms {
		if t.excludes || t.text == "" || (t.field != anyField && t.field != in) {
			continue
		}
		if from := bytes.Index(lowered, []byte(t.text)); from >= 0 {
			m.spans = append(m.spans, cells.Span{From: from, To: from + len(t.text)})
		} else if t.loose {
			if from, to, ok := resembles(lowered, t.text); ok {
				m.spans = append(m.spans, cells.Span{From: from, To: to})
			}
		}
	}
	return apart(m.spans, text)
}

// apart is the spans in order, joined where they overlap.
func apart(spans []cells.Span, text string) []cells.Span {
	slices.SortFunc(spans, func(a, b cells.Span) int { return cmp.Compare(a.From, b.From) })
	joined := spans[:0]
	for _, span := range spans {
		if !utf8.ValidString(text[span.From:span.To]) {
			continue
		}
		if last := len(joined) - 1; last >= 0 && span.From <= joined[last].To {
			joined[last].To = max(joined[last].To, span.To)
		} else {
			joined = append(joined, span)
		}
	}
	return joined
}
