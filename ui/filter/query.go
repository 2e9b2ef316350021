// Package filter is the language of the filter: what is typed, read as a
// question about spend requests or about the activity, and answered for any
// number of them, again and again as they change.
//
// Whatever is unfinished is left out of the question and explained, instead of
// being an error.
package filter

import (
	"slices"
	"strings"
	"time"

	"coffer/state"
)

// Query is a question. The zero Query matches everything.
type Query struct {
	text  string
	terms []term
	// unfinished says what the first part that is left out lacks.
	unfinished string
}

// term is one part of the query.
type term struct {
	excludes bool
	field    field
	// text is in lower case; for a word and the fields that are text.
	text string
	// loose is set for a word that its letters alone may match.
	loose bool
	mask  uint64

	// accounts are the ids of the accounts whose names hold the text.
	accounts []string

	least, most bound
	from, to    timeBound
}

type field int

const (
	anyField field = iota
	merchantField
	statusField
	reasonField
	idField
	accountField
	sourceField
	amountField
	ageField
	sinceField
	untilField
)

// fields are the names that stand before a colon, and what may follow.
var fields = map[string]struct {
	field field
	wants string
}{
	"merchant": {merchantField, "merchant: wants a name, as in merchant:aws"},
	"status":   {statusField, "status: wants a word, as in status:needs_approval"},
	"reason":   {reasonField, "reason: wants a word, as in reason:gpu"},
	"id":       {idField, "id: wants a part of an id, as in id:req_01"},
	"account":  {accountField, "account: wants a name, as in account:research"},
	"who":      {accountField, "who: wants a name, as in who:ada"},
	"source":   {sourceField, "source: wants webhook, poll or here"},
	"amount":   {amountField, "amount: wants a number, as in amount:>100 or amount:50..200"},
	"age":      {ageField, "age: wants a time, as in age:<1h or age:>2d"},
	"since":    {sinceField, "since: wants a day, as in since:2026-05-01 or since:today"},
	"until":    {untilField, "until: wants a day, as in until:2026-05-31"},
}

// Parse reads what was typed: words, "a phrase", merchant:aws, status:needs,
// amount:>100, amount:50..200, age:<1h, since:2026-05-01, account:research,
// source:webhook, and -word to exclude. Days begin at midnight of the location.
func Parse(text string, location *time.Location) Query {
	query := Query{text: text}
	for _, part := range split(text) {
		t, wants := part.read(location)
		if wants == "" {
			query.terms = append(query.terms, t)
		} else if query.unfinished == "" {
			query.unfinished = wants
		}
	}
	return query
}

// Naming is the query where accounts go by their names as well as by their ids.
func (q Query) Naming(accounts []state.Account) Query {
	q.terms = slices.Clone(q.terms)
	for i, t := range q.terms {
		if t.field != accountField && t.field != anyField {
			continue
		}
		for _, account := range accounts {
			if account.Name != "" && contains(account.Name, t.text) {
				q.terms[i].accounts = append(q.terms[i].accounts, account.ID)
			}
		}
	}
	return q
}

// isAccount reports whether the term means the account.
func (t term) isAccount(id string) bool {
	return contains(id, t.text) || slices.Contains(t.accounts, id)
}

// Empty reports whether it matches everything.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// Unfinished says what the first unfinished part lacks; "" when all of it counts.
func (q Query) Unfinished() string { return q.unfinished }

// Aging reports whether the answer changes with time alone.
func (q Query) Aging() bool {
	return slices.ContainsFunc(q.terms, func(t term) bool { return t.from.moves() || t.to.moves() })
}

// part is a piece between spaces; what is in quotes may hold spaces.
type part struct {
	text   string
	quoted bool
	open   bool
}

// split is the text in its parts. A quote that isn't closed reaches to the end.
func split(text string) []part {
	var parts []part
	var now part
	var word strings.Builder
	inside := false
	end := func() {
		if now.text = word.String(); now.text != "" || now.quoted {
			parts = append(parts, now)
		}
		now = part{}
		word.Reset()
	}
	for _, r := range text {
		switch {
		case r == '"':
			inside, now.quoted = !inside, true
		case (r == ' ' || r == '\t') && !inside:
			end()
		default:
			word.WriteRune(r)
		}
	}
	now.open = inside
	end()
	return parts
}

// read is the part as a term, or what it lacks.
func (p part) read(location *time.Location) (term, string) {
	var t term
	text := p.text
	if rest, excludes := strings.CutPrefix(text, "-"); excludes {
		t.excludes, text = true, rest
	}
	if isAmount(text) && !p.quoted {
		text = "amount:" + text
	}
	name, value, named := strings.Cut(text, ":")
	known, isField := fields[strings.ToLower(name)]
	wants := known.wants
	complete := true
	switch {
	case !named || !isField:
		t.text, wants = strings.ToLower(text), "- wants a word behind it, which it excludes"
		if p.quoted {
			wants = `a quote wants its words, as in "daily cap"`
		}
		complete = t.text != ""
		t.loose = !p.quoted && !t.excludes && loosens(t.text)
		t.mask = maskOf(t.text)
	case known.field == amountField:
		t, complete = t.withAmount(value)
	case known.field == ageField:
		t, complete = t.withAge(value)
	case known.field == sinceField:
		t.from, complete = readDay(value, location, false)
	case known.field == untilField:
		t.to, complete = readDay(value, location, true)
	default:
		t.text = strings.ToLower(value)
		complete = t.text != ""
	}
	t.field = known.field
	if complete {
		return t, ""
	}
	return t, wants
}
