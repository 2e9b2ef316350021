package filter

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"coffer/state"
	"coffer/ui/words"
)

// block is the texts of one chunk of requests, in lower case and one behind the
// other, so that one search looks through all of them.
type block struct {
	kept []*state.Kept
	// text has, for each request, its merchant, reason, status and id, with a
	// separator behind each. Texts that are safe to draw don't hold it.
	text []byte
	// ends is where each request's text ends.
	ends []uint32
	// masks is which letters the merchant, reason and status have.
	masks []uint64
	// cents is the amounts, side by side, so that a sum needs no request.
	cents []int64
	// summable is which of them are amounts that may be compared and added up.
	summable set
	// What many requests share is asked about once.
	statuses, sources, accounts, currencies []group
}

// group is the requests of a block that share a word.
type group struct {
	word    string
	members set
}

const separator = 0

func newBlock(kept []*state.Kept) *block {
	b := &block{kept: kept, ends: make([]uint32, len(kept)), masks: make([]uint64, len(kept)), cents: make([]int64, len(kept))}
	// Most chunks are alike, and what is left over is given back.
	const usual = 128
	text := make([]byte, 0, usual*len(kept))
	for i, k := range kept {
		start := len(text)
		text = appendLower(text, k.Merchant())
		text = appendLower(text, k.Reason())
		status := k.Status()
		if word := words.SpendStatus(status).Word; word != string(status) {
			text = append(append(text, word...), ' ')
		}
		text = appendLower(text, string(status))
		b.masks[i] = maskOf(text[start:])
		text = appendLower(text, k.ID())
		b.ends[i] = uint32(len(text))
		money, summable := k.Summable()
		if b.cents[i] = money.Cents; summable {
			b.summable.add(i)
		}
		b.statuses = join(b.statuses, string(status), i)
		b.sources = join(b.sources, string(k.Source()), i)
		b.accounts = join(b.accounts, k.Account(), i)
		b.currencies = join(b.currencies, money.Currency, i)
	}
	b.text = bytes.Clone(text)
	return b
}

// join adds a request to its group.
func join(groups []group, word string, i int) []group {
	for at := range groups {
		if groups[at].word == word {
			groups[at].members.add(i)
			return groups
		}
	}
	groups = append(groups, group{word: word})
	groups[len(groups)-1].members.add(i)
	return groups
}

// appendLower adds a text in lower case and a separator.
func appendLower(lowered []byte, text string) []byte {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return append(appendLowerRunes(lowered, text), separator)
		}
	}
	for i := range len(text) {
		lowered = append(lowered, lower(text[i]))
	}
	return append(lowered, separator)
}

func appendLowerRunes(lowered []byte, text string) []byte {
	for _, r := range text {
		lowered = utf8.AppendRune(lowered, unicode.ToLower(r))
	}
	return lowered
}

// record is the text of a request.
func (b *block) record(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.text[start:b.ends[i]]
}

// Parts of a record's text.
const (
	merchantPart = iota
	reasonPart
	statusPart
	idPart
)

// cutPart is a part of a record's text.
func cutPart(record []byte, part int) []byte {
	for range part {
		record = record[bytes.IndexByte(record, separator)+1:]
	}
	return record[:bytes.IndexByte(record, separator)]
}
