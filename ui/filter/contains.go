package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// contains reports whether text contains the lower-case part, without regard
// to case and without allocating.
func contains(text, part string) bool {
	if len(part) == 0 {
		return true
	}
	if isASCII(text) {
		return containsASCII(text, part)
	}
	for start := range text {
		if hasFoldedPrefix(text[start:], part) {
			return true
		}
	}
	return false
}

func containsASCII(text, part string) bool {
	first := part[0]
	for i := 0; i+len(part) <= len(text); i++ {
		if lower(text[i]) != first {
			continue
		}
		j := 1
		for j < len(part) && lower(text[i+j]) == part[j] {
			j++
		}
		if j == len(part) {
			return true
		}
	}
	return false
}

func hasFoldedPrefix(text, part string) bool {
	for _, want := range part {
		got, size := utf8.DecodeRuneInString(text)
		if size == 0 || unicode.ToLower(got) != want {
			return false
		}
		text = text[size:]
	}
	return true
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + ('a' - 'A')
	}
	return b
}
