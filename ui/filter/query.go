// Package filter is the language of the filter: what is typed, read as a
// question about spend requests or about the activity. Whatever is unfinished
// is left out of the question instead of being an error.
package filter

import (
	"strings"

	"coffer/state"
	"coffer/ui/words"
)

// Query is a question. The zero Query matches everything.
type Query struct {
	terms []term
}

// term is one word of the query. The zero amounts mean no bound.
type term struct {
	excludes bool
	field    field
	text     string
	least    bound
	most     bound
}

type field int

const (
	anyField field = iota
	merchantField
	statusField
	reasonField
	idField
	accountField
	amountField
	sourceField
)

// Parse reads what was typed: words, merchant:aws, status:needs, amount:>100,
// amount:50..200, source:webhook, who:ada, and -word to exclude.
func Parse(text string) Query {
	var query Query
	for word := range strings.FieldsSeq(text) {
		if t, complete := parseTerm(word); complete {
			query.terms = append(query.terms, t)
		}
	}
	return query
}

// Empty reports whether it matches everything.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// Matches reports whether a request answers the question. It allocates nothing.
func (q Query) Matches(spend *state.Spend) bool {
	for _, t := range q.terms {
		if t.matches(spend) == t.excludes {
			return false
		}
	}
	return true
}

func parseTerm(word string) (term, bool) {
	var t term
	if rest, excludes := strings.CutPrefix(word, "-"); excludes {
		t.excludes, word = true, rest
	}
	if isAmount(word) {
		word = "amount:" + word
	}
	name, value, named := strings.Cut(word, ":")
	t.field = fieldOf(name)
	if !named || t.field == anyField {
		t.field, value = anyField, word
	}
	if t.field == amountField {
		return t.withAmount(value)
	}
	t.text = strings.ToLower(value)
	return t, t.text != ""
}

func fieldOf(name string) field {
	switch strings.ToLower(name) {
	case "merchant":
		return merchantField
	case "status":
		return statusField
	case "reason":
		return reasonField
	case "id":
		return idField
	case "account", "who":
		return accountField
	case "source":
		return sourceField
	case "amount":
		return amountField
	}
	return anyField
}

func (t term) matches(spend *state.Spend) bool {
	switch t.field {
	case merchantField:
		return contains(spend.Merchant, t.text)
	case statusField:
		return t.isStatus(spend.Status)
	case reasonField:
		return contains(spend.Reason, t.text)
	case idField:
		return contains(spend.ID, t.text)
	case accountField:
		return contains(spend.Account, t.text)
	case sourceField:
		return contains(words.Source(spend.LastSource), t.text)
	case amountField:
		return t.least.below(spend) && t.most.above(spend)
	}
	return contains(spend.Merchant, t.text) || contains(spend.Reason, t.text) ||
		contains(spend.ID, t.text) || t.isStatus(spend.Status)
}

// isStatus takes the bank's word and the screen's.
func (t term) isStatus(status state.SpendStatus) bool {
	return contains(string(status), t.text) || contains(words.SpendStatus(status).Word, t.text)
}
