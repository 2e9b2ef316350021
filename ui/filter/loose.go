package filter

import "unicode/utf8"

// leastLoose is how many letters a word needs before its letters alone may
// match: shorter ones stand in order nearly everywhere.
const leastLoose = 3

// loosens reports whether the letters of a word alone may match.
func loosens(word string) bool { return len(word) >= leastLoose && isASCII(word) }

// maskOf has a bit for each letter and digit that a text in lower case has, so
// that most texts without a word's letters are passed over at once.
func maskOf[T string | []byte](text T) uint64 {
	var mask uint64
	for i := range len(text) {
		mask |= maskOfByte(text[i])
	}
	return mask
}

func maskOfByte(b byte) uint64 {
	switch {
	case 'a' <= b && b <= 'z':
		return 1 << (b - 'a')
	case '0' <= b && b <= '9':
		return 1 << (b - '0' + 26)
	case b >= utf8.RuneSelf:
		return 1 << (36 + b%26)
	}
	return 0
}

// resembles reports whether the letters of the word stand in the text in their
// order, and where: from the first to behind the last. The first begins a word,
// and each further one stands in the same word or begins another, so initials
// match. No more may be left out inside words than the word has letters.
func resembles(text []byte, word string) (from, to int, ok bool) {
	for from = range len(text) {
		if text[from] != word[0] || !begins(text, from) {
			continue
		}
		last, leftOut := from, 0
		for i := 1; i < len(word) && last >= 0; i++ {
			next, inside := follows(text, last, word[i])
			if inside {
				leftOut += next - last - 1
			}
			last = next
		}
		if last >= 0 && leftOut <= len(word) {
			return from, last + 1, true
		}
	}
	return 0, 0, false
}

// follows is where the letter stands behind the place, and whether that is in
// the same word; -1 for nowhere.
func follows(text []byte, at int, letter byte) (next int, inside bool) {
	inside = true
	for next = at + 1; next < len(text); next++ {
		inside = inside && isLetter(text[next])
		if text[next] == letter && (inside || begins(text, next)) {
			return next, inside
		}
	}
	return -1, false
}

// begins reports whether a word begins at the place in the text.
func begins(text []byte, at int) bool {
	return at == 0 || !isLetter(text[at-1]) || (isDigit(text[at]) && !isDigit(text[at-1]))
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || isDigit(b) || b >= utf8.RuneSelf }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
