package filter

import (
	"bytes"
	"iter"
	"math/bits"

	"coffer/state"
	"coffer/ui/words"
)

// set is which requests of a chunk.
type set [state.ChunkSize / 64]uint64

func all(count int) set {
	var s set
	for i := range count {
		s.add(i)
	}
	return s
}

func (s *set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s *set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s *set) count() int {
	count := 0
	for _, word := range s {
		count += bits.OnesCount64(word)
	}
	return count
}

// before is how many stand before i.
func (s *set) before(i int) int {
	count := 0
	for _, word := range s[:i/64] {
		count += bits.OnesCount64(word)
	}
	return count + bits.OnesCount64(s[i/64]&(1<<(i%64)-1))
}

// at is the one that so many stand before.
func (s *set) at(count int) int {
	for i, word := range s {
		if here := bits.OnesCount64(word); count >= here {
			count -= here
			continue
		}
		for range count {
			word &= word - 1
		}
		return i*64 + bits.TrailingZeros64(word)
	}
	return -1
}

// each yields them in order.
func (s set) each() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(i*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

func (s *set) and(other set) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s *set) without(other set) {
	for i := range s {
		s[i] &^= other[i]
	}
}

func (s *set) or(other set) {
	for i := range s {
		s[i] |= other[i]
	}
}

// answer is which requests of a block answer the question: those that have all
// of it as it was typed, and those that only resemble it.
func (q Query) answer(b *block, now state.Moment) (typed, loose set) {
	typed = all(len(b.kept))
	either := typed
	for _, t := range q.terms {
		exact := t.exactly(b, either, now)
		if t.excludes {
			typed.without(exact)
			either.without(exact)
			continue
		}
		typed.and(exact)
		if t.loose {
			exact.or(t.loosely(b, either, exact))
		}
		either.and(exact)
	}
	either.without(typed)
	return typed, either
}

// exactly is which of a block's requests, and at least which of within, have
// what was typed.
func (t term) exactly(b *block, within set, now state.Moment) set {
	switch t.field {
	case anyField:
		hits := t.anywhere(b)
		hits.or(among(b.accounts, t.isAccount))
		return hits
	case statusField:
		return among(b.statuses, t.isStatus)
	case sourceField:
		return among(b.sources, func(source string) bool { return t.inText(words.Source(state.Source(source))) })
	case accountField:
		return among(b.accounts, t.isAccount)
	case amountField:
		return t.amounts(b, within)
	case merchantField:
		return t.parts(b, within, merchantPart)
	case reasonField:
		return t.parts(b, within, reasonPart)
	case idField:
		return t.parts(b, within, idPart)
	}
	var hits set
	from, to := t.from.moment(now), t.to.moment(now)
	for i := range within.each() {
		if t.isWhen(b.kept[i].Born(), from, to) {
			hits.add(i)
		}
	}
	return hits
}

// among is the members of all groups whose word is asked for.
func among(groups []group, asked func(word string) bool) set {
	var hits set
	for i := range groups {
		if asked(groups[i].word) {
			hits.or(groups[i].members)
		}
	}
	return hits
}

// anywhere looks through the text of the whole block at once.
func (t term) anywhere(b *block) set {
	var hits set
	word := []byte(t.text)
	for start, i := 0, 0; ; {
		found := bytes.Index(b.text[start:], word)
		if found < 0 {
			return hits
		}
		for int(b.ends[i]) <= start+found {
			i++
		}
		hits.add(i)
		start = int(b.ends[i])
	}
}

func (t term) parts(b *block, within set, part int) set {
	var hits set
	word := []byte(t.text)
	for i := range within.each() {
		if bytes.Contains(cutPart(b.record(i), part), word) {
			hits.add(i)
		}
	}
	return hits
}

func (t term) amounts(b *block, within set) set {
	var hits set
	for g := range b.currencies {
		if !comparable(state.Money{Currency: b.currencies[g].word}) {
			continue
		}
		members := b.currencies[g].members
		members.and(within)
		members.and(b.summable)
		for i := range members.each() {
			money := state.Money{Cents: b.cents[i], Currency: b.currencies[g].word}
			if t.least.below(money) && t.most.above(money) {
				hits.add(i)
			}
		}
	}
	return hits
}

// loosely is which of within, but for those that have it as typed, resemble a
// word in their merchant, reason or status.
func (t term) loosely(b *block, within, typed set) set {
	var hits set
	within.without(typed)
	for i := range within.each() {
		if b.masks[i]&t.mask != t.mask {
			continue
		}
		record := b.record(i)
		for range idPart {
			end := bytes.IndexByte(record, separator)
			if _, _, ok := resembles(record[:end], t.text); ok {
				hits.add(i)
				break
			}
			record = record[end+1:]
		}
	}
	return hits
}

func (t term) inText(text string) bool { return contains(text, t.text) }

// isWhen takes the bounds as moments. An age of exactly a bound is inside.
func (t term) isWhen(when, from, to state.Moment) bool {
	if !when.Known() || (t.from.kind != unbound && when < from) {
		return false
	}
	return t.to.kind == unbound || when < to || (t.to.kind == boundAgo && when == to)
}

// isStatus takes the bank's word and the screen's.
func (t term) isStatus(status string) bool {
	return contains(status, t.text) || contains(words.SpendStatus(state.SpendStatus(status)).Word, t.text)
}

// changes is when the answer for a block next changes though none of its
// requests does; 0 for never.
func (q Query) changes(b *block, now state.Moment) state.Moment {
	next := state.Moment(0)
	for _, t := range q.terms {
		for _, bound := range [...]timeBound{t.from, t.to} {
			if !bound.moves() {
				continue
			}
			for _, kept := range b.kept {
				if then := bound.changes(now, kept.Born()); then != 0 && (next == 0 || then < next) {
					next = then
				}
			}
		}
	}
	return next
}
